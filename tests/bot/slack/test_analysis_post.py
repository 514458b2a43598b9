"""The analysis post: short, and nothing in it twice."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.slack.views.analysis import analysis_post
from core.ai.offline import analyse
from core.domain.analysis import Analysis, Case, Evidence
from core.domain.incident import (
    Incident,
    Kind,
    SeveritySource,
    Status,
    Visibility,
)
from core.runbooks import Runbook
from tests.house import plain

AT = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
ERROR = "2026-11-24T14:06:00Z ERROR checkout: TypeError: cart.total is not a function"
LOGS = (
    *(f"2026-11-24T14:0{n % 5}:00Z INFO checkout: order {n} placed" for n in range(40)),
    "2026-11-24T14:05:00Z INFO deployer: deployment of checkout 1.42.0 completed",
    *[ERROR] * 20,
)
ALERT = '{"annotations": {"summary": "Checkout answers 5xx"}, "labels": {"service": "checkout"}}'


def shown(title: str, *evidence: Evidence) -> str:
    """The text of the whole post about such an incident."""
    return plain({"blocks": post(title, *evidence)})


def post(title: str, *evidence: Evidence, runbook: Runbook | None = None) -> list[dict[str, Any]]:
    """The post about such an incident."""
    reading = analyse(Case(title=title, evidence=evidence))
    analysis = Analysis(
        **reading.model_dump(),
        id=1,
        incident_id="INC-7",
        duration_seconds=0.1,
        input_sha256="",
        created_at=AT,
    )
    logs = [line for piece in evidence if piece.kind == "logs" for line in piece.lines]
    incident = Incident(
        id="INC-7",
        title=title,
        description="",
        severity=reading.severity.value,
        severity_source=SeveritySource.SUGGESTED,
        severity_reason=reading.severity.reason,
        status=Status.OPEN,
        kind=Kind.INCIDENT,
        visibility=Visibility.PUBLIC,
        source="slack",
        logs=logs,
        dedup_key=None,
        service=None,
        team=None,
        labels={},
        lead=None,
        alert_count=0,
        created_at=AT,
        updated_at=AT,
        acknowledged_at=None,
        acknowledged_by=None,
        resolved_at=None,
        closed_at=None,
        version=1,
        url="",
        slack=None,
    )
    return analysis_post(analysis, incident, runbook=runbook, command="/incident")


def deployed() -> str:
    """The post about a bad deploy with logs and an alert."""
    return shown(
        "Checkout returns 500s since the deploy",
        Evidence(id="logs", kind="logs", lines=LOGS),
        Evidence(id="alerts", kind="alert", lines=(ALERT,)),
    )


def test_a_line_is_quoted_once() -> None:
    """Whatever else rests on it names its place."""
    text = deployed()
    assert text.count(ERROR) == 1
    assert text.count("deployment of checkout 1.42.0 completed") == 1
    assert "logs:42" in text


def test_a_check_and_a_cause_stand_once() -> None:
    """No finding repeats a cause, no step its check, and nothing pads."""
    text = deployed()
    assert text.count("Roll back one instance") == 1
    assert text.count("A deploy shortly before: ") == 0
    assert "Nothing in the evidence" not in text
    assert "Severity looks" not in text


def test_an_alert_is_quoted_by_its_words() -> None:
    """The JSON around them is nothing to read."""
    text = deployed()
    assert "Checkout answers 5xx" in text
    assert '{"annotations"' not in text


@pytest.mark.parametrize("title", ["Something is wrong with the reports page", "Payments time out"])
def test_a_title_alone_makes_a_short_post(title: str) -> None:
    """It is said once, nothing is ruled out, and what would help most is told."""
    text = shown(title)
    assert text.count(title) <= 1
    assert len(text) < 1200
    assert "Ruled out" not in text
    assert "Add the log lines" in text
    assert "/incident logs INC-7 <lines>" in text
    assert "/incident note INC-7 <text>" in text
    assert text.count("No log was given") + text.count("no log was given") <= 2


def test_what_is_known_without_a_log_is_named() -> None:
    """The title alone, or the alerts and notes as well."""
    assert "only the title is known" in shown("Something is odd")
    note = Evidence(id="notes", kind="note", lines=("looking",))
    assert "only the title and the notes are known" in shown("Something is odd", note)


def test_a_runbook_is_named_by_its_heading() -> None:
    """With its file and its first words; linked where it has an address."""
    found = Runbook("db/disk.md", ("disk",), False, "Disk full", "Find what grew.")
    text = plain({"blocks": post("Disk full on db-3", runbook=found)})
    assert "Runbook Disk full db/disk.md Find what grew." in text
    address = "https://wiki.example.org/runbooks#disk-full"
    blocks = post("Disk full on db-3", runbook=Runbook(address, ("disk",), False, "Disk full"))
    linked = {"type": "link", "url": address, "text": "Disk full"}
    assert linked in [each for block in blocks for part in parts(block) for each in part]


def parts(block: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The elements of each part of a block."""
    return [part.get("elements", []) for part in block.get("elements", [])]
