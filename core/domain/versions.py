"""Which version went out, where a line that an analysis rests on tells it."""

import re

from core.domain.analysis import Citation
from core.domain.facts import Facts

CAUSES_READ = 3
# a hypothesis about a change, and a line that tells of one going out
_OF_A_CHANGE = re.compile(r"deploy|release|rollout|upgrade|version|new code|config", re.IGNORECASE)
_GOING_OUT = re.compile(
    r"deploy|releas|roll(?:ed|ing)? ?out|upgrad|version|image|promot|starting", re.IGNORECASE
)
_TAKEN_BACK = re.compile(r"roll(?:ed|ing)? ?back|revert|downgrad", re.IGNORECASE)
_VERSION = re.compile(
    r"(?<![\w./-])(?<!\d:)(?:v\d+(?:\.\d+)*|\d+\.\d+(?:\.\d+)?)(?:-[A-Za-z][\w.]*)?"
    r"(?![\w%/]|\.\d| ?(?:ms|s|sec|seconds|min|minutes|h|hours|[kMG]i?B|%)\b)"
)
# what ran before is named as well, before the new one or behind it
_OLD = re.compile(
    r"\b(?:previous(?:ly)?|from|old|was|replac\w+|before|instead of|over|last)"
    r"(?:[ _-]?version)?\W{0,3}$",
    re.IGNORECASE,
)
_THEN_NEW = re.compile(r"^\W{0,2}\s*(?:->|→|=>|to\b)")


def version_in(line: str) -> str | None:
    """The one version that a line says went out; None where it names none, or several."""
    if not _GOING_OUT.search(line) or _TAKEN_BACK.search(line):
        return None
    named = {
        found[0]
        for found in _VERSION.finditer(line)
        if not _OLD.search(line[: found.start()]) and not _THEN_NEW.match(line[found.end() :])
    }
    return named.pop() if len(named) == 1 else None


def went_out(facts: Facts, said: str) -> list[str]:
    """A sentence that names the version and its line, unless `said` names it already."""
    for citation in _of_changes(facts):
        version = version_in(facts.messages.get(citation.quote, citation.quote))
        if version is not None:
            if _bare(version) in said:
                return []
            where = f"{citation.evidence} line {citation.line}"
            return [f"What went out: {version} ({where})."]
    return []


def _of_changes(facts: Facts) -> list[Citation]:
    causes = facts.analysis.root_causes[:CAUSES_READ] if facts.analysis else ()
    return [
        citation
        for cause in causes
        if _OF_A_CHANGE.search(cause.text)
        for citation in cause.citations
        if citation.evidence != "title"
    ]


def _bare(version: str) -> str:
    return version.removeprefix("v")
