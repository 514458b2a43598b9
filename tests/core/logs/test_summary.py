"""What a digest says: exact line numbers, levels, records, key lines."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.logs import summarise
from core.logs.complaints import complaint
from core.logs.model import LogDigest

DECOYS = (
    "INFO sync done errors=0",
    "INFO error_rate 0.0",
    "INFO retry succeeded, no error",
    'INFO "GET /errors/500.html HTTP/1.1" 200 31',
    "INFO user Error logged in",
    "INFO job finished: failed: 0, ok: 12",
    "sync done errors=0",
    "error_rate 0.0",
    "GET /errors/500.html 200",
    "a user named Error signed up",
    "loaded error handler middleware",
    "connection timeout set to 5000 ms",
    "opened file /var/log/error.log",
    '{"level":"info","msg":"batch done","errors":0,"error":null}',
    "restored after earlier failure, all checks passed",
)
FAILURES = (
    "ERROR db-1 connection pool exhausted: 100/100 in use",
    "could not connect to db-1:5432: connection refused",
    "2026-11-24T10:00:00Z FATAL out of memory",
)


@pytest.mark.parametrize("seed", range(8))
def test_true_failures_stand_out_among_lines_that_only_look_like_errors(seed: int) -> None:
    """Of 200 lines in any order, only the three failures count as errors."""
    r = random.Random(seed)
    lines = [r.choice(DECOYS) for _ in range(197)] + list(FAILURES)
    r.shuffle(lines)
    digest = summarise(lines)
    wanted = sorted(lines.index(failure) + 1 for failure in FAILURES)
    assert digest.levels.get("error", 0) + digest.levels.get("fatal", 0) == 3
    assert digest.first_error is not None
    assert digest.first_error.line == wanted[0]
    assert sorted(key.line for key in digest.key_lines[:3]) == wanted


@pytest.mark.parametrize("text", DECOYS)
def test_a_line_that_only_looks_like_an_error_does_not_complain(text: str) -> None:
    """Zero counts, negations, addresses and names are no failures."""
    assert complaint(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        *FAILURES,
        "panic: runtime error: invalid memory address",
        "java.lang.NullPointerException: null",
        'ERROR: null value in column "id" violates not-null constraint',
        "GET /api/orders 503",
        "Out of memory: Killed process 4711 (java)",
        "dial tcp 10.0.0.1:443: i/o timeout",
        "request failed with status 500",
    ],
)
def test_a_plain_failure_complains_loudly(text: str) -> None:
    """A failure is seen whether or not a level is stated."""
    assert complaint(text) == 2


def test_a_stack_trace_belongs_to_the_record_above_it() -> None:
    """Continuation lines are no records of their own, and lines keep their numbers."""
    lines = [
        "2026-11-24 10:00:00,001 INFO  [main] app.Server: started",
        "2026-11-24 10:00:01,002 ERROR [http-1] app.Orders: checkout failed",
        "java.lang.IllegalStateException: no stock",
        "\tat app.Orders.checkout(Orders.java:17)",
        "Caused by: java.sql.SQLException: pool exhausted",
        "\t... 12 more",
        "",
        "2026-11-24 10:00:02,003 WARN  [http-2] app.Orders: slow",
    ]
    digest = summarise(lines)
    assert digest.line_count == 8
    assert digest.record_count == 3
    assert digest.levels == {"error": 1, "warn": 1, "info": 1}
    assert digest.first_error is not None
    assert (digest.first_error.line, digest.first_error.text) == (2, lines[1])
    assert [t.first_line for t in digest.templates] == [1, 2, 8]


HEADERS = (
    "{m}",
    "2026-11-24T10:00:00.123Z {l} {m}",
    "2026-11-24 10:00:00,123 - {l} - {m}",
    "Nov  4 09:01:02 web-1 app[123]: {l} {m}",
    "[Tue Nov 24 10:00:00 2026] [{l}] {m}",
    "1764000000.123 {l} {m}",
    '{{"time":"2026-11-24T10:00:00Z","level":"{l}","msg":"{m}"}}',
    'time=2026-11-24T10:00:00Z level={l} msg="{m}"',
    "2026-11-24T10:00:00.123456789Z stdout F {l} {m}",
    "web_1  | 2026-11-24 10:00:00 {l} {m}",
    "<13>Nov 24 10:00:00 host app: {l}: {m}",
)


@pytest.mark.parametrize("header", HEADERS[1:])
def test_levels_and_times_are_read_from_any_common_header(header: str) -> None:
    """The stated level counts; the message is what remains."""
    words = ["alpha", "beta", "gamma", "delta"]
    lines = [
        header.format(l="ERROR", m=f"{word} step {n} done") for n, word in enumerate(words * 5)
    ]
    digest = summarise(lines)
    assert digest.levels == {"error": 20}
    assert all("10:0" not in t.template and "ERROR" not in t.template for t in digest.templates)


@pytest.mark.parametrize("word", ["warning", "ERROR", "running", "INFO"])
def test_a_message_of_one_word_is_never_stripped_to_nothing(word: str) -> None:
    """A message that is also a level stays the message."""
    lines = [f"{n} node-{n} unit state 11268140{n} 1 {word}" for n in range(10, 40)]
    assert {t.template for t in summarise(lines).templates} == {word}


def test_klog_lines_state_level_and_time() -> None:
    """The letter is the level; the year comes from the caller."""
    lines = ["E1124 10:00:00.123456       1 reflector.go:150] Failed to watch pods"]
    digest = summarise(lines)
    assert digest.levels == {"error": 1}
    assert digest.templates[0].template == "Failed to watch pods"


WORDS = st.sampled_from([*DECOYS, *FAILURES, "", "\tat x.Y(Z.java:1)", "plain 17 text", "  x", "é"])


@settings(deadline=None)
@given(st.lists(st.one_of(WORDS, st.text(max_size=30)), max_size=60))
def test_numbers_add_up_and_lines_are_those_of_the_input(lines: list[str]) -> None:
    """Counts add up, every line number points at its text, and the answer is repeatable."""
    digest = summarise(lines)
    assert digest.line_count == len(lines)
    assert sum(t.count for t in digest.templates) == digest.record_count <= len(lines)
    assert digest == summarise(iter(lines))
    for key in digest.key_lines:
        assert key.text == _shown(lines[key.line - 1])
    for template in digest.templates:
        assert template.example == _shown(lines[template.first_line - 1])
        assert template.first_line <= template.last_line


def _shown(line: str) -> str:
    return line.rstrip("\r\n").replace("\r", " ").replace("\n", " ")[:2000]


def test_a_long_log_is_read_like_a_short_one_chunk_by_chunk() -> None:
    """Line numbers stay exact over many chunks, and levels add up."""
    lines = [f"2026-11-24 10:00:00 INFO request {n} served" for n in range(20_000)]
    lines[17_003] = "2026-11-24 10:00:00 ERROR disk full on /dev/sda1"
    digest = summarise(lines)
    assert digest.levels == {"error": 1, "info": 19_999}
    assert digest.first_error is not None
    assert digest.first_error.line == 17_004
    assert Counter(t.count for t in digest.templates) == {1: 1, 19_999: 1}


def test_an_empty_log_has_an_empty_digest() -> None:
    """Nothing in, nothing out."""
    assert summarise([]) == LogDigest(line_count=0, levels={}, templates=())


def test_failures_that_begin_late_have_an_onset_and_a_burst() -> None:
    """The line from which errors are frequent is found, with the shares before and after."""
    lines = [f"2026-11-24 10:{n // 60:02}:{n % 60:02} INFO served {n}" for n in range(600)]
    lines += [
        f"2026-11-24 10:{n // 60:02}:{n % 60:02} ERROR upstream {n} refused"
        for n in range(600, 660)
    ]
    digest = summarise(lines)
    assert digest.onset is not None
    assert digest.onset.line == 601
    assert digest.onset.share_before == 0
    assert digest.onset.share_after == 1
    assert digest.bursts
    assert digest.bursts[0].first_line <= 605


def test_more_kinds_of_lines_than_fit_are_counted_and_said_to_be_cut() -> None:
    """With too many templates the failures stay, and the digest says that it left some out."""
    names = ["".join(chr(97 + (n // 26**p) % 26) for p in range(4)) for n in range(900)]
    lines = [f"{a}{b} {b}" for a, b in zip(names, reversed(names), strict=True)]
    lines.insert(450, "ERROR disk full")
    digest = summarise(lines, max_templates=100)
    assert digest.truncated
    assert len(digest.templates) == 100
    assert digest.record_count == digest.line_count == 901
    assert any(t.first_line == 451 and t.level == "error" for t in digest.templates)
