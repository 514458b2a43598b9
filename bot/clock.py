"""Ticks, by APScheduler; nothing of ours is stored in it."""

from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger(__name__)


class Ticker:
    """Calls coroutine functions every so many seconds, one run of each at a time."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def add(self, name: str, seconds: float, tick: Callable[[], Awaitable[None]]) -> None:
        """Have `tick` run every `seconds`."""

        async def run() -> None:
            try:
                await tick()
            except Exception:
                # one failed tick must not end the ticks
                log.exception("tick.failed", tick=name)

        self._scheduler.add_job(
            run, "interval", seconds=seconds, id=name, max_instances=1, coalesce=True
        )

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """End; a tick that is running is cancelled with its loop."""
        self._scheduler.shutdown(wait=False)
