"""What an actor may see and do. Every query and use case asks here."""

from sqlalchemy import ColumnElement, and_, or_, select

from core.actor import Actor, PrincipalKind
from core.domain.incident import Visibility
from core.errors import Forbidden
from core.store.tables import incidents, members, principals


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
