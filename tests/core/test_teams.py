"""Which team an incident belongs to, and rules that don't fit."""

from pathlib import Path

import pytest

from core import alerts, incidents
from core.domain.alerts import Alert
from core.domain.incident import IncidentChanges, NewIncident
from core.errors import SettingsError
from core.store.store import Store
from core.teams import Teams, read_rules
from core.triage import suggest_severity
from core.views import Views
from tests import opened
from tests.opened import ADA

VIEWS = Views("http://tocsin.example")
RULES = """
teams:
  - team: payments
    services: [checkout, "pay-*"]
  - team: Data Platform
    labels: {namespace: "etl-*", region: eu}
  - team: billing
    title: [invoice*, "card declined"]
  - team: edge
    services: cdn
    labels: {port: 443}
"""


def written(folder: Path, text: str) -> Path:
    """A rules file."""
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def rules(tmp_path: Path) -> Teams:
    """The rules above."""
    return read_rules(written(tmp_path, RULES))


@pytest.mark.parametrize(
    ("title", "service", "labels", "team"),
    [
        ("Slow", "Checkout", {}, "payments"),
        ("Slow", "pay-gateway", {}, "payments"),
        ("Slow", "repay", {}, None),
        ("Slow", None, {"namespace": "etl-nightly", "region": "EU"}, "Data Platform"),
        ("Slow", None, {"namespace": "etl-nightly"}, None),
        ("Invoices_late again", None, {}, "billing"),
        ("Card-declined for everyone", None, {}, "billing"),
        ("A card was declined", None, {}, None),
        ("Invoices late", "checkout", {}, "payments"),
        ("Slow", "cdn", {"port": "443"}, "edge"),
        ("Slow", "cdn", {}, None),
        ("Slow", "checkout", {"team": " search "}, "search"),
        ("Slow", "checkout", {"team": " "}, "payments"),
        ("[prod] *", "[cdn]", {"port": "*"}, None),
    ],
)
def test_the_first_entry_of_which_every_condition_fits_counts(
    rules: Teams, title: str, service: str | None, labels: dict[str, str], team: str | None
) -> None:
    """Names and words as globs, capitals aside; an incident's own label `team` goes first."""
    new = NewIncident(title=title, service=service, labels=labels)
    assert rules.assign(new).team == team


def test_a_team_that_was_given_stays(rules: Teams) -> None:
    """What a person says is not argued with."""
    given = NewIncident(title="Slow", service="checkout", team="search", labels={"team": "web"})
    assert rules.assign(given).team == "search"


def test_no_pattern_takes_long() -> None:
    """Many stars against a long title end at once, as no pattern is a regular expression."""
    rules = Teams.model_validate({"teams": [{"team": "x", "title": "*a" * 90 + "b"}]})
    assert rules.find("a" * 300, None, {}) is None


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("teams:\n  - team: [", ["line 2: it is not YAML"]),
        ("teams: 7", ["teams: Input should be a valid list"]),
        ("- team: a", ["the file: Input should be a valid mapping"]),
        ("rules: []", ["rules: there is no such key; known is teams"]),
        (
            "teams:\n- {team: a}\n- {team: b, service: x}\n- {services: [y, '']}\n- 7\n"
            "- {team: e, title: ['--'], labels: {}, services: []}",
            [
                "entry 2 (b), service: there is no such key; known are team, services, labels",
                "entry 3, team: Field required",
                "entry 3, services 2: String should have at least 1 character",
                "entry 4: Input should be a valid mapping",
                "entry 5 (e), title 1: holds no word",
                "entry 5 (e), labels: mapping should have at least 1 item",
                "entry 5 (e), services: Value should have at least 1 item",
            ],
        ),
        ("teams: [{team: a}, {team: b}]", ["entry 1 (a): it has no condition, so no entry after"]),
    ],
)
def test_every_problem_is_told_with_its_entry(
    tmp_path: Path, text: str, problems: list[str]
) -> None:
    """File and entry as a person counts them, all at once."""
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        read_rules(path)
    told = caught.value.problems
    assert len(told) == len(problems)
    for problem in problems:
        assert any(f"TOCSIN_RULES: {path}, {problem}" in each for each in told), told


def test_an_empty_file_has_no_rules(tmp_path: Path) -> None:
    """Nothing said is nothing wrong."""
    assert read_rules(written(tmp_path, "# later\n")).teams == ()


async def test_an_alert_gets_its_team(database_url: str, rules: Teams) -> None:
    """By its service, or by its own label."""
    async with opened.store(database_url) as store:
        for name, labels in (("one", {}), ("two", {"team": "search"})):
            alert = Alert(
                source="generic",
                fingerprint=name,
                group_key=name,
                title="Slow",
                service="checkout",
                status="firing",
                starts_at="2026-11-24T12:00:00Z",  # type: ignore[arg-type]
                labels=labels,
            )
            sender = alerts.sender("generic", "r1")
            await store.write(alerts.receive, sender, [alert], suggest_severity, rules)
        teams = [await _team(store, number) for number in (1, 2)]
    assert teams == ["payments", "search"]


async def test_a_service_brings_its_team_unless_there_is_one(
    database_url: str, rules: Teams
) -> None:
    """A changed service decides the team of an incident without one, and of no other."""
    opinion = suggest_severity("Slow", "", [])
    async with opened.store(database_url) as store:
        for team in (None, "search"):
            new = NewIncident(title="Slow", team=team)
            await store.write(incidents.declare, ADA, new, opinion)
        for number in (1, 2):
            changes = IncidentChanges(service="checkout")
            await store.write(incidents.edit, ADA, number, changes, teams=rules)
        assert [await _team(store, number) for number in (1, 2)] == ["payments", "search"]
        changes = IncidentChanges(service="checkout-2", team=None)
        await store.write(incidents.edit, ADA, 1, changes, teams=rules)
        assert await _team(store, 1) is None


async def _team(store: Store, number: int) -> str | None:
    return (await store.read(VIEWS.get, ADA, number)).team
