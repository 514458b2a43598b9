"""Grouping of raw lines into templates, over made-up logs and over the shared ones."""

import csv
import gzip
import random
from collections import defaultdict
from collections.abc import Hashable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.logs import templates
from tests.core.logs import samples

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


def accuracy(predicted: Sequence[Hashable], true: Sequence[Hashable]) -> float:
    """Share of lines whose predicted group is exactly a true group."""
    groups, gold = defaultdict[Hashable, set[int]](set), defaultdict[Hashable, set[int]](set)
    for index, (guess, truth) in enumerate(zip(predicted, true, strict=True)):
        groups[guess].add(index)
        gold[truth].add(index)
    exact = {frozenset(members) for members in gold.values()}
    right = sum(len(m) for m in groups.values() if frozenset(m) in exact)
    return right / len(true)


@pytest.mark.parametrize("style", samples.STYLES)
def test_lines_of_a_known_style_are_grouped_by_their_message(style: str) -> None:
    """Raw lines with any common header come out by the form of their message."""
    made = samples.lines(style)
    found = templates(line for line, _ in made)
    assert accuracy(found.ids, [form for _, form in made]) >= 0.95


def test_styles_that_follow_each_other_in_one_log_are_still_grouped() -> None:
    """One file with the logs of several systems in turn is read as well as each alone."""
    made = [pair for style in samples.STYLES for pair in samples.lines(style, 300)]
    found = templates(line for line, _ in made)
    assert accuracy(found.ids, [form for _, form in made]) >= 0.9


def test_real_logs_are_grouped_as_people_labelled_them(shared: Path) -> None:
    """The mean over the shared systems is at least 0.93, and no system is under 0.80."""
    figures = {}
    csv.field_size_limit(10**7)
    for path in sorted((shared / "data" / "logs").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        found = templates(row["Raw"] for row in rows)
        figures[path.name] = accuracy(found.ids, [row["EventId"] for row in rows])
    assert min(figures.values()) >= 0.80, figures
    assert sum(figures.values()) / len(figures) >= 0.93, figures


@given(st.lists(TEXT, max_size=40))
def test_every_line_has_a_template_and_the_answer_is_the_same_twice(lines: list[str]) -> None:
    """Whatever the text, there is one id a line, each an index into the texts."""
    first, second = templates(lines), templates(iter(lines))
    assert len(first.ids) == len(lines)
    assert all(0 <= number < len(first.texts) for number in first.ids)
    assert first == second


@settings(deadline=None, max_examples=10)
@given(st.integers(min_value=0, max_value=2**32))
def test_the_order_of_lines_does_not_change_the_groups(seed: int) -> None:
    """Groups hang on the set of lines, so shuffled lines are grouped alike."""
    made = [line for line, _ in samples.lines("sshd", 200, seed)]
    shuffled = made.copy()
    random.Random(seed).shuffle(shuffled)
    before = dict(zip(made, (templates(made).texts[n] for n in templates(made).ids), strict=True))
    found = templates(shuffled)
    after = {line: found.texts[n] for line, n in zip(shuffled, found.ids, strict=True)}
    assert accuracy([before[line] for line in made], [after[line] for line in made]) == 1.0
