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
