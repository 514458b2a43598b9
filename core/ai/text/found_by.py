"""What an incident is found by later: its words, its causes, and the lines they rest on."""

from collections.abc import Sequence
from functools import cache

from core.ai.offline.signatures import library
from core.ai.text.nearness import telling
from core.domain.analysis import Case, Citation, Reading, RootCause, RootCauseCategory
from core.domain.why import head
from core.logs.levels import judge
from core.logs.messages import fingerprint, read_lines
from core.logs.reader import Line

LONGEST = 20_000
CAUSES = 3
QUOTES = 2
# a line of one word could be anybody's
LEAST_WORDS = 2
PLAIN_WEIGHT = 3
FAMILIES = (RootCauseCategory.CONFIG, RootCauseCategory.DEPLOY, RootCauseCategory.OTHERS)


def found_by(case: Case, reading: Reading) -> str:
    """One text for full-text search: prose, labels, causes, messages of cited lines, fingerprints.

    A fingerprint stands for a kind of error line, or for a cause that logs show plainly and that
    is one failure wherever it happens.
    """
    causes = reading.root_causes[:CAUSES]
    # the rest of a hypothesis is told in the same words of every incident
    heads = [head(cause.text) for cause in causes]
    cited = [citation for cause in causes for citation in cause.citations[:QUOTES]]
    read = _read(case, cited)
    messages = [read[c.line].message if _logged(c, read) else c.quote for c in cited]
    labels = [f"{key} {value}" for key, value in sorted(case.labels.items())]
    kinds = [line.message for line in read.values() if _fails(line)]
    prints = dict.fromkeys(map(fingerprint, [*_plain_causes(causes), *kinds]))
    parts = [case.title, " ".join(prints), case.description, *labels, *heads, *messages]
    return "\n".join(part for part in parts if part)[:LONGEST]


def _plain_causes(causes: Sequence[RootCause]) -> list[str]:
    """The names of the causes that logs show plainly, without what they are of."""
    names = [head(cause.text).partition(" (")[0] for cause in causes if cause.confidence == "high"]
    return [name for name in names if name in _one_failure()]


@cache
def _one_failure() -> frozenset[str]:
    """The names of failures that are the same in any system; not of a family of mistakes."""
    return frozenset(
        signature.name
        for signature in library()
        if signature.role == "cause"
        and signature.weight >= PLAIN_WEIGHT
        and signature.category not in FAMILIES
    )


def _read(case: Case, cited: list[Citation]) -> dict[int, Line]:
    lines = [line for piece in case.evidence if piece.id == "logs" for line in piece.lines]
    return read_lines(lines, (each.line for each in cited if each.evidence == "logs"))


def _logged(citation: Citation, read: dict[int, Line]) -> bool:
    return citation.evidence == "logs" and citation.line in read


def _fails(line: Line) -> bool:
    failing = judge(line.level, line.message) in ("fatal", "error")
    return failing and len(set(telling(line.message))) >= LEAST_WORDS
