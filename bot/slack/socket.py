"""Socket Mode: the same Bolt app, reached without a public address."""

import asyncio

import structlog
from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from core.clock import Clock

RETRY_SECONDS = (1.0, 2.0, 5.0, 15.0, 30.0)

log = structlog.get_logger(__name__)


class Socket:
    """Keeps a Socket Mode connection; Slack being away at the start only delays it."""

    def __init__(self, app: AsyncApp, app_token: str, base_url: str, clock: Clock) -> None:
        self._app = app
        self._app_token = app_token
        self._base_url = base_url
        self._clock = clock
        self._handler: AsyncSocketModeHandler | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether the connection stands, as far as it is known."""
        client = self._handler.client if self._handler is not None else None
        session = getattr(client, "current_session", None)
        return session is not None and not session.closed

    def start(self) -> None:
        """Connect in the background."""
        self._task = asyncio.create_task(self._connect(), name="socket-mode")

    async def _connect(self) -> None:
        client = AsyncWebClient(token=self._app_token, base_url=self._base_url)
        if self._base_url.startswith(("http://127.", "http://localhost", "http://[::1]")):
            client.proxy = None
        attempt = 0
        while True:
            handler = AsyncSocketModeHandler(self._app, self._app_token, web_client=client)
            try:
                await handler.connect_async()  # type: ignore[no-untyped-call]
            except (SlackClientError, ClientError, OSError, TimeoutError) as error:
                await handler.close_async()  # type: ignore[no-untyped-call]
                wait = RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)]
                log.warning("slack.socket_away", error=type(error).__name__, seconds=wait)
                attempt += 1
                await self._clock.sleep(wait)
                continue
            self._handler = handler
            log.info("slack.socket_connected")
            return

    async def stop(self) -> None:
        """Close the connection; envelopes that were not acknowledged are delivered again."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._handler is not None:
            await self._handler.close_async()  # type: ignore[no-untyped-call]
