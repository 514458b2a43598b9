"""Kept messages stand on the timeline when they were said, in the name of whoever said them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from core import incidents, notes, rca_facts, views
from core.commands import Answer
from core.domain.analysis import SeverityOpinion
from core.domain.facts import durations
from core.domain.incident import NewIncident, Severity, Status, TimelineEntry
from core.domain.kept import said_at
from core.domain.rca import RcaSections
from core.domain.report import draft
from core.plain import plain
from core.store.store import Store
from tests.opened import ADA, SetClock, store

SHOW = views.Views("http://tocsin.example.org")
OPINION = SeverityOpinion(value=Severity.HIGH, reason="server errors")
WORDS = "Support has 240 tickets"


async def pinned_later(opened: Store, clock: SetClock, *, author: str = "katherine") -> int:
    """Declared at 12:00, a message at 12:10, resolved at 12:20, and kept the day after."""
    new = NewIncident(title="Checkout returns 500s")
    number = (await opened.write(incidents.declare, ADA, new, OPINION)).number
    clock.advance(600)
    ts = f"{clock.now().timestamp():.6f}"
    clock.advance(600)
    await opened.write(incidents.move, ADA, number, Status.RESOLVED, "Rolled back")
    clock.advance(86_400)
    message = notes.KeptMessage(channel="C1", ts=ts, author=author, text=WORDS)
    await opened.write(notes.keep, ADA, number, message)
    return number


async def seen(opened: Store, number: int) -> tuple[list[TimelineEntry], RcaSections]:
    """The timeline as it is read, and the RCA."""
    page = await opened.read(views.timeline, ADA, number)
    known = await opened.read(rca_facts.facts, ADA, number, SHOW)
    return list(page.items), draft(rca_facts.with_logs(known))


async def test_a_kept_message_stands_when_it_was_said(database_url: str) -> None:
    """In its author's name, who kept it only added, and before what came after it."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        began = clock.now()
        number = await pinned_later(opened, clock)
        entries, document = await seen(opened, number)
    kept = next(entry for entry in entries if entry.kind == "kept")
    told = f"{WORDS} (kept by ada)"
    assert (kept.at, kept.actor, kept.text) == (began + timedelta(minutes=10), "katherine", told)
    assert [(line.kind, line.actor, line.text) for line in document.timeline] == [
        ("declared", "ada", "declared “Checkout returns 500s” as high"),
        ("kept", "katherine", told),
        ("acknowledged", "ada", "acknowledged"),
        ("moved", "ada", "resolved: Rolled back"),
    ]


async def test_a_pin_the_day_after_changes_no_fact(database_url: str) -> None:
    """Quoted with the time it was said; the longest silence ends there."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        began = clock.now()
        number = await pinned_later(opened, clock)
        known = await opened.read(rca_facts.facts, ADA, number, SHOW)
        _, document = await seen(opened, number)
    assert f"“{WORDS}” (katherine, {began + timedelta(minutes=10):%H:%M} UTC" in document.impact
    spans = durations(known.incident, known.timeline, known.now)
    assert spans.longest_silence == timedelta(minutes=10)


async def test_what_was_said_before_the_declaration_declares_nothing(database_url: str) -> None:
    """It stands first on the timeline, and who declared it is still told."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        before = f"{clock.now().timestamp() - 300:.6f}"
        new = NewIncident(title="Checkout returns 500s")
        number = (await opened.write(incidents.declare, ADA, new, OPINION)).number
        message = notes.KeptMessage("C1", before, "katherine", WORDS)
        await opened.write(notes.keep, ADA, number, message)
        clock.advance(60)
        _, document = await seen(opened, number)
    assert [line.kind for line in document.timeline] == ["kept", "declared"]
    assert document.detection.startswith("ada declared it")


async def test_ones_own_message_is_kept_by_nobody_else(database_url: str) -> None:
    """Who kept it is said where it is somebody else."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        entries, _ = await seen(opened, await pinned_later(opened, clock, author="ada"))
    assert [entry.text for entry in entries if entry.kind == "kept"] == [WORDS]


async def test_the_command_tells_the_timeline_in_the_order_it_was_said(database_url: str) -> None:
    """The words stand before the resolve that came after them."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        number = await pinned_later(opened, clock)
        entries, _ = await seen(opened, number)
        incident = await opened.read(SHOW.get, ADA, number)
    shown = plain(Answer("timeline", "", incident=incident, entries=tuple(entries)))
    assert order_of(shown, ["declared", WORDS, "resolved"])


def order_of(text: str, parts: Sequence[str]) -> bool:
    """Whether `parts` stand in `text` in this order."""
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


@pytest.mark.parametrize("ts", ["", "C1", "nan", "inf", "-1", "99999999999999"])
def test_what_is_no_time_was_said_when_it_was_kept(ts: str) -> None:
    """Neither can a message have been said after it was kept."""
    kept_at = datetime.fromisoformat("2026-11-24T12:00:00+00:00")
    assert said_at(ts, kept_at) == kept_at
