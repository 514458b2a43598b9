"""The inbox: what came in from outside is kept before it is answered, and done once."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import delete, select, update

from core import access
from core.actor import Actor
from core.errors import NotFound
from core.store import tables
from core.store.work import Read, Work

T = TypeVar("T")

KEPT = timedelta(days=7)
PENDING, DONE, FAILED = "pending", "done", "failed"


def digest_of(body: Any) -> str:
    """SHA-256 of a JSON body in one canonical form."""
    return hashlib.sha256(
        json.dumps(body, sort_keys=True, ensure_ascii=True, default=str).encode()
    ).hexdigest()


def accept(work: Work, actor: Actor, source: str, delivery_id: str, body: Any) -> bool:
    """Keep a delivery for the intake to take; False when it had been kept before."""
    known = work.connection.execute(
        select(tables.inbox.c.id).where(
            tables.inbox.c.source == source, tables.inbox.c.delivery_id == delivery_id
        )
    ).scalar()
    if known is not None:
        return False
    work.add(
        tables.inbox,
        source=source,
        delivery_id=delivery_id,
        workspace_id=actor.principal.workspace_id,
        body=body,
        body_sha256=digest_of(body),
        request_id=actor.request_id,
        received_at=work.now,
        state=PENDING,
        outcome=None,
        done_at=None,
    )
    return True


def once(
    work: Work,
    actor: Actor,
    delivery_id: str | None,
    use_case: Callable[[Work, Actor], tuple[T, dict[str, Any]]],
    replay: Callable[[dict[str, Any]], T],
    source: str = "slack",
) -> T:
    """Run `use_case` unless this delivery was done before; then answer as it was answered.

    `use_case` returns its result and what to keep of it; `replay` makes the
    result from what was kept. Both happen in one transaction.
    """
    if delivery_id is None:
        return use_case(work, actor)[0]
    kept = work.connection.execute(
        select(tables.inbox.c.outcome).where(
            tables.inbox.c.source == source, tables.inbox.c.delivery_id == delivery_id
        )
    ).one_or_none()
    if kept is not None:
        return replay(kept.outcome or {})
    result, outcome = use_case(work, actor)
    work.add(
        tables.inbox,
        source=source,
        delivery_id=delivery_id,
        workspace_id=actor.principal.workspace_id,
        body={},
        body_sha256="",
        request_id=actor.request_id,
        received_at=work.now,
        state=DONE,
        outcome=outcome,
        done_at=work.now,
    )
    return result


def first(work: Work, actor: Actor, name: str) -> bool:
    """Whether this was not done before under `name`; from now on it was."""
    return once(work, actor, name, lambda _work, _by: (True, {}), lambda _kept: False)


def pending(work: Work, limit: int) -> list[dict[str, Any]]:
    """The oldest webhook deliveries that nobody has taken, in the order they came."""
    rows = work.connection.execute(
        select(tables.inbox)
        .where(tables.inbox.c.state == PENDING, tables.inbox.c.source != "slack")
        .order_by(tables.inbox.c.id)
        .limit(limit)
    ).mappings()
    return [dict(row) for row in rows]


def any_pending(read: Read, actor: Actor) -> bool:
    """Whether a webhook delivery waits to be taken."""
    del actor
    row = read.connection.execute(
        select(tables.inbox.c.id)
        .where(tables.inbox.c.state == PENDING, tables.inbox.c.source != "slack")
        .limit(1)
    ).one_or_none()
    return row is not None


def set_first_aside(work: Work, actor: Actor, why: str) -> None:
    """Mark the oldest pending delivery as failed, so that those behind it go on."""
    del actor
    for row in pending(work, 1):
        settle(work, row["id"], {"alerts": [], "incidents": [], "error": why}, state=FAILED)


def settle(work: Work, row_id: int, outcome: dict[str, Any], *, state: str = DONE) -> None:
    """Write down what came of a delivery."""
    work.connection.execute(
        update(tables.inbox)
        .where(tables.inbox.c.id == row_id)
        .values(state=state, outcome=outcome, done_at=work.now)
    )


def settle_delivery(work: Work, source: str, delivery_id: str, outcome: dict[str, Any]) -> None:
    """Write down what came of a delivery that is known by its id."""
    work.connection.execute(
        update(tables.inbox)
        .where(tables.inbox.c.source == source, tables.inbox.c.delivery_id == delivery_id)
        .values(state=DONE, outcome=outcome, done_at=work.now)
    )


def purge(work: Work, actor: Actor) -> int:
    """Forget deliveries that were done more than a week ago; no sender repeats one that late."""
    del actor
    table = tables.inbox
    gone = delete(table).where(table.c.state == DONE, table.c.done_at < work.now - KEPT)
    return int(work.connection.execute(gone).rowcount)


def delivery(read: Read, actor: Actor, delivery_id: str) -> dict[str, Any]:
    """What became of a delivery: its state, source, time and outcome.

    Raises:
        Forbidden; NotFound when nothing came under that id.
    """
    access.require(actor, "incidents:read")
    row = (
        read.connection.execute(
            select(tables.inbox).where(
                tables.inbox.c.delivery_id == delivery_id, tables.inbox.c.source != "slack"
            )
        )
        .mappings()
        .first()
    )
    if row is None:
        raise NotFound(f"There is no delivery {delivery_id}.")
    return dict(row)
