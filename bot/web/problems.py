"""Errors as RFC 9457 says them: every way a request can fail is `application/problem+json`."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import ValidationError

from core.errors import (
    BadRequest,
    Forbidden,
    NotFound,
    Problem,
    Stale,
    TocsinError,
    TooLarge,
    TooMany,
    Unauthorized,
    UnsupportedMedia,
)

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 20
LONGEST_POINTER = 200
KINDS: tuple[type[TocsinError], ...] = (
    BadRequest,
    Unauthorized,
    Forbidden,
    NotFound,
    TooLarge,
    UnsupportedMedia,
    Problem,
    Stale,
    TooMany,
)


def respond(error: TocsinError, request_id: str, public_url: str) -> web.Response:
    """The response that tells of `error`, with the headers that its status asks for."""
    body = {
        "type": f"{public_url}/docs/api#{error.slug}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": f"urn:request:{request_id}",
        **error.extra,
    }
    return _response(error.status, body, _headers(error))


def unexpected(request_id: str, public_url: str) -> web.Response:
    """The response to what nobody foresaw: it carries the request id and nothing else."""
    return _response(
        500,
        {
            "type": f"{public_url}/docs/api#internal",
            "title": "Something went wrong here",
            "status": 500,
            "detail": "Nothing is known to be wrong with the request. "
            "Look for its id in Tocsin's log, and try again.",
            "instance": f"urn:request:{request_id}",
        },
        {},
    )


def from_http(error: web.HTTPException) -> tuple[TocsinError, dict[str, str]]:
    """What aiohttp's own refusal means here, and the headers to keep of it."""
    if error.status == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = error.headers.get("Allow", "")
        return _Refused(405, f"This address answers to {allowed}."), {"Allow": allowed}
    if error.status == HTTPStatus.NOT_FOUND:
        return NotFound("There is nothing at this address; /docs/api lists what there is."), {}
    if error.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return TooLarge("The body is over the limit."), {}
    return _Refused(error.status, f"{HTTPStatus(error.status).phrase}."), {}


class _Refused(TocsinError):
    """A refusal that has no class of its own."""

    slug = "refused"

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status  # type: ignore[misc]
        self.title = HTTPStatus(status).phrase  # type: ignore[misc]


def from_validation(error: ValidationError, known: Mapping[str, Any]) -> TocsinError:
    """What pydantic refused, by JSON pointer; what was sent is never repeated.

    `known` are the fields there are, to name the one that was probably meant.
    """
    rows = error.errors(include_url=False, include_context=False, include_input=False)
    if rows[0]["type"] == "json_invalid":
        reason = rows[0]["msg"].removeprefix("Invalid JSON: ")
        return BadRequest(f"The body is not JSON: {reason}.")
    errors = [(pointer(row["loc"]), _reason(row, known)) for row in rows[:MOST_ERRORS]]
    count = len(rows)
    subject = "One value does" if count == 1 else f"{count} values do"
    return Problem(f"{subject} not fit; `errors` says which and why.", errors)


def pointer(location: tuple[int | str, ...]) -> str:
    """The JSON pointer (RFC 6901) of a place, cut to a length fit for an answer."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in location)
    return "".join(f"/{part}" for part in parts)[:LONGEST_POINTER]


def _reason(row: Any, known: Mapping[str, Any]) -> str:
    if row["type"] == "extra_forbidden":
        if len(row["loc"]) == 1 and known:
            return f"unknown; there are {', '.join(sorted(known))}"
        return "unknown"
    if row["type"] == "missing":
        return "is needed"
    message: str = row["msg"]
    return message.removeprefix("Value error, ")


def _headers(error: TocsinError) -> dict[str, str]:
    if isinstance(error, Unauthorized):
        return {"WWW-Authenticate": error.extra.pop("challenge", 'Bearer realm="tocsin"')}
    if isinstance(error, Forbidden) and "scope" in error.extra:
        scope = error.extra["scope"]
        challenge = f'Bearer realm="tocsin", error="insufficient_scope", scope="{scope}"'
        return {"WWW-Authenticate": challenge}
    if isinstance(error, Stale) and "version" in error.extra:
        return {"ETag": f'"{error.extra["version"]}"'}
    if "retry_after_seconds" in error.extra:
        return {"Retry-After": str(error.extra["retry_after_seconds"])}
    return {}


def _response(status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> web.Response:
    return web.Response(
        body=json.dumps(body, ensure_ascii=False).encode(),
        status=status,
        headers={**headers, "Cache-Control": "no-store"},
        content_type=MEDIA_TYPE,
    )
