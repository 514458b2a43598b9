"""Slack's rate limits: one message a second in a channel, and a tier for every other method."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute of a method (https://docs.slack.dev/apis/web-api/rate-limits). Slack promises at
least that many and tolerates short bursts; the sandbox gives exactly that many."""

POST_SECONDS = 1.0
"""chat.postMessage: about one message a second in a channel (same page)."""

WINDOW_SECONDS = 60.0


class Pace:
    """Says how long a caller has to wait; switched off it never does."""

    def __init__(self, clock: Callable[[], float], on: bool) -> None:
        self.on = on
        self._clock = clock
        self._posts: dict[str, float] = {}
        self._calls: dict[str, deque[float]] = {}

    def post(self, channel: str) -> int:
        """Whole seconds to wait before the next message in a channel; 0 counts it as posted."""
        if not self.on:
            return 0
        now = self._clock()
        wait = self._posts.get(channel, 0.0) + POST_SECONDS - now
        if wait > 0:
            return math.ceil(wait)
        self._posts[channel] = now
        return 0

    def call(self, method: str, tier: int) -> int:
        """Whole seconds to wait before the next call of a method; 0 counts it as made."""
        if not self.on or not tier:
            return 0
        now = self._clock()
        calls = self._calls.setdefault(method, deque())
        while calls and calls[0] <= now - WINDOW_SECONDS:
            calls.popleft()
        if len(calls) >= TIERS[tier]:
            return max(1, math.ceil(calls[0] + WINDOW_SECONDS - now))
        calls.append(now)
        return 0
