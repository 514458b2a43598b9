"""`POST /webhooks/{source}`: check who sends, check the body, keep it, and say so."""

import hashlib
import hmac
from typing import Annotated, Any

from aiohttp import web
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import from_json

from bot.web import bodies, gate, problems, replays
from bot.web.hooks import SENDERS
from bot.web.marks import REQUEST_ID
from bot.web.rest import routes
from bot.web.services import ACTOR, SERVICES, Services
from core import alerts
from core.domain.incident import readable
from core.errors import BadRequest, Forbidden, NotFound, Problem, Unauthorized

SIGNATURES = ("X-Tocsin-Signature-256", "X-Hub-Signature-256", "X-Signature-256")
CHALLENGE = 'Bearer realm="tocsin webhooks", Basic realm="tocsin webhooks"'

SourceName = Annotated[str, Field(max_length=40)]


class Accepted(BaseModel):
    """How many alerts were taken, and the delivery to ask about at `/api/v1/deliveries/…`."""

    accepted: int
    delivery: str


@routes(
    "POST",
    "/webhooks/{source}",
    scope=None,
    status=202,
    raw={"type": "object"},
    errors=(400, 401, 404),
)
async def receive_webhook(request: web.Request, source: SourceName) -> Accepted:
    """Take a monitoring system's webhook.

    The answer comes once the delivery is committed; what its alerts did is told
    by `GET /api/v1/deliveries/{delivery}`.
    """
    services = request.app[SERVICES]
    if source not in SENDERS:
        known = ", ".join(sorted(SENDERS))
        raise NotFound(f"No sender is called that; there are {known}.")
    request[ACTOR] = alerts.sender(source, request[REQUEST_ID])
    trusted = await _trusted(request, services, source)
    raw = await bodies.read(request, services.config.max_body)
    if not trusted and not _signed(request, raw, services.config.webhook_secrets[source]):
        raise _unknown()
    body = _json(raw)
    try:
        found = SENDERS[source](body)
    except ValueError as error:
        raise _refusal(error) from None
    replays.seal(request, replays.key_text(request), raw)
    delivery = await services.intake.accept(
        request[ACTOR], source, replays.delivery_id(request), body
    )
    return Accepted(accepted=len(found), delivery=delivery)


async def _trusted(request: web.Request, services: Services, source: str) -> bool:
    """Whether the caller is known before the body is read; False if a signature has to show it.

    Raises:
        Unauthorized: nothing would make this caller known.
    """
    config = services.config
    secrets = config.webhook_secrets.get(source, ())
    given = gate.bearer(request) or gate.basic_password(request)
    if gate.matches(given, config.webhook_tokens):
        return True
    if given:
        principal = await services.gate.principal_of(given)
        if principal is not None:
            if not principal.scopes & {"alerts:write", "admin"}:
                raise Forbidden("This token lacks the scope alerts:write.", scope="alerts:write")
            return True
    if config.loopback and not config.webhook_tokens and not secrets:
        gate.refuse_strangers(request)
        return True
    if secrets and any(name in request.headers for name in SIGNATURES):
        return False
    raise _unknown()


def _unknown() -> Unauthorized:
    return Unauthorized(
        "Send the webhook token as bearer or basic password, or sign the body.",
        challenge=CHALLENGE,
    )


def _signed(request: web.Request, raw: bytes, secrets: tuple[str, ...]) -> bool:
    """Whether a header holds `sha256=` and the body's HMAC-SHA256 in hex under one of `secrets`."""
    given = [request.headers[name] for name in SIGNATURES if name in request.headers]
    expected = [hmac.new(one.encode(), raw, hashlib.sha256).hexdigest() for one in secrets]
    found = [
        hmac.compare_digest(text.removeprefix("sha256=").lower().encode(), digest.encode())
        for text in given
        for digest in expected
    ]
    return any(found)


def _json(raw: bytes) -> Any:
    try:
        return cleaned(from_json(raw))
    except ValueError as error:
        raise BadRequest(f"The body is not JSON: {error}.") from None


def cleaned(value: Any) -> Any:
    """A JSON value without U+0000 anywhere, which PostgreSQL refuses."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if isinstance(value, dict):
        return {readable(name): cleaned(one) for name, one in value.items()}
    return value


def _refusal(error: ValueError) -> Problem:
    if isinstance(error, ValidationError):
        refusal = problems.from_validation(error, {})
        if isinstance(refusal, Problem):
            return refusal
    return Problem("The body is not one that this sender is known to send.")
