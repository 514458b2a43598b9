"""A sentence that other lines than the cited ones bear out."""

from collections.abc import Sequence

from core.ai.claims.names import names, stands
from core.ai.claims.parts import clock_times, stems

LEAST_MORE = 2
ALL_OF = 3


def problems(claim: str, lines: Sequence[str], around: Sequence[str]) -> list[str]:
    """A line of those `around` that has all the words that the cited ones have, and two more."""
    said = stems(claim)
    here = said & stems("\n".join(lines))
    if clock_times(claim):  # it is of that time, and that was found
        return []
    named = names(claim)
    for other in around:
        more = (said & stems(other)) - here
        whole = here <= stems(other) and all(stands(name, other) for name in named)
        enough = len(more) >= LEAST_MORE or (more and said <= stems(other) and len(said) >= ALL_OF)
        if whole and enough and other not in lines:
            return [f"a line beside the cited ones speaks of “{min(more)}”, they do not"]
    return []
