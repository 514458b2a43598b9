"""Where an incident lives in Slack."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from core.actor import Actor, PrincipalKind
from core.domain import events
from core.domain.incident import Status
from core.store import tables
from core.store.work import Read, Work


@dataclass(frozen=True)
class Home:
    """An incident's channel, and its card in it (None until it is posted)."""

    number: int
    channel: str
    channel_name: str
    own_channel: bool
    card_ts: str | None
    announcement_channel: str | None
    announcement_ts: str | None
    permalink: str | None


def of(read: Read, actor: Actor, number: int) -> Home | None:
    """The home of incident `number`, or None while it has none."""
    del actor
    table = tables.homes
    row = (
        read.connection.execute(select(table).where(table.c.incident_id == number))
        .mappings()
        .one_or_none()
    )
    return _home(row) if row is not None else None


def _home(row: Any) -> Home:
    return Home(
        number=row["incident_id"],
        channel=row["channel"],
        channel_name=row["channel_name"],
        own_channel=row["own_channel"],
        card_ts=row["card_ts"],
        announcement_channel=row["announcement_channel"],
        announcement_ts=row["announcement_ts"],
        permalink=row["permalink"],
    )


def settle_in(
    work: Work,
    actor: Actor,
    number: int,
    *,
    channel: str,
    channel_name: str,
    own_channel: bool,
    announcement_channel: str | None = None,
) -> Home:
    """Give the incident its home; the first one given stays."""
    known = of(work, actor, number)
    if known is not None:
        return known
    work.incident(number)
    work.connection.execute(
        tables.homes.insert().values(
            incident_id=number,
            workspace_id=actor.principal.workspace_id,
            channel=channel,
            channel_name=channel_name,
            own_channel=own_channel,
            announcement_channel=announcement_channel,
        )
    )
    work.record(number, events.HomeOpened(channel, own_channel), actor)
    return Home(number, channel, channel_name, own_channel, None, announcement_channel, None, None)


def declarer(read: Read, actor: Actor, number: int) -> str | None:
    """The Slack user who declared the incident, or None when nobody in Slack did."""
    del actor
    return read.connection.execute(
        select(tables.principals.c.external_id)
        .join(tables.events, tables.events.c.actor_id == tables.principals.c.id)
        .where(
            tables.events.c.incident_id == number,
            tables.events.c.seq == 1,
            tables.principals.c.kind == PrincipalKind.SLACK.value,
        )
    ).scalar()


def alerts_are_quiet(read: Read, actor: Actor, number: int) -> bool:
    """Whether every alert of the incident has ended while a person holds it."""
    del actor
    statement = select(tables.incidents.c.alerts_quiet, tables.incidents.c.status).where(
        tables.incidents.c.id == number
    )
    row = read.connection.execute(statement).one()
    return bool(row.alerts_quiet) and Status(row.status).active


def card_stands(work: Work, actor: Actor, number: int, ts: str, permalink: str | None) -> None:
    """The card was posted: what hangs under it can follow now."""
    work.incident(number)
    table = tables.homes
    work.connection.execute(
        update(table).where(table.c.incident_id == number).values(card_ts=ts, permalink=permalink)
    )
    # what changed while the card was on its way is not on it
    posts = f"incident:{number}"
    for reaction, lane, key in (
        ("post_analysis", posts, "analysis-post"),
        ("furnish", f"furnish:{number}", "furnish"),
        ("refresh_card", posts, "card"),
    ):
        work.job(reaction, lane=lane, key=f"{key}:{number}", incident=number, actor=actor)


def announced(work: Work, actor: Actor, number: int, ts: str) -> None:
    """The announcement was posted."""
    del actor
    table = tables.homes
    work.connection.execute(
        update(table).where(table.c.incident_id == number).values(announcement_ts=ts)
    )


def workspace(work: Work, actor: Actor, name: str, bot_user_id: str, bot_id: str) -> None:
    """Keep the one row of the actor's workspace up to date."""
    table = tables.workspaces
    values = {"name": name, "bot_user_id": bot_user_id, "bot_id": bot_id}
    known = work.connection.execute(
        update(table).where(table.c.id == actor.principal.workspace_id).values(**values)
    )
    if not known.rowcount:
        work.connection.execute(
            table.insert().values(id=actor.principal.workspace_id, created_at=work.now, **values)
        )
