"""Whether Tocsin can take work, and the gauges that say how much there is."""

from collections.abc import Awaitable, Callable

from bot.runner import Runner
from bot.web.checks import Check
from core.actor import system
from core.store import jobs
from core.store.store import Store
from core.telemetry import Metrics

Probe = Callable[[], Awaitable[str | None]]


def checks(
    store: Store, runner: Runner, metrics: Metrics, slack: Callable[[], str | None]
) -> list[Check]:
    """What `/readyz` looks at; only what is needed to take work makes it unready."""

    async def writable() -> str | None:
        # until it is known to be writable, it counts as not
        metrics.database_writable.set(0)
        await store.writable()
        metrics.database_writable.set(1)
        return None

    async def alive() -> str | None:
        return None if runner.alive else "the job runner has stopped"

    async def slack_answers() -> str | None:
        return slack()

    async def parked() -> str | None:
        count = (await store.read(jobs.counts, system("readyz"))).parked
        return f"{count} jobs gave up; see /api/v1/jobs?state=parked" if count else None

    return [
        Check("database", needed=True, probe=_quiet(store.ping)),
        Check("writable", needed=True, probe=writable),
        Check("schema", needed=True, probe=_quiet(store.schema_state)),
        Check("runner", needed=True, probe=alive),
        Check("slack", needed=False, probe=slack_answers),
        Check("jobs", needed=False, probe=parked),
    ]


def _quiet(look: Callable[[], Awaitable[object]]) -> Probe:
    async def probe() -> str | None:
        await look()
        return None

    return probe


async def gauges(store: Store, metrics: Metrics) -> None:
    """Bring the gauges of the job queue up to date."""
    counts = await store.read(jobs.counts, system("gauges"))
    metrics.jobs_pending.set(counts.pending)
    metrics.jobs_parked.set(counts.parked)
    metrics.jobs_oldest.set(counts.oldest_seconds)
