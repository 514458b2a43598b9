"""Jobs: effects promised in the same transaction as the state that asks for them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Connection,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from core.actor import Actor
from core.errors import NotFound
from core.store import tables

if TYPE_CHECKING:
    from core.store.work import Read, Work

ERROR_LIMIT = 1000
KEPT = timedelta(days=7)
# to the letter the predicate of the index, or PostgreSQL does not take it for that index
WAITING = "key IS NOT NULL AND done_at IS NULL AND parked_at IS NULL AND attempt = 0"
OPEN = and_(tables.jobs.c.done_at.is_(None), tables.jobs.c.parked_at.is_(None))


class RetryLater(Exception):
    """The job can't be done now; run it again in `seconds`."""

    def __init__(self, seconds: float, reason: str) -> None:
        super().__init__(reason)
        self.seconds = seconds


class GiveUp(Exception):
    """The job can't be done without somebody's help; park it with the reason."""


@dataclass(frozen=True)
class ReactionRule:
    """A reaction to an event: its name, its lane, and the key under which waiting ones coalesce.

    `{incident}` in lane and key stands for the incident's number, `{team}` in the key for its
    team (`team_key`).
    """

    name: str
    lane: str
    key: str | None = None
    priority: int = 0


def team_key(team: str | None) -> str:
    """What stands for a team in a key: short, whatever its name; `-` for none."""
    return hashlib.sha256(team.encode()).hexdigest()[:32] if team else "-"


@dataclass(frozen=True)
class Job:
    """A claimed job; `attempt` counts from 1 and, with `id`, fences what it may write.

    It never goes down; `attempts_before` are those of earlier rounds, before it was parked.
    """

    id: int
    reaction: str
    lane: str
    incident_id: int | None
    event_seq: int | None
    args: dict[str, Any]
    attempt: int
    attempts_before: int
    request_id: str
    workspace_id: str
    key: str | None
    created_at: datetime

    @property
    def tries(self) -> int:
        """The attempts of this round."""
        return self.attempt - self.attempts_before


@dataclass(frozen=True)
class Counts:
    """How many jobs wait or run, how many gave up, and the age of the oldest that is due."""

    pending: int
    parked: int
    oldest_seconds: float


def upsert(connection: Connection, table: Table) -> Any:
    """An INSERT of the database at hand, which knows ON CONFLICT."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def insert_jobs(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Insert jobs set-wise; one whose key waits already brings that one's time forward.

    DO UPDATE on purpose: it locks the waiting row until this commit, so that a
    claimer can't run it before this transaction's state is visible.
    """
    seen: set[str] = set()
    wanted = []
    for row in rows:
        # equal keys of one statement would meet each other
        if row["key"] is None or row["key"] not in seen:
            wanted.append(row)
            seen.add(row["key"] or "")
    statement = upsert(connection, tables.jobs)
    sooner = case(
        (statement.excluded.run_at < tables.jobs.c.run_at, statement.excluded.run_at),
        else_=tables.jobs.c.run_at,
    )
    statement = statement.on_conflict_do_update(
        index_elements=[tables.jobs.c.key],
        index_where=text(WAITING),
        set_={"run_at": sooner},
    )
    # one statement for all, in their order: ids are the order within a lane
    connection.execute(statement, wanted)


