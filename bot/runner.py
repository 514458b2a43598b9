"""Runs jobs: claims them, runs their reaction, and writes down what came of it."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from core.actor import system
from core.clock import Clock
from core.errors import Conflict, Unavailable
from core.store import jobs
from core.store.jobs import GiveUp, Job, RetryLater
from core.store.store import Store

POLL_SECONDS = 1.0
FIRST_BACKOFF_SECONDS = 1.0
LAST_BACKOFF_SECONDS = 300.0
AFTER_FAULT_SECONDS = 1.0
GIVE_WAY_SECONDS = 0.02
OUTAGE_SECONDS = 60.0
LONGEST = timedelta(days=1)
BOOKINGS = 5

Handler = Callable[[Job], Awaitable[None]]
Counted = Callable[[str, str], None]

log = structlog.get_logger(__name__)


class Runner:
    """Claims due jobs and runs them side by side, one at a time in each lane."""

    def __init__(  # noqa: PLR0913  all but two are named
        self,
        store: Store,
        handlers: Mapping[str, Handler],
        *,
        clock: Clock,
        worker: str,
        concurrency: int = 16,
        lease_seconds: float = 30.0,
        max_attempts: int = 8,
        on_lost: Callable[[], None] = lambda: None,
        on_outcome: Counted = lambda _reaction, _outcome: None,
    ) -> None:
        self._store = store
        self._handlers = handlers
        self._clock = clock
        self._worker = worker
        self._concurrency = concurrency
        self._lease_seconds = lease_seconds
        self._max_attempts = max_attempts
        self._on_lost = on_lost
        self._on_outcome = on_outcome
        self._running: dict[asyncio.Task[None], Job] = {}
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def alive(self) -> bool:
        """Whether it claims and keeps its leases."""
        return bool(self._tasks) and not any(task.done() for task in self._tasks)

    def start(self) -> None:
        """Begin to claim."""
        self._tasks = [
            asyncio.create_task(self._claim_for_ever(), name="runner"),
            asyncio.create_task(self._beat_for_ever(), name="runner-heartbeat"),
        ]

    async def stop(self, seconds: float) -> None:
        """Claim no more, let running jobs finish for `seconds`, hand back the rest."""
        if self._tasks:
            self._tasks[0].cancel()
            await asyncio.gather(self._tasks[0], return_exceptions=True)
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._store.write(jobs.release, system("runner"), self._worker)

    async def _claim_for_ever(self) -> None:
        while True:
            since = self._store.commits
            try:
                claimed = await self._claim()
            except Exception:
                # the database may be away for a while; jobs wait in it
                log.exception("runner.claim_failed")
                await self._clock.sleep(AFTER_FAULT_SECONDS)
                continue
            if self._store.writes_waiting:
                await self._clock.sleep(GIVE_WAY_SECONDS)
            if not claimed:
                await self._store.wait_changed(POLL_SECONDS, since)

    async def _claim(self) -> bool:
        free = self._concurrency - len(self._running)
        if free <= 0:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            return True
        actor = system("runner")
        if not await self._store.read(jobs.any_due, actor):
            return False
        claimed = await self._store.write(
            jobs.claim,
            actor,
            worker=self._worker,
            limit=free,
            lease_seconds=self._lease_seconds,
            busy_lanes={job.lane for job in self._running.values()},
        )
        for job in claimed:
            task = asyncio.create_task(self._run(job), name=f"job-{job.id}")
            self._running[task] = job
            task.add_done_callback(self._ended)
        return bool(claimed)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        if not task.cancelled() and task.exception() is not None:
            log.error("runner.not_booked", exc_info=task.exception())

    async def _beat_for_ever(self) -> None:
        while True:
            await self._clock.sleep(self._lease_seconds / 3)
            if not self._running:
                continue
            try:
                await self._beat()
            except Exception:
                # a missed beat is no harm while the lease lasts; the next one may get through
                log.exception("runner.heartbeat_failed")

    async def _beat(self) -> None:
        held = list(self._running.values())
        lost = await self._store.write(
            jobs.heartbeat, system("runner"), held, lease_seconds=self._lease_seconds
        )
        for task, job in list(self._running.items()):
            if job.id in lost and not task.done():
                self._on_lost()
                log.warning("job.lease_lost", job=job.id, reaction=job.reaction)
                task.cancel()

    async def _run(self, job: Job) -> None:
        bound = {"request_id": job.request_id, "job": job.id, "reaction": job.reaction}
        if job.incident_id is not None:
            bound["incident"] = f"INC-{job.incident_id}"
        with structlog.contextvars.bound_contextvars(**bound):
            handler = self._handlers.get(job.reaction)
            if handler is None:
                await self._park(job, f"nothing here knows the reaction {job.reaction}")
                return
            try:
                await handler(job)
            except RetryLater as later:
                await self._again(job, later.seconds, str(later), counts=self._too_old(job))
            except GiveUp as given_up:
                await self._park(job, str(given_up))
            except Exception as error:  # noqa: BLE001  it is booked with the job
                await self._failed(job, error)
            else:
                await self._book(job, "done", jobs.finish)

    async def _failed(self, job: Job, error: Exception) -> None:
        """What a reaction raises is never the end of the runner; the job is tried again."""
        log.warning("job.failed", attempt=job.attempt, exc_info=error)
        reason = f"{type(error).__name__}: {error}"
        if getattr(error, "permanent", False):
            await self._park(job, reason)
            return
        away = isinstance(error, Unavailable) or getattr(error, "away", False)
        if away and not self._too_old(job):
            # somebody else's outage must not use up the attempts
            await self._again(job, min(backoff(job.tries), OUTAGE_SECONDS), reason, counts=False)
            return
        await self._again(job, backoff(job.tries), reason, counts=True)

    def _too_old(self, job: Job) -> bool:
        return self._clock.now() - job.created_at > LONGEST

    async def _again(self, job: Job, seconds: float, reason: str, *, counts: bool) -> None:
        if counts and job.tries >= self._max_attempts:
            await self._park(job, reason)
            return
        await self._book(job, "retried", jobs.retry, seconds=seconds, error=reason)

    async def _park(self, job: Job, reason: str) -> None:
        log.error("job.parked", attempt=job.attempt)
        await self._book(job, "parked", jobs.park, error=reason)

    async def _book(self, job: Job, outcome: str, how: Callable[..., bool], **what: object) -> None:
        kept = await self._written(how, job, what)
        if not kept:
            self._on_lost()
            log.warning("job.lease_lost", outcome=outcome)
            return
        self._on_outcome(job.reaction, outcome)
        log.info("job.booked", outcome=outcome, attempt=job.attempt)

    async def _written(
        self, how: Callable[..., bool], job: Job, what: Mapping[str, object]
    ) -> bool:
        """Write it down; while the lease is kept, a database that is away may come back."""
        for _ in range(BOOKINGS):
            try:
                return await self._store.write(how, system(job.request_id), job, **what)
            except (Unavailable, Conflict):
                await self._clock.sleep(AFTER_FAULT_SECONDS)
        return await self._store.write(how, system(job.request_id), job, **what)


def backoff(attempt: int) -> float:
    """Seconds until the next attempt: 1, 2, 4 … 300, half of it by chance."""
    longest = min(FIRST_BACKOFF_SECONDS * 2.0 ** (attempt - 1), LAST_BACKOFF_SECONDS)
    return longest * random.uniform(0.5, 1.0)
