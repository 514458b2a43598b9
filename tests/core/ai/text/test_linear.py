"""The classifier under the severities."""

import pytest

from core.ai.text.linear import EVER, Example, Weights, probabilities, train

ANCHOR: Weights = {"down": [-1.0, 0.0, 1.0]}
KNOWN: list[Example] = [
    *[({EVER: 1.0, "printer": 1.0}, 2, 1.0)] * 4,
    *[({EVER: 1.0, "search": 1.0}, 0, 1.0)] * 4,
    *[({EVER: 1.0, "shop": 1.0}, 1, 1.0)] * 4,
    ({EVER: 1.0, "once": 1.0}, 2, 1.0),
]


def test_what_was_learned_is_found_again_and_the_anchor_stays() -> None:
    """Examples move what they have, and nothing else; one example alone moves no word."""
    learned = train(KNOWN, 3, anchor=ANCHOR, pull=0.3)
    assert probabilities(learned, 3, {"printer": 1.0})[2] > 0.6
    assert probabilities(learned, 3, {"search": 1.0})[0] > 0.6
    assert learned["down"] == ANCHOR["down"]
    assert "once" not in learned
    assert train([], 3, anchor=ANCHOR, pull=0.3) == ANCHOR


def test_the_order_of_examples_changes_nothing_that_matters() -> None:
    """There is one best answer, whichever example comes first."""
    one = train(KNOWN, 3, anchor=ANCHOR, pull=0.3)
    other = train(KNOWN[::-1], 3, anchor=ANCHOR, pull=0.3)
    for key, row in one.items():
        assert other[key] == pytest.approx(row, abs=1e-3)


def test_a_harder_pull_keeps_what_was_known() -> None:
    """The pull says how many examples it takes."""
    soft, hard = (train(KNOWN, 3, anchor=ANCHOR, pull=pull)["printer"][2] for pull in (0.3, 30.0))
    assert 0 < hard < soft / 4


def test_a_step_in_the_middle_takes_more_examples_to_be_believed() -> None:
    """Weights rise evenly over the classes unless examples insist."""
    even, free = (
        train(KNOWN, 3, anchor=ANCHOR, pull=0.3, uneven=uneven)["shop"] for uneven in (8.0, 1.0)
    )
    assert even[1] - (even[0] + even[2]) / 2 < free[1] - (free[0] + free[2]) / 2
