"""Names the thing that a failure is about: the dependency, the volume, the host, the exception."""

import re
from collections import Counter
from functools import cache

from core.ai.offline.material import Log
from core.ai.offline.suspects import Sighting, Suspect

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


def named(suspect: Suspect, logs: dict[str, Log]) -> str | None:
    """What most of a suspect's lines name, by the first of its patterns that finds a name."""
    if suspect.signature is None:
        return None
    for pattern in _compiled(suspect.signature.names):
        votes: Counter[str] = Counter()
        for seen in suspect.logged:
            if name := _name(seen, pattern, logs[seen.evidence]):
                votes[name] += seen.count
        if votes:
            best = min(votes, key=lambda name: (-votes[name], name))
            # of many it is about none
            return best if 2 * votes[best] > votes.total() else None
    return None


def _name(seen: Sighting, pattern: "re.Pattern[str]", log: Log) -> str | None:
    """The name in a line; one with a number only if the last line of its kind has it as well."""
    kind = seen.kind
    if kind is None:
        return None
    found = (_joined(hit) for hit in pattern.finditer(kind.text[:2000]))
    name = next((each for each in found if each.lower() not in _NO_NAMES), None)
    if name is None or not any(map(str.isdigit, name)):
        return name
    return name if all(word in log.lines[kind.last - 1] for word in name.split()) else None


def _joined(hit: "re.Match[str]") -> str:
    return " ".join(group.strip(".,`") for group in hit.groups() if group)


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple["re.Pattern[str]", ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
