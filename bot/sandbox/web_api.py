"""`/api/<method>`: token, limits, faults, and then the method itself in one transaction."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from aiohttp import web

from . import arguments, channels, people
from .arguments import Arguments
from .call import Call, Method
from .config import SandboxConfig
from .errors import SlackError
from .faults import Fault
from .methods import METHODS
from .store import Document
from .work import Work
from .workspace import Workspace

JOURNAL = 10_000
"""Calls that the journal remembers."""

LONGEST = 500
"""Characters of an argument in the journal."""


class WebApi:
    """Answers the app's Web API calls and keeps a journal of them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.journal: deque[Document] = deque(maxlen=JOURNAL)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One HTTP request; refusals are 200 with `ok: false`, as Slack's are, limits are 429."""
        name = request.match_info["method"]
        fault = self._workspace.faults.take(name)
        if fault is not None:
            refused = await self._meet(fault, request)
            if refused is not None:
                self._note(name, {}, fault.kind, [])
                return refused
        scopes: list[tuple[str, ...]] = []
        body, given = await self._answer(request, name, scopes)
        self._note(name, given.plain(), body.get("error"), scopes)
        if fault is not None and fault.kind == "drop":
            return _cut(request)
        return self._response(body)

    async def _answer(
        self, request: web.Request, name: str, scopes: list[tuple[str, ...]]
    ) -> tuple[Document, Arguments]:
        given = Arguments({})
        try:
            given = await arguments.read(request)
            method = METHODS.get(name)
            if method is None:
                raise SlackError("unknown_method", req_method=name)
            authorise(self._workspace.config, method, request, given)
            return {"ok": True, **await self._call(name, method, given, scopes)}, given
        except SlackError as refusal:
            return refusal.body(), given

    async def _call(
        self, name: str, method: Method, given: Arguments, scopes: list[tuple[str, ...]]
    ) -> Document:
        def run(work: Work) -> Document:
            call = Call(work, given, scopes)
            call.need(*method.scopes)
            self._pace(name, method, call)
            return method.answer(call)

        return await self._workspace.change(run)

    def _pace(self, name: str, method: Method, call: Call) -> None:
        pace = self._workspace.pace
        if name == "chat.postMessage":
            wait = pace.post(_target(call)) if pace.on else 0
        else:
            wait = pace.call(name, method.tier)
        if wait:
            raise SlackError("ratelimited", retry_after=wait)

    async def _meet(self, fault: Fault, request: web.Request) -> web.StreamResponse | None:
        if fault.kind == "delay":
            await asyncio.sleep(float(fault.value))
        elif fault.kind == "error":
            return self._response({"ok": False, "error": str(fault.value)})
        elif fault.kind == "http":
            return web.Response(status=int(fault.value), text="The sandbox was asked to fail.")
        elif fault.kind == "ratelimited":
            wait = int(fault.value or 1)
            return self._response({"ok": False, "error": "ratelimited", "retry_after": wait})
        elif fault.kind == "drop_before":
            return _cut(request)
        return None

    def _response(self, body: Document) -> web.Response:
        headers = {
            "x-oauth-scopes": ",".join(sorted(self._workspace.config.scopes)),
            "x-slack-req-id": "sandbox",
        }
        status = 200
        if body.get("error") == "ratelimited":
            status, headers["Retry-After"] = 429, str(body.pop("retry_after", 1))
        return web.json_response(body, status=status, headers=headers)

    def _note(
        self,
        method: str,
        given: dict[str, Any],
        error: str | None,
        scopes: list[tuple[str, ...]],
    ) -> None:
        at = self._workspace.clock()
        brief = {name: _brief(value) for name, value in given.items()}
        entry = {"method": method, "at": at, "error": error, "arguments": brief}
        self.journal.append({**entry, "scopes": scopes})


def authorise(
    config: SandboxConfig, method: Method, request: web.Request, given: Arguments
) -> None:
    """Check the token.

    `not_authed` without one, `invalid_auth` with an unknown one, `not_allowed_token_type` with the
    app's token where the bot's belongs or the reverse.
    """
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ").strip() or given.text("token")
    if method is METHODS["api.test"]:
        return
    if not token:
        raise SlackError("not_authed")
    if token not in (config.bot_token, config.app_token):
        raise SlackError("invalid_auth")
    if (token == config.app_token) is not method.app_token:
        raise SlackError("not_allowed_token_type")


def _target(call: Call) -> str:
    """The channel's id, so that its name and its id share one limit."""
    target = call.arguments.text("channel")
    if people.find_or_none(call.work, target) is not None:
        return target
    named = channels.named(call.work, target)
    return str(named["id"]) if named else target


def _brief(value: Any) -> Any:
    """Enough of an argument to tell calls apart; a long load test must not fill the memory."""
    return value[:LONGEST] + "…" if isinstance(value, str) and len(value) > LONGEST else value


def _cut(request: web.Request) -> web.StreamResponse:
    """Close the connection under the request; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
