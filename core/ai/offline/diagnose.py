"""The same reasoning in brief: the lines to show, the service at fault, and how sure it is."""

from core.ai.offline.analyse import conclude
from core.ai.offline.choose_lines import choose
from core.ai.offline.history import History
from core.ai.offline.material import read
from core.ai.offline.ranking import rank
from core.domain.analysis import Case, Frozen, Outcome
from core.logs.model import LogLine


class Diagnosis(Frozen):
    """At most ten whole log lines, the service at fault, and whether a cause is shown."""

    lines: tuple[LogLine, ...]
    service: str | None
    conclusive: bool


def diagnose(case: Case, history: History | None = None) -> Diagnosis:
    """Reads a case as `analyse` does and answers in brief; for evaluation and for short posts."""
    known = history or History()
    material = read(case)
    outcome, chosen = conclude(rank(material, known))
    service = next((suspect.service for suspect in chosen[:1]), None)
    return Diagnosis(
        lines=choose(material, known.near(material.habits)),
        service=service,
        conclusive=outcome is Outcome.COMPLETE,
    )
