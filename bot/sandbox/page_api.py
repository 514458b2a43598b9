"""The JSON behind the page; other programs may use it to act as people, over plain HTTP.

All paths lie under `<base_url>/ui`. POST bodies are JSON objects and need the content type
`application/json`; `user` is the id of the person who acts. An answer has `ok`; a refusal is
`{"ok": false, "error": code}` with status 200, as in Slack's own API.

| request | fields beside `user` | answer beside `ok` |
|---|---|---|
| GET `state` | | `users channels commands shortcuts app team emoji` |
| GET `messages` | `channel` | `channel messages` (oldest first; each with `ts text user html …`) |
| GET `thread` | `channel ts` | `messages`, the root first |
| GET `view` | | `view`: the modal on top (`id title submit close html blocks`) or null |
| GET `home` | | `view`: the home tab or null |
| GET `live` | | server-sent events `{"kind", "channel"}` |
| POST `message` | `channel text thread_ts?` | `ts` |
| POST `upload` | a form: `channel file text? thread_ts?` | `ts` |
| POST `edit`, `delete` | `channel ts text?` | |
| POST `command` | `channel text` (`/incident …`) | `refused` if it failed |
| POST `reaction` | `channel ts name on?` (true, false, or toggled) | `on` |
| POST `pin` | `channel ts` | `on` |
| POST `action` | `channel ts` or `view_id`; `block_id action_id value values?` | `error trouble` |
| POST `shortcut` | `callback_id`, and `channel ts` for one on a message | `error trouble` |
| POST `view_submit` | `view_id values` (`{block_id: {action_id: value}}`) | `errors error` |
| POST `view_close` | `view_id all?` (the whole stack) | |
| POST `options` | as `action`, with the typed text as `value` | `options` |
| POST `channel` | `name private?` | `channel` |
| POST `join`, `leave` | `channel` | |
| POST `invite` | `channel users` | |
| POST `dismiss` | `channel ts` of an ephemeral message | |
| POST `open_app` | `tab` (`home`, `messages`) | `channel` |

A value is a string, or a list of strings where several can be chosen; options go by their value.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from . import ephemerals, persona, reading
from .arguments import Arguments, invalid
from .errors import SlackError
from .interactions import Interactions
from .store import Document
from .work import Work
from .workspace import Workspace

Act = Callable[["PageApi", Arguments], Awaitable[Document]]


class PageApi:
    """Answers the page's requests."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.interactions = Interactions(workspace)

    def routes(self) -> list[web.RouteDef]:
        """Everything under `/ui`."""
        return [
            web.get("/ui/live", self._live),
            web.post("/ui/upload", self._upload),
            *[web.get(f"/ui/{name}", self._handler(act)) for name, act in READS.items()],
            *[web.post(f"/ui/{name}", self._handler(act)) for name, act in ACTS.items()],
        ]

    async def _live(self, request: web.Request) -> web.StreamResponse:
        return await self.workspace.hub.stream(request, request.query.get("user", ""))

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        given, file = (
            Arguments({k: v for k, v in form.items() if isinstance(v, str)}),
            form.get("file"),
        )
        try:
            if not isinstance(file, web.FileField):
                raise SlackError("no_file_data")
            content = file.file.read()
            said = {"text": given.text("text"), "thread": given.text("thread_ts")}
            where = given.required("user"), given.required("channel"), file.filename
            posted = await self.workspace.change(
                lambda work: persona.share(work, *where, content, **said)
            )
        except SlackError as refusal:
            return web.json_response(refusal.body())
        return web.json_response({"ok": True, "ts": posted["ts"]})

    def _handler(self, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            try:
                body = {"ok": True, **await act(self, await _read(request))}
            except SlackError as refusal:
                body = refusal.body()
            return web.json_response(body, headers={"Cache-Control": "no-store"})

        return handle


async def _read(request: web.Request) -> Arguments:
    if request.method == "GET":
        return Arguments(dict(request.query))
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send application/json.")
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return Arguments(body)


def _reading(read: Callable[[Work, Arguments], Document]) -> Act:
    async def act(api: PageApi, given: Arguments) -> Document:
        return await api.workspace.change(lambda work: read(work, given))

    return act


def _acting(do: Callable[[Work, str, Arguments], Any], name: str = "") -> Act:
    """An act of a person by themselves; its result is answered under `name`."""

    async def act(api: PageApi, given: Arguments) -> Document:
        user = given.required("user")
        result = await api.workspace.change(lambda work: do(work, user, given))
        return {name: result} if name else {}

    return act


async def _command(api: PageApi, given: Arguments) -> Document:
    where = given.required("channel")
    return await api.interactions.command(given.required("user"), where, given.required("text"))


async def _action(api: PageApi, given: Arguments) -> Document:
    return await api.interactions.click(given.required("user"), given.plain(), _act(given))


async def _options(api: PageApi, given: Arguments) -> Document:
    return await api.interactions.suggest(given.required("user"), given.plain(), _act(given))


async def _shortcut(api: PageApi, given: Arguments) -> Document:
    callback = given.required("callback_id")
    return await api.interactions.shortcut(given.required("user"), callback, given.plain())


async def _submit(api: PageApi, given: Arguments) -> Document:
    values = _values(given)
    view_id = given.required("view_id")
    return await api.interactions.submit(given.required("user"), view_id, values)


async def _close(api: PageApi, given: Arguments) -> Document:
    view_id, whole = given.required("view_id"), given.flag("all")
    return await api.interactions.close(given.required("user"), view_id, whole=whole)


def _act(given: Arguments) -> Document:
    return {
        "block_id": given.required("block_id"),
        "action_id": given.required("action_id"),
        "value": given.plain().get("value"),
        "values": _values(given),
    }


def _values(given: Arguments) -> dict[str, dict[str, Any]]:
    values = given.json("values") or {}
    if not isinstance(values, dict) or not all(isinstance(each, dict) for each in values.values()):
        raise invalid("values must be an object of objects")
    return values


def _say(work: Work, user: str, given: Arguments) -> str:
    channel, thread = given.required("channel"), given.text("thread_ts")
    return str(persona.say(work, user, channel, given.text("text"), thread)["ts"])


def _edit(work: Work, user: str, given: Arguments) -> None:
    persona.edit(work, user, given.required("channel"), given.required("ts"), given.text("text"))


def _react(work: Work, user: str, given: Arguments) -> bool:
    on = given.flag("on") if "on" in given else None
    where = given.required("channel"), given.required("ts")
    return persona.react(work, user, *where, given.required("name").strip(":"), on)


def _dismiss(work: Work, user: str, given: Arguments) -> None:
    found = ephemerals.find(work, given.required("channel"), user, given.required("ts"))
    ephemerals.remove(work, found)


READS: dict[str, Act] = {
    "state": _reading(lambda work, given: reading.state(work, given.text("user"))),
    "messages": _reading(
        lambda work, given: reading.channel(work, given.required("user"), given.required("channel"))
    ),
    "thread": _reading(
        lambda work, given: reading.thread(
            work, given.required("user"), given.required("channel"), given.required("ts")
        )
    ),
    "view": _reading(lambda work, given: reading.view(work, given.required("user"))),
    "home": _reading(lambda work, given: reading.home(work, given.required("user"))),
}

ACTS: dict[str, Act] = {
    "message": _acting(_say, "ts"),
    "edit": _acting(_edit),
    "delete": _acting(
        lambda work, user, given: persona.delete(
            work, user, given.required("channel"), given.required("ts")
        )
    ),
    "command": _command,
    "reaction": _acting(_react, "on"),
    "pin": _acting(
        lambda work, user, given: persona.pin(
            work, user, given.required("channel"), given.required("ts")
        ),
        "on",
    ),
    "action": _action,
    "options": _options,
    "shortcut": _shortcut,
    "view_submit": _submit,
    "view_close": _close,
    "channel": _acting(
        lambda work, user, given: persona.open_channel(
            work, user, given.text("name"), given.flag("private")
        )["id"],
        "channel",
    ),
    "join": _acting(lambda work, user, given: persona.enter(work, user, given.required("channel"))),
    "leave": _acting(
        lambda work, user, given: persona.leave(work, user, given.required("channel"))
    ),
    "invite": _acting(
        lambda work, user, given: persona.invite(
            work, user, given.required("channel"), given.names("users")
        )
    ),
    "dismiss": _acting(_dismiss),
    "open_app": _acting(
        lambda work, user, given: persona.open_app(work, user, given.text("tab", "home"))["id"],
        "channel",
    ),
}