def claim(
    work: "Work",
    actor: Actor,
    *,
    worker: str,
    limit: int,
    lease_seconds: float,
    busy_lanes: Iterable[str] = (),
) -> list[Job]:
    """Lease due jobs, the head of each lane only, the longest due first."""
    del actor
    jobs, other = tables.jobs, tables.jobs.alias("other")
    behind = exists().where(
        other.c.lane == jobs.c.lane,
        other.c.id != jobs.c.id,
        # an earlier one has its turn first; a later one runs when this was parked for a while
        or_(other.c.id < jobs.c.id, other.c.leased_until >= work.now),
        other.c.done_at.is_(None),
        other.c.parked_at.is_(None),
    )
    free = or_(jobs.c.leased_until.is_(None), jobs.c.leased_until < work.now)
    due = (
        select(jobs.c.id)
        .where(OPEN, jobs.c.run_at <= work.now, free, ~behind)
        .order_by(jobs.c.priority.desc(), jobs.c.run_at, jobs.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    lanes = list(busy_lanes)
    if lanes:
        due = due.where(jobs.c.lane.not_in(lanes))
    # as a CTE, or PostgreSQL may look at more rows than the limit
    chosen = due.cte("due")
    taken = (
        update(jobs)
        .where(jobs.c.id.in_(select(chosen.c.id)))
        .values(
            leased_by=worker,
            leased_until=work.now + timedelta(seconds=lease_seconds),
            attempt=jobs.c.attempt + 1,
        )
        .returning(jobs)
    )
    rows = work.connection.execute(taken).mappings().all()
    return sorted((_job(row) for row in rows), key=lambda job: job.id)


def _job(row: Any) -> Job:
    names = Job.__dataclass_fields__
    return Job(**{name: row[name] for name in names})


def _mine(job: Job) -> Any:
    jobs = tables.jobs
    return and_(jobs.c.id == job.id, jobs.c.attempt == job.attempt, OPEN)


def _change(work: "Work", job: Job, **values: Any) -> bool:
    changed = work.connection.execute(update(tables.jobs).where(_mine(job)).values(**values))
    return bool(changed.rowcount)


def heartbeat(work: "Work", actor: Actor, jobs: list[Job], *, lease_seconds: float) -> list[int]:
    """Extend the leases of `jobs`; returns the ids of those that are no longer ours."""
    del actor
    until = work.now + timedelta(seconds=lease_seconds)
    return [job.id for job in jobs if not _change(work, job, leased_until=until)]


def finish(work: "Work", actor: Actor, job: Job) -> bool:
    """The job is done; False when its lease was lost meanwhile."""
    del actor
    return _change(work, job, done_at=work.now, leased_by=None, leased_until=None, error=None)


def retry(work: "Work", actor: Actor, job: Job, *, seconds: float, error: str) -> bool:
    """Run the job again in `seconds`; False when its lease was lost meanwhile."""
    del actor
    run_at = work.now + timedelta(seconds=seconds)
    return _change(
        work, job, run_at=run_at, leased_by=None, leased_until=None, error=error[:ERROR_LIMIT]
    )


def park(work: "Work", actor: Actor, job: Job, *, error: str) -> bool:
    """Give the job up where people can see it, and free its lane."""
    del actor
    return _change(
        work, job, parked_at=work.now, leased_by=None, leased_until=None, error=error[:ERROR_LIMIT]
    )


def release(work: "Work", actor: Actor, worker: str | None = None) -> int:
    """Hand back the leases of `worker`, or all of them; attempts stay counted."""
    del actor
    statement = update(tables.jobs).where(OPEN, tables.jobs.c.leased_until.is_not(None))
    if worker is not None:
        statement = statement.where(tables.jobs.c.leased_by == worker)
    return int(
        work.connection.execute(statement.values(leased_by=None, leased_until=None)).rowcount
    )


def unpark(work: "Work", actor: Actor, job_id: int) -> None:
    """Try a parked job again, with all its attempts.

    Raises:
        NotFound: no job of that id is parked.
    """
    del actor
    changed = work.connection.execute(
        update(tables.jobs)
        .where(tables.jobs.c.id == job_id, tables.jobs.c.parked_at.is_not(None))
        .values(parked_at=None, run_at=work.now, attempts_before=tables.jobs.c.attempt, error=None)
    )
    if not changed.rowcount:
        raise NotFound(f"No job {job_id} is parked.")


def purge(work: "Work", actor: Actor) -> int:
    """Forget jobs that were done more than a week ago."""
    del actor
    jobs = tables.jobs
    gone = delete(jobs).where(jobs.c.done_at < work.now - KEPT)
    return int(work.connection.execute(gone).rowcount)


def counts(read: "Read", actor: Actor) -> Counts:
    """How the queue stands."""
    del actor
    jobs = tables.jobs
    pending, oldest = read.connection.execute(
        select(func.count(), func.min(case((jobs.c.run_at <= read.now, jobs.c.run_at)))).where(OPEN)
    ).one()
    parked = read.connection.execute(
        select(func.count()).where(jobs.c.parked_at.is_not(None), jobs.c.done_at.is_(None))
    ).scalar_one()
    age = (read.now - oldest).total_seconds() if oldest is not None else 0.0
    return Counts(int(pending), int(parked), max(age, 0.0))


def any_due(read: "Read", actor: Actor) -> bool:
    """Whether a job is due that nobody holds; cheaper than a claim that finds nothing."""
    del actor
    jobs = tables.jobs
    free = or_(jobs.c.leased_until.is_(None), jobs.c.leased_until < read.now)
    statement = select(jobs.c.id).where(OPEN, jobs.c.run_at <= read.now, free).limit(1)
    return read.connection.execute(statement).one_or_none() is not None
