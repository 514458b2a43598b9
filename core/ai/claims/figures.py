"""The numbers of a sentence, looked up in the lines that it cites."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from core.ai.claims import amounts, derived, parts, times
from core.ai.claims.digits import in_digits

ONE_UNIT = re.compile(r"\ban? (?:second|minute|hour|day)\b", re.IGNORECASE)


def missing(
    claim: str, lines: Sequence[str], context: str, everything: Sequence[str]
) -> Iterable[str]:
    """Why the numbers of a claim don't hold: in the cited `lines` or in `context`, or worked out.

    `everything` is all that was sent, for `two of the four requests`.
    """
    claim = in_digits(claim)
    cited = in_digits("\n".join(lines))
    here = parts.line_quantities(cited) + times.composite(cited) + derived.listed(lines)
    known = here + parts.line_quantities(context)
    raw = {quantity.raw for quantity in known if quantity.dimension != "time"}
    gaps = times.gaps(lines)
    for fraction in derived.fractions_missing(claim, here):
        yield f"“{fraction}” is not in the cited lines"
    claim = amounts.between_holds(claim, known, gaps)
    for match in amounts.RANGE.finditer(claim):
        if not amounts.range_holds(match[1], match[2], match[3], known, gaps):
            yield f"{match[0]} is not in the cited lines"
    for number in amounts.told(amounts.RANGE.sub(" ", claim)):
        said = number.quantity
        counted = said.dimension is None and _counted(number, claim, lines, everything)
        enumerated = said.raw in derived.enumerated(claim)
        single = said.raw == 1 and said.dimension == "time" and ONE_UNIT.search(cited)
        version = number.digits and re.search(rf"(?<![\d.]){said.raw:f}\.\d", cited)
        share = said.dimension == "share" and said.raw / 100 in raw
        if not (
            counted
            or version
            or single
            or enumerated
            or share
            or amounts.holds(number, known, gaps)
            or derived.worked_out(number, claim, here, lines)
        ):
            yield f"{said.raw:f} is not in the cited lines"
    yield from _places_missing(claim, cited, raw | {Decimal(len(lines))})


def _places_missing(claim: str, cited: str, raw: set[Decimal]) -> Iterable[str]:
    """The `third` of a claim where the lines have neither the word nor a three."""
    for word in re.findall(r"[a-z]+", claim.lower()):
        place = amounts.ORDINALS.get(word)
        fraction = re.search(rf"\ba {word}\b", claim, re.IGNORECASE)
        if place and not fraction and place not in raw and word not in cited.lower():
            yield f"“{word}” is not in the cited lines"


def _counted(
    number: amounts.Told, claim: str, lines: Sequence[str], everything: Sequence[str]
) -> bool:
    """Whether it is how many lines are cited, or how many were sent with the words after it."""
    if number.quantity.raw == len(lines):
        return True
    after = re.search(rf"\b{number.quantity.raw:f}((?:\s+\w+){{1,4}})", claim)
    words = [w.removesuffix("s").lower() for w in after[1].split() if len(w) > 2] if after else []
    places = [lines, everything] if re.search(r"\bof (?:the |all )?$", number.before) else [lines]
    counts = {sum(w in text.lower() for text in texts) for w in words for texts in places}
    return number.quantity.raw in counts
