"""A sandbox and a small Bolt app, each a real server on loopback."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, SandboxConfig
from tests.bot.sandbox.bolt_app import MANIFEST, EchoApp
from tests.bot.sandbox.driver import Person, Workspace


@dataclass
class Stage:
    """All parts of a test: the sandbox, the app, people, and the app's own client."""

    sandbox: Sandbox
    app: EchoApp
    workspace: Workspace
    client: AsyncWebClient

    @property
    def ada(self) -> Person:
        """Somebody who is in every channel."""
        return self.workspace.person("U0ADA")


def listening(port: int = 0) -> socket.socket:
    """A port on loopback, already taken; a free one unless it is given."""
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.bind(("127.0.0.1", port))
    return taken


@asynccontextmanager
async def serving(app: web.Application, at: socket.socket) -> AsyncIterator[None]:
    """An application on an open socket."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.SockSite(runner, at).start()
    try:
        yield
    finally:
        await runner.cleanup()


def config_for(folder: Path, sandbox_port: int, app_port: int, **facts: object) -> SandboxConfig:
    """A sandbox on one port whose app listens on another."""
    given: dict[str, object] = {
        "database": folder / "sandbox.db",
        "base_url": f"http://127.0.0.1:{sandbox_port}/sandbox",
        "events_url": f"http://127.0.0.1:{app_port}/slack/events",
        "signing_secret": "a-signing-secret",
        "bot_token": "xoxb-sandbox",
        "app_token": "xapp-sandbox",
        "paced": False,
        "retry_delays": (0.0, 0.02, 0.04),
    }
    return SandboxConfig.from_manifest(MANIFEST, **(given | facts))


@asynccontextmanager
async def staged(folder: Path, port: int = 0, **facts: object) -> AsyncIterator[Stage]:
    """A sandbox mounted under `/sandbox` and an app, talking to each other over HTTP."""
    at, app_at = listening(port), listening()
    config = config_for(folder, at.getsockname()[1], app_at.getsockname()[1], **facts)
    sandbox, app = Sandbox(config), EchoApp(config)
    outer = web.Application()
    outer.add_subapp("/sandbox", sandbox.application())
    await sandbox.start()
    async with ClientSession() as session, serving(outer, at), serving(app.web(), app_at):
        client = AsyncWebClient(
            token=config.bot_token, base_url=config.api_url, session=session, retry_handlers=[]
        )
        yield Stage(sandbox, app, Workspace(session, config.base_url), client)
    await sandbox.stop()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A fresh workspace with the echo app in it."""
    async with staged(tmp_path) as ready:
        yield ready
