"""The severity that is suggested at once, before anything is written."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.ai import offline
from core.domain.analysis import Case, Evidence, SeverityOpinion

LINES_READ_AT_ONCE = 2000
# what the corrections of a team's people say of a title and a description, if anything
Taught = Callable[[str | None, str, str], SeverityOpinion | None]


class Suggest(Protocol):
    """Anything that suggests a severity from what is known when an incident opens."""

    def __call__(
        self, title: str, description: str, logs: Sequence[str], team: str | None = None
    ) -> SeverityOpinion:
        """A severity and its reason; quick enough for an acknowledgement path."""


def nothing_taught(team: str | None, title: str, description: str) -> SeverityOpinion | None:
    """The history of a deployment whose people have corrected nothing yet."""
    del team, title, description
    return None


def case_from(
    title: str, description: str, logs: Sequence[str], taught: SeverityOpinion | None = None
) -> Case:
    """What an analyst sees of an incident that is only now being declared."""
    evidence = [Evidence(id="title", kind="title", lines=(title,))]
    if description:
        evidence.append(
            Evidence(id="description", kind="description", lines=tuple(description.split("\n")))
        )
    if logs:
        evidence.append(Evidence(id="logs", kind="logs", lines=tuple(logs)))
    return Case(title=title, description=description, evidence=tuple(evidence), taught=taught)


@dataclass(frozen=True)
class Triage:
    """Suggests as the offline analyst would, with what a team's corrections `taught`."""

    taught: Taught = nothing_taught

    def __call__(
        self, title: str, description: str, logs: Sequence[str], team: str | None = None
    ) -> SeverityOpinion:
        """The severity from the words, the team's history and the first 2,000 log lines.

        Reads memory alone, and takes a millisecond or two for a short text.
        """
        taught = self.taught(team, title, description)
        case = case_from(title, description, logs[:LINES_READ_AT_ONCE], taught)
        return offline.analyse(case).severity

    async def warm(self) -> None:
        """Read rules and weights in a thread, so that the first declaration needn't wait."""
        await asyncio.to_thread(self, "", "", [])


def suggest_severity(
    title: str, description: str, logs: Sequence[str], team: str | None = None
) -> SeverityOpinion:
    """What `Triage` suggests where nobody has corrected anything yet."""
    return Triage()(title, description, logs, team)
