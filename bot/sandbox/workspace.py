"""The living workspace: its store, its clock, the way to the app, and the pages that watch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .config import SandboxConfig
from .delivery import Delivery
from .faults import Faults
from .live import Hub
from .pacing import Pace
from .store import Database, Store
from .work import Work

Result = TypeVar("Result")
Clock = Callable[[], float]


class Workspace:
    """Everything that the sandbox's requests share; one per sandbox."""

    def __init__(self, config: SandboxConfig, clock: Clock) -> None:
        self.config = config
        self.clock = clock
        self.store = Store(config.database)
        self.hub = Hub()
        self.faults = Faults()
        self.pace = Pace(clock, config.paced)
        self.delivery = Delivery(config, clock)

    async def change(self, act: Callable[[Work], Result]) -> Result:
        """Run `act` in one transaction; after the commit send its events and redraw pages."""

        def transact(database: Database) -> tuple[Result, Work]:
            work = Work(database, self.config, self.clock())
            return act(work), work

        result, work = await self.store.run(transact)
        for change in work.changes:
            self.hub.publish(change)
        for envelope in work.events:
            self.delivery.send_event(envelope)
        return result
