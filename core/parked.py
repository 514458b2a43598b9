"""Jobs as an operator sees them: what waits, what gave up, and another try for what did."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, select

from core import access
from core.actor import Actor
from core.domain.incident import incident_name
from core.errors import Conflict, NotFound
from core.store import jobs as queue
from core.store.tables import jobs
from core.store.work import Read, Work

State = Literal["pending", "parked", "done"]


@dataclass(frozen=True)
class JobPage:
    """Some jobs, newest first, and the id to continue below, or None."""

    rows: list[dict[str, Any]]
    next: int | None


def listed(
    read: Read, actor: Actor, state: State, *, limit: int = 50, below: int | None = None
) -> JobPage:
    """Jobs in `state`, newest first.

    Raises:
        Forbidden: only admins see jobs.
    """
    access.require(actor, "admin")
    statement = select(jobs).where(_in(state)).order_by(jobs.c.id.desc()).limit(limit + 1)
    if below is not None:
        statement = statement.where(jobs.c.id < below)
    rows = [_shown(row) for row in read.connection.execute(statement).mappings()]
    return JobPage(rows[:limit], rows[limit - 1]["id"] if len(rows) > limit else None)


def one(read: Read, actor: Actor, job_id: int) -> dict[str, Any]:
    """A job.

    Raises:
        Forbidden, NotFound.
    """
    access.require(actor, "admin")
    row = read.connection.execute(select(jobs).where(jobs.c.id == job_id)).mappings().first()
    if row is None:
        raise NotFound(f"There is no job {job_id}.")
    return _shown(row)


def retry(work: Work, actor: Actor, job_id: int) -> None:
    """Give a parked job another round of attempts, beginning now.

    Raises:
        Forbidden, NotFound; Conflict when it isn't parked.
    """
    found = one(work, actor, job_id)
    if found["state"] != "parked":
        raise Conflict(f"Job {job_id} is {found['state']}, not parked; there is nothing to retry.")
    queue.unpark(work, actor, job_id)


def _in(state: State) -> ColumnElement[bool]:
    if state == "parked":
        return jobs.c.parked_at.is_not(None)
    if state == "done":
        return jobs.c.done_at.is_not(None)
    return and_(jobs.c.done_at.is_(None), jobs.c.parked_at.is_(None))


def _shown(row: Any) -> dict[str, Any]:
    state = "parked" if row["parked_at"] else "done" if row["done_at"] else "pending"
    number = row["incident_id"]
    return {
        **{name: row[name] for name in SHOWN},
        "state": state,
        "incident_id": incident_name(number) if number else None,
    }


SHOWN = (
    "id",
    "reaction",
    "lane",
    "attempt",
    "run_at",
    "created_at",
    "parked_at",
    "done_at",
    "error",
)
