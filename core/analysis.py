"""Analyses: ask for one, make it from the evidence, store it, and read it back.

A request is an event, and the analysis is made by a job. The offline analysis
is stored first and stands until something better is verified; an analysis is
*final* when nothing better is on its way.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core import access, answered, gathered, views
from core.actor import Actor, system
from core.ai import material
from core.ai.analyst import EVIDENCE_TOKENS
from core.ai.egress import Egress, MaskingFailed
from core.ai.text.found_by import found_by
from core.clock import Clock
from core.domain import events
from core.domain.analysis import Analysis, Case, Reading
from core.domain.incident import Severity, incident_name
from core.errors import Unavailable
from core.logs import summarise
from core.logs.model import LogDigest
from core.store import search, tables
from core.store.store import Store
from core.store.work import Read, Work
from core.triage import Taught, nothing_taught

if TYPE_CHECKING:
    from core.ai.analyst import Analysts

WAIT_BEYOND_TIMEOUT_SECONDS = 2.0


@dataclass(frozen=True)
class Subject:
    """What an analysis is made of: the case, the evidence rows it names, and its digest."""

    number: int
    case: Case
    evidence_ids: tuple[int, ...]
    sha256: str


def subject(read: Read, actor: Actor, number: int, taught: Taught = nothing_taught) -> Subject:
    """Everything that an analyst may see of incident `number`, as it is now.

    What the team's corrections `taught` of it is a part of that: other lessons, another input.

    Raises:
        NotFound: there is none that the actor may know of.
    """
    row = views.require_row(read, actor, number)
    pieces, logs = gathered.pieces(read, number)
    case = Case(
        title=row["title"],
        description=row["description"],
        severity=Severity(row["severity"]) if row["severity_source"] != "suggested" else None,
        service=row["service"],
        team=row["team"],
        labels=row["labels"],
        created_at=row["created_at"],
        evidence=pieces,
        taught=taught(row["team"], row["title"], row["description"]),
    )
    # of the time only the year counts, for log lines that name none: the same input another
    # day is the same question
    unsaid = {"severity", "created_at"} | (set() if case.taught else {"taught"})
    content = f"{row['created_at'].year}\n{case.model_dump_json(exclude=unsaid)}"
    return Subject(number, case, logs, hashlib.sha256(content.encode()).hexdigest())


def request(work: Work, actor: Actor, number: int, *, fresh: bool = False) -> None:
    """Ask for an analysis; the job that makes it is promised in the same transaction.

    Raises:
        NotFound, Forbidden.
    """
    access.require(actor, "incidents:write")
    views.require_row(work, actor, number)
    work.incident(number)
    work.record(number, events.AnalysisRequested(fresh), actor)


def store_reading(
    work: Work,
    actor: Actor,
    about: Subject,
    reading: Reading,
    *,
    duration_seconds: float,
    final: bool,
    content: str | None = None,
) -> None:
    """Keep an analyst's answer, its findings as rows, and record that it is there.

    `content` is what similar incidents find this one by; made here where it isn't given.
    """
    work.incident(about.number)
    search.remember(work, about.number, content or found_by(about.case, reading))
    analysis_id = _insert(work, about, reading, duration_seconds, final)
    for kind, claims in (("finding", reading.findings), ("root_cause", reading.root_causes)):
        for position, claim in enumerate(claims):
            work.add(
                tables.findings,
                analysis_id=analysis_id,
                kind=kind,
                position=position,
                text=claim.text,
                confidence=claim.confidence,
                verified=claim.verified,
                citations=[citation.model_dump() for citation in claim.citations],
            )
    work.record(
        about.number,
        events.Analysed(analysis_id, reading.analyst, reading.outcome.value, final),
        actor,
    )


def _insert(
    work: Work, about: Subject, reading: Reading, duration_seconds: float, final: bool
) -> int:
    statement = tables.analyses.insert().values(
        incident_id=about.number,
        final=final,
        analyst=reading.analyst,
        model=reading.model,
        outcome=reading.outcome.value,
        input_sha256=about.sha256,
        prompt_version=reading.prompt_version,
        evidence_ids=list(about.evidence_ids),
        reading=reading.model_dump(mode="json"),
        input_tokens=reading.usage.input_tokens,
        output_tokens=reading.usage.output_tokens,
        cost_usd=reading.usage.cost_usd,
        duration_seconds=round(duration_seconds, 3),
        created_at=work.now,
    )
    return int(work.connection.execute(statement.returning(tables.analyses.c.id)).scalar_one())


def latest(
    read: Read,
    actor: Actor,
    number: int,
    *,
    sha256: str | None = None,
    final: bool | None = None,
    after: int = 0,
) -> Analysis | None:
    """The newest stored analysis that fits, or None.

    Raises:
        NotFound: there is no such incident that the actor may know of.
    """
    views.require_row(read, actor, number)
    statement = (
        select(tables.analyses)
        .where(tables.analyses.c.incident_id == number, tables.analyses.c.id > after)
        .order_by(tables.analyses.c.id.desc())
        .limit(1)
    )
    if sha256 is not None:
        statement = statement.where(tables.analyses.c.input_sha256 == sha256)
    if final is not None:
        statement = statement.where(tables.analyses.c.final.is_(final))
    row = read.connection.execute(statement).mappings().one_or_none()
    return _analysis(row) if row is not None else None


def _analysis(row: Any) -> Analysis:
    return Analysis(
        **Reading.model_validate(row["reading"]).model_dump(),
        id=row["id"],
        incident_id=incident_name(row["incident_id"]),
        duration_seconds=row["duration_seconds"],
        input_sha256=row["input_sha256"],
        created_at=row["created_at"],
    )


def _digest(case: Case) -> LogDigest | None:
    lines = [line for piece in case.evidence if piece.kind == "logs" for line in piece.lines]
    return summarise(lines, now=case.created_at) if lines else None


def preview(case: Case, egress: Egress) -> str:
    """What a model would be shown of `case`, to the letter, and how much of it is masked."""
    door = egress.open()
    try:
        shown = material.gather(case, _digest(case), (), door, budget=EVIDENCE_TOKENS)
    except MaskingFailed as failure:
        return f"Nothing would be sent: {failure}."
    return f"Masked: {door.told()}.\n\n{shown.text}"


def asked_fresh(read: Read, actor: Actor, number: int, seq: int) -> bool:
    """Whether event `seq` of the incident asked for a new analysis of unchanged input."""
    del actor
    data = read.connection.execute(
        select(tables.events.c.data).where(
            tables.events.c.incident_id == number, tables.events.c.seq == seq
        )
    ).scalar()
    return bool((data or {}).get("fresh"))


@dataclass(frozen=True)
class Analyses:
    """Makes analyses and waits for them.

    `offline` is the offline analyst, run in a thread; `analysts` the models
    behind it; `seconds` the budget of one whole analysis (`AI_TIMEOUT`);
    `taught` what the corrections of people say of a severity.
    """

    store: Store
    analysts: "Analysts"
    offline: Callable[[Case], Reading]
    clock: Clock
    seconds: float
    taught: Taught = nothing_taught

    async def analyse(self, actor: Actor, number: int, *, fresh: bool = False) -> Analysis:
        """The analysis of the incident as it is now; makes one unless that was done before.

        Waits for one that is under way, `seconds` + 2 at most.

        Raises:
            NotFound, Forbidden; Unavailable when it isn't there in time.
        """
        about = await self.store.read(subject, actor, number, self.taught)
        # read before `known`: what is stored in between is then either known or newer
        under_way = await self.store.read(latest, actor, number)
        known = await self.store.read(latest, actor, number, sha256=about.sha256, final=True)
        if known is not None and known.fallback_reason is None and not fresh:
            return known
        await self.store.write(request, actor, number, fresh=fresh)
        return await self._wait(actor, about, under_way.id if under_way else 0)

    async def _wait(self, actor: Actor, about: Subject, after: int) -> Analysis:
        number, seen = about.number, after
        until = self.clock.monotonic() + self.seconds + WAIT_BEYOND_TIMEOUT_SECONDS
        while (left := until - self.clock.monotonic()) > 0:
            found = await self.store.read(latest, actor, number, final=True, after=seen)
            if found is not None and await self._is_of_now(actor, about, found):
                return found
            # one that was under way before the newest logs and notes came says nothing of them
            seen = found.id if found is not None else seen
            await self.store.wait_changed(min(left, 0.25))
        standing = await self.store.read(latest, actor, number, after=after)
        if standing is not None:
            return standing
        raise Unavailable(
            f"The analysis of {incident_name(number)} is not there yet; it goes on, "
            "and will be in its thread. Ask again in a moment."
        )

    async def _is_of_now(self, actor: Actor, about: Subject, found: Analysis) -> bool:
        """Whether it was made of the incident as it was when asked for, or as it is by now."""
        if found.input_sha256 == about.sha256:
            return True
        now = await self.store.read(subject, actor, about.number, self.taught)
        return found.input_sha256 == now.sha256

    async def run(self, actor: Actor, number: int, *, fresh: bool) -> None:
        """What the job does: the offline analysis at once, then the models' if there are any.

        Safe to run again after a crash: what was stored for the same input is not made twice.
        """
        began = self.clock.monotonic()
        about = await self.store.read(subject, actor, number, self.taught)
        known = await self.store.read(latest, actor, number, sha256=about.sha256, final=True)
        if known is not None and known.fallback_reason is None and not fresh:
            return
        standing = await self._offline_first(actor, about, began, known)
        if not self.analysts.configured:
            return
        if not fresh and (cached := await self._cached(about)) is not None:
            await self._keep(actor, about, cached, began, final=True)
            return
        digest = await asyncio.to_thread(_digest, about.case)
        reading = await self.analysts.read(
            about.case,
            digest,
            standing,
            seconds=self.seconds - (self.clock.monotonic() - began),
            team=about.case.team,
            incident=number,
        )
        if reading.fallback_reason is not None:
            reading = answered.still_standing(known, reading)
        await self._keep(actor, about, reading, began, final=True)

    async def _cached(self, about: Subject) -> Reading | None:
        return await self.store.read(
            answered.before,
            system("cache"),
            about.number,
            about.sha256,
            manners=self.analysts.manners,
            prompt_version=self.analysts.prompts.get("analysis", about.case.team).version,
        )

    async def _offline_first(
        self, actor: Actor, about: Subject, began: float, known: Analysis | None
    ) -> Reading:
        reading = await asyncio.to_thread(self.offline, about.case)
        if known is None or not self.analysts.configured:
            await self._keep(actor, about, reading, began, final=not self.analysts.configured)
        return reading

    async def _keep(
        self, actor: Actor, about: Subject, reading: Reading, began: float, *, final: bool
    ) -> None:
        await self.store.write(
            store_reading,
            actor,
            about,
            reading,
            duration_seconds=self.clock.monotonic() - began,
            final=final,
            content=await asyncio.to_thread(found_by, about.case, reading),
        )
