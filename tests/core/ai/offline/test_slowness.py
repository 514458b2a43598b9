"""Times that lines tell, and calls that become slow."""

import pytest

from core.ai.offline.slowness import Call, rises, seconds, spelled


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("GET /cart 200 21ms", 0.021),
        ("request completed path=/cart duration_ms=70", 0.07),
        ("charge ok provider=acmepay ms=147", 0.147),
        ("slow query: SELECT 1 duration=3000ms", 3.0),
        ('{"path": "/cart", "elapsed_ms": 4200}', 4.2),
        ("Page rendered in 8.00 seconds", 8.0),
        ("job took 3.5 s", 3.5),
        ("GET /a 200 rt=0.412", 0.412),
        ("upstream connect timeout after 5000ms", None),
        ("timeout=30s retries=3", None),
        ("retrying in 4s", None),
        ("next run in 300 seconds, interval 60s", None),
        ("pool size=20 latency=7", None),
        ("listening on 10.0.0.1:5432", None),
        ("served 40 orders at 12:01:30", None),
    ],
)
def test_reads_the_time_that_a_call_took(line: str, wanted: float | None) -> None:
    """Set, waited and counted times are none, nor are numbers without a unit."""
    assert seconds(line) == (None if wanted is None else pytest.approx(wanted))


def calls(*durations: float) -> list[Call]:
    """Calls of one kind in lines from 1 on."""
    return [Call("get cart", line, took) for line, took in enumerate(durations, 1)]


def test_finds_where_calls_become_slow() -> None:
    """The first and last slow line, how many, and both medians."""
    (rise,) = rises(calls(*[0.02] * 10, *[5.0] * 6, *[0.02] * 5))
    assert (rise.first, rise.last, rise.calls, rise.calls_before) == (11, 16, 6, 10)
    assert (rise.before, rise.after) == (0.02, 5.0)


@pytest.mark.parametrize(
    "durations",
    [
        [0.02] * 30,
        [0.02, 0.03, 0.05, 0.04, 0.06] * 6,
        [0.02] * 20 + [5.0] + [0.02] * 20,
        [5.0] * 20,
        [5.0] * 10 + [0.02] * 10,
        [0.01, 4.0, 0.01, 0.02] * 8,
        [0.02] * 3 + [5.0] * 2,
        [0.001] * 10 + [0.004] * 10,
    ],
    ids=["even", "noise", "one", "always", "faster", "mixed", "few", "unfelt"],
)
def test_finds_nothing_where_nothing_rises(durations: list[float]) -> None:
    """Noise, single slow calls and what was always slow are no rise."""
    assert rises(calls(*durations)) == ()


def test_kinds_of_call_are_held_apart() -> None:
    """A slow report after quick pages is another kind of call, not a slow page."""
    quick = [Call("page", line, 0.02) for line in range(1, 20)]
    slow = [Call("report", line, 9.0) for line in range(20, 40)]
    assert rises(quick + slow) == ()


def test_spells_durations() -> None:
    """As people read them."""
    assert [spelled(0.0214), spelled(5.2), spelled(75)] == ["21.4 ms", "5.2 s", "75 s"]
