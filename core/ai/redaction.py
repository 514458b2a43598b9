"""Finds secrets and personal data in text. The kinds are data; this is the scanner.

Every kind names words without which it can't occur; one look for those words decides which
patterns run at all, so that ordinary text costs little.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.ai import redaction_blocks as blocks
from core.ai.redaction_decoded import decoded
from core.ai.redaction_kind import Kind
from core.ai.redaction_kinds import KINDS

COMMON = frozenset([".", ":", "-", "2", "00", "st", "av", "r", "ac", "sk"])  # in most lines
BLOCKS = (
    ("private_key", ("private key",), blocks.key_blocks),
    ("private_key", ("mii", "b3bl"), blocks.loose_key_lines),
    ("inserted_values", ("insert",), blocks.inserted),
)


@dataclass(frozen=True)
class Hit:
    """A span to mask: `text[start:end]` is a `kind`; a secret is never shown again."""

    start: int
    end: int
    kind: str
    secret: bool


def find(text: str) -> list[Hit]:
    """Every span to mask, in order and apart; of two that overlap the earlier, then longer wins.

    What is coloured, URL-encoded or escaped is looked at decoded too.
    """
    hits = list(_scanned(text))
    plain = decoded(text)
    if plain is not None:
        hits += [
            Hit(*plain.before(hit.start, hit.end), hit.kind, hit.secret)
            for hit in _scanned(plain.text)
        ]
    return apart(hits)


def apart(hits: Iterable[Hit]) -> list[Hit]:
    """`hits` in order; those that overlap become one."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
        elif hit.end > kept[-1].end:
            kept[-1] = _joined(kept[-1], hit)
    return kept


def _scanned(text: str, *, inside: bool = True) -> Iterator[Hit]:
    lowered = _lowered(text)
    spans: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    heads: dict[re.Pattern[str], list[int]] = {}
    for kind in KINDS:
        if kind.words not in spans:
            spans[kind.words] = _lines_with(kind.words, lowered)
        where = spans[kind.words]
        if not where:
            continue
        if kind.head is not None:
            if kind.head not in heads:
                heads[kind.head] = [m.end() for m in _searched(kind.head, lowered, where)]
            at = (kind.pattern.match(text, end) for end in heads[kind.head])
            yield from _matches(kind, text, (match for match in at if match))
        else:
            where = [(where[0][0], len(text))] if kind.spans else where
            yield from _matches(kind, text, _searched(kind.pattern, text, where))
    for name, words, search in BLOCKS:
        if any(word in lowered for word in words):
            yield from (Hit(start, end, name, secret=True) for start, end in search(text))
    if inside and "eyj" in lowered:
        for start, end in blocks.encoded_objects(_holds_something)(text):
            yield Hit(start, end, "encoded_secret", secret=True)


def _searched(
    pattern: re.Pattern[str], text: str, where: list[tuple[int, int]]
) -> Iterator[re.Match[str]]:
    for begin, until in where:
        yield from pattern.finditer(text, begin, until)


def _holds_something(text: str) -> bool:
    return next(_scanned(text, inside=False), None) is not None


def _lowered(text: str) -> str:
    """Lower case of the same length: one letter of Unicode alone becomes two."""
    return text.replace("İ", "I").lower()


def _lines_with(words: tuple[str, ...], lowered: str) -> list[tuple[int, int]]:
    """Where to look: all of it for no or short words, else the lines with one, joined up."""
    if not words or any(word in COMMON and word in lowered for word in words):
        return [(0, len(lowered))]
    found: dict[int, int] = {}
    for word in words:
        at = lowered.find(word)
        while at >= 0:
            end = lowered.find("\n", at)
            end = len(lowered) if end < 0 else end
            found[lowered.rfind("\n", 0, at) + 1] = end
            at = lowered.find(word, end)
    return sorted(found.items())


def _joined(one: Hit, other: Hit) -> Hit:
    """Two that overlap become one: what either would mask is masked."""
    return Hit(one.start, other.end, one.kind, one.secret or other.secret)


def _matches(kind: Kind, text: str, found: Iterable[re.Match[str]]) -> Iterator[Hit]:
    named = "it" in kind.pattern.groupindex
    for match in found:
        start, end = match.span("it") if named else match.span()
        start = kind.extend(text, start) if kind.extend else start
        if start < 0 or start == end:
            continue
        if kind.whole and _inside_a_word(text, start, end):
            continue
        if kind.check is None or kind.check(text[start:end]):
            yield Hit(start, end, kind.name, kind.secret)


def _inside_a_word(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return before.isalnum() or before == "_" or after.isalnum() or after == "_"


def kinds() -> tuple[str, ...]:
    """The names of everything that is looked for."""
    return tuple(dict.fromkeys([*(kind.name for kind in KINDS), *(name for name, *_ in BLOCKS)]))
