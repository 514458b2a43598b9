"""`tocsin eval --own`: a team's approved RCAs as evaluation data."""

import asyncio
import json
import stat
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core import alerts, incidents
from core.actor import Actor
from core.domain.alerts import Alert
from core.domain.analysis import Citation
from core.domain.incident import IncidentChanges, NewIncident, Severity
from core.domain.rca import RcaSections
from core.own_cases import OwnCases, own_cases
from core.own_folder import items, write_folder
from core.store import tables
from core.store.store import Store
from core.store.work import Work
from core.triage import suggest_severity
from tests import opened
from tests.opened import ADA
from tests.process import ROOT, environment

LOGS = [
    "2026-11-24T14:00:00Z INFO checkout: started",
    "2026-11-24T14:05:31Z ERROR checkout: No connection from the pool after 30000 ms",
]
OPINION = suggest_severity("Slow", "", [])


def sections(summary: str, **changes: Any) -> RcaSections:
    """An RCA's sections with little in them."""
    given: dict[str, Any] = {
        "summary": summary,
        "impact": "Customers could not pay.",
        "detection": "A person noticed.",
        "response": "The pool was made larger.",
        "timeline": (),
        "root_cause": "The pool of checkout ran dry.",
        "root_cause_category": "OVERLOAD",
        "contributing_factors": (),
        "action_items": (),
        "lessons": (),
        "went_well": (),
    }
    return RcaSections(**(given | changes))


def approved(
    work: Work, _actor: Actor, number: int, told: RcaSections, version: int, status: str
) -> None:
    """Keep a version of an RCA."""
    work.connection.execute(
        tables.rcas.insert().values(
            incident_id=number,
            version=version,
            status=status,
            sections=told.model_dump(mode="json"),
            markdown="",
            analyst="offline",
            claims={"verified": 0, "total": 0},
            created_at=work.now,
        )
    )


async def fill(store: Store) -> None:
    """One of each: cited, alarmed, uncited, private, a drill, and one that is only a draft."""
    about: list[dict[str, Any]] = [
        {
            "title": "Payments fail at the till",
            "description": "Three customers told us",
            "logs": LOGS,
            "service": "checkout",
        },
        {"title": "Secret breach", "visibility": "private", "severity": "high"},
        {"title": "Fire drill", "kind": "drill"},
        {"title": "Still a draft"},
        {"title": "Slow pages", "logs": LOGS[:1], "service": "checkout"},
    ]
    for each in about:
        await store.write(incidents.declare, ADA, NewIncident.model_validate(each), OPINION)
    alert = Alert(
        source="alertmanager",
        fingerprint="f",
        group_key="g",
        title="PoolExhausted",
        severity_raw="warning",
        status="firing",
        starts_at=datetime(2026, 11, 24, 14, tzinfo=UTC),
        annotations={
            "description": "No connection is left in the pool",
            "runbook_url": "https://wiki.example/runbooks/poolexhausted.md",
        },
    )
    await store.write(alerts.receive, alerts.sender("alertmanager", "r"), [alert], suggest_severity)
    await store.write(incidents.rate, ADA, 1, Severity.CRITICAL)
    await store.write(incidents.edit, ADA, 1, IncidentChanges(title="Pool of checkout is dry"))
    cited = (
        Citation(evidence="logs", line=2, quote="No connection from the pool"),
        Citation(evidence="logs", line=1, quote="not in that line"),
        Citation(evidence="title", line=1, quote="Payments"),
    )
    first = sections("INC-1 “Payments fail at the till” was resolved.", root_cause_citations=cited)
    for number in (1, 2, 3, 5, 6):
        told = first if number == 1 else sections("It was resolved.")
        await store.write(approved, ADA, number, told, 1, "approved")
    await store.write(approved, ADA, 1, sections("A later draft."), 2, "draft")
    await store.write(approved, ADA, 4, sections("A draft."), 1, "draft")


async def found(store: Store, *, private: bool = False) -> OwnCases:
    """What is taken in."""
    return await store.read(own_cases, ADA, private=private)


async def test_takes_the_approved_ones_as_they_opened(database_url: str) -> None:
    """Opening words, a person's severity, and the newest approved version; no drill, no draft."""
    async with opened.store(database_url) as store:
        await fill(store)
        told = await found(store)
        everything = await found(store, private=True)
    assert [case.name for case in told.cases] == ["INC-1", "INC-5", "INC-6"]
    assert (told.private, told.drills) == (1, 1)
    assert [case.name for case in everything.cases] == ["INC-1", "INC-2", "INC-5", "INC-6"]
    first = told.cases[0]
    assert first.title == "Payments fail at the till"
    assert first.severity is Severity.CRITICAL
    assert first.sections.summary.startswith("INC-1")
    assert told.cases[2].alarm == "alertmanager:g"


