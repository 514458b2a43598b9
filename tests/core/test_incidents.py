"""The verbs of an incident over real databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from core import evidence, incidents, notes, views
from core.actor import ALL_SCOPES, Actor, Principal, PrincipalKind, Via, system
from core.domain.analysis import SeverityOpinion
from core.domain.incident import (
    Incident,
    IncidentChanges,
    NewIncident,
    Severity,
    SeveritySource,
    Status,
    Visibility,
)
from core.errors import Conflict, Forbidden, IllegalMove, NotFound, Problem, Stale
from core.store import tables
from core.store.store import Store
from core.store.work import Read, Work
from tests.opened import ADA, SetClock, store

VIEWS = views.Views("http://tocsin.example.org")
MEDIUM = SeverityOpinion(value=Severity.MEDIUM, reason="nothing says how bad it is")
PIN = notes.KeptMessage("C1", "17.01", "grace", "the pool is at 100 %")


def person(name: str, scopes: frozenset[str] = ALL_SCOPES - {"admin"}) -> Actor:
    """Somebody who is no admin."""
    return Actor(Principal(PrincipalKind.TOKEN, name, name, scopes=scopes), Via.REST, "request-2")


EVE = person("eve")
GRACE = person("grace")


def declare(work: Work, actor: Actor, **fields: Any) -> int:
    """Declare with a fixed suggestion."""
    new = NewIncident(**{"title": "checkout is down", **fields})
    return incidents.declare(work, actor, new, MEDIUM).number


async def declared(opened: Store, actor: Actor = ADA, **fields: Any) -> int:
    """An incident by `actor`."""

    def use_case(work: Work, by: Actor) -> int:
        return declare(work, by, **fields)

    return await opened.write(use_case, actor)


async def incident(opened: Store, number: int, actor: Actor = ADA) -> Incident:
    """The incident as `actor` reads it."""
    return await opened.read(VIEWS.get, actor, number)


async def told(opened: Store, number: int) -> list[tuple[str, str]]:
    """The timeline: kinds and texts."""
    page = await opened.read(views.timeline, ADA, number)
    return [(entry.kind, entry.text) for entry in page.items]


async def test_a_title_is_enough(database_url: str) -> None:
    """What isn't given is suggested with its reason, and the declaration is on the timeline."""
    async with store(database_url) as opened:
        found = await incident(opened, await declared(opened))
        assert (found.id, found.status, found.severity) == ("INC-1", Status.OPEN, Severity.MEDIUM)
        assert (found.severity_source, found.severity_reason) == (
            SeveritySource.SUGGESTED,
            MEDIUM.reason,
        )
        assert await told(opened, 1) == [("declared", "declared “checkout is down” as medium")]


async def test_what_is_given_is_kept(database_url: str) -> None:
    """A severity given is the person's, and logs keep their order."""
    async with store(database_url) as opened:
        number = await declared(opened, severity="sev1", logs=["b", "a", "a"], labels={"k": "v"})
        found = await incident(opened, number)
        assert (found.severity, found.severity_source) == (
            Severity.CRITICAL,
            SeveritySource.PERSON,
        )
        assert (found.logs, found.labels) == (["b", "a", "a"], {"k": "v"})


async def test_without_the_scope_nothing_is_declared(database_url: str) -> None:
    """Who may only read is told which scope is missing."""
    async with store(database_url) as opened:
        with pytest.raises(Forbidden, match="incidents:write"):
            await declared(opened, person("reader", frozenset({"incidents:read"})))


async def test_an_open_alarm_is_one_incident_until_it_is_over(database_url: str) -> None:
    """The same dedup_key finds the open incident; after its resolve it declares anew."""
    async with store(database_url) as opened:
        assert await declared(opened, dedup_key="disk") == 1
        assert await declared(opened, dedup_key="disk") == 1
        await opened.write(incidents.move, ADA, 1, Status.RESOLVED)
        assert await declared(opened, dedup_key="disk") == 2
        with pytest.raises(Conflict, match="INC-2 is open"):
            await opened.write(incidents.reopen, ADA, 1)
        assert (await incident(opened, 1)).status is Status.RESOLVED


