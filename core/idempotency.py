"""Requests that come twice: the answer to an `Idempotency-Key` is kept with its effect."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import delete, select

from core.actor import Actor
from core.errors import KeyReused
from core.store import tables
from core.store.work import Read, Work

KEPT = timedelta(hours=24)

T = TypeVar("T")


@dataclass(frozen=True)
class Key:
    """A caller's key; `request_sha256` is the digest of method, path and body that came with it."""

    owner: str
    value: str
    request_sha256: str


@dataclass(frozen=True)
class Recorded:
    """An answer as it was given: its HTTP status, headers and body."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    replayed: bool = False


def once(
    work: Work,
    actor: Actor,
    key: Key,
    use_case: Callable[[Work, Actor], T],
    render: Callable[[Work, T], Recorded],
) -> Recorded:
    """Run `use_case` unless `key` was used in the last 24 hours; then answer as it was answered.

    Effect and answer are kept in one transaction.

    Raises:
        KeyReused: the key belongs to another request; and what `use_case` raises.
    """
    before = find(work, actor, key)
    if before is not None:
        return before
    answer = render(work, use_case(work, actor))
    remember(work, actor, key, answer)
    return answer


def find(read: Read | Work, actor: Actor, key: Key) -> Recorded | None:
    """The answer that was given under `key` in the last 24 hours, or None.

    Raises:
        KeyReused: the key belongs to another request.
    """
    row = read.connection.execute(select(tables.idempotency).where(*_same(key))).mappings().first()
    if row is None or row["created_at"] < read.now - KEPT:
        return None
    if row["request_sha256"] != key.request_sha256:
        raise KeyReused("Send the same request again, or choose a new Idempotency-Key.")
    recorded = Recorded(row["status"], dict(row["headers"]), row["body"])
    return replace(recorded, replayed=True)


def remember(work: Work, actor: Actor, key: Key, answer: Recorded) -> None:
    """Keep `answer` under `key`; one that is older than 24 hours makes room."""
    work.connection.execute(
        delete(tables.idempotency).where(
            *_same(key), tables.idempotency.c.created_at < work.now - KEPT
        )
    )
    work.add(
        tables.idempotency,
        owner=key.owner,
        key=key.value,
        request_sha256=key.request_sha256,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        created_at=work.now,
    )


def purge(work: Work, actor: Actor) -> int:
    """Drop the answers that are older than 24 hours; returns how many."""
    done: Any = work.connection.execute(
        delete(tables.idempotency).where(tables.idempotency.c.created_at < work.now - KEPT)
    )
    return int(done.rowcount)


def _same(key: Key) -> tuple[Any, Any]:
    table = tables.idempotency
    return table.c.owner == key.owner, table.c.key == key.value
