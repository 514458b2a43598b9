"""Names the thing that a failure is about: the dependency, the volume, the host, the exception."""

import re
from collections import Counter
from functools import cache

from core.ai.offline.suspects import Suspect

# words that stand where a name may stand and are none
_NO_NAMES: frozenset[str] = frozenset(
    re.split(
        r"\s+",
        """
    a an and any are as at be by call client connect connected connection error failed failing
    for from has host in instance is it localhost no not null none of on or our prematurely
    request response returned server service that the this timeout to unavailable undefined
    upstream was with""",
    )
)


def named(suspect: Suspect) -> str | None:
    """What most of a suspect's lines name, by the first of its patterns that finds a name."""
    if suspect.signature is None:
        return None
    texts = [(seen.kind.text if seen.kind else seen.quote, seen.count) for seen in suspect.logged]
    for pattern in _compiled(suspect.signature.names):
        votes: Counter[str] = Counter()
        for text, count in texts:
            found = (_joined(hit) for hit in pattern.finditer(text[:2000]))
            name = next((each for each in found if each.lower() not in _NO_NAMES), None)
            if name:
                votes[name] += count
        if votes:
            return min(votes, key=lambda name: (-votes[name], name))
    return None


def _joined(hit: "re.Match[str]") -> str:
    return " ".join(group.strip(".,`") for group in hit.groups() if group)


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple["re.Pattern[str]", ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
