"""Logs summarised: every form, every size, and whatever isn't a log."""

import gzip
import json
import resource
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web import splitters
from bot.web.config import WebConfig
from core.errors import TocsinError
from tests.bot.web.server import Web, problem, serving

PATH = "/api/v1/logs/summarize"
LINES = [
    "2026-11-24T09:00:00Z INFO checkout: started",
    "2026-11-24T09:00:01Z INFO checkout: order 17 placed",
    "2026-11-24T09:00:02Z ERROR checkout: Unable to acquire connection",
    "2026-11-24T09:00:03Z INFO checkout: order 18 placed",
]
PLAIN = "\n".join(LINES).encode()
NDJSON = "\n".join(json.dumps(line) for line in LINES).encode()
OBJECT = json.dumps({"logs": LINES}).encode()
FORMS = [
    ("application/json", OBJECT),
    ("text/plain", PLAIN),
    ("text/plain; charset=utf-8", PLAIN.replace(b"\n", b"\r\n") + b"\r\n"),
    ("application/x-ndjson", NDJSON),
    ("application/jsonl", NDJSON + b"\n"),
]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("media", "body"), FORMS)
async def test_every_form_reads_the_same(web: Web, media: str, body: bytes, packed: bool) -> None:
    """An object, plain text and JSON lines, each also gzipped, give the same summary."""
    headers = {"Content-Type": media}
    if packed:
        body, headers = gzip.compress(body), {**headers, "Content-Encoding": "gzip"}
    answer = await web.client.post(PATH, data=body, headers=headers)
    summary = await answer.json()
    assert answer.status == 200, summary
    assert summary["line_count"] == 4
    assert summary["first_error"] == {"line": 3, "text": LINES[2]}
    assert summary["first_at"].startswith("2026-11-24T09:00:00")
    assert summary["levels"]["error"] == 1
    assert sum(template["count"] for template in summary["templates"]) == 4
    assert set(summary) == {
        "line_count", "first_at", "last_at", "levels", "summary", "templates", "first_error",
        "key_lines", "bursts", "findings", "recommendations", "truncated",
    }  # fmt: skip


async def test_structured_logs_stand_as_they_came(web: Web) -> None:
    """An object in JSON lines is one log line, shown as it was sent."""
    lines = [{"level": "info", "msg": "ok"}, {"level": "error", "msg": "pool exhausted"}]
    body = "\n".join(json.dumps(line) for line in lines)
    answer = await web.client.post(
        PATH, data=body, headers={"Content-Type": "application/x-ndjson"}
    )
    summary = await answer.json()
    assert summary["first_error"] == {"line": 2, "text": json.dumps(lines[1])}


@pytest.mark.parametrize(
    ("media", "body", "status"),
    [
        ("application/json", b"", 400),
        ("application/json", b"{", 400),
        ("application/json", b'{"logs": ["a"', 400),
        ("application/json", b'{"logs": ["a"]} x', 400),
        ("application/json", b'{"logs": ["a" "b"]}', 400),
        ("application/json", b'{"logs": ["\\q"]}', 400),
        ("application/json", b"{}", 422),
        ("application/json", b"[]", 422),
        ("application/json", b'"x"', 422),
        ("application/json", b'{"logs": "x"}', 422),
        ("application/json", b'{"logs": null}', 422),
        ("application/json", b'{"logs": ["a", 5]}', 422),
        ("application/json", b'{"logs": [["a"]]}', 422),
        ("application/json", b'{"lines": ["a"]}', 422),
        ("application/json", b'{"logs": [], "more": 1}', 422),
        ("application/x-ndjson", b'"a"\n{', 400),
        ("application/x-ndjson", b'"a"\n5', 422),
        ("application/x-ndjson", b"[1]", 422),
        ("application/xml", b"<a/>", 415),
        ("text/plain; charset=utf-16", b"a", 415),
    ],
)
async def test_what_is_no_log_is_refused(web: Web, media: str, body: bytes, status: int) -> None:
    """Broken JSON is 400, a wrong type or field 422, another media type 415."""
    answer = await web.client.post(PATH, data=body, headers={"Content-Type": media})
    await problem(answer, status)


async def test_odd_characters_are_readable(web: Web) -> None:
    """U+0000, lone surrogates and broken UTF-8 become U+FFFD."""
    answer = await web.client.post(
        PATH,
        data=b'{"logs": ["ERROR a\\u0000b \\ud800c"]}',
        headers={"Content-Type": "application/json"},
    )
    assert (await answer.json())["first_error"]["text"] == "ERROR a\ufffdb \ufffdc"
    answer = await web.client.post(
        PATH, data=b"ERROR \xff\x00", headers={"Content-Type": "text/plain"}
    )
    assert (await answer.json())["first_error"]["text"] == "ERROR \ufffd\ufffd"


async def test_a_log_over_the_bound_is_refused(sqlite_url: str, data_dir: Path) -> None:
    """Once more was unpacked than the bound, the rest isn't read: 413, however small it came."""
    config = replace(WebConfig(), max_log=1_000_000)
    async with serving(sqlite_url, data_dir, config) as web:
        bomb = gzip.compress(b"INFO all is well\n" * 1_000_000)
        headers = {"Content-Type": "text/plain", "Content-Encoding": "gzip"}
        await problem(await web.client.post(PATH, data=bomb, headers=headers), 413)


async def test_a_long_log_takes_little_memory(web: Web) -> None:
    """A log of 64 MiB is read as it arrives and never held whole."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    piece = ("2026-11-24T09:00:00Z INFO checkout: order 17 placed\n" * 20_000).encode()

    async def body() -> AsyncIterator[bytes]:
        for _ in range(64 * 1024 * 1024 // len(piece)):
            yield piece

    answer = await web.client.post(PATH, data=body(), headers={"Content-Type": "text/plain"})
    summary = await answer.json()
    assert summary["line_count"] == 20_000 * (64 * 1024 * 1024 // len(piece))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 40 * 1024, f"{grown} KiB more"


def split(splitter: splitters.Splitter, pieces: list[str]) -> list[str]:
    """All lines of text that comes in pieces."""
    return [line for piece in pieces for line in splitter.feed(piece)] + splitter.end()


@given(lines=st.lists(st.text()), cut=st.integers(1, 50))
def test_pieces_do_not_matter(lines: list[str], cut: int) -> None:
    """However a JSON object is cut into pieces, its lines are those that were sent."""
    text = json.dumps({"logs": lines}, ensure_ascii=cut % 2 == 0)
    pieces = [text[start : start + cut] for start in range(0, len(text), cut)]
    expected = [part.replace("\x00", "\ufffd") for line in lines for part in line.split("\n")]
    assert split(splitters.JsonObject(), pieces) == expected


@given(text=st.text(alphabet='{}[]",:\\ logsnul1a\n', max_size=40))
def test_the_stream_reader_agrees_with_json(text: str) -> None:
    """What isn't JSON is never taken, and what is taken says the same as `json` reads."""
    try:
        lines = split(splitters.JsonObject(), list(text))
    except TocsinError:
        return
    value: dict[str, Any] = json.loads(text)
    assert lines == [part for line in value["logs"] for part in line.split("\n")]
