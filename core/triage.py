"""The severity that is suggested at once, before anything is written."""

from collections.abc import Sequence
from typing import Protocol

from core.ai import offline
from core.domain.analysis import Case, Evidence, SeverityOpinion

LINES_READ_AT_ONCE = 2000


class Suggest(Protocol):
    """Anything that suggests a severity from what is known when an incident opens."""

    def __call__(self, title: str, description: str, logs: Sequence[str]) -> SeverityOpinion:
        """A severity and its reason; quick enough for an acknowledgement path."""


def case_from(title: str, description: str, logs: Sequence[str]) -> Case:
    """What an analyst sees of an incident that is only now being declared."""
    evidence = [Evidence(id="title", kind="title", lines=(title,))]
    if description:
        evidence.append(
            Evidence(id="description", kind="description", lines=tuple(description.split("\n")))
        )
    if logs:
        evidence.append(Evidence(id="logs", kind="logs", lines=tuple(logs)))
    return Case(title=title, description=description, evidence=tuple(evidence))


def suggest_severity(title: str, description: str, logs: Sequence[str]) -> SeverityOpinion:
    """The offline analyst's severity, from the words and the first 2,000 log lines."""
    return offline.analyse(case_from(title, description, logs[:LINES_READ_AT_ONCE])).severity