async def test_it_is_acknowledged_once(database_url: str) -> None:
    """The first who acknowledges has it, and it is in progress; nobody takes it from them."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        number = await declared(opened)
        clock.advance(60)
        assert await opened.write(incidents.acknowledge, GRACE, number)
        first = await incident(opened, number)
        clock.advance(60)
        assert not await opened.write(incidents.acknowledge, ADA, number)
        assert await incident(opened, number) == first
        assert (first.status, first.acknowledged_by) == (Status.IN_PROGRESS, "grace")
        assert first.acknowledged_at is not None
        assert (first.acknowledged_at - first.created_at).total_seconds() == 60


async def test_what_is_over_is_not_acknowledged(database_url: str) -> None:
    """An incident that its alerts resolved must be reopened first."""
    async with store(database_url) as opened:
        number = await declared(opened)
        await opened.write(incidents.move, system("request-3"), number, Status.RESOLVED)
        with pytest.raises(IllegalMove, match="reopen"):
            await opened.write(incidents.acknowledge, ADA, number)


PATHS = {
    Status.OPEN: (),
    Status.IN_PROGRESS: (Status.IN_PROGRESS,),
    Status.RESOLVED: (Status.RESOLVED,),
    Status.CLOSED: (Status.RESOLVED, Status.CLOSED),
}
LEGAL = {
    (Status.OPEN, Status.IN_PROGRESS),
    (Status.OPEN, Status.RESOLVED),
    (Status.IN_PROGRESS, Status.RESOLVED),
    (Status.RESOLVED, Status.CLOSED),
    (Status.RESOLVED, Status.IN_PROGRESS),
    (Status.CLOSED, Status.IN_PROGRESS),
}


async def test_moves_are_legal_or_refused(database_url: str) -> None:
    """Every pair of statuses: a legal move, no move, or a refusal that names what is allowed."""
    async with store(database_url) as opened:
        for before, path in PATHS.items():
            for after in Status:
                number = await declared(opened)
                for step in path:
                    await opened.write(incidents.move, ADA, number, step)
                expected = after
                if before is after:
                    assert not await opened.write(incidents.move, ADA, number, after)
                elif (before, after) in LEGAL:
                    assert await opened.write(incidents.move, ADA, number, after)
                else:
                    with pytest.raises(IllegalMove) as refused:
                        await opened.write(incidents.move, ADA, number, after)
                    allowed = {to.value for start, to in LEGAL if start is before}
                    assert set(refused.value.extra["allowed"]) == allowed
                    expected = before
                assert (await incident(opened, number)).status is expected


async def test_a_persons_first_move_acknowledges(database_url: str) -> None:
    """Who moves it out of open has it; Tocsin itself or a monitor never acknowledges."""
    async with store(database_url) as opened:
        by_person, by_code = await declared(opened), await declared(opened)
        await opened.write(incidents.move, GRACE, by_person, Status.RESOLVED, "rolled back")
        await opened.write(incidents.move, system("request-3"), by_code, Status.RESOLVED)
        assert (await incident(opened, by_person)).acknowledged_by == "grace"
        assert (await incident(opened, by_code)).acknowledged_by is None
        assert (await told(opened, by_person))[1:] == [
            ("acknowledged", "acknowledged"),
            ("moved", "resolved: rolled back"),
        ]


async def test_reopening_takes_the_resolve_back(database_url: str) -> None:
    """After a reopen neither resolve nor close stands; once at work there is nothing to reopen."""
    async with store(database_url) as opened:
        number = await declared(opened)
        for step in (Status.RESOLVED, Status.CLOSED):
            await opened.write(incidents.move, ADA, number, step)
        closed = await incident(opened, number)
        assert closed.resolved_at is not None
        assert closed.closed_at is not None
        assert await opened.write(incidents.reopen, ADA, number)
        found = await incident(opened, number)
        assert (found.status, found.resolved_at, found.closed_at) == (
            Status.IN_PROGRESS,
            None,
            None,
        )
        assert not await opened.write(incidents.reopen, ADA, number)


async def test_a_severity_that_a_person_set_is_theirs(database_url: str) -> None:
    """Setting or keeping the suggestion makes it a person's; the same again is no change."""
    async with store(database_url) as opened:
        number = await declared(opened)
        assert await opened.write(incidents.rate, ADA, number, Severity.MEDIUM)
        kept = await incident(opened, number)
        assert kept.severity_source is SeveritySource.PERSON
        assert kept.severity_reason == f"kept by ada: {MEDIUM.reason}"
        assert not await opened.write(incidents.rate, ADA, number, Severity.MEDIUM)
        assert await opened.write(incidents.rate, ADA, number, Severity.LOW, "two users")
        low = await incident(opened, number)
        assert (low.severity, low.severity_reason) == (Severity.LOW, "set by ada: two users")
        assert [text for kind, text in await told(opened, number) if kind == "rated"] == [
            "kept severity medium",
            "changed severity from medium to low",
        ]


