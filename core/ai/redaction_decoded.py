"""Text as it was before it was coloured, URL-encoded or escaped, with the way back."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from urllib.parse import unquote

ENCODED = re.compile(
    r"\x1b\[[0-9;?]*[A-Za-z]|\\+(?:u001b|x1b|033|e)\[[0-9;]*m|(?:%(?:25)*[0-9A-Fa-f]{2})+|"
    r"\\+u[0-9a-fA-F]{4}|\\+[\"'/nrt]|&(?:quot|amp|lt|gt|apos|#\d{2,4});"
)
MARKS = ("\x1b", "\\", "%", "&")
NAMED = {"&quot;": '"', "&amp;": "&", "&lt;": "<", "&gt;": ">", "&apos;": "'"}
SINGLE = {"n": "\n", "r": "\r", "t": "\t"}
DEEPER = re.compile(r"%(?:25)+(?=[0-9A-Fa-f]{2})")


@dataclass
class Decoded:
    """The lines of a text that held something encoded, decoded; positions can be led back."""

    text: str = ""
    _places: list[int] = field(default_factory=list)
    _pieces: list[tuple[int, int, bool]] = field(default_factory=list)

    def before(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that `text[start:end]` was made from."""
        first = bisect_right(self._places, start) - 1
        last = bisect_right(self._places, end - 1) - 1
        at, _, plain = self._pieces[first]
        begin = at + (start - self._places[first] if plain else 0)
        at, until, plain = self._pieces[last]
        return begin, at + (end - self._places[last]) if plain else until


def decoded(text: str) -> Decoded | None:
    """`text` decoded, where it is encoded at all; None if it is not."""
    if not any(mark in text for mark in MARKS):
        return None
    made, parts, length, line_end = Decoded(), [], 0, -1
    at = 0

    def add(piece: str, start: int, end: int, *, plain: bool) -> None:
        nonlocal length
        if piece:
            made._places.append(length)  # noqa: SLF001  it is being made
            made._pieces.append((start, end, plain))  # noqa: SLF001
            parts.append(piece)
            length += len(piece)

    for match in ENCODED.finditer(text):
        if match.start() >= line_end:
            if line_end >= 0:
                add(text[at : line_end + 1], at, line_end + 1, plain=True)
            at = text.rfind("\n", 0, match.start()) + 1
            line_end = text.find("\n", match.end())
            line_end = len(text) if line_end < 0 else line_end
        add(text[at : match.start()], at, match.start(), plain=True)
        plain = _plain(match[0])
        step = len(match[0]) // len(plain) if plain else 0
        if plain and step * len(plain) == len(match[0]):
            for place, char in enumerate(plain):
                begin = match.start() + place * step
                add(char, begin, begin + step, plain=False)
        else:
            add(plain, match.start(), match.end(), plain=False)
        at = match.end()
    if line_end < 0:
        return None
    add(text[at:line_end], at, line_end, plain=True)
    made.text = "".join(parts)
    return made


def _plain(encoded: str) -> str:
    if encoded[0] == "\x1b" or encoded.endswith("m"):
        return ""
    if encoded[0] == "%":
        return unquote(DEEPER.sub("%", encoded))
    if encoded[0] == "&":
        return NAMED.get(encoded) or chr(int(encoded[2:-1]))
    told = encoded.lstrip("\\")
    return chr(int(told[1:], 16)) if len(told) == 5 else SINGLE.get(told, told)
