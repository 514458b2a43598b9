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
# None of their authors had seen the code that checks. The first kept to the prompt of the product,
# as a model does; the second only knew what is planted; the third wrote freely, and planted also
# denials, roles and causes.
PROMPTED = (
    "shops", "trades", "offices", "travel", "brokers", "rides", "rentals", "groceries", "parcels",
    "charities", "makers",
)  # fmt: skip
WORDED = ("shops", "trades", "offices", "travel", "brokers", "rides", "rentals")
FREE = ("blind", "web", "servers", "business", "reports", "oncall", "findings", "answers")


def rows(corpus: str) -> list[dict[str, Any]]:
    """Every claim of a corpus, each with its evidence."""
    lines = (CORPORA / corpus).read_text(encoding="utf-8").splitlines()
    return [
        {**scenario, **claim}
        for scenario in map(json.loads, lines)
        for claim in scenario.get("claims", [{}])
    ]


def all_rows(kind: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """The claims of several corpora of a kind."""
    return [row for name in names for row in rows(f"verifier_{kind}{name}.jsonl")]


def struck(claims: list[dict[str, Any]]) -> list[tuple[str, tuple[str, ...]]]:
    """The true claims that don't hold, with why."""
    tried = [(row["claim"], verdict(row)) for row in claims if row["true"]]
    return [(claim, found.problems) for claim, found in tried if not found.held]


def missed(claims: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The false claims that hold, with what was planted."""
    false = [row for row in claims if not row["true"]]
    return [(row["kind"], row["claim"]) for row in false if verdict(row).held]


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
    blind = Counter(row["true"] for row in all_rows("prompted_", PROMPTED) if row["independent"])
    assert min(blind[True], blind[False]) >= 1_000


@pytest.mark.parametrize("independent", [True, False])
def test_false_claims_are_caught(independent: bool) -> None:
    """At least 98 % of the planted falsehoods do not hold, in either half."""
    claims = [row for row in rows(FIRST) if row["independent"] is independent]
    false = sum(not row["true"] for row in claims)
    assert len(found := missed(claims)) <= 0.02 * false, found


def test_true_claims_stand() -> None:
    """At most 2 % of the true claims are struck."""
    true = sum(row["true"] for row in rows(FIRST))
    assert len(found := struck(rows(FIRST))) <= 0.02 * true, found


def test_answers_by_the_prompt_are_told_apart() -> None:
    """At least 98 % of what is false is caught, and at most 2 % of what is true is struck."""
    claims = all_rows("prompted_", PROMPTED)
    true = sum(row["true"] for row in claims)
    assert len(found := missed(claims)) <= 0.02 * (len(claims) - true), found
    assert len(lost := struck(claims)) <= 0.02 * true, lost


@pytest.mark.parametrize(("kind", "names", "most"), [("worded_", WORDED, 0.08), ("", FREE, 0.135)])
def test_other_wording_is_told_apart_no_worse_than_measured(
    kind: str, names: tuple[str, ...], most: float
) -> None:
    """At most 2 % of what is true is struck; 98 % caught is not reached where words are free."""
    claims = all_rows(kind, names)
    true = sum(row["true"] for row in claims)
    assert len(lost := struck(claims)) <= 0.02 * true, lost
    assert len(found := missed(claims)) <= most * (len(claims) - true), found


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