async def test_an_edit_of_an_old_version_is_refused(database_url: str) -> None:
    """Who read version 1 can't overwrite version 2, and is told which is current."""
    async with store(database_url) as opened:
        number = await declared(opened)
        changes = IncidentChanges(title="checkout is slow")
        await opened.write(incidents.edit, ADA, number, changes, if_version=1)
        changes = IncidentChanges(title="checkout is fine")
        with pytest.raises(Stale) as stale:
            await opened.write(incidents.edit, ADA, number, changes, if_version=1)
        found = await incident(opened, number)
        assert (found.title, found.version) == ("checkout is slow", 2)
        assert stale.value.extra["version"] == 2


async def test_an_edit_changes_what_was_sent_and_no_more(database_url: str) -> None:
    """Fields left out stay, a service can be cleared, and an edit to the same is no event."""
    async with store(database_url) as opened:
        number = await declared(opened, service="shop", description="it hangs")
        await opened.write(incidents.edit, ADA, number, IncidentChanges(service=None))
        found = await incident(opened, number)
        assert (found.service, found.description) == (None, "it hangs")
        await opened.write(incidents.edit, ADA, number, IncidentChanges(description="it hangs"))
        assert [kind for kind, _ in await told(opened, number)] == ["declared", "edited"]


async def test_an_edit_is_whole_or_not_at_all(database_url: str) -> None:
    """Where its move is illegal, its title isn't changed either."""
    async with store(database_url) as opened:
        number = await declared(opened)
        changes = IncidentChanges(title="other", status=Status.CLOSED)
        with pytest.raises(IllegalMove):
            await opened.write(incidents.edit, ADA, number, changes)
        assert (await incident(opened, number)).title == "checkout is down"


async def test_labels_are_merged(database_url: str) -> None:
    """A merge patch sets the labels it names, takes those away that are null, leaves the rest."""
    async with store(database_url) as opened:
        number = await declared(opened, labels={"a": "1", "b": "2", "c": "3"})
        patch = {"a": "9", "b": None, "d": "4"}
        await opened.write(incidents.edit, ADA, number, IncidentChanges(), merge_labels=patch)
        assert (await incident(opened, number)).labels == {"a": "9", "c": "3", "d": "4"}


async def test_logs_are_added_and_replaced(database_url: str) -> None:
    """Lines added follow those before; lines sent in an edit stand for all of them."""
    async with store(database_url) as opened:
        number = await declared(opened, logs=["one"])
        await opened.write(evidence.add, ADA, number, ["two", "three"])
        assert (await incident(opened, number)).logs == ["one", "two", "three"]
        with pytest.raises(Problem):
            await opened.write(evidence.add, ADA, number, ["", "  "])
        await opened.write(incidents.edit, ADA, number, IncidentChanges(logs=["four"]))
        assert (await incident(opened, number)).logs == ["four"]


