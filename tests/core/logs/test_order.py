"""First, last and onset go by the time that lines have, whatever order they stand in."""

from datetime import UTC, datetime

import pytest

from core.logs import summarise

NEWER = [
    f"2026-11-24T14:{5 + n // 60:02}:{n % 60:02}Z INFO shop: order {n} sold" for n in range(90)
]
NEWER[27] = "2026-11-24T14:05:27Z ERROR shop: pool exhausted, 50 of 50 connections in use"
OLDER = [
    "2026-11-24T09:31:00Z INFO shop: started",
    "2026-11-24T09:33:00Z ERROR shop: charge failed: acquirer answered 503",
    "com.example.PaymentException: declined",
    "\tat com.example.Pay.charge(Pay.java:17)",
    "2026-11-24T09:34:00Z INFO shop: order 7 sold",
]
NEWEST = ["2026-11-24T16:00:00Z INFO shop: order 99 sold"]
LINES = NEWER + OLDER + NEWEST


def test_the_first_error_is_the_earliest() -> None:
    """Older lines that were added later keep their numbers, and come first in time."""
    digest = summarise(LINES)
    assert digest.first_error is not None
    assert digest.first_error.line == len(NEWER) + 2
    assert digest.first_error.text == OLDER[1]
    assert digest.first_at == datetime(2026, 11, 24, 9, 31, tzinfo=UTC)
    assert digest.last_at == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def test_every_number_is_that_of_its_line() -> None:
    """Templates, key lines and the first error are found where the digest says they stand."""
    digest = summarise(LINES)
    for template in digest.templates:
        assert template.example == LINES[template.first_line - 1]
    for key in digest.key_lines:
        assert key.text == LINES[key.line - 1]
    sold = max(digest.templates, key=lambda each: each.count)
    assert (sold.count, sold.last_line) == (91, len(LINES))
    assert sold.first_at == datetime(2026, 11, 24, 9, 34, tzinfo=UTC)
    assert digest.line_count == len(LINES)


def test_a_trace_stays_with_its_record() -> None:
    """Lines without a time follow the one that they stand under."""
    digest = summarise(LINES)
    assert digest.record_count == len(LINES) - 2
    assert digest.levels["error"] == 2


def test_the_onset_goes_by_time() -> None:
    """Where errors are frequent from: an outage that was added later began earlier."""
    calm = [f"2026-11-24T08:{n:02}:00Z INFO served {n}" for n in range(60)]
    bad = [f"2026-11-24T09:00:{n:02}Z ERROR upstream {n} refused" for n in range(30)]
    digest = summarise(bad + calm)
    assert digest.onset is not None
    assert (digest.onset.line, digest.onset.share_before) == (1, 0)
    assert digest.onset.at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "lines",
    [
        # threads write late, by seconds
        [
            "2026-11-24T14:05:31Z ERROR shop: second",
            "2026-11-24T14:05:12Z ERROR shop: earlier but late",
        ],
        # the new year, where no year is told
        ["Dec 31 23:59:58 web-1 app: ERROR before", "Jan  1 00:00:02 web-1 app: ERROR after"],
        # no dates
        ["14:05:31 ERROR second", "09:05:12 ERROR first?"],
        ["ERROR no time", "INFO none here"],
    ],
)
def test_where_times_do_not_tell_the_order_lines_do(lines: list[str]) -> None:
    """A little late, without a date, or without any time."""
    digest = summarise(lines, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert digest.first_error is not None
    assert digest.first_error.line == 1
