"""Time and ids, handed in from outside so that a test can live through a week in a millisecond."""

import asyncio
import secrets
import time
from datetime import UTC, datetime
from typing import Protocol
from uuid import uuid4


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The time, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Ids(Protocol):
    """Makes ids that nobody can guess."""

    def request_id(self) -> str:
        """An id for one request, followed from the command to the post."""
        ...

    def token(self) -> str:
        """An id that is given out."""
        ...


class RandomIds:
    """Ids from the machine's random numbers."""

    def request_id(self) -> str:
        return uuid4().hex

    def token(self) -> str:
        return secrets.token_urlsafe(16)
