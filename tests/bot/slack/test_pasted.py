"""What reads like a log, and where a token may be sent to fetch one."""

import pytest

from bot.slack.pasted import lines_of, reads_like_a_log
from bot.slack.workspace import is_slacks

JSON_LINES = '{"level": "error", "msg": "pool"}\n{"level": "info", "msg": "ok"}\n{"a": 1}'
TRACE = 'Traceback (most recent call last):\n  File "app.py", line 1, in f\nValueError: x'


@pytest.mark.parametrize(
    "text",
    [
        "14:05:33 pool full\n14:05:34 pool full\n14:05:35 ok",
        "```ERROR one\nERROR two\nWARN three```",
        JSON_LINES,
        TRACE,
        "look:\nERROR a\nERROR b\nERROR c",
    ],
)
def test_a_log_is_known_by_its_lines(text: str) -> None:
    """Times, levels, JSON and stack frames, with or without a word before."""
    assert reads_like_a_log({"text": text})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ERROR one line",
        "at noon it was slow\nthen fine\nthen slow",
        "1. look\n2. think\n3. act",
    ],
)
def test_talk_is_no_log(text: str) -> None:
    """A line alone, prose and lists are talk."""
    assert not reads_like_a_log({"text": text})


@pytest.mark.parametrize(
    ("name", "kind", "read"),
    [
        ("app.log", "", True),
        ("app.log.1", "application/octet-stream", True),
        ("notes", "text/plain", True),
        ("events.jsonl", "application/json", True),
        ("graph.png", "image/png", False),
        ("app.log.gz", "application/gzip", False),
    ],
)
def test_a_text_file_is_one_by_name_or_kind(name: str, kind: str, *, read: bool) -> None:
    """What can be read as lines; pictures and archives can't."""
    assert reads_like_a_log({"text": "", "files": [{"name": name, "mimetype": kind}]}) is read


def test_a_code_block_loses_its_marks() -> None:
    """The lines are what was in the log, unescaped."""
    assert lines_of("```\na &lt;b&gt;\n  c\n```") == ["a <b>", "  c"]
    assert lines_of("```ERROR a\nERROR b```") == ["ERROR a", "ERROR b"]
    assert lines_of("look:\n```json\n{}\n```\nand ```{1}```") == ["{}", "{1}"]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://files.slack.com/files-pri/T1-F1/app.log", True),
        ("http://127.0.0.1:8080/sandbox/files/F1", True),
        ("http://files.slack.com/files-pri/T1-F1/app.log", False),
        ("https://files.slack.com.evil.example/app.log", False),
        ("https://evilslack.com/app.log", False),
        ("http://127.0.0.1:9000/files/F1", False),
        ("", False),
    ],
)
def test_the_token_goes_to_slack_alone(address: str, *, allowed: bool) -> None:
    """Over TLS to Slack's own hosts, or to the server that stands for Slack."""
    assert is_slacks(address, "http://127.0.0.1:8080/sandbox/api/") is allowed
