"""The brief answer: lines, service and certainty, with a team's history as background."""

import json
from pathlib import Path

import pytest

from core.ai.offline import Diagnosis, History, diagnose
from core.domain.analysis import Case, Evidence

USUAL = "2026-03-01T10:00:{n:02d}Z ERROR cart-service retry of coupon lookup gave nothing id={n}"
QUIET = "2026-03-01T10:00:{n:02d}Z INFO shop-service order {n} placed"
NEW = "2026-03-01T10:01:{n:02d}Z ERROR tax-service rule table holds no entry for region {n}"


def read(*lines: str, history: History | None = None) -> Diagnosis:
    """The diagnosis of one log."""
    logs = Evidence(id="logs", kind="logs", lines=lines)
    return diagnose(Case(title="Errors in the shop", evidence=(logs,)), history)


def usual_log(start: int) -> list[str]:
    """A log of another incident of the same shop."""
    return [text.format(n=start + n) for n in range(5) for text in (USUAL, QUIET)]


def test_an_error_that_other_incidents_had_is_no_clue() -> None:
    """With history a usual error gives no conclusion, and the same error without gives one."""
    lines = usual_log(20)
    history = History.learn([usual_log(n) for n in range(8)])
    assert not read(*lines, history=history).conclusive
    assert read(*lines).service == "cart-service"


def test_a_new_error_names_its_service() -> None:
    """An error that no other incident had names the service that wrote it."""
    lines = usual_log(20) + [NEW.format(n=n) for n in range(6)]
    told = read(*lines, history=History.learn([usual_log(n) for n in range(8)]))
    assert told.conclusive
    assert told.service == "tax-service"
    assert any("rule table holds no entry" in line.text for line in told.lines)


def test_history_of_another_system_says_nothing() -> None:
    """Logs that share nothing with this one are not its background."""
    foreign = History.learn(
        [[f"kernel: eth{n}: link is up", "sshd: session opened"] for n in "abcdef"]
    )
    assert read(*usual_log(20), history=foreign) == read(*usual_log(20))


def test_shows_ten_whole_lines_at_most() -> None:
    """The lines shown are whole lines of the log at their numbers, in order, none twice."""
    lines = [f"{QUIET} step {chr(97 + n % 26) * 4}".format(n=n % 60) for n in range(300)]
    lines[200] = "2026-03-01T10:03:00Z ERROR disk-service write failed: No space left on device"
    told = read(*lines)
    assert len(told.lines) <= 10
    assert [line.line for line in told.lines] == sorted({line.line for line in told.lines})
    assert all(lines[line.line - 1] == line.text for line in told.lines)
    assert 201 in {line.line for line in told.lines}


def test_forgets_one_log() -> None:
    """`without` gives the history that had not read that log."""
    logs = [usual_log(n) for n in range(6)]
    assert History.learn(logs).without(logs[0]) == History.learn(logs[1:])


@pytest.mark.shared
def test_names_or_leaves_open_the_faults_of_the_evaluation_data(shared: Path) -> None:
    """Of the injected faults, visible ones get their service and others no false one."""
    with (shared / "data" / "rca_cases.jsonl").open(encoding="utf-8") as file:
        cases = [json.loads(line) for line in file]
    history = History.learn(case["logs"].split("\n") for case in cases)
    visible, hidden = [], []
    for case in cases:
        if not case["source"].startswith("nezha"):
            continue
        lines = tuple(case["logs"].split("\n"))
        piece = Evidence(id="logs", kind="logs", lines=lines)
        told = diagnose(Case(title=case["title"], evidence=(piece,)), history.without(lines))
        right = told.service == case["root_cause_service"]
        if case["visible_in_error_lines"]:
            visible.append(right)
        else:
            hidden.append(right or not told.conclusive)
    assert sum(visible) >= 5
    assert sum(hidden) >= 13
