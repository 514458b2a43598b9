"""RCA drafts: asked for by an event, written from the facts, improved by a model, approved."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from core import access, views
from core.actor import Actor
from core.clock import Clock
from core.domain import blameless, difference, events
from core.domain.analysis import Claims
from core.domain.document import markdown
from core.domain.facts import Facts
from core.domain.incident import incident_name
from core.domain.rca import RCA_MOVES, Rca, RcaSections, RcaStatus
from core.domain.report import draft
from core.errors import IllegalMove, NotFound, Unavailable
from core.rca_facts import facts, with_logs
from core.store import tables
from core.store.store import Store
from core.store.work import Read, Work

if TYPE_CHECKING:
    from core.ai.analyst import Analysts

# a secret may have begun so many lines before the one that is quoted
BESIDE = 3
WAIT_BEYOND_TIMEOUT_SECONDS = 2.0
RETRY_AFTER_SECONDS = 5
# no model answers in less
LEAST_SECONDS = 0.5
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

    Where nothing changed since the newest version, no other one comes of it.

    Raises:
        NotFound, Forbidden.
    """
    access.require(actor, "incidents:write")
    views.require_row(work, actor, number)
    work.incident(number)
    work.record(number, events.RcaRequested(), actor)


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


def move(work: Work, actor: Actor, number: int, status: RcaStatus) -> int:
    """Send the newest version to review, approve it or take it back; returns its version.

    The status that it has already is no move.

    Raises:
        NotFound: no such incident, or it has no RCA yet.
        IllegalMove: an approved version stays as it is; `allowed` lists the legal moves.
        Forbidden.
    """
    access.require(actor, "incidents:write")
    work.incident(number)
    newest = require(work, actor, number)
    if newest.status is status:
        return newest.version
    if status not in RCA_MOVES[newest.status]:
        allowed = [each.value for each in RCA_MOVES[newest.status]]
        raise IllegalMove(
            f"Version {newest.version} of the RCA is {newest.status.value} and can't become "
            f"{status.value}; draft a new version to change it.",
            allowed=allowed,
        )
    changed: dict[str, Any] = {"status": status.value}
    if status is RcaStatus.APPROVED:
        changed |= {"approved_by": actor.label, "approved_at": work.now}
    # the document names no address of ours
    incident = views.Views("").get(work, actor, number)
    changed["markdown"] = markdown(incident, newest, newest.version, status)
    table = tables.rcas
    work.connection.execute(
        table.update()
        .where(table.c.incident_id == number, table.c.version == newest.version)
        .values(**changed)
    )
    moved = events.RcaMoved(newest.version, newest.status.value, status.value)
    work.record(number, moved, actor)
    return newest.version


def require(read: Read, actor: Actor, number: int, *, version: int | None = None) -> Rca:
    """The newest version, or the one asked for.

    Raises:
        NotFound: there is no such incident, or no such version of its RCA.
    """
    found = latest(read, actor, number, version=version)
    if found is None:
        what = f"version {version} of an RCA" if version is not None else "RCA"
        raise NotFound(f"{incident_name(number)} has no {what} yet; draft one first.")
    return found


def latest(
    read: Read, actor: Actor, number: int, *, after: int = 0, version: int | None = None
) -> Rca | None:
    """The newest version above `after` (or `version` itself), or None.

    Raises:
        NotFound: there is no such incident that the actor may know of.
    """
    views.require_row(read, actor, number)
    table = tables.rcas
    statement = select(table).where(table.c.incident_id == number, table.c.version > after)
    if version is not None:
        statement = statement.where(table.c.version == version)
    row = (
        read.connection.execute(statement.order_by(table.c.version.desc()).limit(1))
        .mappings()
        .one_or_none()
    )
    return _rca(read, row) if row is not None else None


def of_event(read: Read, actor: Actor, number: int, seq: int) -> Rca | None:
    """The version whose drafting is event `seq` of the incident, or None."""
    data = read.connection.execute(
        select(tables.events.c.data).where(
            tables.events.c.incident_id == number, tables.events.c.seq == seq
        )
    ).scalar()
    return latest(read, actor, number, version=data["version"]) if data else None


