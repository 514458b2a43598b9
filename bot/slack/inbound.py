"""Slack's requests over HTTP: checked and parsed by us, then handed to Bolt as a dict.

Bolt's own parser loses any command whose text has the word "payload", so the
signature is verified here on the raw bytes and the body is parsed here, too.
Source: docs.slack.dev/authentication/verifying-requests-from-slack.
"""

import hmac
import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from core.clock import Clock
from core.errors import BadRequest, TooLarge, Unauthorized

MAX_BODY = 1_048_576
MAX_AGE_SECONDS = 300

log = structlog.get_logger(__name__)


class Inbound:
    """The handler of `POST /slack/events`: events, commands and interactivity."""

    def __init__(self, app: AsyncApp, secrets: Sequence[str], clock: Clock) -> None:
        self._app = app
        self._secrets = [secret.encode() for secret in secrets]
        self._clock = clock

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request of Slack's after its work was committed.

        Raises:
            Unauthorized, BadRequest, TooLarge.
        """
        raw = await self._read(request)
        self._verify(request, raw)
        body = parse_body(raw, request.content_type)
        if body.get("type") == "url_verification":
            return web.json_response({"challenge": str(body.get("challenge", ""))})
        if "ssl_check" in body:
            return web.Response()
        headers: dict[str, str | Sequence[str]] = {
            name.lower(): [value]
            for name, value in request.headers.items()
            if name.lower() in ("x-slack-retry-num", "x-slack-retry-reason")
        }
        bolt = AsyncBoltRequest(mode="socket_mode", body=body, headers=headers)
        answer = await self._app.async_dispatch(bolt)
        content_type = answer.first_headers().get("content-type", "text/plain")
        return web.Response(
            status=answer.status,
            body=answer.body.encode(),
            headers={"Content-Type": content_type},
        )

    async def _read(self, request: web.Request) -> bytes:
        raw = await request.content.read(MAX_BODY + 1)
        while len(raw) <= MAX_BODY and not request.content.at_eof():
            raw += await request.content.read(MAX_BODY + 1 - len(raw))
        if len(raw) > MAX_BODY:
            raise TooLarge(f"Slack's requests are at most {MAX_BODY} bytes.")
        return raw

    def _verify(self, request: web.Request, raw: bytes) -> None:
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not (stamp.isascii() and stamp.isdigit()) or len(stamp) > 12:
            raise Unauthorized("X-Slack-Request-Timestamp must be a number of seconds.")
        if abs(self._clock.now().timestamp() - int(stamp)) > MAX_AGE_SECONDS:
            raise Unauthorized("The request is older than five minutes; is a clock wrong?")
        if any(_equal(_sign(secret, stamp, raw), signature) for secret in self._secrets):
            return
        raise Unauthorized("The signature is not Slack's; check SLACK_SIGNING_SECRET.")


def _sign(secret: bytes, stamp: str, raw: bytes) -> str:
    """The SDK's own verifier raises for bytes that are not UTF-8."""
    return f"v0={hmac.new(secret, f'v0:{stamp}:'.encode() + raw, sha256).hexdigest()}"


def _equal(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def parse_body(raw: bytes, content_type: str) -> dict[str, Any]:
    """The payload as a dict, from a form or JSON; U+0000 becomes U+FFFD.

    Raises:
        BadRequest: it is neither.
    """
    try:
        text = raw.decode("utf-8")
        if content_type == "application/json":
            body = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True))
            # only the *field* named payload makes it an interaction, never the word in a text
            body = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        raise BadRequest("The body is neither a form nor JSON as Slack sends them.") from None
    if not isinstance(body, dict) or not body:
        raise BadRequest("The body holds no payload.")
    return clean(body)  # type: ignore[no-any-return]


def clean(value: Any) -> Any:
    """`value` with U+0000 replaced everywhere."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    if isinstance(value, dict):
        return {clean(name): clean(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [clean(inner) for inner in value]
    return value
