"""Alerts over real databases: one incident a group, and what becomes of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from core import alerts, deliveries, inbox, incidents, views
from core.domain.alerts import Alert, Decision
from core.domain.incident import Incident, Severity, SeveritySource, Status
from core.store.store import Store
from core.triage import suggest_severity
from tests.opened import ADA, SetClock, store

VIEWS = views.Views("http://tocsin.example.org")
MONITOR = alerts.sender("alertmanager", "request-2")


def alert(
    at: datetime,
    status: Literal["firing", "resolved"] = "firing",
    fingerprint: str = "disk",
    group: str = "host-1",
) -> Alert:
    """An alert that started at `at`."""
    return Alert(
        source="alertmanager",
        fingerprint=fingerprint,
        group_key=group,
        title=f"{fingerprint} on {group}",
        severity_raw="critical",
        status=status,
        starts_at=at,
        labels={"host": group},
    )


async def given(opened: Store, *received: Alert) -> list[tuple[Decision, int | None]]:
    """What alerts that came in one delivery did to which incident."""
    ledger = await opened.write(alerts.receive, MONITOR, received, suggest_severity)
    return [(verdict.decision, number) for _, verdict, number in ledger]


async def incident(opened: Store, number: int = 1) -> Incident:
    """The incident as everyone reads it."""
    return await opened.read(VIEWS.get, ADA, number)


async def kinds(opened: Store, number: int = 1) -> list[str]:
    """The kinds of the events on its timeline."""
    return [entry.kind for entry in (await opened.read(views.timeline, ADA, number)).items]


async def test_a_group_is_one_incident(database_url: str) -> None:
    """Alerts of one group make one incident with the sender's severity; another group another."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        now = clock.now()
        ledger = await given(
            opened, alert(now), alert(now, fingerprint="cpu"), alert(now, group="host-2")
        )
        assert ledger == [(Decision.DECLARE, 1), (Decision.JOIN, 1), (Decision.DECLARE, 2)]
        first = await incident(opened)
        assert (first.alert_count, first.severity, first.severity_source) == (
            2,
            Severity.CRITICAL,
            SeveritySource.ALERT,
        )
        assert (first.labels, first.source) == ({"host": "host-1"}, "alertmanager")


async def test_repeats_are_counted(database_url: str) -> None:
    """The same alert again is a higher count and no new line on the timeline."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        firing = alert(clock.now())
        for _ in range(3):
            await given(opened, firing)
            clock.advance(60)
        assert (await incident(opened)).alert_count == 3
        assert await kinds(opened) == ["declared", "alert_joined"]


async def test_what_nobody_holds_is_resolved_when_all_are_quiet(database_url: str) -> None:
    """The last alert of a group to end resolves the incident, not the first."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        now = clock.now()
        await given(opened, alert(now), alert(now, fingerprint="cpu"))
        clock.advance(60)
        assert await given(opened, alert(now, "resolved")) == [(Decision.JOIN, 1)]
        assert (await incident(opened)).status is Status.OPEN
        assert await given(opened, alert(now, "resolved", "cpu")) == [(Decision.RESOLVE, 1)]
        assert (await incident(opened)).resolved_at == clock.now()


async def test_under_peoples_hands_it_goes_quiet(database_url: str) -> None:
    """An acknowledged incident stays as it is; that all is quiet is told once, until it fires."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        now = clock.now()
        await given(opened, alert(now))
        await opened.write(incidents.acknowledge, ADA, 1)
        for _ in range(2):
            assert await given(opened, alert(now, "resolved")) == [(Decision.QUIET, 1)]
        assert (await incident(opened)).status is Status.IN_PROGRESS
        assert (await kinds(opened)).count("alerts_quiet") == 1
        clock.advance(60)
        assert await given(opened, alert(clock.now())) == [(Decision.JOIN, 1)]
        await given(opened, alert(clock.now(), "resolved"))
        assert (await kinds(opened)).count("alerts_quiet") == 2


async def test_firing_again_soon_reopens(database_url: str) -> None:
    """Within 30 minutes of the resolve the same incident is back, at work and not resolved."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        started = clock.now()
        await given(opened, alert(started))
        await given(opened, alert(started, "resolved"))
        clock.advance(30 * 60)
        assert await given(opened, alert(clock.now())) == [(Decision.REOPEN, 1)]
        found = await incident(opened)
        assert (found.status, found.resolved_at, found.alert_count) == (
            Status.IN_PROGRESS,
            None,
            2,
        )


