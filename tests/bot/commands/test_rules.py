"""`tocsin rules`: the rules as understood, and what they make of an incident."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.process import ROOT, environment

RULES = """
teams:
  - team: payments
    services: [checkout, "pay-*"]
    labels: {region: eu}
  - team: everyone
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A file with two entries."""
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


def say(rules: Path | None, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `tocsin rules WORDS`."""
    given = {"TOCSIN_RULES": str(rules)} if rules else {}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "rules", *words],
        env={**environment(given), "ENVIRONMENT": "production", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_prints_the_rules_as_understood(rules: Path) -> None:
    """One line an entry, or one document."""
    code, out, _ = say(rules)
    assert code == 0
    assert out.splitlines() == [
        "1. payments: service is checkout or pay-*; and label region is eu",
        "2. everyone: all that is left",
    ]
    code, out, _ = say(rules, "--json")
    document = json.loads(out)
    assert document["file"] == str(rules)
    assert [entry["team"] for entry in document["teams"]] == ["payments", "everyone"]


def test_says_which_team_and_why(rules: Path) -> None:
    """The entry, and what in it fits."""
    asked = ("--check", "service=pay-api", "label.region=EU", "title=a=b")
    code, out, _ = say(rules, *asked)
    assert code == 0
    assert out == "payments (entry 1: service pay-api fits pay-*; label region EU fits eu)\n"
    assert say(rules, "--check", "title=x")[1] == "everyone (entry 2: it takes all that is left)\n"
    assert say(rules, "--check", "team=web")[1] == "web (somebody gave it)\n"
    code, out, _ = say(rules, "--check", "label.team=web", "--json")
    assert json.loads(out) == {"team": "web", "why": "its label team says so", "entry": None}


def test_no_rules_are_no_fault() -> None:
    """It says so, and nobody gets anything."""
    code, out, err = say(None, "--check", "service=checkout")
    assert (code, out) == (0, "no team: no entry fits\n")
    assert "TOCSIN_RULES is not set" in err


def test_what_does_not_fit_is_said(rules: Path) -> None:
    """Exit code 2 for wrong rules, as for a wrong question."""
    assert say(rules, "--check", "colour=red")[0] == 2
    rules.write_text("teams: [{team: a, servces: b}, {services: c}]", encoding="utf-8")
    code, out, err = say(rules)
    assert (code, out) == (2, "")
    assert "entry 1 (a), servces: there is no such key; known are team, services, labels" in err
    assert "entry 2, team: Field required" in err


def test_a_start_tells_what_is_wrong_in_all_files(rules: Path, tmp_path: Path) -> None:
    """Rules and prompts are told together before anything is opened."""
    rules.write_text("rules: []", encoding="utf-8")
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    (prompts / "anaylsis.md").write_text("x", encoding="utf-8")
    given = {"TOCSIN_RULES": str(rules), "TOCSIN_PROMPTS_DIR": str(prompts)}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "serve"],
        env={**environment(given), "ENVIRONMENT": "production", "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    told = [line.split(":")[1].strip() for line in done.stderr.splitlines()]
    assert told == ["TOCSIN_RULES", "TOCSIN_PROMPTS_DIR"]
