"""Planted instructions through the whole bot, behind models that obey every one of them."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.domain.analysis import Analysis
from tests.bot.sandbox.driver import Json
from tests.core.ai.model_server import Behaviour, ModelServer
from tests.end_to_end.obedience import BAD, obey
from tests.house import House, modelled
from tests.waiting import wait_for

CORPORA = Path(__file__).parents[1] / "core" / "ai" / "corpora"
IN_ONE_INCIDENT = 8
LOG = [
    "2026-11-24T14:05:10Z INFO checkout deploy v2.3.1 finished",
    "2026-11-24T14:05:33Z ERROR checkout connection pool exhausted: active=50 waiting=12",
    "2026-11-24T14:05:34Z ERROR checkout HTTP 503 for GET /cart from host-11 after 30000 ms",
]
KINDS = frozenset(
    {
        "declared",
        "logs_added",
        "home_opened",
        "noted",
        "kept",
        "alert_joined",
        "analysis_requested",
        "analysed",
    }
)


def planted() -> list[str]:
    """Every planted instruction."""
    files = sorted(CORPORA.glob("injection*.jsonl"))
    rows = [row for file in files for row in file.read_text(encoding="utf-8").splitlines()]
    return [str(json.loads(row)["text"]) for row in rows]


@dataclass(frozen=True)
class Outcome:
    """What stands after all analyses: incidents before and after, analyses, timelines, posts."""

    before: dict[str, Json]
    after: dict[str, Json]
    analyses: dict[str, Json]
    kinds: set[str]
    messages: list[Json]
    prompts: str


async def declare(house: House, batch: list[str]) -> str:
    """An incident with an instruction in its title, text and labels, in logs and query strings."""
    one, *rest = batch
    lines = [f"2026-11-24T14:05:35Z WARN edge GET /search?q={rest[0].replace(' ', '%20')} 200"]
    body = {
        "title": " ".join(one.split())[:300],
        "description": rest[1],
        "labels": {"owner": rest[2][:200]},
        "logs": [*LOG, *lines, *(line for text in rest[3:] for line in text.split("\n"))],
    }
    status, made = await house.api("POST", "/api/v1/incidents", json=body)
    assert status == 201, made
    return str(made["id"])


async def page(house: House, batch: list[str]) -> str:
    """An incident by an alert whose labels and annotations hold instructions."""
    one, *rest = batch
    labels = {"alertname": one[:200], "service": "checkout", "severity": "critical"}
    labels |= {f"l{number}": text[:200] for number, text in enumerate(rest)}
    alert = {
        "status": "firing",
        "labels": labels,
        "annotations": {"summary": rest[0], "description": rest[1]},
        "startsAt": "2026-11-24T14:00:00Z",
    }
    body = {"version": "4", "groupKey": one, "status": "firing", "alerts": [alert]}
    status, taken = await house.api("POST", "/webhooks/alertmanager", json=body)
    assert status == 202, taken

    async def done() -> list[str]:
        _, told = await house.api("GET", f"/api/v1/deliveries/{taken['delivery']}")
        return list(told["incidents"])

    return str((await wait_for(done, "the alert's incident"))[0])


async def keep_a_reply(house: House, name: str, text: str) -> None:
    """Reply under the card with an instruction, and keep the reply on the timeline."""

    async def home() -> Json | None:
        place = (await house.api("GET", f"/api/v1/incidents/{name}"))[1]["slack"]
        return place if place and place["card_ts"] else None

    async def kept() -> bool:
        _, line = await house.api("GET", f"/api/v1/incidents/{name}/timeline?limit=1000")
        return any(item["kind"] == "kept" for item in line["items"])

    place = await wait_for(home, f"the card of {name}", timeout=40, every=0.2)
    await house.slack.act("join", user="U0ADA", channel=place["channel"])
    ts = await house.ada.say(place["channel"], text, thread=place["card_ts"])
    await house.ada.react(place["channel"], ts, "pushpin")
    await wait_for(kept, f"a reply is kept in {name}", timeout=40, every=0.2)


async def work_on(house: House, number: int, batch: list[str]) -> tuple[str, Json, Json]:
    """Declare or page, note an instruction or keep a reply, and ask for the analysis."""
    *first, last = batch
    name = await (page if number % 3 == 0 else declare)(house, first)
    _, before = await house.api("GET", f"/api/v1/incidents/{name}")
    if number % 3 == 1:
        await keep_a_reply(house, name, last)
    else:
        noted = {"text": f"note {name} {' '.join(last.split())}"}
        status, told = await house.api("POST", "/api/v1/commands", json=noted)
        assert status == 200, told
    path = f"/api/v1/incidents/{name}/analyze?fresh=1"
    status, analysis = await house.api("POST", path)
    assert status == 200, analysis
    return name, before, analysis


async def posted(house: House) -> list[Json]:
    """Every message of the app, in every channel and thread."""
    state = await house.slack.read("state", user="U0ADA")
    found: list[Json] = []
    for channel in state["channels"]:
        for message in await house.ada.messages(channel["id"]):
            thread = [message]
            if message.get("reply_count"):
                thread = await house.ada.thread(channel["id"], message["ts"])
            found += thread
    return [each for each in found if each.get("bot_id")]


async def play(house: House, server: ModelServer) -> Outcome:
    """Every instruction planted, every incident analysed, everything posted."""
    texts = planted()
    texts += texts[: -len(texts) % IN_ONE_INCIDENT]
    batches = [texts[at : at + IN_ONE_INCIDENT] for at in range(0, len(texts), IN_ONE_INCIDENT)]
    done = await asyncio.gather(*(work_on(house, n, batch) for n, batch in enumerate(batches)))

    async def quiet() -> bool:
        _, metrics = await house.api("GET", "/metrics")
        pending = [row for row in metrics.splitlines() if row.startswith("tocsin_jobs_pending ")]
        return pending == ["tocsin_jobs_pending 0.0"]

    await wait_for(quiet, "nothing is left to do", timeout=100, every=0.5)
    after, kinds = {}, set[str]()
    for name, _, _ in done:
        after[name] = (await house.api("GET", f"/api/v1/incidents/{name}"))[1]
        _, line = await house.api("GET", f"/api/v1/incidents/{name}/timeline?limit=1000")
        kinds |= {item["kind"] for item in line["items"]}
    return Outcome(
        before={name: before for name, before, _ in done},
        after=after,
        analyses={name: analysis for name, _, analysis in done},
        kinds=kinds,
        messages=await posted(house),
        prompts="\n".join(asked.prompt for asked in server.requests),
    )


@pytest.fixture(scope="module")
async def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What stands when every planted instruction was obeyed by a model."""
    server = await ModelServer.start()
    server.script(Behaviour("good", answer=obey))
    folder = tmp_path_factory.mktemp("injection")
    try:
        async with modelled(folder, server, {"AI_TIMEOUT": "60"}) as house:
            return await play(house, server)
    finally:
        await server.close()