async def test_firing_again_later_declares_anew(database_url: str) -> None:
    """More than 30 minutes after the resolve it is another incident."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        started = clock.now()
        await given(opened, alert(started))
        await given(opened, alert(started, "resolved"))
        clock.advance(30 * 60 + 1)
        assert await given(opened, alert(clock.now())) == [(Decision.DECLARE, 2)]
        assert (await incident(opened)).status is Status.RESOLVED


async def test_an_alert_that_comes_late_changes_nothing(database_url: str) -> None:
    """One that started before its incident was resolved never reopens it."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        started = clock.now()
        await given(opened, alert(started))
        clock.advance(60)
        await opened.write(incidents.move, ADA, 1, Status.RESOLVED)
        assert await given(opened, alert(started)) == [(Decision.IGNORE, 1)]
        early = alert(started + timedelta(seconds=30), fingerprint="cpu")
        assert await given(opened, early) == [(Decision.IGNORE, 1)]
        assert (await incident(opened)).status is Status.RESOLVED


async def test_keys_of_any_length_tell_groups_apart(database_url: str) -> None:
    """Groups whose keys differ only beyond what a column holds are two."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        long = "g" * 2000
        ledger = await given(
            opened, alert(clock.now(), group=f"{long}1"), alert(clock.now(), group=f"{long}2")
        )
        assert [number for _, number in ledger] == [1, 2]


def parse(source: str, body: Any) -> Sequence[Alert]:
    """The alerts of a body of this test: their fingerprints, by the time they started."""
    if "broken" in body:
        raise ValueError("not understood")
    return [
        alert(datetime.fromisoformat(at), fingerprint=name)
        for name, at in body.items()
        if source == "alertmanager"
    ]


async def test_the_intake_takes_deliveries_in_their_order(database_url: str) -> None:
    """What came in is taken once, and the ledger says what it did to which incident."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        at = clock.now().isoformat()
        for delivery, body in (("d-1", {"disk": at}), ("d-2", {"cpu": at, "disk": at})):
            assert await opened.write(inbox.accept, MONITOR, "alertmanager", delivery, body)
        taken = await opened.write(alerts.take, ADA, parse, suggest_severity)
        decisions = [decision for _, decision in taken]
        assert decisions == [Decision.DECLARE, Decision.JOIN, Decision.JOIN]
        assert await opened.write(alerts.take, ADA, parse, suggest_severity) == []
        found = await opened.read(deliveries.get, ADA, "d-2")
        assert (found["state"], found["incidents"]) == ("done", ["INC-1"])
        assert [row["decision"] for row in found["alerts"]] == ["join", "join"]


async def test_what_cannot_be_read_is_set_aside(database_url: str) -> None:
    """A body that isn't understood is marked failed with the reason, and those behind it go on."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        await opened.write(inbox.accept, MONITOR, "alertmanager", "bad", {"broken": ""})
        good = {"disk": clock.now().isoformat()}
        await opened.write(inbox.accept, MONITOR, "alertmanager", "good", good)
        taken = await opened.write(alerts.take, ADA, parse, suggest_severity)
        assert taken == [("alertmanager", Decision.DECLARE)]
        failed = await opened.read(deliveries.get, ADA, "bad")
        assert (failed["state"], failed["error"]) == ("failed", "not understood")
        assert (await opened.read(deliveries.get, ADA, "good"))["state"] == "done"


async def test_the_late_end_of_an_earlier_firing_resolves_nothing(database_url: str) -> None:
    """An alert that fired anew still fires when the end of its earlier firing comes late."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        first = clock.now()
        await given(opened, alert(first))
        clock.advance(600)
        await given(opened, alert(clock.now()))
        ((decision, _),) = await given(opened, alert(first, "resolved"))
        assert decision is Decision.JOIN
        assert (await incident(opened)).status is Status.OPEN


async def test_a_firing_that_ended_does_not_fire_again(database_url: str) -> None:
    """A firing delivered again after its end counts for nothing."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        firing = alert(clock.now())
        await given(opened, firing)
        await opened.write(incidents.acknowledge, ADA, 1)
        await given(opened, alert(firing.starts_at, "resolved"))
        ((decision, _),) = await given(opened, firing)
        assert decision is Decision.IGNORE
        assert (await kinds(opened)).count("alert_joined") == 1
        assert (await kinds(opened)).count("alerts_quiet") == 1


async def test_a_long_title_is_cut_between_words(sqlite_url: str) -> None:
    """Half a secret would have no shape by which it is found and masked."""
    clock = SetClock()
    async with store(sqlite_url, clock=clock) as opened:
        title = f"{'disk full ' * 28}token gh{'p_'}{'a1B2' * 9}"
        await given(opened, alert(clock.now()).model_copy(update={"title": title}))
        shown = (await incident(opened)).title
        assert len(shown) <= 300
        assert shown.endswith("token…")
