"""Slack's rate limits, kept on our side so that they are rarely met.

Source: docs.slack.dev/apis/web-api/rate-limits — about one message a second a
channel, and 50 `chat.update` a minute a workspace (tier 3).
"""

import asyncio
from collections import defaultdict

from core.clock import Clock

CHANNEL_SECONDS = 1.0
UPDATE_SECONDS = 1.2
UPDATE_BURST = 5


class Pace:
    """A leaky bucket per name: `burst` at once, then one each `seconds`."""

    def __init__(self, clock: Clock, seconds: float, burst: int = 1) -> None:
        self._clock = clock
        self._seconds = seconds
        self._slack = (burst - 1) * seconds
        self._next: dict[str, float] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def turn(self, name: str) -> None:
        """Wait until `name` may go on; callers go in the order they came."""
        async with self._locks[name]:
            now = self._clock.monotonic()
            due = max(self._next.get(name, now), now)
            if due - self._slack > now:
                await self._clock.sleep(due - self._slack - now)
            self._next[name] = due + self._seconds
