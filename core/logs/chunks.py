"""Streams lines and gives every line the number of its shape: the line without its digits."""

import re
from array import array
from collections.abc import Iterable, Iterator
from itertools import islice

CHUNK = 4096
LONGEST = 16_384
MOST_SHAPES = 20_000

_DIGITS = b"0123456789"
# Identifiers whose letters are digits too: new in every line, so they are no part of a shape.
_HEX = re.compile(
    rb"(?<![0-9A-Za-z])(?:0[xX][0-9a-fA-F]+|[0-9a-f]{8}(?:-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    rb"|[0-9a-f]{8,}|(?![0-9A-Za-z_])))"
)
_MARKED = re.compile(rb"[\x10-\x15]")
_WORDS = re.compile(r"[A-Za-z]{3,}")
# Only these can turn from harmless to failure by a digit: zero counts, status codes.
_SENSITIVE = re.compile(
    r"(?i)err|fail|except|timeout|crash|panic|fatal|critical|drop|reject|http|status"
)
_NUMBER = re.compile(r"(?<![\w.-])(?<!\d:)(?:0(?:\.0+)?|[1-5]\d\d)(?![\w.]|:\d)")


class Shapes:
    """Every shape seen, with its first and last line; bounded in number, whatever the input.

    `ids` holds the shape of each line, in order. A blank line has the shape `blank`.
    """

    def __init__(self, *, careful: bool = False) -> None:
        self.ids: array[int] = array("I")
        self.first: list[str] = []
        self.first_index: list[int] = []
        self.last: list[str] = []
        self.last_index: list[int] = []
        self.overflowed = False
        self._careful = careful
        self._known: dict[bytes, int] = {}
        self._folded: dict[bytes, int] = {}
        self._sensitive: dict[bytes, bool] = {}

    def feed(self, lines: Iterable[str]) -> None:
        """Takes in all lines."""
        for chunk in _chunks(lines):
            self._take(chunk)

    def _take(self, chunk: list[str]) -> None:
        start = len(self.ids)
        joined = "\n".join(chunk).encode("utf-8", "surrogatepass")
        keys = joined.translate(None, _DIGITS).split(b"\n")
        if self._careful:
            keys = self._refine(keys, chunk)
        known = self._known
        try:
            ids = [known[key] for key in keys]
        except KeyError:
            ids = [
                known[key] if key in known else self._new(key, chunk[offset], start + offset)
                for offset, key in enumerate(keys)
            ]
        self.ids.extend(ids)
        for offset, shape in {shape: offset for offset, shape in enumerate(ids)}.items():
            self.last[offset] = chunk[shape]
            self.last_index[offset] = start + shape

    def _refine(self, keys: list[bytes], chunk: list[str]) -> list[bytes]:
        """Tells zero from other counts and one class of status code from another."""
        sensitive = self._sensitive
        refined = []
        for key, line in zip(keys, chunk, strict=True):
            told = sensitive.get(key)
            if told is None:
                told = bool(_SENSITIVE.search(key.decode("utf-8", "replace")))
                if len(sensitive) < 2 * MOST_SHAPES:
                    sensitive[key] = told
            if told:
                marked = _NUMBER.sub(_class, line).encode("utf-8", "surrogatepass")
                refined.append(marked.translate(None, _DIGITS))
            else:
                refined.append(key)
        return refined

    def _new(self, key: bytes, line: str, index: int) -> int:
        folded = _HEX.sub(b"\x1e", line.encode("utf-8", "surrogatepass"))
        if b"\x1e" in folded and not _MARKED.search(key):
            folded = folded.translate(None, _DIGITS)
            shape = self._folded.get(folded)
            if shape is None:
                shape = self._folded[folded] = self._add(key, line, index)
            elif len(self._known) < 4 * MOST_SHAPES:
                self._known[key] = shape
            return shape
        return self._add(key, line, index)

    def _add(self, key: bytes, line: str, index: int) -> int:
        if len(self.first) >= MOST_SHAPES:
            self.overflowed = True
            words = _WORDS.findall(line[:400])[:3] if len(self.first) < 2 * MOST_SHAPES else []
            key = b"\n\n" + " ".join(words).encode()
            if key in self._known:
                return self._known[key]
        shape = self._known[key] = len(self.first)
        self.first.append(line)
        self.first_index.append(index)
        self.last.append(line)
        self.last_index.append(index)
        return shape


def _class(number: "re.Match[str]") -> str:
    """A letter for zero, and one for each class of status code; control letters, not digits."""
    text = number[0]
    return "\x10" if text[0] == "0" else chr(0x10 + int(text[0]))


def _chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    stream = iter(lines)
    while chunk := list(islice(stream, CHUNK)):
        text = "\n".join(chunk)
        if text.count("\n") != len(chunk) - 1 or "\r" in text or len(text) > CHUNK * 256:
            chunk = [
                line.rstrip("\r\n").replace("\r", " ").replace("\n", " ")[:LONGEST]
                for line in chunk
            ]
        yield chunk
