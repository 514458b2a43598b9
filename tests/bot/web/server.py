"""A whole web server over a real store, for tests that speak HTTP to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.intake import Intake
from bot.reactions import ALWAYS, core_handlers
from bot.runner import Runner
from bot.web import hooks
from bot.web.app import build_app
from bot.web.checks import Check
from bot.web.config import WebConfig
from core.ai import offline
from core.ai.build import build_analysts
from core.ai.config import AiConfig
from core.analysis import Analyses, preview
from core.clock import RandomIds, SystemClock
from core.commands import Commands
from core.feedback import Feedback
from core.rca import Rcas
from core.store.jobs import Job
from core.store.store import Store
from core.summaries import summarise_logs
from core.telemetry import Metrics
from core.triage import suggest_severity
from core.views import Views

TOKEN = "test-token-with-every-right"
BASE_URL = "http://127.0.0.1:8080"


@dataclass
class Web:
    """A running server: `client` speaks to it, `store` is what it writes to."""

    client: TestClient[web.Request, web.Application]
    store: Store
    metrics: Metrics
    intake: Intake
    state: "State"

    async def declare(self, title: str = "Checkout is down", **fields: object) -> dict[str, object]:
        """Declare an incident over HTTP and return it."""
        answer = await self.client.post("/api/v1/incidents", json={"title": title, **fields})
        assert answer.status == 201, await answer.text()
        incident: dict[str, object] = await answer.json()
        return incident


@dataclass
class State:
    """What a test changes while the server runs."""

    draining: bool = False
    away: dict[str, str] = field(default_factory=dict)


@asynccontextmanager
async def serving(
    database_url: str, data_dir: Path, config: WebConfig | None = None
) -> AsyncIterator[Web]:
    """Serve on a free port until the block ends."""
    config = config or WebConfig()
    clock, ids, metrics, state = SystemClock(), RandomIds(), Metrics("test"), State()
    asked = {kind: ALWAYS[kind] for kind in ("analysis_requested", "rca_requested")}
    store = await Store.open(database_url, reactions=asked, clock=clock)
    views = Views(config.public_url)
    analysts = build_analysts(AiConfig(), clock=clock)
    analyses = Analyses(store, analysts, offline.analyse, clock, 10.0)
    rcas = Rcas(store, views, analysts, clock, 10.0)
    handlers = {**core_handlers(store, analyses, rcas, Feedback(store)), "post_card": _posting}
    runner = Runner(store, handlers, clock=clock, worker="test")
    intake = Intake(
        store=store, parse=hooks.read, suggest=suggest_severity, ids=ids, metrics=metrics
    )
    app = build_app(
        config,
        store,
        views,
        analyses=analyses,
        rcas=rcas,
        intake=intake,
        commands=Commands(
            store,
            views,
            suggest_severity,
            summarise_logs,
            lambda case: preview(case, analysts.egress),
        ),
        suggest=suggest_severity,
        summarise_logs=summarise_logs,
        checks=[_check(state, "database", needed=True), _check(state, "slack", needed=False)],
        metrics=metrics,
        draining=lambda: state.draining,
    )
    intake.start()
    runner.start()
    client = TestClient(TestServer(app))
    await client.start_server()
    try:
        yield Web(client, store, metrics, intake, state)
    finally:
        await client.close()
        await runner.stop(0)
        await intake.stop()
        await store.close()


async def _posting(_job: Job) -> None:
    """A post that Slack never answers: its job stays as a test put it there."""
    await asyncio.Event().wait()


def _check(state: State, name: str, *, needed: bool) -> Check:
    async def probe() -> str | None:
        return state.away.get(name)

    return Check(name, needed, probe)


def closed(config: WebConfig | None = None) -> WebConfig:
    """A configuration that lets nobody in without `TOKEN`."""
    return replace(config or WebConfig(), api_tokens=(TOKEN,))


def bearer(token: str = TOKEN) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {token}"}


async def problem(answer: ClientResponse, status: int) -> dict[str, object]:
    """The problem that `answer` tells of, after checking that it is one."""
    assert answer.status == status, await answer.text()
    assert answer.content_type == "application/problem+json"
    body: dict[str, object] = await answer.json(content_type=None)
    assert {"type", "title", "status", "detail", "instance"} <= body.keys()
    assert body["status"] == status
    assert body["instance"] == f"urn:request:{answer.headers['X-Request-ID']}"
    return body
