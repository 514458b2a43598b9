"""Secrets that no single pattern finds: keys over many prefixed lines, and what is encoded."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator

BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----")
END = re.compile(r"-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----")
RUN = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")
LAST = re.compile(r"=?[A-Za-z0-9+/]{4,}={0,2}(?=[\"'\\,\s]*\Z)")
LONG_RUN = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{48,}={0,2}(?![A-Za-z0-9+/_-])")
LONGEST_KEY = 200
ENCODED_JSON = re.compile(r"(?<![\w+/-])eyJ[A-Za-z0-9+/_-]{13,}={0,2}(?![\w.+/-])")
NAMED_COLUMNS = (
    r"insert\s+into\s+[\w.\"`\[\]]+\s*\([^)]*?(?:passw|pwd|secret|token|ssn)[^)]*\)\s*values\s*"
)
ROW = r"(?>'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|\([^()\n]{0,200}\)|[^()'\"\n])+"
COLUMNS = re.compile(
    rf"{NAMED_COLUMNS}\((?P<it>{ROW}(?:\)\s*,\s*\({ROW})*)\)|"
    # in a text that was cut or quoted once more
    rf"{NAMED_COLUMNS}\((?P<cut>[^\n]{{3,2000}}?)\)(?=\s*(?:$|[;,]|on\b|returning\b))",
    re.IGNORECASE | re.MULTILINE,
)


def key_blocks(text: str) -> Iterator[tuple[int, int]]:
    """The lines of private keys, whatever a log put before or behind them, also of cut ones."""
    done = -1
    for begin in BEGIN.finditer(text):
        if begin.start() >= done:
            end = END.search(text, begin.end())
            at, until = begin.end(), end.start() if end else len(text)
            done = end.end() if end else begin.end()
            yield from _body(text, at, until)
    for end in END.finditer(text):
        before = text.rfind("-----BEGIN", 0, end.start())
        if before < 0 or END.search(text, before, end.start()):
            yield from _backwards(text, end.start())


def _body(text: str, at: int, until: int) -> Iterator[tuple[int, int]]:
    """What looks like base64 between two places, a line at a time, until it stops."""
    missed = 0
    for number, line in enumerate(text[at:until].split("\n")):
        spans = [match.span() for match in RUN.finditer(line)]
        last = LAST.search(line)
        if last and not any(start <= last.start() < end for start, end in spans):
            spans.append(last.span())
        yield from ((at + start, at + end) for start, end in spans)
        missed = 0 if spans else missed + 1
        if number > LONGEST_KEY or (missed > 8 and until == len(text)):
            return
        at += len(line) + 1


def _backwards(text: str, at: int) -> Iterator[tuple[int, int]]:
    line_end = text.rfind("\n", 0, at)
    for _ in range(LONGEST_KEY):
        start = text.rfind("\n", 0, max(line_end, 0)) + 1
        runs = list(RUN.finditer(text, start, max(line_end, start)))
        if not runs:
            return
        yield from (run.span() for run in runs)
        line_end = start - 1


def loose_key_lines(text: str) -> Iterator[tuple[int, int]]:
    """Two or more lines with the body of a key and nothing else of it."""
    if "MII" not in text and "b3BlbnNzaC1rZXk" not in text:
        return
    for match in re.finditer(r"(?:MII[A-Za-z0-9+/]|b3BlbnNzaC1rZXk)[A-Za-z0-9+/]{40,}={0,2}", text):
        yield match.span()
        at = text.find("\n", match.end())
        while at >= 0:
            end = text.find("\n", at + 1)
            run = LONG_RUN.search(text, at + 1, end if end >= 0 else len(text))
            if run is None:
                break
            yield run.span()
            at = end


def inserted(text: str) -> Iterator[tuple[int, int]]:
    """The values of an INSERT whose columns have a password among them."""
    return (match.span("it" if match["it"] else "cut") for match in COLUMNS.finditer(text))


def encoded_objects(tells: Callable[[str], bool]) -> Callable[[str], Iterator[tuple[int, int]]]:
    """Finds base64 of a JSON object for which `tells` says that it holds something to mask."""

    def search(text: str) -> Iterator[tuple[int, int]]:
        for match in ENCODED_JSON.finditer(text):
            if tells(_decoded(match[0])):
                yield match.span()

    return search


def _decoded(encoded: str) -> str:
    """What base64 (either alphabet, padded or not) says; nothing where it is none."""
    plain = encoded.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        raw = base64.b64decode(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return ""
    return raw.decode("utf-8", "replace")
