"""Takes alerts from the inbox, after their delivery was committed and answered."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import structlog

from core import alerts, inbox
from core.actor import Actor, system
from core.clock import Ids
from core.domain.alerts import Alert, Decision
from core.store.store import Store
from core.teams import NO_RULES, Teams
from core.telemetry import Metrics
from core.triage import Suggest

POLL_SECONDS = 1.0
AFTER_FAULT_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Intake:
    """Accepts deliveries and lets their alerts act, one process at a time."""

    def __init__(
        self,
        *,
        store: Store,
        parse: Callable[[str, Any], Sequence[Alert]],
        suggest: Suggest,
        ids: Ids,
        metrics: Metrics,
        teams: Teams = NO_RULES,
    ) -> None:
        self._store = store
        self._parse = parse
        self._suggest = suggest
        self._ids = ids
        self._metrics = metrics
        self._teams = teams
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def accept(self, actor: Actor, source: str, delivery_id: str | None, body: Any) -> str:
        """Keep a delivery, once; returns its id when that is committed."""
        delivery = delivery_id or self._ids.token()
        await self._store.write(inbox.accept, actor, source, delivery, body)
        self._arrived.set()
        return delivery

    def start(self) -> None:
        """Begin to take; deliveries left by an earlier process come first."""
        self._task = asyncio.create_task(self._run(), name="intake")

    async def stop(self) -> None:
        """Stop between two deliveries; what is left waits in the inbox."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        self._arrived.set()
        while True:
            try:
                await asyncio.wait_for(self._arrived.wait(), POLL_SECONDS)
            except TimeoutError:
                if not await self._store.read(inbox.any_pending, system("intake")):
                    continue
            self._arrived.clear()
            await self._drain()

    async def _drain(self) -> None:
        """Take until nothing is left; a delivery that fails by itself, twice, is set aside."""
        limit, failures = alerts.DELIVERIES_AT_ONCE, 0
        while True:
            try:
                taken = await self._take(limit)
            except Exception as error:
                # one bad delivery must not end the intake; all of them are still in the inbox
                log.exception("intake.failed", limit=limit)
                await asyncio.sleep(AFTER_FAULT_SECONDS)
                limit, failures = 1, failures + (limit == 1)
                if failures > 1:
                    failures = 0
                    await self._set_aside(type(error).__name__)
                continue
            if not taken and limit == alerts.DELIVERIES_AT_ONCE:
                return
            limit, failures = alerts.DELIVERIES_AT_ONCE, 0

    async def _take(self, limit: int) -> bool:
        taken = await self._store.write(
            alerts.take,
            system(self._ids.request_id()),
            self._parse,
            self._suggest,
            limit,
            self._teams,
        )
        for source, decision in taken:
            self._metrics.alerts.labels(source=source, decision=decision.value).inc()
            if decision is Decision.DECLARE:
                log.info("alert.declared", source=source)
        return bool(taken)

    async def _set_aside(self, why: str) -> None:
        actor = system(self._ids.request_id())
        await self._store.write(inbox.set_first_aside, actor, f"it could not be taken: {why}")
