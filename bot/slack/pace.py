"""Slack's rate limits, kept on our side so that they are rarely met.

Source: docs.slack.dev/apis/web-api/rate-limits — about one message a second a
channel, and 50 `chat.update` a minute a workspace (tier 3).
"""

import asyncio
from collections import defaultdict

from core.clock import Clock

CHANNEL_SECONDS = 1.0
UPDATE_SECONDS = 1.2
BURST = 5


class Pace:
    """A leaky bucket per name: `BURST` at once, then one each `seconds`."""

    def __init__(self, clock: Clock, seconds: float, burst: int = BURST) -> None:
        self._clock = clock
        self._seconds = seconds
        self._burst = burst
        self._next: dict[str, float] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def turn(self, name: str) -> None:
        """Wait until `name` may go on; callers go in the order they came."""
        async with self._locks[name]:
            now = self._clock.monotonic()
            due = max(self._next.get(name, now), now - (self._burst - 1) * self._seconds)
            if due > now:
                await self._clock.sleep(due - now)
            self._next[name] = due + self._seconds
