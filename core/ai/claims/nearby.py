"""A number put to the word beside which the cited lines have another: `limit of 1023` for 1024."""

import re
from collections.abc import Sequence

from core.ai.claims.digits import in_digits
from core.ai.claims.labels import Labelled, labelled
from core.ai.claims.parts import stem, stems, ungrouped
from core.ai.claims.words import WHICH_ONE

WHICH = frozenset(map(stem, WHICH_ONE))


def misread(claim: str, lines: Sequence[str]) -> str | None:
    """A number with a word beside it that stands in the same way beside another number only.

    The other number must not be told at all, or the two would only be compared.
    """
    there = [number for line in lines for number in labelled(line)]
    plain = in_digits(claim)
    every = set(re.findall(r"\d+(?:\.\d+)?", ungrouped(plain)))
    said = stems(plain)
    for number in labelled(plain):
        own = [each for each in there if each.text == number.text]
        if not (own or _changed_to(number, lines)):
            continue
        if any(number.label(each) or each.after in said for each in own):
            continue
        for other in there:
            word = number.label(other)
            part = other.text.startswith(f"{number.text}.")
            if word and word not in WHICH and other.text not in every and not part:
                return f"the cited lines give {other.text} as “{word}”, not {number.text}"
    return None


def _changed_to(number: Labelled, lines: Sequence[str]) -> bool:
    """Whether the lines have it as what something became, and the sentence as `limit of 100`."""
    became = re.compile(rf"[->]>\s{re.escape(number.text)}(?![\w.])")
    return number.before is not None and any(became.search(line) for line in lines)
