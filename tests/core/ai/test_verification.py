"""The verifier against planted falsehoods and true claims, kept as data."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from core.ai import verification
from core.ai.material import Material
from core.domain.analysis import Citation

CORPORA = Path(__file__).parent / "corpora"
FIRST = "verifier.jsonl"
# Free prose of eight other authors, none of whom had seen the code that checks.
OTHERS = ("blind", "web", "servers", "business", "reports", "oncall", "findings", "answers")


def rows(corpus: str) -> list[dict[str, Any]]:
    """Every claim of a corpus, each with its evidence."""
    lines = (CORPORA / corpus).read_text(encoding="utf-8").splitlines()
    return [
        {**scenario, **claim}
        for scenario in map(json.loads, lines)
        for claim in scenario.get("claims", [{}])
    ]


def others() -> list[dict[str, Any]]:
    """The claims of the other authors."""
    return [row for name in OTHERS for row in rows(f"verifier_{name}.jsonl")]


def verdict(row: dict[str, Any]) -> verification.Verdict:
    """What the verifier says of a claim of the corpus."""
    lines = dict(enumerate(row["evidence"], start=1))
    sent = Material({"logs": lines}, "", (), "")
    cites = [Citation(evidence="logs", line=line, quote=quote) for line, quote in row["citations"]]
    return verification.check(row["claim"], cites, sent)


def test_the_corpora_are_large_and_half_of_them_independent() -> None:
    """At least 300 false and 300 true claims, at least half written without a look at the code."""
    counted = Counter((row["true"], row["independent"]) for row in rows(FIRST))
    assert counted[True, True] + counted[True, False] >= 300
    assert counted[False, True] + counted[False, False] >= 300
    assert counted[False, True] >= 150
    blind = Counter(row["true"] for row in others() if row["independent"])
    assert min(blind[True], blind[False]) >= 1_000


@pytest.mark.parametrize("independent", [True, False])
def test_false_claims_are_caught(independent: bool) -> None:
    """At least 98 % of the planted falsehoods do not hold, in either half."""
    false = [r for r in rows(FIRST) if not r["true"] and r["independent"] is independent]
    missed = [(row["kind"], row["claim"]) for row in false if verdict(row).held]
    assert len(missed) <= 0.02 * len(false), missed


def test_true_claims_stand() -> None:
    """At most 2 % of the true claims are struck."""
    true = [row for row in rows(FIRST) if row["true"]]
    struck = [(row["claim"], v.problems) for row in true if not (v := verdict(row)).held]
    assert len(struck) <= 0.02 * len(true), struck


def test_freely_worded_true_claims_stand() -> None:
    """At most 2 % of what the other authors say truly is struck."""
    true = [row for row in others() if row["true"]]
    struck = [(row["claim"], v.problems) for row in true if not (v := verdict(row)).held]
    assert len(struck) <= 0.02 * len(true), struck


def test_freely_worded_false_claims_are_caught_no_worse_than_measured() -> None:
    """98 % is not reached on free prose: who did what to whom needs more than looking up."""
    false = [row for row in others() if not row["true"]]
    missed = [(row["kind"], row["claim"]) for row in false if verdict(row).held]
    assert len(missed) <= 0.14 * len(false), missed


LINES = {
    1: "14:05:31 ERROR pool exhausted on host-11: active=50 waiting=12",
    2: "14:05:34 ERROR HTTP 530 from edge-2 after 30 ms",
    3: "14:06:02 INFO deploy v2.3.1 finished",
}


@pytest.mark.parametrize(
    ("claim", "line", "quote"),
    [
        ("The pool was exhausted on host-1.", 1, "pool exhausted on host-1"),
        ("edge-2 answered 503.", 2, "HTTP 530"),
        ("edge-2 answered after 30 s.", 2, "after 30 ms"),
        ("Twelve requests were active.", 1, "active=50 waiting=12"),
        ("The deploy of v2.3.2 finished.", 3, "deploy v2.3.1 finished"),
        ("The pool was exhausted.", 2, "pool exhausted"),
        ("Read https://evil.example/x for the fix of the pool.", 1, "pool exhausted"),
        ("<!channel> the pool was exhausted.", 1, "pool exhausted"),
        ("Run `rm -rf /` as the pool is exhausted.", 1, "pool exhausted"),
    ],
)
def test_near_misses_do_not_hold(claim: str, line: int, quote: str) -> None:
    """A claim that is nearly right, or that carries what was not in the input, is wrong."""
    sent = Material({"logs": LINES}, "", (), "")
    found = verification.check(claim, [Citation(evidence="logs", line=line, quote=quote)], sent)
    assert not found.held


def test_times_between_cited_lines_may_be_told() -> None:
    """A span that code can compute from the cited lines counts as found."""
    sent = Material({"logs": LINES}, "", (), "")
    cites = [
        Citation(evidence="logs", line=1, quote="pool exhausted"),
        Citation(evidence="logs", line=3, quote="deploy v2.3.1 finished"),
    ]
    claim = "The deploy finished 31 s after the pool was exhausted."
    assert verification.check(claim, cites, sent).held
