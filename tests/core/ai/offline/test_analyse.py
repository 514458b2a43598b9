"""The offline analyst, through its one public function."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from core.ai.offline import analyse
from core.domain.analysis import Case, Evidence, Outcome, Reading, RootCauseCategory
from core.domain.incident import Severity

ROOT = Path(__file__).resolve().parents[4]
POOL_LINE = "ERROR: Unable to acquire connection"
POOL = Case(
    title="Database Connection Pool Exhausted",
    description="Production database connection pool at capacity",
    evidence=(Evidence(id="logs", kind="logs", lines=(POOL_LINE,)),),
)
MATTER = (
    "2026-03-01T10:04:31Z ERROR orders Connection is not available, request timed out after 30 s",
    "2026-03-01T10:04:32Z ERROR orders could not acquire connection from pool",
    "2026-03-01T10:04:33Z FATAL db remaining connection slots are reserved for superusers",
)
DECOYS = (
    "2026-03-01T10:0{m}:{s:02d}Z INFO batch finished rows={n} errors=0",
    "2026-03-01T10:0{m}:{s:02d}Z INFO audit no error in segment {n}",
    '2026-03-01T10:0{m}:{s:02d}Z INFO web "GET /errors/500.html HTTP/1.1" 200 {n}',
    "2026-03-01T10:0{m}:{s:02d}Z INFO slo error budget ok, {n} minutes left",
    "2026-03-01T10:0{m}:{s:02d}Z INFO mail sent to error-reports@example.com id={n}",
    "2026-03-01T10:0{m}:{s:02d}Z INFO jvm out-of-memory protection enabled, heap {n} MB",
    "2026-03-01T10:0{m}:{s:02d}Z INFO disk /dev/sda1 at 4{s:02d} MB, failed=0 timeouts=0",
    "2026-03-01T10:0{m}:{s:02d}Z DEBUG pool size=20 active=3 idle=17 call={n}",
)


def with_logs(*lines: str, title: str = "Orders fail", description: str = "") -> Case:
    """A case with one log."""
    piece = Evidence(id="logs", kind="logs", lines=lines)
    return Case(title=title, description=description, evidence=(piece,))


def quotes(reading: Reading) -> list[tuple[str, int, str]]:
    """Every citation of a reading."""
    cited = [claim.citations for claim in (*reading.findings, *reading.root_causes)]
    cited += [step.citations for step in reading.recommendations] + [reading.severity.citations]
    return [(c.evidence, c.line, c.quote) for citations in cited for c in citations]


def test_the_category_is_that_of_the_likeliest_cause() -> None:
    """What a deploy brought about doesn't outvote it: an RCA says what the category rests on."""
    reading = analyse(
        with_logs(
            "2026-11-24T14:05:10Z INFO checkout deploy v2.3.1 finished",
            "2026-11-24T14:05:31Z WARN checkout pool nearly exhausted: active=48 idle=2 waiting=7",
            "2026-11-24T14:05:33Z ERROR checkout no space left on device: write base/16384/2619",
            "2026-11-24T14:05:34Z ERROR checkout HTTP 503 for GET /cart after 30000 ms",
            title="Checkout returns 503s since the 14:05 deploy",
        )
    )
    assert reading.root_causes[0].text.startswith("A deploy shortly before")
    assert reading.root_cause_category is RootCauseCategory.DEPLOY


def test_reads_the_exhausted_pool_from_one_line() -> None:
    """Severity with its reason, findings, cause and next steps come from the one line given."""
    reading = analyse(POOL)
    assert reading.outcome is Outcome.COMPLETE
    assert reading.severity.value.at_least(Severity.HIGH)
    assert "1 of 1 log records in error (line 1)" in reading.severity.reason
    assert "pool exhausted" in reading.root_causes[0].text.lower()
    assert reading.root_cause_category is RootCauseCategory.OVERLOAD
    assert reading.root_causes[0].check
    assert reading.root_causes[0].against
    for claims in (reading.findings, reading.root_causes, reading.recommendations):
        assert any(("logs", 1, POOL_LINE) in quoted(claim.citations) for claim in claims)
    assert all(quoted(step.citations) for step in reading.recommendations)
    assert reading.claims.verified == reading.claims.total > 5


def quoted(citations: object) -> set[tuple[str, int, str]]:
    """Citations as plain tuples."""
    assert isinstance(citations, tuple)
    return {(c.evidence, c.line, c.quote) for c in citations}


