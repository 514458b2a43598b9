"""The root-cause category over a corpus of whole reports."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from core.ai.text.causes import categorise
from core.domain.analysis import RootCauseCategory as Category

CORPUS = Path(__file__).parents[1] / "corpora" / "causes_blind.jsonl"
LEAST = 0.93
LEAST_PER_CATEGORY = 0.85

Report = dict[str, Any]


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    """The reports of the corpus: `id`, `text`, `category`."""
    return [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def _f1(told: list[str], right: list[str]) -> dict[str, float]:
    """The F1 of each category."""
    hits = Counter(one for one, other in zip(told, right, strict=True) if one == other)
    said, true = Counter(told), Counter(right)
    return {each: 2 * hits[each] / max(1, said[each] + true[each]) for each in Category}


def test_the_corpus_has_every_category_alike(reports: list[Report]) -> None:
    """Twenty reports of each of the six categories, no two with the same text."""
    assert Counter(report["category"] for report in reports) == dict.fromkeys(Category, 20)
    assert len({report["text"] for report in reports}) == len(reports)


def test_the_category_of_whole_reports(reports: list[Report]) -> None:
    """Macro-F1 over reports with red herrings, load that followed, and roll-backs as the fix.

    The reports were written without the rules in view, and the rules of that time reached 0.23.
    They have since been widened with two thirds of the reports at hand: 0.95 on these now, 0.98
    on the third that was kept back, which is no harder than the rest and by the same hand. So
    this guards what was reached; it does not say what an unseen report will get. Nearer to that:
    of 50 public post-mortems, labelled by hand before the rules were run on them, the rules put
    36 right, the former ones 25.
    """
    told = [categorise("", report["text"]).category.value for report in reports]
    scores = _f1(told, [report["category"] for report in reports])
    assert sum(scores.values()) / len(scores) >= LEAST, scores
    assert min(scores.values()) >= LEAST_PER_CATEGORY, scores


def test_the_category_rests_on_a_sentence_of_the_report(reports: list[Report]) -> None:
    """Whatever is claimed can be looked up in the text, word for word."""
    for report in reports:
        opinion = categorise("", report["text"])
        assert opinion.sentence in report["text"]
        assert opinion.sentence or opinion.category is Category.OTHERS, report["id"]
