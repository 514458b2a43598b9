"""`Idempotency-Key` on POST: the same key and body get the same answer for 24 hours."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel

from bot.web.services import ACTOR, SERVICES
from core import idempotency
from core.actor import Actor
from core.errors import Conflict, Problem
from core.store.work import Read, Work

T = TypeVar("T")

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_HEADERS = ("Location", "ETag", "Content-Type")
KEY: web.RequestKey[idempotency.Key] = web.RequestKey("idempotency_key", idempotency.Key)
RUNNING: web.AppKey[set[tuple[str, str]]] = web.AppKey("idempotency_running", set)


def key_text(request: web.Request) -> str | None:
    """The key that came with a POST, or None.

    Raises:
        Problem: it is empty, over 255 characters, or not printable ASCII.
    """
    text = request.headers.get(HEADER)
    if text is None or request.method != "POST":
        return None
    if not text or len(text) > 255 or not text.isascii() or not text.isprintable():
        raise Problem(
            "The Idempotency-Key does not fit.",
            [(f"/{HEADER}", "1 to 255 printable ASCII characters")],
        )
    return text


def seal(request: web.Request, text: str | None, raw: bytes) -> None:
    """Bind a key to its caller, method, address and body."""
    digest = hashlib.sha256(f"{request.method} {request.path_qs}\n".encode("utf-8", "replace"))
    digest.update(raw)
    seal_digest(request, text, digest.hexdigest())


def seal_digest(request: web.Request, text: str | None, sha256: str) -> None:
    """Bind a key to its caller and to a request whose digest is known."""
    if text is not None:
        principal = request[ACTOR].principal
        owner = f"{principal.workspace_id}:{principal.kind.value}:{principal.external_id}"
        request[KEY] = idempotency.Key(owner[:200], text, sha256)


def delivery_id(request: web.Request) -> str | None:
    """A name for a request with a key, so that one whose answer was lost is not done twice."""
    key = request.get(KEY)
    if key is None:
        return None
    return hashlib.sha256(f"{key.owner}\n{key.value}".encode()).hexdigest()[:40]


async def after(
    request: web.Request, run: Callable[[], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer as before if the key is known; else run, and keep what was answered.

    Raises:
        KeyReused: the key belongs to another request; Conflict: that one still runs.
    """
    key = request.get(KEY)
    if key is None:
        return await run()
    running, mark = request.app[RUNNING], (key.owner, key.value)
    if mark in running:
        raise Conflict("A request with this Idempotency-Key is still running; wait for it.")
    running.add(mark)
    try:
        return await _once(request, key, run)
    finally:
        running.discard(mark)


async def _once(
    request: web.Request,
    key: idempotency.Key,
    run: Callable[[], Awaitable[web.StreamResponse]],
) -> web.StreamResponse:
    store, actor = request.app[SERVICES].store, request[ACTOR]
    before = await store.read(idempotency.find, actor, key)
    if before is not None:
        return replayed(before)
    response = await run()
    if isinstance(response, web.Response) and response.status < 300:
        await store.write(idempotency.remember, actor, key, recorded(response))
    return response


async def within(
    request: web.Request,
    use_case: Callable[[Work, Actor], T],
    render: Callable[[Read, T], idempotency.Recorded],
) -> web.Response:
    """Answer as before if the key is known; else run, and keep the answer with its effect.

    Both are in one transaction: a crash leaves both or neither.

    Raises:
        KeyReused: the key belongs to another request; and what `use_case` raises.
    """
    store, actor, key = request.app[SERVICES].store, request[ACTOR], request.get(KEY)
    if key is not None:
        return replayed(await store.write(idempotency.once, actor, key, use_case, render))
    done = await store.write(use_case, actor)
    return replayed(await store.read(_rendered, actor, render, done))


def _rendered(
    read: Read, _actor: Actor, render: Callable[[Read, T], idempotency.Recorded], done: T
) -> idempotency.Recorded:
    return render(read, done)


def as_json(
    model: BaseModel, headers: Mapping[str, str], status: int = 200
) -> idempotency.Recorded:
    """`model` as the answer to keep."""
    typed = {**headers, "Content-Type": "application/json"}
    return idempotency.Recorded(status, typed, model.model_dump_json(by_alias=True))


def recorded(response: web.Response) -> idempotency.Recorded:
    """What to keep of a response."""
    kept = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    body = response.body if isinstance(response.body, bytes) else b""
    return idempotency.Recorded(response.status, kept, body.decode())


def replayed(answer: idempotency.Recorded) -> web.Response:
    """A response like the one that was kept; one that was kept earlier says so."""
    headers = {**answer.headers, **({REPLAYED: "true"} if answer.replayed else {})}
    return web.Response(body=answer.body.encode(), status=answer.status, headers=headers)
