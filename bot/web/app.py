"""The web application: every address, and what it is built from."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter, RateLimiter

from bot.web import (
    analyses,
    commands,
    deliveries,
    evidence,
    health,
    incidents,
    jobs,
    logs,
    openapi,
    pages,
    streams,
)
from bot.web.checks import Check
from bot.web.config import WebConfig
from bot.web.gate import Gate
from bot.web.hooks import receive
from bot.web.middleware import observed, refusing
from bot.web.replays import RUNNING
from bot.web.rest import Endpoint
from bot.web.services import (
    SERVICES,
    Analyses,
    Commands,
    Draining,
    Intake,
    Rcas,
    Services,
    Summarise,
)
from core.store.store import Store
from core.teams import NO_RULES, Teams
from core.telemetry import Metrics
from core.triage import Suggest
from core.views import Views

ENDPOINTS: tuple[Endpoint, ...] = (
    incidents.declare_incident,
    incidents.list_incidents,
    incidents.get_incident,
    incidents.update_incident,
    incidents.patch_incident,
    incidents.delete_incident,
    analyses.analyze_incident,
    analyses.generate_rca,
    analyses.get_rca,
    analyses.change_rca,
    evidence.list_timeline,
    evidence.add_logs,
    logs.summarize_logs,
    commands.run_command,
    receive.receive_webhook,
    deliveries.get_delivery,
    jobs.list_jobs,
    jobs.retry_job,
)


async def _nothing() -> None:
    return


async def _log_threads(app: web.Application) -> AsyncIterator[None]:
    app[streams.THREADS] = threads = streams.executor()
    yield
    threads.shutdown(wait=False, cancel_futures=True)


def build_app(  # noqa: PLR0913  the composition root hands everything in by name
    config: WebConfig,
    store: Store,
    views: Views,
    *,
    analyses: Analyses,
    rcas: Rcas,
    intake: Intake,
    commands: Commands,
    suggest: Suggest,
    summarise_logs: Summarise,
    checks: Sequence[Check],
    metrics: Metrics,
    teams: Teams = NO_RULES,
    draining: Draining = lambda: False,
    scraped: Callable[[], Awaitable[None]] = _nothing,
    limiter: RateLimiter | None = None,
) -> web.Application:
    """The application, ready for a runner.

    `scraped` is awaited before metrics are answered, to bring gauges up to date;
    `limiter` counts the requests of each token (in this process unless given).
    """
    limiter = limiter or FixedWindowRateLimiter(MemoryStorage())
    app = web.Application(
        middlewares=[observed(metrics), refusing(config.public_url)],
        client_max_size=config.max_body,
    )
    app[RUNNING] = set()
    app.cleanup_ctx.append(_log_threads)
    app[SERVICES] = Services(
        config=config,
        store=store,
        views=views,
        gate=Gate(config, store, limiter),
        analyses=analyses,
        rcas=rcas,
        intake=intake,
        commands=commands,
        suggest=suggest,
        teams=teams,
        summarise_logs=summarise_logs,
        checks=checks,
        metrics=metrics,
        draining=draining,
        scraped=scraped,
    )
    _add_endpoints(app)
    _add_pages(app)
    return app


def _add_endpoints(app: web.Application) -> None:
    for endpoint in ENDPOINTS:
        if endpoint.method == "GET":
            app.router.add_get(endpoint.path, endpoint.answer)
        else:
            app.router.add_route(endpoint.method, endpoint.path, endpoint.answer)


def _add_pages(app: web.Application) -> None:
    described = document()
    shown = pages.Pages(described)

    async def openapi_json(_request: web.Request) -> web.Response:
        return web.json_response(described)

    for path, handler in (
        ("/", shown.home),
        ("/docs", pages.docs),
        ("/docs/api", shown.reference),
        ("/openapi.json", openapi_json),
        ("/livez", health.livez),
        ("/readyz", health.readyz),
        ("/healthz", health.readyz),
        ("/metrics", health.metrics),
    ):
        app.router.add_get(path, handler)
    app.router.add_static("/static", pages.STATIC)


def document() -> dict[str, Any]:
    """The OpenAPI document of this version, as `/openapi.json` and `manifests/` have it."""
    return openapi.document(ENDPOINTS)
