"""Secrets planted everywhere reach no model, no log of the process and no metric."""

import asyncio
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests import process
from tests.core.ai.model_server import Behaviour, ModelServer
from tests.house import House, modelled, plain
from tests.waiting import wait_for

CORPORA = Path(__file__).parents[1] / "core" / "ai" / "corpora"
KEY, TOKEN = "sk-live-Zx81KkPq02LmNv93TyRw", "tocsin-token-7f3a9c1e5b2d"
LOG = ["2026-11-24T14:05:33Z ERROR checkout connection pool exhausted: active=50 waiting=12"]
SHORTEST_CANARY = 6
PART = 8
BEHAVIOURS = {
    "good": Behaviour("good"),
    "status-401": Behaviour("status", 401),
    "status-500": Behaviour("status", 500),
    "refusal": Behaviour("refusal"),
    "broken-json": Behaviour("broken_json"),
    "broken-stream": Behaviour("early_close"),
    "cut-off": Behaviour("cut_off"),
    "hang": Behaviour("hang"),
    "obedient": Behaviour("obedient"),
}


def rows() -> list[dict[str, Any]]:
    """Every text of the two corpora with its canaries; `¦` only breaks what scanners look for."""
    files = ("redaction.jsonl", "redaction_blind.jsonl")
    texts = [(CORPORA / name).read_text(encoding="utf-8").replace("¦", "") for name in files]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def canaries() -> set[str]:
    """What must be nowhere; too short a piece occurs by chance."""
    return {c for row in rows() for c in row["canary"] if len(c) >= SHORTEST_CANARY}


def runs(text: str) -> set[str]:
    """Every eight characters of `text` that stand side by side."""
    return {text[at : at + PART] for at in range(len(text) - PART + 1)}


@cache
def parts() -> frozenset[str]:
    """Eight characters of a canary must be nowhere either, but for those of ordinary words."""
    harmless = "\n".join(
        re.sub("|".join(map(re.escape, row["canary"])), " ", row["text"]) for row in rows()
    )
    said_anyway = runs(harmless.lower())
    written = [form for c in canaries() for form in (c, json.dumps(c)[1:-1])]
    found = {part for form in written for part in runs(form)}
    return frozenset(part for part in found if part.lower() not in said_anyway)


def repeated(text: str) -> list[str]:
    """Lines of one shape with `text` in them but other numbers, so that a template tells of it."""
    head, *rest = text.split("\n")
    return [
        line
        for n in range(4)
        for line in (f"2026-11-24T14:05:3{n}Z ERROR {head} in {1000 + n * 37} ms", *rest)
    ]


@dataclass(frozen=True)
class Told:
    """All that left the process but for people: to models, into its log, into its metrics."""

    to_models: str
    headers: str
    log: str
    metrics: str
    previews: str
    requests: int


async def declare(house: House, number: int, name: str) -> str:
    """An incident with canaries in title, description and logs; noted, analysed and drafted."""
    texts = [row["text"] for row in rows()]
    share = texts[number :: len(BEHAVIOURS)]
    body = {
        "title": f"scene {name} {' '.join(share[0].split())}"[:300],
        "description": share[1],
        "logs": [*LOG, *(line for text in share for line in repeated(text))],
    }
    status, made = await house.api("POST", "/api/v1/incidents", json=body)
    assert status == 201, made
    for text in share[2:5]:
        noted = {"text": f"note {made['id']} {' '.join(text.split())}"}
        assert (await house.api("POST", "/api/v1/commands", json=noted))[0] == 200
    for path in ("analyze?fresh=1", "rca/generate"):
        status, answer = await house.api("POST", f"/api/v1/incidents/{made['id']}/{path}")
        assert status in (200, 503), answer  # 503: it goes on, behind the calls of the others
    return str(made["id"])


async def page(house: House) -> None:
    """Alerts with canaries in their labels, well formed and not."""
    texts = [" ".join(row["text"].split())[:200] for row in rows()[:30]]
    labels = {"alertname": texts[0], "severity": "critical"}
    labels |= {f"l{number}": text for number, text in enumerate(texts)}
    alert = {"status": "firing", "labels": labels, "annotations": {"summary": texts[1]}}
    good = {"version": "4", "groupKey": "g", "status": "firing", "alerts": [alert]}
    for body in (good, {**good, "alerts": [{"labels": texts}]}, {**good, "status": texts[2]}):
        await house.api("POST", "/webhooks/alertmanager", json=body)
    await house.api("POST", "/webhooks/alertmanager", data=f"{{{texts[3]}")
    await house.api("POST", "/api/v1/incidents", json={"title": texts[4], "severity": texts[5]})