async def test_each_set_has_its_labels(sqlite_url: str) -> None:
    """What the scorer reads, by the names that it reads."""
    async with opened.store(sqlite_url) as store:
        await fill(store)
        told = await found(store)
    sets = items(told.cases, {"db/PoolExhausted.md": "# Pool", "Other.md": "# Other"})
    (severity,) = sets["severity"]
    assert (severity["label"], severity["rank"], severity["source"]) == (
        "critical",
        4,
        "statuspage/own",
    )
    assert [each["root_cause_category"] for each in sets["rootcause"]] == ["OVERLOAD"] * 3
    post_mortem = sets["postmortems"][0]
    assert post_mortem["opening_text"] == "Three customers told us"
    assert "Payments fail" not in post_mortem["text"]
    assert "INC-1" not in post_mortem["text"]
    assert "Payments fail" in sets["rootcause"][0]["text"]
    cited, uncited = sets["rca_cases"]
    assert cited["source"] == "holmes/own"
    assert cited["expected_terms"] == ["no connection from the pool"]
    assert cited["logs"].split("\n") == LOGS
    assert (uncited["source"], uncited["root_cause_service"]) == ("nezha/own", "checkout")
    assert uncited["visible_in_error_lines"] is False
    queries = {each["id"]: each["queries"] for each in sets["runbooks"]}
    assert queries == {
        "db/PoolExhausted.md": ["No connection is left in the pool"],
        "Other.md": [],
    }


def tocsin(
    folder: Path, *words: str, given: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command in its own process."""
    settings = {"TOCSIN_DATA_DIR": str(folder / "data"), **(given or {})}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        env={**environment(settings), "PYTHONPATH": str(ROOT)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
async def team(tmp_path: Path) -> Path:
    """A folder in which a Tocsin has worked, with runbooks beside it."""
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "runbooks" / "PoolExhausted.md").write_text("# Pool\nMake the pool larger.")
    async with opened.store(f"sqlite:///{tmp_path / 'data' / 'tocsin.db'}") as store:
        await fill(store)
    return tmp_path


async def test_makes_a_folder_beside_a_running_tocsin(team: Path) -> None:
    """It reads while another process holds the database, and says what to do next."""
    given = {"TOCSIN_RUNBOOKS": str(team / "runbooks")}
    async with opened.store(f"sqlite:///{team / 'data' / 'tocsin.db'}"):
        code, out, err = await asyncio.to_thread(
            lambda: tocsin(team, "eval", "--own", "own", given=given)
        )
    assert (code, out.splitlines()) == (
        0,
        [
            "own/severity.jsonl  1",
            "own/rootcause.jsonl  3",
            "own/postmortems.jsonl  3",
            "own/rca_cases.jsonl  2",
            "own/runbooks.jsonl  1",
        ],
    )
    assert "left out: 1 private (take them in with --private), 1 drill" in err
    assert "next: tocsin eval own --out predictions.jsonl" in err
    assert stat.S_IMODE((team / "own" / "rca_cases.jsonl").stat().st_mode) == 0o600
    code, out, _ = tocsin(team, "eval", "own", "--out", "own/predictions.jsonl", "--json")
    assert code == 0
    names = {each["name"]: each["items"] for each in json.loads(out)["sets"]}
    assert names == {"rca_cases": 2, "severity": 1, "rootcause": 3, "similar": 3, "runbooks": 1}
    code, out, _ = tocsin(team, "eval", "--own", "own", "--private", "--json")
    assert json.loads(out)["items"]["rootcause"] == 4
    assert (team / "own" / "predictions.jsonl").exists()


def test_refuses_what_it_did_not_make(tmp_path: Path) -> None:
    """Nobody's files are written over."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        write_folder(tmp_path, {})
    assert [each.name for each in tmp_path.iterdir()] == ["notes.txt"]


def test_exit_codes(tmp_path: Path) -> None:
    """3 without a database, 1 without an approved RCA, 2 for wrong words; no folder is made."""
    assert tocsin(tmp_path, "eval", "--own", "own")[0] == 3
    assert tocsin(tmp_path, "migrate")[0] == 0
    code, _, err = tocsin(tmp_path, "eval", "--own", "own")
    assert (code, "no RCA is approved yet" in err) == (1, True)
    assert tocsin(tmp_path, "eval", "somewhere", "--own", "own")[0] == 2
    assert tocsin(tmp_path, "eval", "--private")[0] == 2
    assert not (tmp_path / "own").exists()


@pytest.fixture
async def told(sqlite_url: str) -> OwnCases:
    """What there is to make a folder of."""
    async with opened.store(sqlite_url) as store:
        await fill(store)
        return await found(store)


@pytest.mark.parametrize("count", [1, 3])
def test_the_scorer_reads_it(shared: Path, told: OwnCases, tmp_path: Path, count: int) -> None:
    """Scored whole, with one incident, and blinded: the same predictions."""
    own, blind = tmp_path / "own", tmp_path / "blind"
    write_folder(own, items(told.cases[:count], {"PoolExhausted.md": "# Pool"}))
    data = shared / "data"
    subprocess.run([sys.executable, str(data / "blind.py"), str(own), str(blind)], check=True)
    made = []
    for folder in (own, blind):
        out = tmp_path / f"{folder.name}.jsonl"
        words = ("eval", str(folder), "--history", str(own), "--out", str(out))
        assert tocsin(tmp_path, *words)[0] == 0
        made.append(out.read_bytes())
    assert made[0] == made[1]
    scored = subprocess.run(
        [sys.executable, str(data / "score.py"), str(own), str(tmp_path / "own.jsonl")],
        check=True,
        capture_output=True,
    )
    figures = json.loads(scored.stdout)
    assert figures["expected terms in 10 lines"] == 1.0
    assert "severity macro-F1, statuspage" in figures
