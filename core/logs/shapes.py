"""Masks what varies in a message: numbers, addresses, identifiers, paths, dotted names."""

import re

from core.logs.times import DATED

WILD = "<*>"
# A single digit behind a word, as in `en0`: a name more often than a number. Shown as `<*>`.
NAME_DIGIT = "\x1a"
_VALUE = re.compile(
    r"""(?x)
    (?P<value>\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s"'<>,;)\]]+
    |\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b
    |\b(?:[0-9a-fA-F]{2}[:-]){5,}[0-9a-fA-F]{2}\b
    |(?<![\w:])(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{1,4}(?![\w:])
    |(?<![\w.])/?\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?![\w.])
    |\b(?:[A-Za-z0-9_-]+\.)+[A-Za-z][A-Za-z0-9-]*:\d{2,5}\b
    |(?<![\w.$/])[A-Za-z]?:?(?:[/\\][\w.@%+~=$-]+){2,}[/\\]?
    |\b[\w$-]+(?:\.[\w$-]+){2,}(?:/[\w.$-]+)?\b(?<!Exception)(?<!Error)
    |\b[A-Za-z_][\w$-]*(?:\.[\w$-]+)+/[\w.$-]+\b
    |\b0[xX][0-9a-fA-F]+\b
    |\b(?=[0-9a-fA-F-]*[0-9])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b
    |\b(?:(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{6,}|[0-9a-f]{8}|[0-9A-F]{8})\b
    |\b(?=[0-9]*[A-F])(?=[A-F]*[0-9])[0-9A-F]{6,}\b
    |(?<![A-Za-z0-9_-])[A-Za-z]+(?:[_-][A-Za-z]+)*(?:[_-]{1,2}\d+)[\w-]*
    |<?(?<![A-Za-z0-9])[-+]?\d+(?:[.,:]\d+)*
      (?:(?:[KMGT]i?B|B|ms|us|ns|s|%|MHz|GHz|secs?|h|m|d)\b|(?![A-Za-z]))
    )
    |(?P<name>(?<=[a-z])\d(?![\d\w]))|(?<=[A-Z]{2})\d(?!\w)|(?P<digits>\d+)
    """
)
# What is a value from end to end; tried first, since most are.
_WHOLE = re.compile(
    r"""(?x)
    (?:0[xX][0-9a-fA-F]+ | [\w$-]+(?:\.[\w$-]+){2,}(?::\d+)?(?<!Exception)(?<!Error)
    | [A-Za-z]+(?:[_-][A-Za-z]+)*(?:[_-]{1,2}\d+)[\w-]*
    | (?:/[\w.@%+~=$-]+){2,}/?(?<![.]) )
    """
)
_HOT = re.compile(r"[0-9]|[./\\@]\w")
# Digits among nothing that could make them part of something longer.
_RICH = re.compile(r"[./\\@:_~<-]|[A-Za-z]\d|\d[A-Za-z]")
_DIGITS = re.compile(r"\d+(?:,\d+)*%?")
_NUMBER = re.compile(r"([(\[<\"']*)[-+]?\d+(?:[.,:]\d+)*%?([)\]>\"',:;.]*)")
_BRACKETS = re.compile(r"([=,;(){}\[\]|\"']+)")
# A clock behind a date, not any clock.
_CLOCK = re.compile(r"\d[Tt_, -] ?\d{1,2}:\d\d")
_UNIT = re.compile(
    r"<\*>\s?(?:[KMGT]i?B|B|ms|us|ns|s|MHz|GHz|[Ss]ecs?|seconds?|msecs?|milliseconds?|minutes?"
    r"|mins?|hours?|hrs?|days?)\b"
)
_REQUEST = re.compile(r"\b(GET|PUT|POST|HEAD|PATCH|DELETE|OPTIONS) /\S*")
_DATED = re.compile(DATED)
_RUN = re.compile(r"<\*>(?:(?:[,;:/_.\\-]|\s|,\s|\\\s)<\*>)+")
# Between two prepositions, the second before an address, stands a name.
_NAMED = re.compile(r"(?:(?<=\bfor )|(?<=\buser ))[^\s<]+(?= from <\*>)")
_RESTATED = re.compile(r"(<\*>(?: bytes)?) \(<\*>\)")
MOST_REMEMBERED = 50_000


class Masker:
    """Masks messages; remembers the words it has seen, which come again and again."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def mask(self, message: str) -> str:
        """The message with `<*>` for every number, address, identifier and path.

        A run of values is one: a list may be longer in the next line. So is a size that is
        restated in brackets.
        """
        if " /" in message:
            message = _REQUEST.sub(r"\1 <*>", message)
        if ":" in message and _CLOCK.search(message):
            message = _DATED.sub(WILD, message)
        seen = self._seen
        words = message.split(" ")
        masked = " ".join([w if w.isalpha() else seen.get(w) or self._word(w) for w in words])
        return _together(masked) if WILD in masked else masked

    def _word(self, word: str) -> str:
        if len(self._seen) > MOST_REMEMBERED:
            self._seen.clear()
        if not _HOT.search(word):
            masked = word
        elif plain := _NUMBER.fullmatch(word):
            masked = f"{plain[1]}{WILD}{plain[2]}"
        elif not _RICH.search(word):
            masked = _DIGITS.sub(WILD, word)
        else:
            seen = self._seen
            pieces = _BRACKETS.split(word)
            pieces[::2] = [
                p if p.isalpha() or not p else seen.get(p) or self._piece(p) for p in pieces[::2]
            ]
            masked = "".join(pieces)
        self._seen[word] = masked
        return masked

    def _piece(self, piece: str) -> str:
        whole = piece.isdigit() or _WHOLE.fullmatch(piece)
        masked = WILD if whole else _VALUE.sub(_wild, piece)
        self._seen[piece] = masked
        return masked


def _wild(found: "re.Match[str]") -> str:
    kind = found.lastgroup
    if kind == "name":
        return NAME_DIGIT
    return found[0] if kind is None else WILD


def _together(masked: str) -> str:
    """Takes units, lists and names that belong to a value into its `<*>`."""
    masked = _UNIT.sub(WILD, masked)
    if " from <" in masked:
        masked = _NAMED.sub(WILD, masked)
    if masked.count(WILD) > 1:
        masked = _RUN.sub(WILD, masked)
        if " (<*>)" in masked:
            masked = _RESTATED.sub(r"\1", masked)
    return masked
