"""Who answers in an evaluation: the offline analyst, or a model as in the product."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from core.ai.offline import Diagnosis, History, diagnose
from core.ai.text.causes import categorise
from core.ai.text.severity import LEVELS, SeverityModel
from core.domain.analysis import Case, Evidence, Outcome, Reading, Usage
from core.domain.incident import Severity

Item = dict[str, Any]

MOST_LINES = 10


@dataclass(frozen=True)
class Graded:
    """A severity with a number to order incidents by."""

    label: Severity
    score: float


class Analyst(Protocol):
    """Whoever answers: each answer with what it cost."""

    async def severity(self, item: Item) -> tuple[Graded, Usage]:
        """How bad an incident is, from `title`, `description` and `source`."""
        ...

    async def category(self, item: Item) -> tuple[str, Usage]:
        """The root-cause category that a report (`title`, `text`) states."""
        ...

    async def diagnosis(self, case: Case, history: History) -> tuple[Diagnosis, Usage]:
        """The lines that tell most, the service at fault, and whether that is certain."""
        ...


class OfflineAnalyst:
    """Rules, small text models and the log analysis; no model is called."""

    async def severity(self, item: Item) -> tuple[Graded, Usage]:
        return graded(SeverityModel.shipped(), item), Usage()

    async def category(self, item: Item) -> tuple[str, Usage]:
        told = categorise(item.get("title", ""), item.get("text", ""))
        return told.category.value, Usage()

    async def diagnosis(self, case: Case, history: History) -> tuple[Diagnosis, Usage]:
        return await asyncio.to_thread(diagnose, case, history), Usage()


def graded(model: SeverityModel, item: Item) -> Graded:
    """What `model` says of an item."""
    told = model.suggest(
        item.get("title", ""), item.get("description", ""), source=item.get("source")
    )
    return Graded(told.label, told.score)


@dataclass
class Tally:
    """How a model fared: its answers, and of those that the offline analyst gave, the reasons.

    `stopped` is why it was not asked to the end, None where it was.
    """

    answered: int = 0
    fallen_back: Counter[str] = field(default_factory=Counter)
    stopped: str | None = None


class ModelAnalyst:
    """A model's verified reading of each case, through the same door as in the product.

    Where no model's answer stands, the offline analyst's does, and `tally` has the reason.
    `stopped` says why nothing is asked any more, None while something is.
    """

    def __init__(
        self,
        read: Callable[[Case], Awaitable[Reading]],
        stopped: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._read = read
        self._stopped = stopped
        self._offline = OfflineAnalyst()
        self.tally = Tally()

    async def severity(self, item: Item) -> tuple[Graded, Usage]:
        reading = await self._reading(case_of(item))
        if reading.fallback_reason:
            return (await self._offline.severity(item))[0], reading.usage
        value = reading.severity.value
        return Graded(value, float(LEVELS.index(value))), reading.usage

    async def category(self, item: Item) -> tuple[str, Usage]:
        described = {"title": item.get("title", ""), "description": item.get("text", "")}
        reading = await self._reading(case_of(described))
        if reading.fallback_reason:
            return (await self._offline.category(item))[0], reading.usage
        return reading.root_cause_category.value, reading.usage

    async def diagnosis(self, case: Case, history: History) -> tuple[Diagnosis, Usage]:
        reading = await self._reading(case)
        offline, _ = await self._offline.diagnosis(case, history)
        if reading.fallback_reason:
            return offline, reading.usage
        return _diagnosis(case, reading, offline), reading.usage

    async def _reading(self, case: Case) -> Reading:
        reading = await self._read(case)
        self.tally.stopped = self._stopped()
        if reading.fallback_reason:
            self.tally.fallen_back[reading.fallback_reason] += 1
        else:
            self.tally.answered += 1
        return reading


def _diagnosis(case: Case, reading: Reading, offline: Diagnosis) -> Diagnosis:
    """The lines that a model cites come first, then what the offline analyst would show."""
    logs = next((piece.lines for piece in case.evidence if piece.kind == "logs"), ())
    cited = [
        quote.line
        for made in (*reading.root_causes, *reading.findings)
        for quote in made.citations
        if quote.evidence == "logs" and 0 < quote.line <= len(logs)
    ]
    numbers = list(dict.fromkeys([*cited, *(line.line for line in offline.lines)]))
    return Diagnosis.model_validate(
        {
            "lines": [
                {"line": number, "text": logs[number - 1]} for number in numbers[:MOST_LINES]
            ],
            "service": next((cause.service for cause in reading.root_causes), None),
            "conclusive": reading.outcome is not Outcome.INCONCLUSIVE,
        }
    )


def case_of(item: Item) -> Case:
    """An item as an analyst sees it: title, description and logs, each numbered."""
    pieces = [Evidence(id="title", kind="title", lines=(item["title"],))]
    if item.get("description"):
        lines = tuple(item["description"].split("\n"))
        pieces.append(Evidence(id="description", kind="description", lines=lines))
    if item.get("logs"):
        pieces.append(Evidence(id="logs", kind="logs", lines=tuple(item["logs"].split("\n"))))
    return Case(
        title=item["title"], description=item.get("description", ""), evidence=tuple(pieces)
    )