async def speak(house: House) -> str:
    """Say canaries in Slack, while Slack fails; what `redact-preview` shows."""
    faults = [
        {"method": method, "kind": kind, "value": value, "times": 1}
        for method in ("chat.postMessage", "chat.update", "views.open", "conversations.create")
        for kind, value in (("error", "internal_error"), ("http", 503), ("drop_before", None))
    ]
    await house.slack.control("faults", faults)
    for row in rows()[40:46]:
        await house.say(f"declare high {' '.join(row['text'].split())[:250]}")
    await house.say("")
    shown = [plain(await house.say(f"redact-preview INC-{number}")) for number in range(1, 4)]
    return "\n".join(shown)


async def play(house: House, server: ModelServer) -> Told:
    """Every path at once, then all that was written."""
    scenes = [declare(house, number, name) for number, name in enumerate(BEHAVIOURS)]
    await asyncio.gather(page(house), *scenes)
    previews = await speak(house)

    async def quiet() -> bool:
        _, metrics = await house.api("GET", "/metrics")
        return "tocsin_jobs_pending 0.0" in metrics

    await wait_for(quiet, "nothing is left to do", timeout=60, every=0.3)
    _, metrics = await house.api("GET", "/metrics")
    return Told(
        to_models="\n".join(asked.raw for asked in server.requests),
        headers="\n".join(str(asked.headers) for asked in server.requests),
        log=house.log.read_text(encoding="utf-8"),
        metrics=str(metrics),
        previews=previews,
        requests=len(server.requests),
    )


@pytest.fixture(scope="module")
async def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What was told of the canaries after every path was walked."""
    server = await ModelServer.start()
    for name, behaviour in BEHAVIOURS.items():
        server.when(f"scene {name} ", behaviour)
    given = {"OPENAI_API_KEY": KEY, "AI_TIMEOUT": "8", "LOG_LEVEL": "debug"}
    try:
        async with modelled(tmp_path_factory.mktemp("canaries"), server, given) as house:
            return await play(house, server)
    finally:
        await server.close()


def left(text: str) -> list[str]:
    """The canaries that occur in a text, plain or as JSON writes them, and pieces of any."""
    whole = {c for c in canaries() if c in text or json.dumps(c)[1:-1] in text}
    return sorted(whole | {text[at : at + PART] for at in range(len(text))} & parts())


async def test_no_canary_reaches_a_model(told: Told) -> None:
    """Not in any byte of a body or a header, whatever the answers were."""
    assert told.requests >= len(BEHAVIOURS)
    assert "draft>>" in told.to_models
    assert left(told.to_models) == []
    assert left(told.headers) == []


async def test_no_canary_is_logged_or_counted(told: Told) -> None:
    """Not at `LOG_LEVEL=debug` either, nor in a metric's label; nor is the provider's key."""
    assert "app.ready" in told.log
    assert left(told.log) == []
    assert left(told.metrics) == []
    assert KEY not in told.log + told.metrics + told.to_models


async def test_the_preview_shows_none(told: Told) -> None:
    """`/incident redact-preview` shows what a model would see, so none."""
    assert "Masked:" in told.previews
    assert left(told.previews) == []


async def test_a_start_that_fails_shows_no_secret(tmp_path: Path) -> None:
    """Every setting that is wrong is named, and none of the secrets beside it is shown."""
    secrets = {
        "OPENAI_API_KEY": KEY,
        "TOCSIN_API_TOKEN": TOKEN,
        "SLACK_BOT_TOKEN": "xoxb-" + "91-72-kVbQ2mX8sJw",
        "DATABASE_URL": "postgresql://tocsin:hunter2-9fQz@127.0.0.1:1/tocsin",
    }
    wrong = {"AI_TIMEOUT": "soon", "PORT": "http", "SLACK_CHANNEL_SEVERITY": "loud"}
    output = tmp_path / "log"
    running = await process.start(
        "serve", settings={**secrets, **wrong}, folder=tmp_path / "data", output=output
    )
    assert await running.wait() == 2
    said = output.read_text(encoding="utf-8")
    assert all(name in said for name in wrong)
    assert [name for name, secret in secrets.items() if secret in said] == []
    assert "hunter2-9fQz" not in said
