"""The words, the ids and the legal moves of an incident."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.domain.incident import (
    LEGAL_MOVES,
    Severity,
    Status,
    incident_name,
    parse_alert_severity,
    parse_incident_id,
    parse_severity,
)


def test_a_resolved_incident_can_be_closed_or_reopened_but_not_opened_anew() -> None:
    """The moves are those that the design lists, and no others."""
    assert {before: set(after) for before, after in LEGAL_MOVES.items()} == {
        Status.OPEN: {Status.IN_PROGRESS, Status.RESOLVED},
        Status.IN_PROGRESS: {Status.RESOLVED},
        Status.RESOLVED: {Status.CLOSED, Status.IN_PROGRESS},
        Status.CLOSED: {Status.IN_PROGRESS},
    }


def test_only_open_and_in_progress_incidents_are_active() -> None:
    """Work goes on until an incident is resolved."""
    assert [status for status in Status if status.active] == [Status.OPEN, Status.IN_PROGRESS]


def test_severities_compare_from_worst_to_least() -> None:
    """Critical outranks high, high outranks medium, medium outranks low."""
    assert [severity.rank for severity in Severity] == [3, 2, 1, 0]
    assert Severity.CRITICAL.at_least(Severity.HIGH)
    assert Severity.HIGH.at_least(Severity.HIGH)
    assert not Severity.LOW.at_least(Severity.MEDIUM)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("SEV-2", Severity.HIGH),
        ("sev 1", Severity.CRITICAL),
        ("P0", Severity.CRITICAL),
        (" medium ", Severity.MEDIUM),
        ("5", Severity.LOW),
        ("6", None),
        ("warning", None),
        ("", None),
    ],
)
def test_a_person_writes_severities_in_many_ways(word: str, meant: Severity | None) -> None:
    """Every spelling in use is read, and nothing else is guessed."""
    assert parse_severity(word) is meant


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        ("Disaster", Severity.CRITICAL),
        ("error", Severity.HIGH),
        ("average", Severity.MEDIUM),
        ("info", Severity.LOW),
        ("page", None),
    ],
)
def test_a_monitor_uses_words_of_its_own(label: str, meant: Severity | None) -> None:
    """Labels of monitoring systems map onto the one scale; unknown ones stay unknown."""
    assert parse_alert_severity(label) is meant


@given(some.integers(min_value=1, max_value=999_999_999))
def test_an_id_reads_back_however_it_was_written(number: int) -> None:
    """`INC-42`, `inc-42`, `#42` and `42` name the same incident."""
    name = incident_name(number)
    for text in (name, name.lower(), f"#{number}", str(number), f" {name} "):
        assert parse_incident_id(text) == number


@pytest.mark.parametrize("text", ["", "0", "INC-", "INC-0", "-1", "4.2", "٤٢", "1" * 10, "INC-4 2"])
def test_what_is_not_an_id_is_none(text: str) -> None:
    """A word, a fraction, a foreign digit or a number too long is no incident's id."""
    assert parse_incident_id(text) is None
