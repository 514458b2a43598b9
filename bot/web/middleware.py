"""What happens around every request: its id, its metric, its one log line, and its errors."""

import re
import time
from uuid import uuid4

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.web import problems
from bot.web.marks import REQUEST_ID
from core.errors import TocsinError, Unavailable
from core.telemetry import Metrics

SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNHEARD = frozenset({"/livez", "/readyz", "/healthz", "/metrics"})

log = structlog.get_logger("tocsin.web")


def observed(metrics: Metrics) -> Middleware:
    """Give the request its id, count it, and write its one log line."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if SANE_ID.fullmatch(given) else uuid4().hex
        request[REQUEST_ID] = request_id
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = await handler(request)
            _note(metrics, request, response.status, time.perf_counter() - began)
        if not response.prepared:
            response.headers["X-Request-ID"] = request_id
            response.headers["X-Content-Type-Options"] = "nosniff"
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


def _note(metrics: Metrics, request: web.Request, status: int, seconds: float) -> None:
    resource = request.match_info.route.resource
    route = resource.canonical if resource is not None else "(none)"
    method = request.method if request.method in METHODS else "OTHER"
    metrics.http_seconds.labels(method, route, str(status)).observe(seconds)
    level = log.debug if route in UNHEARD else log.info
    level("http.request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))


def refusing(public_url: str) -> Middleware:
    """Turn every error into `application/problem+json`."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        request_id = request[REQUEST_ID]
        try:
            return await handler(request)
        except TocsinError as error:
            response = problems.respond(error, request_id, public_url)
            # what could not be unpacked can't be skipped either
            if request.content.exception() is not None:
                response.force_close()
            return response
        except web.HTTPException as error:
            if error.status < 400:
                raise
            refusal, headers = problems.from_http(error)
            response = problems.respond(refusal, request_id, public_url)
            response.headers.update(headers)
            return response
        except (OperationalError, InterfaceError) as error:
            log.warning("http.database_away", error=type(error).__name__)
            return problems.respond(_away(), request_id, public_url)
        except Exception:
            log.exception("http.failed", route=str(request.match_info.route.resource))
            return problems.unexpected(request_id, public_url)

    return middleware


def _away() -> Unavailable:
    return Unavailable(
        "The database does not answer; nothing was changed. Try again in a moment.",
        retry_after_seconds=5,
    )
