"""What each verb that changes an incident does, and the sentence that answers it."""

from collections.abc import Callable, Mapping

from core import analysis, evidence, incidents, notes, rca
from core.actor import Actor
from core.domain.grammar import Command, Verb
from core.domain.incident import Status, incident_name
from core.domain.rca import RcaStatus
from core.errors import Problem
from core.store.work import Work

Change = Callable[[Work, Actor, Command, int], str]


def _acknowledge(work: Work, actor: Actor, _command: Command, number: int) -> str:
    if incidents.acknowledge(work, actor, number):
        return f"You acknowledged {incident_name(number)}."
    by = work.incident(number)["acknowledged_by"]
    return f"{incident_name(number)} is acknowledged already, by {by}."


def _rate(work: Work, actor: Actor, command: Command, number: int) -> str:
    if command.severity is None:
        raise Problem("Say which severity: critical, high, medium or low.")
    changed = incidents.rate(work, actor, number, command.severity)
    state = "is now" if changed else "was already"
    return f"{incident_name(number)} {state} {command.severity.value}."


def _move_to(work: Work, actor: Actor, number: int, to: Status, note: str) -> str:
    moved = incidents.move(work, actor, number, to, note)
    name, word = incident_name(number), to.value.replace("_", " ")
    return f"{name} is {word} now." if moved else f"{name} was {word} already."


def _move(work: Work, actor: Actor, command: Command, number: int) -> str:
    if command.status is None:
        raise Problem("Say which status: open, in_progress, resolved or closed.")
    return _move_to(work, actor, number, command.status, command.text)


def _resolve(work: Work, actor: Actor, command: Command, number: int) -> str:
    return _move_to(work, actor, number, Status.RESOLVED, command.text)


def _close(work: Work, actor: Actor, command: Command, number: int) -> str:
    return _move_to(work, actor, number, Status.CLOSED, command.text)


def _reopen(work: Work, actor: Actor, _command: Command, number: int) -> str:
    reopened = incidents.reopen(work, actor, number)
    name = incident_name(number)
    return f"{name} is reopened." if reopened else f"{name} is being worked on already."


def _note(work: Work, actor: Actor, command: Command, number: int) -> str:
    notes.note(work, actor, number, command.text)
    return f"Noted on the timeline of {incident_name(number)}."


def _add_logs(work: Work, actor: Actor, command: Command, number: int) -> str:
    lines = command.text.split("\n")
    evidence.add(work, actor, number, lines)
    analysis.request(work, actor, number)
    count = f"{len(lines)} line{'s' if len(lines) != 1 else ''}"
    return f"Added {count} to {incident_name(number)}; the analysis in its thread is renewed."


def _analyze(work: Work, actor: Actor, _command: Command, number: int) -> str:
    analysis.request(work, actor, number, fresh=True)
    return f"Analyzing {incident_name(number)}; the answer comes in its thread."


def _rca(work: Work, actor: Actor, command: Command, number: int) -> str:
    name, known = incident_name(number), rca.latest(work, actor, number)
    if command.text:
        return _move_rca(work, actor, number, RcaStatus(command.text))
    rca.request(work, actor, number)
    if known is None:
        return f"Drafting the RCA of {name}; it comes in its thread."
    return (
        f"Drafting the RCA of {name} anew; what changed comes in its thread. "
        f"If nothing did, version {known.version} stands."
    )


def _move_rca(work: Work, actor: Actor, number: int, status: RcaStatus) -> str:
    before = rca.require(work, actor, number)
    version = rca.move(work, actor, number, status)
    when = "already" if before.status is status else "now"
    said = "approved" if status is RcaStatus.APPROVED else "in review"
    return f"Version {version} of {incident_name(number)}'s RCA is {said} {when}."


CHANGES: Mapping[Verb, Change] = {
    Verb.ACK: _acknowledge,
    Verb.SEVERITY: _rate,
    Verb.STATUS: _move,
    Verb.RESOLVE: _resolve,
    Verb.CLOSE: _close,
    Verb.REOPEN: _reopen,
    Verb.NOTE: _note,
    Verb.LOGS: _add_logs,
    Verb.ANALYZE: _analyze,
    Verb.RCA: _rca,
}
