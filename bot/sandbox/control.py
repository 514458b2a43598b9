"""Switches for tests and demonstrations, under `<base_url>/control`.

- `POST faults` with a fault or a list of them (fields: `faults.Fault`); `DELETE faults` forgets
  them; `GET faults` answers `{"planned", "fired"}`.
- `POST pace` `{"on": bool}`: rate limits on or off.
- `POST retries` `{"delays": [seconds, …]}`: when events that were not taken are sent again.
- `POST twice` `{"on": bool}`: send each event twice at once.
- `POST redeliver` `{"event_id"?, "reason"?}`: send a past event (by default the last) again.
- `POST refresh`: ask Socket Mode clients to reconnect; answers `{"asked": n}`.
- `GET calls` `?method=`: the journal of Web API calls, `[{"method", "at", "error", "arguments",
  "scopes"}]`; `scopes` are the groups of which the call needed any one each.
- `GET events`: the events sent so far.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from aiohttp import web

from .errors import SlackError
from .web_api import WebApi
from .workspace import Workspace


class Control:
    """Answers under `/control`."""

    def __init__(self, workspace: Workspace, web_api: WebApi) -> None:
        self._workspace = workspace
        self._web_api = web_api

    def routes(self) -> list[web.RouteDef]:
        """Everything under `/control`."""
        return [
            web.get("/control/faults", self._list_faults),
            web.post("/control/faults", self._plan_faults),
            web.delete("/control/faults", self._clear_faults),
            web.post("/control/pace", self._pace),
            web.post("/control/retries", self._retries),
            web.post("/control/twice", self._twice),
            web.post("/control/redeliver", self._redeliver),
            web.post("/control/refresh", self._refresh),
            web.get("/control/calls", self._calls),
            web.get("/control/events", self._events),
        ]

    async def _list_faults(self, request: web.Request) -> web.Response:
        faults = self._workspace.faults
        planned = [asdict(each) for each in faults.planned()]
        return _answer({"planned": planned, "fired": [asdict(each) for each in faults.fired]})

    async def _plan_faults(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        try:
            for each in wanted if isinstance(wanted, list) else [wanted]:
                self._workspace.faults.plan(each)
        except SlackError as refusal:
            return web.json_response(refusal.body(), status=400)
        return await self._list_faults(request)

    async def _clear_faults(self, request: web.Request) -> web.Response:
        self._workspace.faults.clear()
        return await self._list_faults(request)

    async def _pace(self, request: web.Request) -> web.Response:
        self._workspace.pace.on = bool((await request.json())["on"])
        return _answer({"on": self._workspace.pace.on})

    async def _retries(self, request: web.Request) -> web.Response:
        delays = tuple(float(each) for each in (await request.json())["delays"])
        self._workspace.delivery.retry_delays = delays
        return _answer({"delays": delays})

    async def _twice(self, request: web.Request) -> web.Response:
        self._workspace.delivery.twice = bool((await request.json())["on"])
        return _answer({"on": self._workspace.delivery.twice})

    async def _redeliver(self, request: web.Request) -> web.Response:
        wanted = await request.json() if request.can_read_body else {}
        reason = wanted.get("reason", "http_timeout")
        sent = self._workspace.delivery.redeliver(wanted.get("event_id"), reason)
        return _answer({"event_id": sent["event_id"] if sent else None})

    async def _refresh(self, request: web.Request) -> web.Response:
        return _answer({"asked": await self._workspace.delivery.socket.refresh()})

    async def _calls(self, request: web.Request) -> web.Response:
        method = request.query.get("method")
        journal = self._web_api.journal
        return _answer({"calls": [c for c in journal if method in (None, c["method"])]})

    async def _events(self, request: web.Request) -> web.Response:
        return _answer({"events": list(self._workspace.delivery.sent)})


def _answer(body: dict[str, Any]) -> web.Response:
    return web.json_response({"ok": True, **body})
