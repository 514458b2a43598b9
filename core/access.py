"""What an actor may see and do. Every query and use case asks here."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from core.actor import Actor, PrincipalKind
from core.domain.incident import Visibility, incident_name
from core.errors import Forbidden, NotFound
from core.store.tables import incidents, members, principals
from core.store.work import Work


def require(actor: Actor, scope: str) -> None:
    """Refuse unless the actor holds `scope` (people in Slack may do what the workspace lets them).

    Raises:
        Forbidden: naming the missing scope.
    """
    if actor.principal.kind is PrincipalKind.SLACK:
        return
    if not actor.principal.scopes & {scope, "admin"}:
        raise Forbidden(f"This token lacks the scope {scope}.", scope=scope)


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on `incidents` that holds for what the actor may know of.

    A private incident does not exist for anyone but its members and admins.
    """
    alive = and_(incidents.c.deleted_at.is_(None))
    if actor.principal.kind is PrincipalKind.SYSTEM or "admin" in actor.principal.scopes:
        return alive
    mine = (
        select(members.c.incident_id)
        .join(principals, principals.c.id == members.c.principal_id)
        .where(
            principals.c.kind == actor.principal.kind.value,
            principals.c.external_id == actor.principal.external_id,
            principals.c.workspace_id == actor.principal.workspace_id,
        )
    )
    return and_(
        alive,
        or_(incidents.c.visibility == Visibility.PUBLIC.value, incidents.c.id.in_(mine)),
    )


def held(work: Work, actor: Actor, number: int) -> dict[str, Any]:
    """The incident's row, locked, if the actor may know of it and write."""
    require(actor, "incidents:write")
    row = dict(work.incident(number))
    if row["visibility"] == Visibility.PRIVATE.value and not is_member(work, actor, number):
        raise NotFound(f"There is no incident {incident_name(number)}.")
    return row


def is_member(work: Work, actor: Actor, number: int) -> bool:
    """Whether the actor may know of incident `number`, private or not."""
    # an alert only ever acts on its own group's incident, and is told nothing of it
    if (
        actor.principal.kind in (PrincipalKind.SYSTEM, PrincipalKind.ALERT)
        or "admin" in actor.principal.scopes
    ):
        return True
    found = work.connection.execute(
        select(incidents.c.id).where(incidents.c.id == number, visible(actor))
    ).scalar()
    return found is not None