@pytest.mark.parametrize("seed", range(12))
def test_finds_three_lines_among_two_hundred_that_only_look_like_errors(seed: int) -> None:
    """The three lines that matter are cited, and no decoy, in whatever order they come."""
    draw = random.Random(seed)
    lines = [
        draw.choice(DECOYS).format(m=draw.randrange(10), s=draw.randrange(60), n=n)
        for n in range(197)
    ]
    lines.extend(MATTER)
    draw.shuffle(lines)
    reading = analyse(with_logs(*lines))
    assert "pool exhausted" in reading.root_causes[0].text.lower()
    cited = {line for evidence, line, _ in quotes(reading) if evidence == "logs"}
    assert cited == {lines.index(text) + 1 for text in MATTER}
    assert len(reading.root_causes) == 1


def test_says_inconclusive_and_what_it_ruled_out() -> None:
    """Where nothing stands out it says so, and names what no line shows."""
    lines = [DECOYS[n % len(DECOYS)].format(m=n % 10, s=n % 60, n=n) for n in range(80)]
    reading = analyse(with_logs(*lines, title="Something feels odd"))
    assert reading.outcome is Outcome.INCONCLUSIVE
    assert reading.root_causes == ()
    assert "out of memory" in reading.summary
    assert reading.recommendations
    assert reading.claims.verified == reading.claims.total


def test_reads_a_title_alone() -> None:
    """With nothing but a title it cites the title, names deploy and 5xx, and what to check."""
    reading = analyse(Case(title="checkout returns 500s since the 14:05 deploy"))
    assert reading.outcome is Outcome.PARTIAL
    assert reading.root_cause_category is RootCauseCategory.DEPLOY
    assert "Roll back one instance" in reading.root_causes[0].check
    assert {evidence for evidence, _, _ in quotes(reading)} == {"title"}
    assert reading.severity.value is Severity.HIGH
    assert "customer-facing" in reading.severity.reason


def test_ranks_a_deploy_before_the_first_failure() -> None:
    """A deploy minutes before the first error is named, with the lines between them."""
    healthy = [f"2026-03-01T14:0{n % 5}:00Z INFO shop order {n} placed" for n in range(40)]
    deploy = "2026-03-01T14:05:00Z INFO deployer deployment of shop v2.31.0 completed"
    broken = [
        f"2026-03-01T14:06:{n:02d}Z ERROR shop TypeError: cart.total is not a function order={n}"
        for n in range(20)
    ]
    reading = analyse(with_logs(*healthy, deploy, *broken))
    named = [cause.text for cause in reading.root_causes]
    assert any(text.startswith("Fault in new code") for text in named)
    deployed = next(c for c in reading.root_causes if c.text.startswith("A deploy shortly before"))
    assert "follows 60 seconds and 1 line later" in deployed.text
    assert ("logs", 41) in {(c.evidence, c.line) for c in deployed.citations}
    assert reading.root_cause_category is RootCauseCategory.DEPLOY


@pytest.mark.parametrize(
    "case",
    [
        Case(title="x"),
        Case(title="."),
        with_logs(""),
        with_logs("   ", "", "\t"),
        with_logs("\x00\ufffd" * 50, "{" * 500, "💥" * 300),
        with_logs("error"),
        with_logs(*["ERROR " + "a" * 20_000] * 3),
        Case(title="t", evidence=(Evidence(id="logs", kind="logs", lines=()),)),
    ],
    ids=["one letter", "one dot", "empty line", "blank lines", "odd", "word", "long", "no lines"],
)
def test_answers_whatever_it_is_given(case: Case) -> None:
    """Odd input still gets a reading whose every claim holds."""
    reading = analyse(case)
    assert reading.summary
    assert reading.claims.verified == reading.claims.total


def test_quotes_stand_in_the_lines_they_name() -> None:
    """Every quote is a part of the very line cited."""
    case = with_logs(
        *MATTER, "x" * 300 + " java.lang.OutOfMemoryError: Java heap space " + "y" * 300
    )
    lines = {"logs": case.evidence[0].lines, "title": (case.title,)}
    for evidence, line, quote in quotes(analyse(case)):
        assert quote in lines[evidence][line - 1]


def test_is_the_same_in_every_process() -> None:
    """The answer does not depend on the process's hash seed."""
    program = (
        "import sys; from core.ai.offline import analyse; from core.domain.analysis import Case;"
        "sys.stdout.write(analyse(Case.model_validate_json(sys.stdin.read())).model_dump_json())"
    )
    lines = [DECOYS[n % len(DECOYS)].format(m=n % 10, s=n % 60, n=n) for n in range(60)]
    case = with_logs(*MATTER, *lines, *MATTER).model_dump_json()
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            input=case,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(answers) == 1
