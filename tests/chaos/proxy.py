"""A proxy that holds requests and answers for a moment, so that a kill can fall in between."""

import asyncio
from collections.abc import Callable

import aiohttp
from aiohttp import web

HOP_HEADERS = {"host", "content-length", "transfer-encoding", "connection", "content-encoding"}


class Proxy:
    """Passes requests on to `target`; `next` tells when a request is at a moment.

    Moments are `asked` (the request is here, not yet passed on) and `answered`
    (the answer is here, not yet passed back). Each is held for `held(path)` seconds.
    """

    def __init__(self, target: str, held: Callable[[str], float]) -> None:
        self._target = target
        self._held = held
        self._waiting: list[tuple[str, str, asyncio.Future[None]]] = []
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None
        self.url = ""

    def aim(self, target: str) -> None:
        """Pass on to another address from now on."""
        self._target = target

    async def start(self, port: int) -> None:
        """Listen on a loopback port."""
        self._session = aiohttp.ClientSession(auto_decompress=False)
        app = web.Application(client_max_size=10**8)
        app.router.add_route("*", "/{tail:.*}", self._pass)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        """End."""
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    def next(self, path: str, moment: str) -> "asyncio.Future[None]":
        """Done when the next request to a path that ends in `path` is at `moment`."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((path, moment, future))
        return future

    def _tell(self, path: str, moment: str) -> None:
        for waiting in list(self._waiting):
            ending, wanted, future = waiting
            if path.endswith(ending) and moment == wanted:
                self._waiting.remove(waiting)
                if not future.done():
                    future.set_result(None)

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        assert self._session is not None
        body = await request.read()
        headers = {k: v for k, v in request.headers.items() if k.lower() not in HOP_HEADERS}
        self._tell(request.path, "asked")
        await asyncio.sleep(self._held(request.path))
        try:
            async with self._session.request(
                request.method,
                f"{self._target}{request.path_qs}",
                data=body,
                headers=headers,
                allow_redirects=False,
            ) as answer:
                content = await answer.read()
        except aiohttp.ClientError:
            if request.transport is not None:
                request.transport.abort()
            raise web.HTTPBadGateway from None
        self._tell(request.path, "answered")
        await asyncio.sleep(self._held(request.path))
        passed = {k: v for k, v in answer.headers.items() if k.lower() not in HOP_HEADERS}
        return web.Response(status=answer.status, body=content, headers=passed)
