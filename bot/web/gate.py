"""Who may come in: tokens, scopes, the rate of one token, and the checks on an open loopback."""

import base64
import binascii
import hashlib
import hmac
import ipaddress
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web
from limits import RateLimitItemPerSecond
from limits.aio.strategies import RateLimiter
from sqlalchemy.exc import SQLAlchemyError

from bot.web.config import WebConfig
from bot.web.marks import REQUEST_ID
from core import access, tokens
from core.actor import ALL_SCOPES, Actor, Principal, PrincipalKind, Via, system
from core.domain.people import UNNAMED
from core.errors import Forbidden, TooMany, Unauthorized
from core.store.store import Store

REMEMBERED_SECONDS = 5.0
MOST_REMEMBERED = 1000


@dataclass
class Remembered:
    """What was lately read of the tokens table, so that a busy client costs no query each time."""

    by_id: dict[str, tuple[float, tokens.Token | None]] = field(default_factory=dict)
    any_kept: tuple[float, bool] = (0.0, False)


@dataclass(frozen=True)
class Gate:
    """Decides who a request comes from and whether they may go on."""

    config: WebConfig
    store: Store
    limiter: RateLimiter
    remembered: Remembered = field(default_factory=Remembered)

    async def admit(self, request: web.Request, scope: str) -> Actor:
        """The actor behind `request`, who holds `scope`; nothing of the body is read.

        Raises:
            Unauthorized, Forbidden, TooMany.
        """
        actor = Actor(await self._principal(request), Via.REST, request[REQUEST_ID])
        access.require(actor, scope)
        return actor

    async def open(self) -> bool:
        """Whether callers on this machine need no token: loopback, and none was ever given out."""
        return self.config.loopback and not self.config.api_tokens and not await self._any_kept()

    async def _principal(self, request: web.Request) -> Principal:
        if await self.open():
            refuse_strangers(request)
            return Principal(PrincipalKind.TOKEN, "local", UNNAMED, scopes=ALL_SCOPES)
        given = bearer(request)
        if not given:
            raise Unauthorized("Send `Authorization: Bearer TOKEN`.")
        principal = await self.principal_of(given)
        if principal is None:
            raise Unauthorized(
                "This token is unknown, expired or revoked.",
                challenge='Bearer realm="tocsin", error="invalid_token"',
            )
        await self._limit(principal)
        return principal

    async def principal_of(self, given: str) -> Principal | None:
        """Whom the token `given` stands for, or None."""
        if matches(given, self.config.api_tokens):
            return Principal(PrincipalKind.TOKEN, "api", "API token", scopes=ALL_SCOPES)
        parts = tokens.split(given)
        if parts is None:
            return None
        token = await self._token(parts[0])
        if token is None or not token.fits(parts[1]):
            return None
        if token.unnoted:
            await self.store.write(tokens.touch, system("token"), token.id)
            self.remembered.by_id.pop(token.id, None)
        return Principal(PrincipalKind.TOKEN, token.id, token.name, scopes=token.scopes)

    async def _token(self, token_id: str) -> tokens.Token | None:
        known = self.remembered.by_id.get(token_id)
        if known is not None and time.monotonic() - known[0] < REMEMBERED_SECONDS:
            return known[1]
        token = await self.store.read(tokens.find, system("token"), token_id)
        if len(self.remembered.by_id) >= MOST_REMEMBERED:
            self.remembered.by_id.clear()
        self.remembered.by_id[token_id] = (time.monotonic(), token)
        return token

    async def _any_kept(self) -> bool:
        at, kept = self.remembered.any_kept
        if at and time.monotonic() - at < REMEMBERED_SECONDS:
            return kept
        try:
            kept = await self.store.read(tokens.any_kept, system("token"))
        except (SQLAlchemyError, OSError):
            # while the database is away, what was so a moment ago still holds
            if not at:
                raise
        self.remembered.any_kept = (time.monotonic(), kept)
        return kept

    async def _limit(self, principal: Principal) -> None:
        per_second = RateLimitItemPerSecond(self.config.rate_limit)
        if not await self.limiter.hit(per_second, principal.external_id):
            raise TooMany(
                f"One token may send {self.config.rate_limit} requests a second.",
                retry_after_seconds=1,
            )


def bearer(request: web.Request) -> str:
    """The bearer token of a request, or nothing."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def basic_password(request: web.Request) -> str:
    """The password of basic authentication, or nothing."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        decoded = base64.b64decode(value.strip(), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
    return decoded.partition(":")[2]


def matches(given: str, accepted: Iterable[str]) -> bool:
    """Whether `given` is one of `accepted`, in a time that tells nothing about any of them."""
    digest = _digest(given)
    found = [hmac.compare_digest(digest, _digest(one)) for one in accepted]
    return bool(given) and any(found)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def refuse_strangers(request: web.Request) -> None:
    """Let only this machine's own pages and programs through, by `Host` and `Origin`.

    Without it a web page that a person visits could reach Tocsin by a DNS name
    that points at 127.0.0.1, or by a plain form.

    Raises:
        Forbidden.
    """
    host, port = _host_and_port(f"//{request.headers.get('Host', '')}")
    if not _is_loopback(host):
        raise Forbidden(
            "Without a token Tocsin answers only to localhost; set TOCSIN_API_TOKEN "
            "to reach it under another name."
        )
    origin = request.headers.get("Origin")
    if origin is not None:
        origin_host, origin_port = _host_and_port(origin)
        if not _is_loopback(origin_host) or origin_port != port:
            raise Forbidden("This request comes from another site's page.")


def _host_and_port(address: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(address)
        default = {"http": 80, "https": 443}.get(parts.scheme, 80)
        return parts.hostname or "", parts.port or default
    except ValueError:
        return "", None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
