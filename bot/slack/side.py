"""Everything that exists only where there is a Slack, put together."""

import asyncio
from dataclasses import dataclass

import structlog
from slack_bolt.async_app import AsyncApp

from bot.slack import door
from bot.slack.desk import Desk
from bot.slack.inbound import Inbound
from bot.slack.socket import Socket
from bot.slack.workspace import SlackAway, SlackRefusal
from core import homes
from core.actor import Actor, Principal, PrincipalKind, Via
from core.store.jobs import RetryLater
from core.telemetry import Metrics

IDENTIFY_RETRY_SECONDS = 5.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Credentials:
    """What Slack gave us; `app_token` only for Socket Mode, secrets the current one first."""

    token: str
    signing_secrets: tuple[str, ...]
    app_token: str
    api_url: str


class SlackSide:
    """The Bolt app behind its two ways in: signed HTTP, or Socket Mode."""

    def __init__(self, desk: Desk, credentials: Credentials, metrics: Metrics) -> None:
        secrets = credentials.signing_secrets
        self.desk = desk
        self._app: AsyncApp = door.build(desk, metrics, credentials.token, next(iter(secrets), ""))
        self.inbound = Inbound(self._app, secrets, desk.clock) if secrets else None
        self._socket = (
            Socket(self._app, credentials.app_token, credentials.api_url, desk.clock)
            if credentials.app_token
            else None
        )
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Learn who the bot is, and connect; Slack being away only delays it."""
        self._task = asyncio.create_task(self._identify(), name="slack-identify")
        if self._socket is not None:
            self._socket.start()

    async def stop(self) -> None:
        """Take no more from Slack; the way out stays open for jobs that still run."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._socket is not None:
            await self._socket.stop()

    def trouble(self) -> str | None:
        """Why Slack is away, as far as it is known; None while all is well."""
        if not self.desk.workspace.bot_user_id:
            return "Slack has not answered auth.test"
        if self._socket is not None and not self._socket.connected:
            return "Socket Mode is not connected"
        return None

    async def _identify(self) -> None:
        workspace = self.desk.workspace
        while True:
            try:
                await workspace.identify()
            except (SlackRefusal, SlackAway, RetryLater) as error:
                log.warning("slack.not_identified", why=str(error))
                await self.desk.clock.sleep(IDENTIFY_RETRY_SECONDS)
                continue
            break
        principal = Principal(PrincipalKind.SYSTEM, "tocsin", "Tocsin", workspace.workspace_id)
        await self.desk.store.write(
            homes.workspace,
            Actor(principal, Via.CLOCK, "start"),
            workspace.name,
            workspace.bot_user_id,
            workspace.bot_id,
        )
        log.info("slack.identified", workspace=workspace.name)
