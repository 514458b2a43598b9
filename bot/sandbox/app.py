"""The sandbox as an aiohttp application, and as a server of its own."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Callable
from ipaddress import ip_address

from aiohttp import web
from yarl import URL

from . import answers, ephemerals, seed, tickets
from .config import SandboxConfig
from .control import Control
from .errors import SlackError
from .methods import files
from .page import Page, guard
from .page_api import PageApi
from .store import Document
from .web_api import WebApi
from .work import Work
from .workspace import Workspace

BODY_LIMIT = 110 * 1024 * 1024
"""Bytes of a request body; an upload is the largest."""


class Sandbox:
    """A small Slack workspace with one app in it.

    Mount `application()` under the path of `config.base_url`, or run it at the root of a server,
    between `await start()` and `await stop()`. `clock` gives Unix seconds.
    """

    def __init__(self, config: SandboxConfig, clock: Callable[[], float] = time.time) -> None:
        self.config = config
        self._workspace = Workspace(config, clock)
        self._web_api = WebApi(self._workspace)

    async def start(self) -> None:
        """Open the workspace's file and, if it is new, fill it."""
        await self._workspace.store.open()
        await self._workspace.delivery.start()

        def prepare(work: Work) -> None:
            seed.plant(work)
            ephemerals.forget_all(work)
            tickets.forget_expired(work)

        await self._workspace.change(prepare)

    async def stop(self) -> None:
        """Close streams and connections, then the file."""
        self._workspace.hub.close()
        await self._workspace.delivery.stop()
        await self._workspace.store.close()

    def application(self) -> web.Application:
        """A new aiohttp application: page, Web API, uploads, Socket Mode, control."""
        app = web.Application(middlewares=[guard(self.config)], client_max_size=BODY_LIMIT)
        app.add_routes(
            [
                web.get("/api/{method}", self._web_api.handle),
                web.post("/api/{method}", self._web_api.handle),
                web.post("/hooks/{id}", self._hook),
                web.post("/upload/{id}", self._upload),
                web.get("/files/{id}", self._file),
                web.get("/link", self._link),
                *PageApi(self._workspace).routes(),
                *Control(self._workspace, self._web_api).routes(),
                *Page(self.config).routes(),
            ]
        )
        app.on_shutdown.append(self._hang_up)
        return app

    async def _hang_up(self, app: web.Application) -> None:
        """Without this a server's graceful stop would wait for the pages' open streams."""
        self._workspace.hub.close()
        await self._workspace.delivery.socket.close()

    async def _hook(self, request: web.Request) -> web.Response:
        try:
            body = await request.json()
        except ValueError:
            return web.Response(status=400, text="invalid_payload")

        def act(work: Work) -> None:
            answers.respond(work, tickets.use_hook(work, request.match_info["id"]), body)

        try:
            await self._workspace.change(act)
        except SlackError as refusal:
            gone = refusal.code in ("expired_url", "used_url")
            return web.Response(status=404 if gone else 400, text=refusal.code)
        return web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.Response:
        content, id = await _content(request), request.match_info["id"]
        try:
            await self._workspace.change(lambda work: files.store_content(work, id, content))
        except SlackError as refusal:
            return web.Response(status=400, text=refusal.code)
        return web.Response(text=f"OK - {len(content)}")

    async def _file(self, request: web.Request) -> web.Response:
        id = request.match_info["id"]
        try:
            file, content = await self._workspace.change(lambda work: files.content(work, id))
        except SlackError as refusal:
            return web.Response(status=404, text=refusal.code)
        # Uploaded bytes are never shown as a page of this origin.
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{_quoted(file['name'])}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        }
        return web.Response(body=content, content_type=file["mimetype"], headers=headers)

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")

        def take(work: Work) -> Document | None:
            known = work.db.kept("ticket", ticket)
            work.db.drop("ticket", [ticket])
            return known if known and known["until"] >= work.now else None

        if await self._workspace.change(take) is None:
            return web.Response(status=403, text="The ticket was used or is too old.")
        return await self._workspace.delivery.socket.serve(request, self.config.app_id)


async def serve(config: SandboxConfig, host: str, port: int) -> None:
    """Run a sandbox by itself until SIGTERM or a cancel, and print what an app has to set.

    Raises `ValueError` for a host that is not this machine: there is no login.
    """
    if host != "localhost" and not ip_address(host).is_loopback:
        raise ValueError(f"The sandbox has no login and listens on loopback only, not on {host}.")
    sandbox, ended = Sandbox(config), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await sandbox.start()
    runner = web.AppRunner(_rooted(sandbox), access_log=None)
    try:
        await runner.setup()
        await web.TCPSite(runner, host, port).start()
        print(f"SLACK_API_URL={config.api_url}")
        print(f"SLACK_BOT_TOKEN={config.bot_token}")
        print(f"SLACK_SIGNING_SECRET={config.signing_secret}", flush=True)
        print(f"The page: {config.base_url}", file=sys.stderr)
        print(f"For Socket Mode also: SLACK_APP_TOKEN={config.app_token}", file=sys.stderr)
        await ended.wait()
    finally:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
        await runner.cleanup()
        await sandbox.stop()


def _rooted(sandbox: Sandbox) -> web.Application:
    """The application at the path that `base_url` promises."""
    prefix = sandbox.config.prefix
    if not prefix:
        return sandbox.application()
    outer = web.Application(client_max_size=BODY_LIMIT)

    async def to_page(request: web.Request) -> web.Response:
        raise web.HTTPFound(prefix)

    outer.router.add_get("/", to_page)
    outer.add_subapp(prefix, sandbox.application())
    return outer


async def _content(request: web.Request) -> bytes:
    """An upload's bytes, raw or as the one file of a form."""
    if request.content_type != "multipart/form-data":
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""


def _quoted(name: str) -> str:
    return URL.build(path="/" + name).raw_path[1:]
