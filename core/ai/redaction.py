"""Finds secrets and personal data in text. The kinds are data; this is the scanner.

Every kind names words without which it can't occur; one look for those words decides which
patterns run at all, so that ordinary text costs little.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.ai.redaction_kinds import KINDS, Kind


@dataclass(frozen=True)
class Hit:
    """A span to mask: `text[start:end]` is a `kind`; a secret is never shown again."""

    start: int
    end: int
    kind: str
    secret: bool


def find(text: str) -> list[Hit]:
    """Every span to mask, in order and apart; of two that overlap the earlier, then longer wins."""
    lowered = text.lower()
    hits = [hit for kind in KINDS if _may_occur(kind, lowered) for hit in _matches(kind, text)]
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
        elif hit.end > kept[-1].end:
            kept[-1] = _joined(kept[-1], hit)
    return kept


def _joined(one: Hit, other: Hit) -> Hit:
    """Two that overlap become one: what either would mask is masked."""
    return Hit(one.start, other.end, one.kind, one.secret or other.secret)


def _may_occur(kind: Kind, lowered: str) -> bool:
    return not kind.words or any(word in lowered for word in kind.words)


def _matches(kind: Kind, text: str) -> Iterator[Hit]:
    for match in kind.pattern.finditer(text):
        start, end = match.span("it") if "it" in match.re.groupindex else match.span()
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
    return tuple(dict.fromkeys(kind.name for kind in KINDS))
