"""The runner over real databases: order in a lane, leases, retries, parking, handing back."""

import asyncio
from collections import Counter

import pytest

from bot.runner import Runner
from core.actor import Actor
from core.store import jobs
from core.store.jobs import GiveUp, Job, RetryLater
from core.store.store import Store
from core.store.work import Work
from tests.opened import ADA, SetClock, store
from tests.waiting import wait_for


def promise(work: Work, actor: Actor, reaction: str, lane: str, key: str | None = None) -> None:
    """Promise a job."""
    work.job(reaction, lane=lane, key=key, actor=actor)


async def drained(opened: Store) -> None:
    """Wait until no job is pending."""

    async def none() -> bool:
        return (await opened.read(jobs.counts, ADA)).pending == 0

    await wait_for(none, "no job is pending")


async def test_lanes_keep_their_order_and_run_side_by_side(database_url: str) -> None:
    """Jobs of a lane run one after the other, jobs of different lanes together."""
    order: dict[str, list[int]] = {}
    together, most = 0, 0

    async def handle(job: Job) -> None:
        nonlocal together, most
        together += 1
        most = max(most, together)
        order.setdefault(job.lane, []).append(job.id)
        await asyncio.sleep(0)
        together -= 1

    async with store(database_url) as opened:
        for n in range(24):
            await opened.write(promise, ADA, "work", f"lane:{n % 4}")
        runner = Runner(opened, {"work": handle}, clock=SetClock(), worker="one")
        runner.start()
        await drained(opened)
        await runner.stop(1)
    assert all(ids == sorted(ids) and len(ids) == 6 for ids in order.values())
    assert most > 1


async def test_two_workers_take_no_job_twice(postgres_url: str) -> None:
    """Replicas on one PostgreSQL share the work."""
    seen: Counter[int] = Counter()

    async def handle(job: Job) -> None:
        seen[job.id] += 1

    async with store(postgres_url) as one, store(postgres_url) as other:
        for n in range(60):
            await one.write(promise, ADA, "work", f"lane:{n % 20}")
        runners = [
            Runner(s, {"work": handle}, clock=SetClock(), worker=str(n))
            for n, s in enumerate((one, other))
        ]
        for runner in runners:
            runner.start()
        await drained(one)
        for runner in runners:
            await runner.stop(1)
    assert len(seen) == 60
    assert set(seen.values()) == {1}


async def test_a_parked_job_frees_its_lane(database_url: str) -> None:
    """One that gives up is set aside with its reason, and those behind it go on."""
    done: list[int] = []

    async def handle(job: Job) -> None:
        if job.id == 1:
            raise GiveUp("the channel is gone")
        done.append(job.id)

    async with store(database_url) as opened:
        for _ in range(2):
            await opened.write(promise, ADA, "work", "lane")
        runner = Runner(opened, {"work": handle}, clock=SetClock(), worker="one")
        runner.start()
        await wait_for(lambda: done, "the second job is done")
        counts = await opened.read(jobs.counts, ADA)
        await runner.stop(1)
        assert (counts.parked, len(done)) == (1, 1)


async def test_what_fails_is_tried_again_later(database_url: str) -> None:
    """A failure backs off; `RetryLater` waits as long as it says."""
    clock = SetClock()
    attempts: list[int] = []

    async def handle(job: Job) -> None:
        attempts.append(job.attempt)
        if len(attempts) == 1:
            raise RetryLater(30, "rate limited")
        if len(attempts) == 2:
            raise ValueError("boom")

    async with store(database_url, clock=clock) as opened:
        await opened.write(promise, ADA, "work", "lane")
        runner = Runner(opened, {"work": handle}, clock=clock, worker="one")
        runner.start()
        await wait_for(lambda: len(attempts) == 1, "the first attempt")

        async def moved_on(wanted: int) -> None:
            async def there() -> bool:
                clock.advance(20)
                return len(attempts) >= wanted

            await wait_for(there, f"attempt {wanted}", every=0.1)

        await moved_on(3)
        await drained(opened)
        await runner.stop(1)
    assert attempts == [1, 2, 3]


async def test_after_the_last_attempt_it_is_parked(database_url: str) -> None:
    """A job that always fails is parked with what was wrong, and can be tried again."""
    clock = SetClock()

    async def handle(_job: Job) -> None:
        raise ValueError("boom")

    async with store(database_url, clock=clock) as opened:
        await opened.write(promise, ADA, "work", "lane")
        runner = Runner(opened, {"work": handle}, clock=clock, worker="one", max_attempts=2)
        runner.start()

        async def parked() -> bool:
            clock.advance(20)
            return (await opened.read(jobs.counts, ADA)).parked == 1

        await wait_for(parked, "the job is parked", every=0.1)
        await runner.stop(1)
        await opened.write(jobs.unpark, ADA, 1)
        assert (await opened.read(jobs.counts, ADA)).pending == 1


async def test_a_lost_lease_changes_nothing(database_url: str) -> None:
    """A worker that was too slow can't book a job that another one holds."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        await opened.write(promise, ADA, "work", "lane")
        (slow,) = await opened.write(jobs.claim, ADA, worker="a", limit=1, lease_seconds=10)
        assert not await opened.write(jobs.claim, ADA, worker="b", limit=1, lease_seconds=10)
        clock.advance(11)
        (fast,) = await opened.write(jobs.claim, ADA, worker="b", limit=1, lease_seconds=10)
        assert fast.attempt == 2
        assert not await opened.write(jobs.finish, ADA, slow)
        assert await opened.write(jobs.finish, ADA, fast)


async def test_a_begun_job_does_not_stand_for_a_later_one(database_url: str) -> None:
    """A key coalesces only with a job that nobody has begun, or a change would be missed."""
    async with store(database_url) as opened:
        await opened.write(promise, ADA, "refresh", "lane", "card")
        await opened.write(promise, ADA, "refresh", "lane", "card")
        (begun,) = await opened.write(jobs.claim, ADA, worker="a", limit=5, lease_seconds=10)
        await opened.write(promise, ADA, "refresh", "lane", "card")
        await opened.write(jobs.finish, ADA, begun)
        assert (await opened.read(jobs.counts, ADA)).pending == 1


async def test_stopping_hands_back_what_does_not_end(database_url: str) -> None:
    """A running job gets its time; after that its lease is free for the next process."""
    begun = asyncio.Event()

    async def handle(_job: Job) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with store(database_url) as opened:
        await opened.write(promise, ADA, "work", "lane")
        runner = Runner(opened, {"work": handle}, clock=SetClock(), worker="one")
        runner.start()
        async with asyncio.timeout(10):
            await begun.wait()
        before = runner.alive
        await runner.stop(0.1)
        assert (before, runner.alive) == (True, False)
        again = await opened.write(jobs.claim, ADA, worker="two", limit=1, lease_seconds=10)
        assert [job.attempt for job in again] == [2]


@pytest.mark.parametrize("wanted", ["nobody-knows-this"])
async def test_an_unknown_reaction_is_parked(sqlite_url: str, wanted: str) -> None:
    """A job of a later version isn't lost, but kept for one that knows it."""
    async with store(sqlite_url) as opened:
        await opened.write(promise, ADA, wanted, "lane")
        runner = Runner(opened, {}, clock=SetClock(), worker="one")
        runner.start()

        async def parked() -> bool:
            return (await opened.read(jobs.counts, ADA)).parked == 1

        await wait_for(parked, "the job is parked")
        await runner.stop(1)
