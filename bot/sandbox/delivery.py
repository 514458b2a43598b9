"""From the workspace to the app: signed HTTP requests, or Socket Mode when it is connected."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from .config import SandboxConfig
from .socket import SocketDoor
from .store import Document

ACK_SECONDS = 3.0
"""An app has 3 seconds to answer
(https://docs.slack.dev/tools/bolt-python/concepts/acknowledge)."""

CONNECTIONS = 200
"""Requests to the app at one time; more wait, within their 3 seconds."""

REMEMBERED = 1000
"""Events kept so that they can be delivered again on request."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What the app said: parsed JSON, text or None; `error` is why it counts as nothing."""

    body: Any = None
    error: str | None = None


class Delivery:
    """Sends what happens in the workspace to the app."""

    def __init__(self, config: SandboxConfig, clock: Callable[[], float]) -> None:
        self.socket = SocketDoor()
        self.twice = False
        self.retry_delays = config.retry_delays
        self._config = config
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.sent: deque[Document] = deque(maxlen=REMEMBERED)

    async def start(self) -> None:
        """Get ready to send."""
        # A connection each: one kept from before an app's restart would fail a command, which
        # nobody sends again.
        connector = aiohttp.TCPConnector(force_close=True, limit=CONNECTIONS)
        self._session = aiohttp.ClientSession(connector=connector, trust_env=False)

    async def stop(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.socket.close()
        if self._session is not None:
            await self._session.close()

    def send_event(self, envelope: Document) -> None:
        """Deliver an event in the background.

        Again after each of the configured delays, until the app takes it.
        """
        self.sent.append(envelope)
        for _ in range(2 if self.twice else 1):
            self._spawn(self._deliver(envelope))

    def redeliver(
        self, event_id: str | None = None, reason: str = "http_timeout"
    ) -> Document | None:
        """Deliver a past event (by default the last one) once more, as a first retry."""
        for envelope in reversed(self.sent):
            if event_id in (None, envelope["event_id"]):
                self._spawn(self._again(envelope, reason))
                return envelope
        return None

    async def command(self, fields: dict[str, str]) -> Answer:
        """Send a slash command and wait for its answer."""
        if self.socket.connected:
            return await self._by_socket("slash_commands", fields)
        return _shown(await self._by_http(urlencode(fields).encode(), FORM))

    async def interaction(self, payload: Document) -> Answer:
        """Send a click, shortcut, form or question for options and wait for its answer."""
        if self.socket.connected:
            return await self._by_socket("interactive", payload)
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return _shown(await self._by_http(body, FORM))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, envelope: Document) -> None:
        reason = await self._event(envelope, 0, "")
        for number, delay in enumerate(self.retry_delays, start=1):
            if reason in (None, "no_retry"):
                break
            await asyncio.sleep(delay)
            reason = await self._event(envelope, number, str(reason))
        if reason is not None:
            log.warning("event %s was not taken: %s", envelope["event_id"], reason)

    async def _again(self, envelope: Document, reason: str) -> None:
        await self._event(envelope, 1, reason)

    async def _event(self, envelope: Document, number: int, reason: str) -> str | None:
        """Why the app did not take it, in the words of X-Slack-Retry-Reason, or None."""
        if self.socket.connected:
            retry = {"retry_attempt": number, "retry_reason": "timeout" if number else ""}
            answer = await self._by_socket("events_api", envelope, retry)
        else:
            headers = {"Content-Type": "application/json"}
            if number:
                headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
            answer = await self._by_http(json.dumps(envelope).encode(), headers)
        return answer.error and REASONS.get(answer.error, "http_error")

    async def _by_socket(
        self, kind: str, payload: Document, retry: Document | None = None
    ) -> Answer:
        try:
            taken = await asyncio.wait_for(self.socket.send(kind, payload, retry), ACK_SECONDS)
        except TimeoutError:
            return Answer(error="operation_timeout")
        except ConnectionError:
            return Answer(error="dispatch_failed")
        return Answer(body=taken)

    async def _by_http(self, body: bytes, headers: dict[str, str]) -> Answer:
        if self._session is None:
            raise RuntimeError("The sandbox was not started: await sandbox.start() first.")
        try:
            async with self._session.post(
                self._config.events_url,
                data=body,
                headers={**headers, **self._signature(body)},
                timeout=aiohttp.ClientTimeout(total=ACK_SECONDS),
                allow_redirects=False,
            ) as response:
                text = await response.text()
        except TimeoutError:
            return Answer(error="operation_timeout")
        except aiohttp.ClientError:
            return Answer(error="connection_failed")
        if not 200 <= response.status < 300:
            no_retry = response.headers.get("X-Slack-No-Retry") == "1"
            return Answer(error="no_retry" if no_retry else "dispatch_failed")
        return _read(response.content_type, text)

    def _signature(self, body: bytes) -> dict[str, str]:
        """Slack's v0 signature (https://docs.slack.dev/authentication/verifying-requests-from-slack)."""
        stamp = str(int(self._clock()))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self._config.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
REASONS = {
    "operation_timeout": "http_timeout",
    "connection_failed": "connection_failed",
    "no_retry": "no_retry",
}


def _shown(answer: Answer) -> Answer:
    """Slack tells people of two ways to fail only."""
    if answer.error in (None, "operation_timeout"):
        return answer
    return Answer(error="dispatch_failed")


def _read(content_type: str, text: str) -> Answer:
    if not text.strip():
        return Answer()
    if content_type == "application/json":
        try:
            return Answer(body=json.loads(text))
        except ValueError:
            return Answer(error="invalid_response")
    return Answer(body=text)