def _rca(read: Read, row: Any) -> Rca:
    sections = RcaSections.model_validate(row["sections"])
    before = read.connection.execute(
        select(tables.rcas.c.sections).where(
            tables.rcas.c.incident_id == row["incident_id"],
            tables.rcas.c.version == row["version"] - 1,
        )
    ).scalar()
    earlier = RcaSections.model_validate(before) if before else None
    return Rca(
        **sections.model_dump(),
        incident_id=incident_name(row["incident_id"]),
        version=row["version"],
        status=RcaStatus(row["status"]),
        markdown=row["markdown"],
        analyst=row["analyst"],
        model=row["model"],
        claims=Claims.model_validate(row["claims"]),
        wording=blameless.check(sections),
        changes=difference.changes(earlier, sections) if earlier else (),
        created_at=row["created_at"],
        approved_by=row["approved_by"],
        approved_at=row["approved_at"],
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
        """A draft of the incident as it is now, waited for `seconds` + 2 at most.

        Where nothing changed since the newest version, that one. It waits its turn behind an
        analysis that is under way; the time that this takes is the model's, not the caller's.

        Raises:
            NotFound, Forbidden; Unavailable when it isn't there in time, for it waits behind more
                than one analysis: then it follows in the thread.
        """
        until = self.clock.monotonic() + self.seconds + WAIT_BEYOND_TIMEOUT_SECONDS
        known = await self.store.read(latest, actor, number)
        if known is not None and self._stands(known, await self._draft(actor, number)):
            access.require(actor, "incidents:write")
            return known
        await self.store.write(request, actor, number)
        after = known.version if known else 0
        while (left := until - self.clock.monotonic()) > 0:
            found = await self.store.read(latest, actor, number, after=after)
            if found is not None:
                return found
            await self.store.wait_changed(min(left, 0.25))
        raise Unavailable(
            f"The RCA of {incident_name(number)} is not there yet; it goes on, "
            "and will be in its thread. Ask again in a moment.",
            retry_after_seconds=RETRY_AFTER_SECONDS,
        )

    async def run(self, actor: Actor, number: int, asked_at: datetime | None = None) -> None:
        """What the job does: draft by code, and let a model improve the prose if there is one.

        The model gets what is left of the budget since `asked_at`. Nothing is stored where
        nothing changed since the newest version.
        """
        newest = await self.store.read(latest, actor, number)
        drafted = await self._draft(actor, number)
        if newest is not None and self._stands(newest, drafted):
            return
        written = await self._write(drafted, number, asked_at)
        await self.store.write(store_draft, actor, number, written, self.views)

    async def _draft(self, actor: Actor, number: int) -> "Drafted":
        known = await self.store.read(facts, actor, number, self.views)
        return await asyncio.to_thread(drafted_from, known)

    def _stands(self, newest: Rca, drafted: "Drafted") -> bool:
        """Whether the newest version says it all; a model may still improve what code wrote."""
        improved = newest.analyst != "offline" or not self.analysts.configured
        return improved and newest.input_sha256 == drafted.sections.input_sha256

    def _left(self, asked_at: datetime | None) -> float:
        """Seconds for the model; all of them once nobody waits for the document any more."""
        if asked_at is None:
            return self.seconds
        waited = max(0.0, (self.clock.now() - asked_at).total_seconds())
        if waited > self.seconds + WAIT_BEYOND_TIMEOUT_SECONDS:
            return self.seconds
        return self.seconds - waited

    async def _write(self, drafted: "Drafted", number: int, asked_at: datetime | None) -> Written:
        sections, known = drafted.sections, drafted.facts
        claims = known.analysis.claims if known.analysis else Claims()
        if not self.analysts.configured:
            return Written(sections, "offline", None, claims)
        if (left := self._left(asked_at)) < LEAST_SECONDS:
            note = _as_drafted(PROSE_SECTIONS, "the analysis before it took the time")
            return Written(sections.model_copy(update={"notes": (note,)}), "offline", None, claims)
        improved = await self.analysts.improve_sections(
            {name: getattr(sections, name) for name in PROSE_SECTIONS},
            facts=sections.model_dump_json(exclude={"input_sha256", "notes"}),
            evidence=_quoted_lines(known),
            seconds=left,
            incident=number,
            team=known.incident.team,
        )
        people = blameless.people_of(sections)
        blaming = {
            n for n, text in improved.texts.items() if blameless.remarks([(n, text)], people)
        }
        notes = [_as_drafted(improved.kept, "; ".join(improved.reasons))]
        notes.append(_as_drafted(sorted(blaming), "the model's words blamed a person"))
        texts = {n: text for n, text in improved.texts.items() if n not in blaming}
        return Written(
            sections.model_copy(update={**texts, "notes": tuple(filter(None, notes))}),
            improved.analyst if texts else "offline",
            improved.model if texts else None,
            Claims(
                verified=claims.verified + improved.claims.verified,
                total=claims.total + improved.claims.total,
            ),
        )


@dataclass(frozen=True)
class Drafted:
    """What code wrote, and from what."""

    sections: RcaSections
    facts: Facts


def drafted_from(known: Facts) -> Drafted:
    """The document by code alone, with the digest of what it says. Blocking, for logs are read."""
    whole = with_logs(known)
    sections = draft(whole)
    digest = hashlib.sha256(sections.model_dump_json().encode()).hexdigest()
    return Drafted(sections.model_copy(update={"input_sha256": digest}), whole)


def _quoted_lines(known: Facts) -> list[str]:
    """The log lines that the analysis cites, each with its neighbours, as they stand."""
    made, logs = known.analysis, known.incident.logs
    if made is None:
        return []
    citations = [c for claim in (*made.root_causes, *made.findings) for c in claim.citations]
    citations += [c for step in made.recommendations for c in step.citations]
    citations += made.severity.citations
    cited = {citation.line for citation in citations if citation.evidence == "logs"}
    near = {line + step for line in cited for step in range(-BESIDE, BESIDE + 1)}
    return [logs[line - 1] for line in sorted(near) if 0 < line <= len(logs)]


def _as_drafted(names: Sequence[str], why: str) -> str:
    shown = ", ".join(name.replace("_", " ") for name in names)
    return f"as drafted by code: {shown} ({why})" if names and why else ""
