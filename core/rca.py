"""RCA drafts: asked for by an event, written from the facts, their prose improved by a model."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from core import access, analysis, views
from core.actor import Actor
from core.clock import Clock
from core.domain import events
from core.domain.analysis import Claims
from core.domain.document import markdown
from core.domain.incident import TimelineEntry, incident_name
from core.domain.rca import Rca, RcaSections, RcaStatus
from core.domain.report import Facts, draft
from core.errors import Unavailable
from core.store import tables
from core.store.store import Store
from core.store.work import Read, Work

if TYPE_CHECKING:
    from core.ai.analyst import Analysts

WAIT_BEYOND_TIMEOUT_SECONDS = 2.0
LONGEST_TIMELINE = 10_000
PROSE_SECTIONS = ("summary", "impact", "detection", "response", "root_cause")


@dataclass(frozen=True)
class Written:
    """A drafted document and who wrote its prose."""

    sections: RcaSections
    analyst: str
    model: str | None
    claims: Claims


def request(work: Work, actor: Actor, number: int) -> None:
    """Ask for an RCA draft; the job that writes it is promised in the same transaction.

    Raises:
        NotFound, Forbidden.
    """
    access.require(actor, "incidents:write")
    views.require_row(work, actor, number)
    work.incident(number)
    work.record(number, events.RcaRequested(), actor)


def facts(read: Read, actor: Actor, number: int, show: views.Views) -> Facts:
    """What the document is written from.

    Raises:
        NotFound: there is no such incident that the actor may know of.
    """
    return Facts(
        incident=show.get(read, actor, number),
        timeline=_told(read, actor, number),
        analysis=analysis.latest(read, actor, number),
        now=read.now,
    )


def _told(read: Read, actor: Actor, number: int) -> list[TimelineEntry]:
    """The timeline without what was taken back."""
    gone = analysis.taken_back(read, number)
    entries = views.timeline(read, actor, number, limit=LONGEST_TIMELINE).items
    return [entry for entry in entries if entry.seq not in gone]


def store_draft(work: Work, actor: Actor, number: int, written: Written, show: views.Views) -> int:
    """Keep a new version of the document; returns its version."""
    work.incident(number)
    table = tables.rcas
    version = 1 + (
        work.connection.execute(
            select(func.max(table.c.version)).where(table.c.incident_id == number)
        ).scalar()
        or 0
    )
    text = markdown(show.get(work, actor, number), written.sections, version)
    rca_id = work.connection.execute(
        table.insert()
        .values(
            incident_id=number,
            version=version,
            status=RcaStatus.DRAFT.value,
            sections=written.sections.model_dump(mode="json"),
            markdown=text,
            analyst=written.analyst,
            model=written.model,
            claims=written.claims.model_dump(),
            created_at=work.now,
        )
        .returning(table.c.id)
    ).scalar_one()
    work.record(number, events.RcaDrafted(int(rca_id), version), actor)
    return version


def latest(read: Read, actor: Actor, number: int, *, after: int = 0) -> Rca | None:
    """The newest version above `after`, or None.

    Raises:
        NotFound: there is no such incident that the actor may know of.
    """
    views.require_row(read, actor, number)
    row = (
        read.connection.execute(
            select(tables.rcas)
            .where(tables.rcas.c.incident_id == number, tables.rcas.c.version > after)
            .order_by(tables.rcas.c.version.desc())
            .limit(1)
        )
        .mappings()
        .one_or_none()
    )
    return _rca(row) if row is not None else None


def _rca(row: Any) -> Rca:
    return Rca(
        **RcaSections.model_validate(row["sections"]).model_dump(),
        incident_id=incident_name(row["incident_id"]),
        version=row["version"],
        status=RcaStatus(row["status"]),
        markdown=row["markdown"],
        analyst=row["analyst"],
        model=row["model"],
        claims=Claims.model_validate(row["claims"]),
        created_at=row["created_at"],
    )


@dataclass(frozen=True)
class Rcas:
    """Writes RCA drafts and waits for them; `seconds` is the budget of one whole draft."""

    store: Store
    views: views.Views
    analysts: "Analysts"
    clock: Clock
    seconds: float

    async def generate(self, actor: Actor, number: int) -> Rca:
        """A new draft of the incident as it is now, waited for `seconds` + 2 at most.

        Raises:
            NotFound, Forbidden; Unavailable when it isn't there in time.
        """
        known = await self.store.read(latest, actor, number)
        await self.store.write(request, actor, number)
        after = known.version if known else 0
        until = self.clock.monotonic() + self.seconds + WAIT_BEYOND_TIMEOUT_SECONDS
        while (left := until - self.clock.monotonic()) > 0:
            found = await self.store.read(latest, actor, number, after=after)
            if found is not None:
                return found
            await self.store.wait_changed(min(left, 0.25))
        raise Unavailable(
            f"The RCA of {incident_name(number)} is not there yet; it goes on, "
            "and will be in its thread. Ask again in a moment."
        )

    async def run(self, actor: Actor, number: int) -> None:
        """What the job does: draft by code, and let a model improve the prose if there is one."""
        known = await self.store.read(facts, actor, number, self.views)
        written = await self._write(known, number)
        await self.store.write(store_draft, actor, number, written, self.views)

    async def _write(self, known: Facts, number: int) -> Written:
        sections = draft(known)
        claims = known.analysis.claims if known.analysis else Claims()
        if not self.analysts.configured:
            return Written(sections, "offline", None, claims)
        improved = await self.analysts.improve_sections(
            {name: getattr(sections, name) for name in PROSE_SECTIONS},
            facts=sections.model_dump_json(),
            seconds=self.seconds,
            incident=number,
            team=known.incident.team,
        )
        return Written(
            sections.model_copy(update=improved.texts),
            improved.analyst,
            improved.model,
            Claims(
                verified=claims.verified + improved.claims.verified,
                total=claims.total + improved.claims.total,
            ),
        )
