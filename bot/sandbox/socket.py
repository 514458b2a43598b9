"""Socket Mode: the sandbox's end of the WebSocket (https://docs.slack.dev/apis/events-api/using-socket-mode)."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

from aiohttp import WSMsgType, web

from .store import Document

CONNECTIONS_LIMIT = 10
"""An app may hold up to 10 connections; each payload goes to one of them (same page)."""


class SocketDoor:
    """The connected Socket Mode clients of the app."""

    def __init__(self) -> None:
        self._connections: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Any]] = {}

    @property
    def connected(self) -> bool:
        """Whether anyone is there to take an envelope."""
        return any(not each.closed for each in self._connections)

    @property
    def count(self) -> int:
        """How many clients are connected."""
        return sum(not each.closed for each in self._connections)

    async def serve(self, request: web.Request, app_id: str) -> web.WebSocketResponse:
        """Greet a client and read its acknowledgements until it leaves."""
        socket = web.WebSocketResponse(heartbeat=20.0)
        await socket.prepare(request)
        if self.count >= CONNECTIONS_LIMIT:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self._connections.append(socket)
        await socket.send_json(self._hello(app_id))
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            self._connections.remove(socket)
        return socket

    async def send(self, kind: str, payload: Document, retry: Document | None = None) -> Any:
        """Send one envelope to one client and wait for its acknowledgement's payload.

        Raises `ConnectionError` when nobody is there; the caller sets the time limit.
        """
        socket = self._next()
        id = secrets.token_hex(16)
        envelope = {
            "envelope_id": id,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
            **(retry or {}),
        }
        self._waiting[id] = asyncio.get_running_loop().create_future()
        try:
            await socket.send_json(envelope)
            return await self._waiting[id]
        finally:
            del self._waiting[id]

    async def refresh(self, reason: str = "refresh_requested") -> int:
        """Ask every client to reconnect, as Slack does every few hours; how many were asked."""
        asked = 0
        for socket in [each for each in self._connections if not each.closed]:
            await socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            )
            asked += 1
        return asked

    async def close(self) -> None:
        """Hang up."""
        for socket in list(self._connections):
            await socket.close()

    def _next(self) -> web.WebSocketResponse:
        for socket in list(self._connections):
            if not socket.closed:
                self._connections.remove(socket)
                self._connections.append(socket)
                return socket
        raise ConnectionError("no Socket Mode client is connected")

    def _hello(self, app_id: str) -> Document:
        return {
            "type": "hello",
            "num_connections": self.count,
            "connection_info": {"app_id": app_id},
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
        }

    def _acknowledged(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return
        waiting = self._waiting.get(message.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(message.get("payload"))
