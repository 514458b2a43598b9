"""Text that comes in pieces, cut into log lines: plain, JSON lines, or one JSON object."""

import json
import re
from dataclasses import dataclass, field
from typing import Protocol

from core.domain.incident import readable
from core.errors import BadRequest, Problem, UnsupportedMedia

OBJECT = "application/json"
PLAIN = "text/plain"
JSON_LINES = ("application/x-ndjson", "application/jsonl", "application/json-lines")
MEDIA = (OBJECT, PLAIN, *JSON_LINES)
LONGEST_LINE = 1_048_576
STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
SPACE = re.compile(r"[ \t\r\n]*")


class Splitter(Protocol):
    """Cuts text that comes in pieces into log lines."""

    def feed(self, text: str) -> list[str]:
        """The lines that `text` completes."""
        ...

    def end(self) -> list[str]:
        """The lines that are left when nothing more comes."""
        ...


@dataclass
class PlainLines:
    r"""Lines of plain text; `\r\n` ends a line, too. Longer ones than 1 MiB are cut there."""

    rest: str = ""

    def feed(self, text: str) -> list[str]:
        """The lines that `text` completes."""
        *whole, self.rest = (self.rest + text).split("\n")
        while len(self.rest) > LONGEST_LINE:
            whole.append(self.rest[:LONGEST_LINE])
            self.rest = self.rest[LONGEST_LINE:]
        return [readable(line.removesuffix("\r")) for line in whole]

    def end(self) -> list[str]:
        """The last line, if it has no end."""
        last, self.rest = self.rest, ""
        return [readable(last.removesuffix("\r"))] if last else []


@dataclass
class JsonLines:
    """JSON lines: a string is a line by itself, an object (a structured log) stands as it came."""

    plain: PlainLines = field(default_factory=PlainLines)
    number: int = 0

    def feed(self, text: str) -> list[str]:
        """The lines that `text` completes."""
        return [self._line(raw) for raw in self.plain.feed(text)]

    def end(self) -> list[str]:
        """The last line, if it has no end."""
        return [self._line(raw) for raw in self.plain.end()]

    def _line(self, raw: str) -> str:
        self.number += 1
        if not raw.strip():
            return ""
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            raise BadRequest(f"Line {self.number} is not JSON.") from None
        if isinstance(value, dict):
            return raw
        if isinstance(value, str):
            return flat(value)
        raise Problem(
            f"Line {self.number} is neither a string nor an object.",
            [(f"/{self.number - 1}", "give a string, or an object of a structured log")],
        )


@dataclass
class JsonObject:
    """`{"logs": ["line", …]}`, read string by string, so that its size doesn't matter.

    `expected` is what must come next: each name is the method that reads it.
    """

    rest: str = ""
    expected: str = "open"
    count: int = 0

    def feed(self, text: str) -> list[str]:
        """The lines that `text` completes."""
        self.rest += text
        lines: list[str] = []
        at = 0
        while (step := self._step(at, lines)) is not None:
            at = step
        self.rest = self.rest[at:]
        if len(self.rest) > 2 * LONGEST_LINE:
            raise Problem("A log line is too long.", [(f"/logs/{self.count}", "over 1 MiB")])
        return lines

    def end(self) -> list[str]:
        """Nothing: the object holds whole lines only.

        Raises:
            BadRequest: it isn't whole.
        """
        if self.expected != "nothing" or self.rest.strip():
            raise BadRequest("The body is not JSON: it ends too early.")
        return []

    def _step(self, at: int, lines: list[str]) -> int | None:
        """Read one token from `at` on; None when more must come first."""
        found = SPACE.match(self.rest, at)
        at = found.end() if found else at
        if at >= len(self.rest):
            return None
        mark = self.rest[at]
        if self.expected in ("line", "line or ]", "key", "another key"):
            return self._string_or_end(at, mark, lines)
        follows = {
            "open": {"{": "key"},
            "colon": {":": "list"},
            "list": {"[": "line or ]"},
            ", or ]": {",": "line", "]": "close"},
            "close": {"}": "nothing", ",": "another key"},
        }.get(self.expected, {})
        if mark not in follows:
            raise self._refusal(mark)
        self.expected = follows[mark]
        return at + 1

    def _string_or_end(self, at: int, mark: str, lines: list[str]) -> int | None:
        if mark == "]" and self.expected == "line or ]":
            self.expected = "close"
            return at + 1
        if mark != '"':
            raise self._refusal(mark)
        found = STRING.match(self.rest, at)
        if found is None:
            return None
        try:
            value: str = json.loads(found.group())
        except ValueError:
            raise BadRequest("The body is not JSON: a string is broken.") from None
        if self.expected.endswith("key"):
            self._key(value)
        else:
            lines += flat(value).split("\n")
            self.count += 1
            self.expected = ", or ]"
        return found.end()

    def _key(self, name: str) -> None:
        if name != "logs" or self.expected == "another key":
            raise Problem("A field does not fit.", [(f"/{name[:100]}", "unknown; there is logs")])
        self.expected = "colon"

    def _refusal(self, mark: str) -> BadRequest | Problem:
        if mark not in '{["-0123456789tfn}':
            return BadRequest("The body is not JSON.")
        if self.expected in ("line", "line or ]"):
            return Problem("A log line is a string.", [(f"/logs/{self.count}", "must be a string")])
        if self.expected == "list":
            return Problem("The logs are a list.", [("/logs", "must be a list of strings")])
        if self.expected == "open":
            return Problem("Send an object.", [("", 'as in {"logs": ["line"]}')])
        if self.expected == "key" and mark == "}":
            return Problem("There are no logs.", [("/logs", "is needed")])
        return BadRequest("The body is not JSON.")


def flat(text: str) -> str:
    """`text` as one line that can be stored: escaped surrogates and U+0000 become U+FFFD."""
    return readable(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def splitter_for(media: str) -> Splitter:
    """The splitter for a media type.

    Raises:
        UnsupportedMedia.
    """
    if media == PLAIN:
        return PlainLines()
    if media == OBJECT:
        return JsonObject()
    if media in JSON_LINES:
        return JsonLines()
    raise UnsupportedMedia(f"Send it with Content-Type: {' or '.join(MEDIA)}.")
