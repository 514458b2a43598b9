"""What became of a webhook delivery, as far as the reader may know."""

from typing import Any

from sqlalchemy import select

from core import access, inbox
from core.actor import Actor
from core.domain.incident import incident_name, parse_incident_id
from core.store.tables import incidents
from core.store.work import Read


def get(read: Read, actor: Actor, delivery_id: str) -> dict[str, Any]:
    """A delivery's state, source, time, and what its alerts did to which incidents.

    Incidents that the actor may not know of are left out.

    Raises:
        Forbidden; NotFound when nothing came under that id.
    """
    row = inbox.delivery(read, actor, delivery_id)
    outcome = row["outcome"] or {}
    known = _visible(read, actor, outcome.get("incidents", []))
    alerts = [
        {**alert, "incident_id": alert["incident_id"] if alert["incident_id"] in known else None}
        for alert in outcome.get("alerts", [])
    ]
    return {
        "delivery": row["delivery_id"],
        "state": row["state"],
        "source": row["source"],
        "received_at": row["received_at"],
        "alerts": alerts,
        "incidents": [name for name in outcome.get("incidents", []) if name in known],
        "error": outcome.get("error"),
    }


def _visible(read: Read, actor: Actor, names: list[str]) -> set[str]:
    numbers = [number for name in names if (number := parse_incident_id(name)) is not None]
    found = read.connection.execute(
        select(incidents.c.id).where(incidents.c.id.in_(numbers), access.visible(actor))
    )
    return {incident_name(number) for number in found.scalars()}
