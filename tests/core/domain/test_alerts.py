"""What one alert does to its group's latest incident: every branch of the decision."""

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from core.domain.alerts import REOPEN_WINDOW, Alert, Decision, Group, decide
from core.domain.incident import Severity, Status

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def alert(
    status: Literal["firing", "resolved"] = "firing",
    *,
    starts_at: datetime = NOW,
    severity: str | None = None,
) -> Alert:
    """An alert `disk` of its group."""
    return Alert(
        source="alertmanager",
        fingerprint="disk",
        group_key="host-1",
        title="Disk full",
        severity_raw=severity,
        status=status,
        starts_at=starts_at,
    )


def group(
    status: Status = Status.OPEN,
    *,
    acknowledged: bool = False,
    resolved_at: datetime | None = None,
    firing: tuple[str, ...] = ("disk",),
) -> Group:
    """A group with incident 1."""
    return Group(1, status, acknowledged, resolved_at, frozenset(firing))


def test_the_first_of_its_group_declares() -> None:
    """An alert whose group has no incident yet makes one."""
    assert decide(alert(), None, NOW).decision is Decision.DECLARE


@pytest.mark.parametrize("status", [Status.OPEN, Status.IN_PROGRESS])
def test_a_repeat_joins(status: Status) -> None:
    """While its group's incident is worked on, an alert is counted to it."""
    assert decide(alert(), group(status), NOW).decision is Decision.JOIN


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_within_half_an_hour_of_the_resolve_it_reopens(status: Status) -> None:
    """A later alert reopens up to 30 minutes after the resolve, and declares anew beyond."""
    ended = group(status, resolved_at=NOW - REOPEN_WINDOW)
    assert decide(alert(), ended, NOW).decision is Decision.REOPEN
    assert decide(alert(), ended, NOW + SECOND).decision is Decision.DECLARE


@pytest.mark.parametrize("since", [timedelta(minutes=1), timedelta(days=2)])
@pytest.mark.parametrize("earlier", [timedelta(0), SECOND, timedelta(days=1)])
def test_one_that_started_before_the_resolve_never_reopens(
    since: timedelta, earlier: timedelta
) -> None:
    """However late it is delivered, an alert that the resolve was about changes nothing."""
    resolved_at = NOW - since
    late = alert(starts_at=resolved_at - earlier)
    verdict = decide(late, group(Status.RESOLVED, resolved_at=resolved_at), NOW)
    assert verdict.decision is Decision.IGNORE


def test_the_last_to_end_resolves_what_nobody_holds() -> None:
    """All alerts quiet and nobody acknowledged: the incident is over by itself."""
    assert decide(alert("resolved"), group(), NOW).decision is Decision.RESOLVE
    assert decide(alert("resolved"), group(firing=()), NOW).decision is Decision.RESOLVE


@pytest.mark.parametrize("acknowledged", [True, False])
def test_while_others_fire_nothing_ends(acknowledged: bool) -> None:
    """An alert that ends among others that fire leaves the incident as it is."""
    firing = group(acknowledged=acknowledged, firing=("disk", "cpu"))
    assert decide(alert("resolved"), firing, NOW).decision is Decision.JOIN


def test_under_peoples_hands_it_only_goes_quiet() -> None:
    """An acknowledged incident is never resolved by its alerts."""
    held = group(Status.IN_PROGRESS, acknowledged=True)
    assert decide(alert("resolved"), held, NOW).decision is Decision.QUIET


def test_an_end_of_nothing_is_ignored() -> None:
    """The end of an unknown group, or of an incident that is over, changes nothing."""
    over = group(Status.RESOLVED, resolved_at=NOW)
    assert decide(alert("resolved"), None, NOW).decision is Decision.IGNORE
    assert decide(alert("resolved"), over, NOW).decision is Decision.IGNORE


def test_every_verdict_gives_its_reason() -> None:
    """The ledger shows why."""
    groups = [None, group(), group(acknowledged=True), group(Status.RESOLVED, resolved_at=NOW)]
    for known in groups:
        assert decide(alert(), known, NOW).reason
        assert decide(alert("resolved"), known, NOW).reason


@pytest.mark.parametrize(
    ("label", "severity"),
    [("critical", Severity.CRITICAL), ("warning", Severity.MEDIUM), ("page", None), (None, None)],
)
def test_a_label_is_a_severity_where_it_is_known(
    label: str | None, severity: Severity | None
) -> None:
    """A label that no monitor's scale has is left to the analyst."""
    assert alert(severity=label).severity is severity
