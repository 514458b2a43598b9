"""What each command does. One executor for Slack, the API and the command line."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from core import analysis, inbox, incidents, similar, views
from core.actor import Actor
from core.ai import redaction
from core.domain.analysis import Case
from core.domain.grammar import (
    NEEDS_INCIDENT,
    Command,
    OpenForm,
    Unclear,
    Verb,
    parse,
)
from core.domain.incident import (
    Incident,
    NewIncident,
    Severity,
    Status,
    TimelineEntry,
    incident_name,
)
from core.domain.logs_summary import LogSummary
from core.errors import NotFound, Problem
from core.similar import Similar
from core.store.store import Store
from core.store.work import Work
from core.teams import NO_RULES, Teams
from core.triage import Suggest
from core.verbs import CHANGES

LISTED = 20
TIMELINE_SHOWN = 50


@dataclass(frozen=True)
class Choice:
    """One thing that can be clicked or typed next: a label and the command it stands for."""

    label: str
    command: str


@dataclass(frozen=True)
class Answer:
    """What a command came to. `kind` says which of the other fields carry it.

    `said` (text alone), `declared`, `incident`, `incidents`, `timeline`, `logs`, `similar`,
    `preview`,
    `which` (choose an incident), `unclear` (choose a meaning), `form`, `cockpit`, `help`.
    """

    kind: str
    text: str = ""
    incident: Incident | None = None
    incidents: tuple[Incident, ...] = ()
    entries: tuple[TimelineEntry, ...] = ()
    logs: LogSummary | None = None
    alike: tuple[Similar, ...] = ()
    choices: tuple[Choice, ...] = ()
    created: bool = False
    warning: str = ""


HELP: tuple[tuple[str, str], ...] = (
    ("<what is wrong>", "declare an incident; `declare high <what>` sets its severity"),
    ("list [status] [severity]", "incidents that are open, or as filtered; `list all`"),
    ("show INC-42", "one incident"),
    ("ack INC-42", "acknowledge: you are on it"),
    ("severity INC-42 high", "set the severity: critical, high, medium, low (or sev 1 to 4)"),
    ("status INC-42 in_progress", "open, in_progress, resolved, closed"),
    ("note INC-42 <text>", "write on the timeline"),
    ("logs INC-42 [lines]", "read its logs, or add some"),
    ("analyze INC-42", "analyze again, in its thread"),
    ("similar INC-42", "earlier incidents like it, and what fixed them"),
    ("timeline INC-42", "what happened, in order"),
    ("rca INC-42 [review|approve]", "draft the root-cause analysis; send it to review, approve"),
    ("redact-preview INC-42", "what a model would be shown, secrets masked"),
    ("resolve INC-42 [how]", "it is over"),
    ("close INC-42", "nothing is left to do"),
    ("reopen INC-42", "it is back"),
    ("help", "this list"),
)


@dataclass(frozen=True)
class Commands:
    """Runs sentences of the grammar. `prefix` is how people call Tocsin here (`/incident`)."""

    store: Store
    views: views.Views
    suggest: Suggest
    summarise: Callable[[list[str]], LogSummary]
    preview: Callable[[Case], str]
    prefix: str = "/incident"
    teams: Teams = NO_RULES

    async def run(
        self,
        actor: Actor,
        text: str,
        *,
        here: int | None = None,
        delivery: str | None = None,
        source: str = "api",
    ) -> Answer:
        """Do what `text` asks.

        `here` is the incident whose own channel it was typed in. `delivery`
        names the request, so that one sent twice is done once.

        Raises:
            TocsinError: with what to do about it.
        """
        answer = await self._answer(actor, text, here, delivery, source)
        return replace(answer, warning=secrets_in(text))

    async def _answer(
        self, actor: Actor, text: str, here: int | None, delivery: str | None, source: str
    ) -> Answer:
        parsed = parse(text, here=here)
        if isinstance(parsed, OpenForm):
            return await self._cockpit(actor, here) if here else Answer("form")
        if isinstance(parsed, Unclear):
            if not await self._is_title(actor, parsed):
                return self._unclear(parsed)
            parsed = Command(Verb.DECLARE, text=parsed.text)
        number = parsed.incident or here
        if parsed.verb in NEEDS_INCIDENT and number is None:
            return await self._which(actor, parsed)
        if parsed.verb is Verb.DECLARE:
            return await self.declare(
                actor, parsed.text, parsed.severity, delivery=delivery, source=source
            )
        if parsed.verb is Verb.LIST:
            return await self._list(actor, parsed)
        if parsed.verb is Verb.HELP:
            return Answer("help", "\n".join(f"{self.prefix} {how} — {what}" for how, what in HELP))
        return await self._about(actor, parsed, number or 0, delivery)

    async def declare(  # noqa: PLR0913  each is a field of the form
        self,
        actor: Actor,
        title: str,
        severity: Severity | None = None,
        *,
        description: str = "",
        logs: list[str] | None = None,
        service: str | None = None,
        team: str | None = None,
        delivery: str | None = None,
        source: str = "api",
        source_ref: str | None = None,
    ) -> Answer:
        """Declare an incident with `title`; without one, ask for the form."""
        if not title.strip():
            return Answer("form")
        head, rest = split_title(title)
        described = "\n".join(part for part in (rest, description) if part)
        try:
            new = NewIncident(
                title=head,
                description=described,
                severity=severity,
                logs=logs or [],
                service=service,
                team=team,
            )
        except ValidationError as error:
            raise Problem(_misfit(error)) from None
        new = self.teams.assign(new)
        suggestion = self.suggest(new.title, new.description, new.logs, new.team)

        def use_case(work: Work, by: Actor) -> tuple[tuple[int, bool], dict[str, Any]]:
            made = incidents.declare(
                work, by, new, suggestion, source=source, source_ref=source_ref
            )
            return (made.number, made.created), {"incident": made.number}

        number, created = await self.store.write(
            inbox.once, actor, delivery, use_case, lambda kept: (int(kept["incident"]), False)
        )
        incident = await self.store.read(self.views.get, actor, number)
        warning = secrets_in("\n".join([title, described, *new.logs]))
        return Answer("declared", incident=incident, created=created, warning=warning)

    async def _about(
        self, actor: Actor, command: Command, number: int, delivery: str | None
    ) -> Answer:
        reader = {
            Verb.SHOW: self._show,
            Verb.TIMELINE: self._timeline,
            Verb.REDACT_PREVIEW: self._preview,
            Verb.SIMILAR: self._similar,
        }.get(command.verb)
        if reader is not None:
            return await reader(actor, number)
        if command.verb is Verb.LOGS and not command.text:
            return await self._logs(actor, number)
        if command.verb is Verb.SEVERITY and command.severity is None:
            return self._severities(number)
        if command.verb is Verb.STATUS and command.status is None:
            return await self._show(actor, number)

        def use_case(work: Work, by: Actor) -> tuple[str, dict[str, Any]]:
            said = CHANGES[command.verb](work, by, command, number)
            return said, {"said": said}

        said = await self.store.write(
            inbox.once, actor, delivery, use_case, lambda kept: str(kept.get("said", ""))
        )
        incident = await self.store.read(self.views.get, actor, number)
        return Answer("said", said, incident=incident)

    async def _show(self, actor: Actor, number: int) -> Answer:
        return Answer("incident", incident=await self.store.read(self.views.get, actor, number))

    async def _cockpit(self, actor: Actor, number: int) -> Answer:
        incident = await self.store.read(self.views.get, actor, number)
        return Answer("cockpit", incident=incident)

    async def _timeline(self, actor: Actor, number: int) -> Answer:
        incident = await self.store.read(self.views.get, actor, number)
        after = await self.store.read(views.last_seq, actor, number) - TIMELINE_SHOWN
        page = await self.store.read(views.timeline, actor, number, after=max(after, 0))
        shown = tuple(page.items)
        left = max(after, 0)
        return Answer(
            "timeline",
            f"{left} earlier entries are left out here." if left else "",
            incident=incident,
            entries=shown,
        )

    async def _logs(self, actor: Actor, number: int) -> Answer:
        incident = await self.store.read(self.views.get, actor, number)
        if not incident.logs:
            return Answer(
                "said",
                f"{incident.id} has no logs yet. Add some: "
                f"{self.prefix} logs {incident.id} <lines>, or drop them through the API.",
                incident=incident,
            )
        return Answer("logs", incident=incident, logs=self.summarise(incident.logs))

    async def _similar(self, actor: Actor, number: int) -> Answer:
        incident = await self.store.read(self.views.get, actor, number)
        alike = tuple(await self.store.read(similar.similar, actor, number, limit=5))
        text = "" if alike else f"No earlier incident comes near {incident.id}."
        return Answer("similar", text, incident=incident, alike=alike)

    async def _preview(self, actor: Actor, number: int) -> Answer:
        incident = await self.store.read(self.views.get, actor, number)
        about = await self.store.read(analysis.subject, actor, number)
        shown = await asyncio.to_thread(self.preview, about.case)
        return Answer("preview", shown, incident=incident)

    async def _list(self, actor: Actor, command: Command) -> Answer:
        filters = views.Filters(
            status=(command.status,)
            if command.status
            else ()
            if command.text == "all"
            else (Status.OPEN, Status.IN_PROGRESS),
            severity=(command.severity,) if command.severity else (),
        )
        page = await self.store.read(self.views.list, actor, filters, limit=LISTED)
        what = "incidents" if command.text == "all" or command.status else "open incidents"
        text = f"No {what}. All quiet." if not page.items else f"{len(page.items)} {what}"
        if page.next:
            text = f"The newest {LISTED} {what}"
        return Answer("incidents", text, incidents=tuple(page.items))

    async def _which(self, actor: Actor, command: Command) -> Answer:
        rows = await self.store.read(views.open_incidents, actor)
        extra = (command.severity or command.status or _spoken(command)).replace("_", " ")
        if not rows:
            return Answer(
                "said",
                f"No incident is open. Name one: {self.prefix} {command.verb.value} INC-42",
            )
        choices = tuple(
            Choice(
                f"{incident_name(row.id)} {row.title}",
                f"{command.verb.value} {incident_name(row.id)} {extra}".strip(),
            )
            for row in rows
        )
        return Answer(
            "which", f"Which incident do you mean by `{command.verb.value}`?", choices=choices
        )

    def _severities(self, number: int) -> Answer:
        name = incident_name(number)
        choices = tuple(
            Choice(severity.value, f"severity {name} {severity.value}") for severity in Severity
        )
        return Answer("which", f"Which severity should {name} have?", choices=choices)

    async def _is_title(self, actor: Actor, parsed: Unclear) -> bool:
        """Whether nothing is unclear after all, for there is no such incident."""
        if parsed.if_there_is is None:
            return False
        try:
            await self.store.read(views.require_row, actor, parsed.if_there_is)
        except NotFound:
            return True
        return False

    def _unclear(self, parsed: Unclear) -> Answer:
        return Answer(
            "unclear",
            f"Did you mean `{parsed.corrected}`?",
            choices=(
                Choice("Run it", parsed.corrected),
                Choice("Declare it", f"declare {parsed.text}"),
            ),
        )


def _spoken(command: Command) -> str:
    """The word after `rca` that a choice of the incident has to keep."""
    said = {"in_review": "review", "approved": "approve"}
    return said.get(command.text, "") if command.verb is Verb.RCA else ""


def _misfit(error: ValidationError) -> str:
    rows = error.errors(include_input=False, include_url=False)
    return "; ".join(f"{row['loc'][0]}: {row['msg']}" for row in rows)


def secrets_in(text: str) -> str:
    """A private warning where `text` holds what looks like a live secret, else nothing."""
    kinds = {hit.kind.replace("_", " ") for hit in redaction.find(text) if hit.secret}
    if not kinds:
        return ""
    return (
        f"That text holds what looks like a live secret ({', '.join(sorted(kinds))}). "
        "It is masked before any model sees it, but people here can read it: rotate it."
    )


def split_title(text: str) -> tuple[str, str]:
    """A title of at most 300 characters from the first line, and what is left over."""
    first, _, rest = text.strip().partition("\n")
    if len(first) <= 300:
        return first.strip(), rest.strip()
    cut = first.rfind(" ", 200, 299)
    cut = cut if cut > 0 else 299
    return first[:cut].strip() + "…", text.strip()