async def test_notes_are_on_the_timeline(database_url: str) -> None:
    """A note is kept without its blank edges and any U+0000; a blank one is refused."""
    async with store(database_url) as opened:
        number = await declared(opened)
        await opened.write(notes.note, ADA, number, "  rolled\x00back ")
        assert (await told(opened, number))[-1] == ("noted", "rolled\ufffdback")
        with pytest.raises(Problem):
            await opened.write(notes.note, ADA, number, " \n")


async def test_a_message_is_kept_once(database_url: str) -> None:
    """A second pin of the same message is none; taken back, it can be kept again."""
    async with store(database_url) as opened:
        number = await declared(opened)
        assert await opened.write(notes.keep, ADA, number, PIN)
        assert not await opened.write(notes.keep, GRACE, number, PIN)
        assert await opened.write(notes.unkeep, ADA, number, PIN.channel, PIN.ts)
        assert not await opened.write(notes.unkeep, ADA, number, PIN.channel, PIN.ts)
        assert await opened.write(notes.keep, GRACE, number, PIN)
        kinds = [kind for kind, _ in await told(opened, number)]
        assert kinds == ["declared", "kept", "unkept", "kept"]


async def test_a_deleted_incident_is_nowhere_but_in_the_audit(database_url: str) -> None:
    """No read finds it and no verb works on it, but its events are still there."""

    def audit(read: Read, _actor: Actor) -> list[str]:
        kinds = select(tables.events.c.kind).order_by(tables.events.c.seq)
        return list(read.connection.execute(kinds).scalars())

    async with store(database_url) as opened:
        number = await declared(opened)
        await opened.write(incidents.delete, ADA, number)
        with pytest.raises(NotFound):
            await incident(opened, number)
        with pytest.raises(NotFound):
            await opened.write(notes.note, ADA, number, "still there?")
        assert await opened.read(audit, ADA) == ["declared", "deleted"]


async def test_a_declaration_can_be_undone_for_a_minute(database_url: str) -> None:
    """Only who declared it can undo, and only within a minute."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        first, second = await declared(opened, GRACE), await declared(opened, GRACE)
        with pytest.raises(Conflict, match="grace"):
            await opened.write(incidents.undo_declaration, EVE, first)
        clock.advance(60)
        await opened.write(incidents.undo_declaration, GRACE, first)
        with pytest.raises(NotFound):
            await incident(opened, first)
        clock.advance(1)
        with pytest.raises(Conflict, match="minute"):
            await opened.write(incidents.undo_declaration, GRACE, second)
        assert (await incident(opened, second)).status is Status.OPEN


async def test_a_private_incident_does_not_exist_for_strangers(database_url: str) -> None:
    """Its declarer and admins work on it; for anyone else it is not found, whatever they try."""
    async with store(database_url) as opened:
        number = await declared(opened, GRACE, visibility=Visibility.PRIVATE, dedup_key="disk")
        assert (await incident(opened, number, GRACE)).visibility is Visibility.PRIVATE
        assert (await incident(opened, number, ADA)).id == "INC-1"
        with pytest.raises(NotFound):
            await incident(opened, number, EVE)
        with pytest.raises(NotFound):
            await opened.read(views.timeline, EVE, number)
        attempts: tuple[tuple[Callable[..., object], tuple[object, ...]], ...] = (
            (incidents.acknowledge, ()),
            (incidents.move, (Status.RESOLVED,)),
            (incidents.rate, (Severity.LOW,)),
            (incidents.edit, (IncidentChanges(title="mine"),)),
            (notes.note, ("hello",)),
            (notes.keep, (PIN,)),
            (incidents.delete, ()),
        )
        for use_case, arguments in attempts:
            with pytest.raises(NotFound):
                await opened.write(use_case, EVE, number, *arguments)
        with pytest.raises(Conflict):
            await declared(opened, EVE, dedup_key="disk")
        assert await told(opened, number) == [("declared", "declared “checkout is down” as medium")]
        assert await opened.write(incidents.acknowledge, GRACE, number)
