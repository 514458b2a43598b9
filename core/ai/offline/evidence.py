"""Citations, each checked against the evidence before it is given."""

from collections.abc import Iterable

from core.ai.offline.material import Material
from core.ai.offline.suspects import Sighting, window
from core.domain.analysis import Citation

CITED = 3


def holds(citation: Citation, material: Material) -> bool:
    """Whether the quote stands in that line of that evidence, letter for letter."""
    text = material.line(citation.evidence, citation.line)
    return text is not None and bool(citation.quote.strip()) and citation.quote in text


def cite(material: Material, sightings: Iterable[Sighting]) -> tuple[Citation, ...]:
    """At most three citations that hold, log lines before what people said.

    None says the same as another while there is one that says something else.
    """
    order = sorted(sightings, key=_place)
    fresh: dict[str, Sighting] = {}
    for seen in order:
        fresh.setdefault(f"{seen.spoken} {seen.kind.habit if seen.kind else seen.quote}", seen)
    chosen = [*fresh.values(), *(seen for seen in order if seen not in fresh.values())]
    made = (Citation(evidence=s.evidence, line=s.line, quote=s.quote) for s in chosen)
    kept = _held(material, made)
    return tuple(sorted(kept, key=lambda c: _at(c, order)))


def _place(seen: Sighting) -> tuple[bool, str, int]:
    return (seen.spoken, seen.evidence, seen.line)


def _at(citation: Citation, order: list[Sighting]) -> int:
    """The place of a citation among all that there might have been."""
    return next(
        place
        for place, seen in enumerate(order)
        if (seen.evidence, seen.line, seen.quote)
        == (citation.evidence, citation.line, citation.quote)
    )


def cite_line(material: Material, evidence: str, line: int) -> tuple[Citation, ...]:
    """A citation of a whole line, or of its first 200 characters."""
    text = material.line(evidence, line) or ""
    quote = window(text, 0, len(text[:200]))
    return _held(material, [Citation(evidence=evidence, line=line, quote=quote)])


def _held(material: Material, made: Iterable[Citation]) -> tuple[Citation, ...]:
    kept: list[Citation] = []
    for citation in made:
        if len(kept) < CITED and citation not in kept and holds(citation, material):
            kept.append(citation)
    return tuple(kept)
