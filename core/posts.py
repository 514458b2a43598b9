"""What Tocsin posted, so that a post is never missing and never left doubled.

Slack's posts have no idempotency key: each carries its job's id, and a row here
is written before (the intent) and after (where it stands).
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from core.actor import Actor
from core.store import tables
from core.store.work import Read, Work

SENDING, POSTED, DELETED = "sending", "posted", "deleted"


@dataclass(frozen=True)
class Post:
    """One message of ours; `ts` is None while it is not known to stand."""

    job_id: int
    purpose: str
    incident: int | None
    channel: str
    thread_ts: str | None
    ts: str | None


@dataclass(frozen=True)
class Intent:
    """What to post where, and whether an earlier attempt may have posted it already."""

    post: Post
    in_doubt: bool


def _post(row: Any) -> Post:
    return Post(
        row["job_id"],
        row["purpose"],
        row["incident_id"],
        row["channel"],
        row["thread_ts"],
        row["ts"],
    )


def intend(work: Work, actor: Actor, post: Post) -> Intent:
    """Note that `post` is about to be sent, or find how far an earlier attempt got."""
    row = _row(work, post.job_id)
    if row is not None:
        return Intent(_post(row), in_doubt=row["ts"] is None)
    work.add(
        tables.posts,
        job_id=post.job_id,
        purpose=post.purpose,
        incident_id=post.incident,
        workspace_id=actor.principal.workspace_id,
        channel=post.channel,
        thread_ts=post.thread_ts,
        ts=None,
        state=SENDING,
        created_at=work.now,
        updated_at=work.now,
    )
    return Intent(post, in_doubt=False)


def forget(work: Work, actor: Actor, job_id: int) -> None:
    """Slack refused the post for certain: nothing stands, so the next attempt isn't in doubt."""
    del actor
    table = tables.posts
    work.connection.execute(table.delete().where(table.c.job_id == job_id, table.c.ts.is_(None)))


def stands(work: Work, actor: Actor, job_id: int, channel: str, ts: str) -> str:
    """Note that the post of `job_id` stands at `ts`; returns the `ts` that is to stay.

    Where two messages carry one job id, a job that deletes the later one is
    promised in the same transaction.
    """
    row = _row(work, job_id, lock=True)
    if row is None or row["channel"] != channel:
        return ts
    if row["ts"] is None:
        _set(work, job_id, ts)
        return ts
    if row["ts"] == ts:
        return ts
    earlier, later = sorted((str(row["ts"]), ts), key=float)
    if earlier != row["ts"]:
        _set(work, job_id, earlier)
    work.job(
        "delete_double",
        lane=f"double:{channel}",
        args={"channel": channel, "ts": later},
        actor=actor,
    )
    return earlier


def _set(work: Work, job_id: int, ts: str) -> None:
    table = tables.posts
    work.connection.execute(
        update(table)
        .where(table.c.job_id == job_id)
        .values(ts=ts, state=POSTED, updated_at=work.now)
    )


def _row(read: Read, job_id: int, *, lock: bool = False) -> Any:
    statement = select(tables.posts).where(tables.posts.c.job_id == job_id)
    if lock:
        # our own event and the answer to the call may come at the same moment
        statement = statement.with_for_update()
    return read.connection.execute(statement).mappings().one_or_none()


def by_job(read: Read, actor: Actor, job_id: int) -> Post | None:
    """The post of a job, or None."""
    del actor
    row = _row(read, job_id)
    return _post(row) if row is not None else None


def of_purpose(
    read: Read, actor: Actor, number: int, purpose: str, *, newest: bool = False
) -> Post | None:
    """The first (or the newest) standing post of incident `number` with this purpose, or None."""
    del actor
    row = (
        read.connection.execute(
            select(tables.posts)
            .where(
                tables.posts.c.incident_id == number,
                tables.posts.c.purpose == purpose,
                tables.posts.c.ts.is_not(None),
            )
            .order_by(tables.posts.c.id.desc() if newest else tables.posts.c.id)
            .limit(1)
        )
        .mappings()
        .one_or_none()
    )
    return _post(row) if row is not None else None
