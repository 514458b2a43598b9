"""Is it alive, is it ready, what is away, and how much of everything there is."""

import asyncio
from collections.abc import Sequence
from typing import Literal

import structlog
from aiohttp import web
from prometheus_client.aiohttp import make_aiohttp_handler
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from bot.web.checks import Checked, look
from bot.web.services import SERVICES
from core.errors import TocsinError

log = structlog.get_logger("tocsin.web")


class Readiness(BaseModel):
    """Whether Tocsin takes work; `checks` only with `?verbose`."""

    status: Literal["ready", "degraded", "unready"]
    away: list[str]
    checks: list[Checked] | None = None


async def livez(_request: web.Request) -> web.Response:
    """The loop turns; nothing else is looked at, or a broken row would restart healthy pods."""
    return web.json_response({"status": "alive"}, headers={"Cache-Control": "no-store"})


async def readyz(request: web.Request) -> web.Response:
    """503 while draining or while something needed is away; what else is away is named."""
    services = request.app[SERVICES]
    found = await asyncio.gather(*(look(check) for check in services.checks))
    if services.draining():
        found = [*found, Checked(name="draining", ok=False, needed=True, ms=0, reason="stopping")]
    readiness = judge(found, verbose="verbose" in request.query)
    return web.Response(
        body=readiness.model_dump_json(exclude_none=True).encode(),
        status=503 if readiness.status == "unready" else 200,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def judge(found: Sequence[Checked], *, verbose: bool) -> Readiness:
    """What the checks come to."""
    away = [check for check in found if not check.ok]
    status: Literal["ready", "degraded", "unready"] = "ready"
    if away:
        status = "unready" if any(check.needed for check in away) else "degraded"
    return Readiness(
        status=status,
        away=[check.name for check in away],
        checks=list(found) if verbose else None,
    )


async def metrics(request: web.Request) -> web.StreamResponse:
    """Every metric, in the Prometheus or the OpenMetrics format as the caller prefers."""
    services = request.app[SERVICES]
    if not await services.gate.open():
        await services.gate.admit(request, "metrics:read")
    try:
        await services.scraped()
    except (SQLAlchemyError, OSError, TocsinError) as error:
        # gauges that can't be brought up to date are no reason to hide the others
        log.warning("metrics.stale", error=type(error).__name__)
    handler = make_aiohttp_handler(services.metrics.registry)
    response: web.StreamResponse = await handler(request)
    return response
