"""What the incidents most like a new one were called."""

import pytest

from core.ai.text.neighbours import Neighbours, seen
from core.ai.text.severity import Correction, SeverityModel
from core.domain.incident import Severity

BEGUN = "We are experiencing an issue beginning at Monday, {day} 08:00 US/Pacific."
KNOWN = [
    (seen("Cloud Console shows wrong totals", BEGUN.format(day="2022-03-07")), 0),
    (seen("Cloud Console is slow in some browsers", BEGUN.format(day="2022-03-09")), 0),
    (seen("Networking packet loss in europe-west1", BEGUN.format(day="2022-03-08")), 2),
]


def test_the_nearest_examples_decide() -> None:
    """What reads like the packet loss is called what that was called."""
    known = Neighbours(KNOWN, 3)
    lost = known.shares(seen("Packet loss in us-east1", BEGUN.format(day="2022-03-20")))
    console = known.shares(seen("Cloud Console shows no totals", BEGUN.format(day="2022-03-20")))
    assert lost[2] > 0.5 > console[2]
    assert sum(lost) == pytest.approx(1.0)


def test_what_was_written_at_the_same_time_is_nearer() -> None:
    """Habits of labelling drift, so the same words count for more when they are recent."""
    text = "Elevated errors in Cloud Storage"
    known = Neighbours(
        [
            (seen(text, BEGUN.format(day="2017-02-01")), 0),
            (seen(text, BEGUN.format(day="2022-02-01")), 1),
        ],
        2,
    )
    shares = known.shares(seen(text, BEGUN.format(day="2022-04-01")))
    assert shares[1] > 0.6


@pytest.mark.parametrize(
    "text", ["", "???", "2022-13-45 99:99", "from 2022-01-01 08:00 until 0001-00-00"]
)
def test_texts_without_words_or_true_dates_are_answered(text: str) -> None:
    """Nothing alike is no error: classes then count equally, or as the shape says."""
    assert sum(Neighbours(KNOWN, 3).shares(seen("", text))) == pytest.approx(1.0)


def test_a_few_corrections_leave_the_prior_and_many_move_it() -> None:
    """A team with two incidents is served by what ships, one with fifty by its own."""
    day = BEGUN.format(day="2022-03-07")
    lesson = [
        Correction(f"Networking: packet loss in zone {n}", day, Severity.LOW, "status/gcp")
        if n % 2
        else Correction(f"Console: wrong totals in view {n}", day, Severity.HIGH, "status/gcp")
        for n in range(50)
    ]
    asked = ("Networking: packet loss in zone 99", day)
    shipped, few, many = (
        SeverityModel.shipped().learn(lesson[:count]).suggest(*asked, source="status/gcp").score
        for count in (0, 2, 50)
    )
    assert many < few
    assert many < shipped - 0.3
    assert abs(few - shipped) < abs(many - shipped)
