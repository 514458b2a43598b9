"""Which service a suspect points at: the one that its lines name, else the one that wrote them."""

import re
from collections import Counter

from core.ai.offline.material import Log
from core.ai.offline.suspects import Suspect

_NAMED = re.compile(
    r"(?:available for|upstream|downstream|dependency|service|backend|calling|connect(?:ing)? to"
    r"|connection to)\s+[\"'`(]?(?P<name>[A-Za-z][\w-]*[A-Za-z0-9]-[\w-]*\w)",
    re.IGNORECASE,
)
# Where the reader of logs sees no writer, a name of this form near the beginning is one.
_WRITER = re.compile(
    r"\b[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?:service|svc|api|server|worker|gateway|proxy|db)\b"
)
MOST_OF = 0.8
HEAD = 80


def blamed(suspect: Suspect, logs: dict[str, Log]) -> str | None:
    """The service at fault if four in five of the suspect's lines agree on one, else None."""
    named: Counter[str] = Counter()
    wrote: Counter[str] = Counter()
    for seen in suspect.logged:
        if seen.kind is None:
            continue
        found = _NAMED.search(seen.kind.text)
        if found:
            named[found["name"]] += seen.count
        writer = _WRITER.search(seen.kind.text[:HEAD])
        if seen.kind.service:
            wrote[seen.kind.service] += seen.count
        elif writer:
            wrote[writer[0]] += seen.count
    return _clear(named, suspect.count) or _clear(wrote, suspect.count)


def _clear(votes: Counter[str], total: int) -> str | None:
    if not votes:
        return None
    name = min(votes, key=lambda candidate: (-votes[candidate], candidate))
    return name if votes[name] >= MOST_OF * total else None