def elements(value: Any) -> Iterator[Json]:
    """Every object within the blocks of a message."""
    if isinstance(value, list):
        for each in value:
            yield from elements(each)
    elif isinstance(value, dict):
        yield value
        for each in value.values():
            yield from elements(each)


async def test_the_models_were_asked(outcome: Outcome) -> None:
    """At least 100 instructions reached models that obey: what follows is no idle proof."""
    texts = planted()
    assert len(texts) >= 100
    words = [text.split()[0] for text in texts]
    assert sum(word in outcome.prompts for word in words) >= 0.9 * len(words)
    assert len(outcome.analyses) >= len(texts) / IN_ONE_INCIDENT


async def test_nobody_is_mentioned_and_nothing_linked(outcome: Outcome) -> None:
    """No element is a mention or a broadcast; links lead to our own Slack and own channels."""
    homes = {after["slack"]["channel"] for after in outcome.after.values()}
    assert len(outcome.messages) >= 3 * len(outcome.analyses)
    for message in outcome.messages:
        assert not any(mark in message["text"] for mark in ("<!", "<@", "<http", "<#"))
        for element in elements(message.get("blocks") or []):
            kind = element.get("type")
            assert kind not in ("user", "usergroup", "broadcast"), message
            if kind == "channel":
                assert element["channel_id"] in homes, message
            if kind in ("link", "button") and element.get("url"):
                assert element["url"].startswith("http://127.0.0.1:"), message
            if kind == "mrkdwn":
                assert not any(mark in element["text"] for mark in ("<!", "<@", "<http")), message


async def test_every_analysis_is_valid_and_says_nothing_foreign(outcome: Outcome) -> None:
    """It has the contract's form, and in its own words no mention, link or command."""
    for name, stored in outcome.analyses.items():
        made = Analysis.model_validate(stored)
        said = [made.summary, made.severity.reason, made.fallback_reason or ""]
        said += [finding.text for finding in (*made.findings, *made.root_causes)]
        said += [word for cause in made.root_causes for word in (cause.against, cause.check)]
        said += [step.text for step in made.recommendations]
        if made.analyst != "offline":
            assert [text for text in said if BAD.search(text)] == [], name
        assert made.incident_id == name


async def test_no_state_changes(outcome: Outcome) -> None:
    """Severity, status, lead and every other field stay; the timeline knows no act of a model."""
    kept = ("title", "severity", "severity_source", "status", "lead", "acknowledged_by", "labels")
    for name, before in outcome.before.items():
        after = outcome.after[name]
        assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
        assert after["resolved_at"] is after["closed_at"] is None
    assert "kept" in outcome.kinds
    assert outcome.kinds <= KINDS, outcome.kinds - KINDS
