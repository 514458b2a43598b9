"""Live updates: every open page hears what changed and asks for it again."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from .work import Change

HEARTBEAT_SECONDS = 15.0
BACKLOG = 500
"""Changes a page may be behind before the oldest are dropped; a redraw needs only the newest."""


class Hub:
    """Passes changes on to the pages that listen."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Queue[Change], str] = {}
        self._closing = asyncio.Event()

    def publish(self, change: Change) -> None:
        """Tell every page, or only one person's."""
        for queue, user in self._listeners.items():
            if change.user in ("", user):
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait(change)

    def close(self) -> None:
        """End all streams."""
        self._closing.set()

    async def stream(self, request: web.Request, user: str) -> web.StreamResponse:
        """Server-sent events for one person's page, until it goes away."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        queue: asyncio.Queue[Change] = asyncio.Queue(BACKLOG)
        self._listeners[queue] = user
        try:
            await response.write(b"event: hello\ndata: {}\n\n")
            while not self._closing.is_set():
                await response.write(await self._next(queue))
        except ConnectionResetError:
            return response
        finally:
            del self._listeners[queue]
        return response

    async def _next(self, queue: asyncio.Queue[Change]) -> bytes:
        waiting = asyncio.ensure_future(queue.get())
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait(
                (waiting, closing), timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            if not waiting.done():
                return b": still here\n\n"
            change = waiting.result()
        finally:
            waiting.cancel()
            closing.cancel()
        data = json.dumps({"kind": change.kind, "channel": change.channel})
        return f"data: {data}\n\n".encode()
