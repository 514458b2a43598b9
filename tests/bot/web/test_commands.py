"""Commands over REST: the same grammar as in Slack."""

from typing import Any

from core import tokens
from core.actor import system
from tests.bot.web.server import Web, bearer, problem

PATH = "/api/v1/commands"


async def say(web: Web, text: str, **more: Any) -> dict[str, Any]:
    """What a command came to."""
    answer = await web.client.post(PATH, json={"text": text, **more})
    assert answer.status == 200, await answer.text()
    body: dict[str, Any] = await answer.json()
    return body


async def test_a_bare_title_declares(web: Web) -> None:
    """What isn't a verb declares."""
    result = await say(web, "checkout returns 500s since the 14:05 deploy")
    assert result["kind"] == "declared"
    assert result["created"]
    assert result["incident"]["id"] == "INC-1"


async def test_verbs_act_on_the_incident_they_are_given(web: Web) -> None:
    """Inside an incident its number can be left out."""
    await web.declare()
    for name in ("INC-1", "inc-1", "1"):
        result = await say(web, "note seen", incident=name)
        assert result["incident"]["id"] == "INC-1"
    await say(web, "resolve", incident="INC-1")
    incident = await (await web.client.get("/api/v1/incidents/1")).json()
    assert incident["status"] == "resolved"


async def test_a_likely_slip_asks(web: Web) -> None:
    """A word within two edits of a verb offers both meanings and does nothing."""
    result = await say(web, "resovle")
    assert result["kind"] == "unclear"
    assert {choice["label"] for choice in result["choices"]} == {"Run it", "Declare it"}
    assert (await (await web.client.get("/api/v1/incidents")).json())["items"] == []


async def test_bad_commands_are_problems(web: Web) -> None:
    """An unknown incident is 404, an illegal move 409, a wrong field 422."""
    await problem(await web.client.post(PATH, json={"text": "show INC-9"}), 404)
    await problem(await web.client.post(PATH, json={"text": "x", "incident": "y"}), 422)
    await problem(await web.client.post(PATH, json={"txt": "x"}), 422)
    await web.declare()
    await problem(await web.client.post(PATH, json={"text": "close INC-1"}), 409)


async def test_a_reader_cannot_declare(closed_web: Web) -> None:
    """A token that only reads may ask, not change."""
    reader = await closed_web.store.write(
        tokens.create, system("test"), "reader", frozenset({"incidents:read"})
    )
    listed = await closed_web.client.post(PATH, json={"text": "list"}, headers=bearer(reader))
    assert listed.status == 200
    refused = await closed_web.client.post(
        PATH, json={"text": "checkout is down"}, headers=bearer(reader)
    )
    await problem(refused, 403)


async def test_the_text_says_all_that_slack_shows(web: Web) -> None:
    """Whoever reads only `text` reads the rows of a list, the timeline, the logs, the choices."""
    await say(web, "declare high checkout is down")
    await say(web, "declare low search \u202eis slow")
    await say(web, "note INC-1 rolled back to 41")
    await say(web, "logs INC-1 ERROR pool exhausted")
    for words, told in (
        ("list", ["2 open incidents", "INC-1  high", "checkout is down", "INC-2  low"]),
        ("list resolved", ["No incidents"]),
        ("INC-1", ["INC-1 checkout is down", "Status open", "severity high, "]),
        ("show INC-2", ["search �is slow"]),
        ("timeline INC-1", ["Timeline of INC-1", "rolled back to 41"]),
        ("logs INC-1", ["Logs of INC-1", "Worth reading", "1: ERROR pool exhausted"]),
        ("similar INC-1", ["No earlier incident comes near INC-1."]),
        ("redact-preview INC-1", ["What a model would be shown of INC-1", "Masked: nothing."]),
        ("severity INC-1", ["Which severity", "critical: severity INC-1 critical"]),
        ("ack", ["INC-2 search �is slow: ack INC-2"]),
        ("resovle", ["Did you mean `resolve`?", "Declare it: declare resovle"]),
        ("declare mail is late", ["Declared INC-3 mail is late", "Severity ", "/incidents/INC-3"]),
        ("", ["Say what is wrong"]),
        ("help", ["severity INC-42 high"]),
    ):
        text = (await say(web, words))["text"]
        assert [each for each in told if each not in text] == [], (words, text)


async def test_a_secret_is_warned_of_in_the_text(web: Web) -> None:
    """Without repeating it."""
    secret = "gh" + "p_" + "a1B2" * 9
    text = (await say(web, f"login fails with {secret}"))["text"]
    assert "live secret" in text.split("\n", 1)[0]
