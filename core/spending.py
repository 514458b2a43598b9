"""What models cost: every call is a row, booked before it is made and settled afterwards.

A call is set aside at the most it may cost, in a transaction of its own that one of all replicas
runs at a time, so that calls side by side can't spend the same dollar. What a process leaves
behind when it dies stays booked at that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, text, update

from core.actor import Actor, system
from core.ai.budget import Estimate, Limits, OverBudget, Spent, Standing
from core.ai.model import Call
from core.store import tables
from core.store.store import Store
from core.store.work import Read, Work

CALLS_FOR_RATIO = 50
UNDER_WAY = "under_way"
# any number that nothing else locks
SPENDING_LOCK = 7_462_903


def standing(read: Read, actor: Actor, number: int, limits: Limits) -> Standing:
    """What incident `number` and the month of now have cost, and how models count tokens."""
    del actor
    calls = tables.model_calls.c
    return Standing(
        limits,
        _spent(read, calls.incident_id == number),
        _spent(read, calls.at >= _month(read.now)),
        ratios=ratios(read),
    )


def month(read: Read, actor: Actor) -> Standing:
    """What the month of now has cost, apart from any incident."""
    del actor
    spent = _spent(read, tables.model_calls.c.at >= _month(read.now))
    return Standing(month=spent, ratios=ratios(read))


def _month(now: datetime) -> datetime:
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _spent(read: Read, which: ColumnElement[bool]) -> Spent:
    calls = tables.model_calls.c
    unpriced = calls.cost_usd.is_(None)
    row = read.connection.execute(
        select(
            func.coalesce(func.sum(calls.cost_usd), 0.0),
            func.coalesce(func.sum(case((unpriced, calls.input_tokens), else_=0)), 0),
            func.coalesce(func.sum(case((unpriced, calls.output_tokens), else_=0)), 0),
        ).where(which)
    ).one()
    return Spent(float(row[0]), int(row[1]), int(row[2]))


def ratios(read: Read) -> Mapping[str, float]:
    """By model: tokens as it counted them for one that we estimated, over its last 50 answers."""
    calls = tables.model_calls.c
    answered = and_(calls.outcome == "ok", calls.input_tokens > 0, calls.estimated_tokens > 0)
    newest = func.row_number().over(partition_by=calls.model, order_by=calls.id.desc())
    counted = (
        select(calls.model, calls.input_tokens, calls.estimated_tokens, newest.label("place"))
        .where(answered)
        .subquery()
    )
    rows = read.connection.execute(
        select(
            counted.c.model,
            func.sum(counted.c.input_tokens),
            func.sum(counted.c.estimated_tokens),
        )
        .where(counted.c.place <= CALLS_FOR_RATIO)
        .group_by(counted.c.model)
    )
    return {model: float(theirs) / float(ours) for model, theirs, ours in rows}


def set_aside(work: Work, actor: Actor, number: int, estimate: Estimate, limits: Limits) -> int:
    """Book the most that a call may cost; returns the row.

    Raises:
        OverBudget: with the reason, naming the setting.
    """
    if work.connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:lock)")
        work.connection.execute(lock, {"lock": SPENDING_LOCK})
    if refusal := standing(work, actor, number, limits).refusal(estimate):
        raise OverBudget(refusal)
    row = {
        "incident_id": number,
        "at": work.now,
        "provider": estimate.provider,
        "model": estimate.model[:100],
        "purpose": estimate.purpose,
        "outcome": UNDER_WAY,
        "estimated_tokens": estimate.tokens,
        "input_tokens": 0,
        "output_tokens": 0,
        "cost_usd": estimate.usd,
        "seconds": 0.0,
    }
    statement = tables.model_calls.insert().values(row).returning(tables.model_calls.c.id)
    return int(work.connection.execute(statement).scalar_one())


def settle(work: Work, actor: Actor, booking: int, call: Call) -> None:
    """Put what a call came to in the place of what was set aside for it."""
    del actor
    values: dict[str, Any] = {
        "outcome": call.outcome,
        "input_tokens": call.usage.input_tokens,
        "output_tokens": call.usage.output_tokens,
        "cost_usd": call.cost_usd,
        "seconds": round(call.seconds, 3),
    }
    calls = tables.model_calls
    work.connection.execute(update(calls).where(calls.c.id == booking).values(values))


@dataclass(frozen=True)
class IncidentAccount:
    """The account of incident `number`, kept in the store."""

    store: Store
    limits: Limits
    number: int

    async def standing(self) -> Standing:
        return await self.store.read(standing, system("spending"), self.number, self.limits)

    async def set_aside(self, estimate: Estimate) -> int:
        return await self.store.write(
            set_aside, system("spending"), self.number, estimate, self.limits
        )

    async def settle(self, booking: int, call: Call) -> None:
        await self.store.write(settle, system("spending"), booking, call)
