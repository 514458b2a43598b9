"""Typed handlers to HTTP: who may call is decided first, then the request is read and checked.

A handler says what it takes by its parameters' names: `body`, `query` and
`headers` are pydantic models, every other name is a part of the path. It
returns a model, an `Answer` (a model with its status and headers) or None.
`bot/web/openapi.py` makes the document from the same annotations.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from aiohttp import web
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from bot.web import bodies, problems, replays
from bot.web.services import ACTOR, SERVICES
from core.domain.incident import readable
from core.errors import NotFound, Problem

T = TypeVar("T")
Handler = Callable[..., Awaitable[Any]]
RESERVED = ("request", "body", "query", "headers")
COMMA = "comma"


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A model to answer with, its status (the route's own unless given) and headers."""

    value: T | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Closed(BaseModel):
    """A body or a query that knows all its fields; others are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoQuery(Closed):
    """The query of an address that takes none."""


@dataclass(frozen=True)
class Binding:
    """What a handler takes and gives, read once from its annotations."""

    path: Mapping[str, TypeAdapter[Any]]
    query: type[BaseModel]
    headers: type[BaseModel] | None
    body: type[BaseModel] | None
    body_needed: bool
    answer: Any


@dataclass(frozen=True)
class Endpoint:
    """One method on one path.

    `scope` None means that the handler checks its callers itself. `media` are
    the body's types. A handler with `raw` reads the body itself; that is the
    schema of its JSON form.
    `replay` says how an Idempotency-Key is honoured: `after` the effect by the
    framework, or by the `handler` in the effect's transaction.
    """

    method: str
    path: str
    status: int
    scope: str | None
    errors: tuple[int, ...]
    media: tuple[str, ...]
    raw: Mapping[str, Any] | None
    replay: str
    handler: Handler
    binding: Binding

    @property
    def name(self) -> str:
        """The operation's name, the same for ever: clients are generated from it."""
        head, *rest = self.handler.__name__.split("_")
        return head + "".join(word.title() for word in rest)

    @property
    def media_matters(self) -> bool:
        """Whether the request has a body that is read."""
        return self.raw is not None or self.binding.body is not None

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Authorise, read, check, run, render."""
        services = request.app[SERVICES]
        if self.scope is not None:
            request[ACTOR] = await services.gate.admit(request, self.scope)
        arguments = await self._read(request, services.config.max_body)
        if self.raw is not None:
            # the digest of a stream is known once it was read; such a handler may run twice
            response = await self._run(request, arguments)
            return await replays.after(request, lambda: _given(response))
        if self.replay == "after":
            return await replays.after(request, lambda: self._run(request, arguments))
        return await self._run(request, arguments)

    async def _run(self, request: web.Request, arguments: Mapping[str, Any]) -> web.StreamResponse:
        result = await self.handler(request, **arguments)
        if isinstance(result, web.StreamResponse):
            return result
        if not isinstance(result, Answer):
            result = Answer(result)
        status = result.status or self.status
        if result.value is None:
            return web.Response(status=status, headers=result.headers)
        return web.Response(
            body=result.value.model_dump_json(by_alias=True).encode(),
            status=status,
            headers=result.headers,
            content_type="application/json",
        )

    async def _read(self, request: web.Request, max_body: int) -> dict[str, Any]:
        arguments = {
            name: path_value(adapter, request.match_info[name])
            for name, adapter in self.binding.path.items()
        }
        query = read_query(self.binding.query, request)
        if self.binding.query is not NoQuery:
            arguments["query"] = query
        if self.binding.headers is not None:
            arguments["headers"] = read_headers(self.binding.headers, request)
        if request.method == "POST" or self.binding.body is not None:
            await self._read_body(request, max_body, arguments)
        return arguments

    async def _read_body(
        self, request: web.Request, max_body: int, arguments: dict[str, Any]
    ) -> None:
        key = replays.key_text(request)
        if self.raw is not None:
            return
        if self.binding.body is not None and (request.can_read_body or self.binding.body_needed):
            bodies.require_media(request, self.media)
        raw = await bodies.read(request, max_body) if request.can_read_body else b""
        replays.seal(request, key, raw)
        if self.binding.body is None:
            refuse_content(raw)
        elif raw.strip() or self.binding.body_needed:
            arguments["body"] = parse(self.binding.body, raw)


def routes(
    method: str,
    path: str,
    *,
    scope: str | None,
    status: int = 200,
    errors: tuple[int, ...] = (),
    media: tuple[str, ...] = bodies.JSON,
    raw: Mapping[str, Any] | None = None,
    replay: str = "after",
) -> Callable[[Handler], Endpoint]:
    """Make an endpoint of a typed handler; see `Endpoint` for the arguments."""

    def made(handler: Handler) -> Endpoint:
        how = replay if method == "POST" else "handler"
        return Endpoint(
            method, path, status, scope, errors, media, raw, how, handler, bind(handler)
        )

    return made


def bind(handler: Handler) -> Binding:
    """What the annotations of `handler` say."""
    hints = get_type_hints(handler, include_extras=True)
    parameters = inspect.signature(handler).parameters
    return Binding(
        path={name: TypeAdapter(hints[name]) for name in parameters if name not in RESERVED},
        query=hints.get("query", NoQuery),
        headers=hints.get("headers"),
        body=_one_of(hints.get("body"), (type(None),)),
        body_needed="body" in parameters and parameters["body"].default is inspect.Parameter.empty,
        answer=_answered(hints["return"]),
    )


def _answered(annotation: Any) -> Any:
    """The model that a handler answers with, or None."""
    kept = _one_of(annotation, (type(None), web.Response))
    return get_args(kept)[0] if get_origin(kept) is Answer else kept


def _one_of(annotation: Any, besides: tuple[type, ...]) -> Any:
    """The one type in `annotation`, be it a union or not, that is none of `besides`."""
    parts = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return next((part for part in parts if part not in besides), None)


def path_value(adapter: TypeAdapter[Any], text: str) -> Any:
    """A part of the path; what doesn't fit is nothing that exists here.

    Raises:
        NotFound.
    """
    try:
        return adapter.validate_python(readable(text))
    except ValidationError:
        raise NotFound("There is nothing under that id.") from None


def read_query(model: type[BaseModel], request: web.Request) -> BaseModel:
    """The query as `model`; list fields may be repeated, and closed sets joined by commas.

    Raises:
        Problem: an unknown parameter, a wrong value, or one given twice that can't be.
    """
    given: dict[str, Any] = {}
    for name in set(request.query):
        values = request.query.getall(name)
        field_info = model.model_fields.get(name)
        if field_info is not None and get_origin(field_info.annotation) in (list, tuple):
            extra = field_info.json_schema_extra
            split = isinstance(extra, dict) and COMMA in extra
            given[name] = [
                part.strip()
                for value in values
                for part in (value.split(",") if split else [value])
            ]
        elif len(values) > 1:
            raise Problem("A parameter was given twice.", [(f"/{name}"[:200], "give it once")])
        else:
            given[name] = values[0]
    return validated(model, given)


def read_headers(model: type[BaseModel], request: web.Request) -> BaseModel:
    """The headers that `model` names by its aliases; one given twice is a list, as HTTP has it.

    Raises:
        Problem.
    """
    names = [info.alias for info in model.model_fields.values() if info.alias]
    given = {
        name: ", ".join(request.headers.getall(name)) for name in names if name in request.headers
    }
    return validated(model, given)


def validated(model: type[BaseModel], values: Mapping[str, Any]) -> BaseModel:
    """`values` as `model`.

    Raises:
        Problem: by JSON pointer, what doesn't fit.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise problems.from_validation(error, model.model_fields) from None


def parse(model: type[BaseModel], raw: bytes) -> BaseModel:
    """A JSON body as `model`.

    Raises:
        BadRequest: it isn't JSON; Problem: it doesn't fit.
    """
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise problems.from_validation(error, model.model_fields) from None


def refuse_content(raw: bytes) -> None:
    """Let an empty body pass, or an empty JSON object as many clients send it.

    Raises:
        Problem: anything else.
    """
    if raw.strip() in (b"", b"{}", b"null"):
        return
    raise Problem("This address takes no body.", [("", "leave the body out")])


async def _given(response: web.StreamResponse) -> web.StreamResponse:
    return response
