"""Runs an analyst over a folder of evaluation data and gives every prediction.

The folder holds any of `severity`, `rootcause`, `postmortems`, `runbooks` and `rca_cases` as JSON
lines and `logs/<System>_2k.csv.gz`; a set that is absent is passed over. Of an item only the inputs
are read (never a label), so that a folder with the labels taken out gives the same predictions.
Labels are read of the *history* folder alone: they are the team's past corrections.
"""

import csv
import gzip
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from core.ai.offline import Diagnosis, History, diagnose
from core.ai.text.causes import categorise
from core.ai.text.ranking import Index
from core.ai.text.severity import LEVELS, Correction, SeverityModel
from core.domain.analysis import Case, Evidence, Outcome, Reading
from core.domain.incident import Severity
from core.logs import templates

Prediction = dict[str, Any]
Item = dict[str, Any]

SETS = (
    "logs",
    "rca_cases",
    "severity",
    "severity_history",
    "rootcause",
    "similar",
    "runbooks",
)
_RANKED = 50
_MOST_LINES = 10


@dataclass(frozen=True)
class Graded:
    """A severity with a number to order incidents by, and what asking for it cost."""

    label: Severity
    score: float
    cost_usd: float = 0.0


@dataclass(frozen=True)
class SetCost:
    """What one set took."""

    name: str
    items: int
    seconds: float
    cost_usd: float


class Analyst(Protocol):
    """Whoever answers: each answer with its cost in USD."""

    async def severity(self, item: Item) -> Graded:
        """How bad an incident is, from `title`, `description` and `source`."""
        ...

    async def category(self, item: Item) -> tuple[str, float]:
        """The root-cause category that a report (`title`, `text`) states."""
        ...

    async def diagnosis(self, case: Case, history: History) -> tuple[Diagnosis, float]:
        """The lines that tell most, the service at fault, and whether that is certain."""
        ...


class OfflineAnalyst:
    """Rules, small text models and the log analysis; no model is called."""

    async def severity(self, item: Item) -> Graded:
        return _graded(SeverityModel.shipped(), item)

    async def category(self, item: Item) -> tuple[str, float]:
        return categorise(item.get("title", ""), item.get("text", "")).category.value, 0.0

    async def diagnosis(self, case: Case, history: History) -> tuple[Diagnosis, float]:
        return diagnose(case, history), 0.0


class ModelAnalyst:
    """A model's verified reading of each case, through the same door as in the product."""

    def __init__(self, read: Callable[[Case], Awaitable[Reading]]) -> None:
        self._read = read

    async def severity(self, item: Item) -> Graded:
        reading = await self._read(_case(item))
        value = reading.severity.value
        return Graded(value, float(LEVELS.index(value)), _cost(reading))

    async def category(self, item: Item) -> tuple[str, float]:
        described = {"title": item.get("title", ""), "description": item.get("text", "")}
        reading = await self._read(_case(described))
        return reading.root_cause_category.value, _cost(reading)

    async def diagnosis(self, case: Case, history: History) -> tuple[Diagnosis, float]:
        # The lines that it cites come first, then what the offline analyst would show.
        reading = await self._read(case)
        offline = diagnose(case, history)
        logs = next((piece.lines for piece in case.evidence if piece.kind == "logs"), ())
        cited = [
            quote.line
            for made in (*reading.root_causes, *reading.findings)
            for quote in made.citations
            if quote.evidence == "logs" and 0 < quote.line <= len(logs)
        ]
        numbers = list(dict.fromkeys([*cited, *(line.line for line in offline.lines)]))
        shown = [{"line": number, "text": logs[number - 1]} for number in numbers[:_MOST_LINES]]
        service = next((cause.service for cause in reading.root_causes), None)
        told = Diagnosis.model_validate(
            {
                "lines": shown,
                "service": service,
                "conclusive": reading.outcome is not Outcome.INCONCLUSIVE,
            }
        )
        return told, _cost(reading)


async def evaluate(
    folder: Path,
    analyst: Analyst,
    emit: Callable[[Prediction], None],
    *,
    history: Path | None = None,
    sets: Sequence[str] = SETS,
) -> AsyncIterator[SetCost]:
    """Hands every prediction for `folder` to `emit`; yields what each set took, as it is done.

    `severity_history` is predicted only with `history`. Raises OSError and ValueError for files
    that cannot be read.
    """
    for name in sets:
        if name not in SETS:
            raise ValueError(f"there is no set {name!r}; the sets are {', '.join(SETS)}")
        begun, items, cost = time.perf_counter(), 0, 0.0
        async for prediction, spent in _predict(name, folder, analyst, history):
            emit({"set": name, **prediction})
            items += 1
            cost += spent
        if items:
            yield SetCost(name, items, time.perf_counter() - begun, cost)


def differences(one: Path, other: Path) -> Iterator[dict[str, Any]]:
    """Where two files of predictions differ: the item, and what each says (None: nothing)."""
    left, right = (_by_item(path) for path in (one, other))
    for key in sorted(left.keys() | right.keys()):
        if left.get(key) != right.get(key):
            item = {name: value for name, value in zip(_KEYS, key, strict=True) if value}
            yield {**item, "a": left.get(key), "b": right.get(key)}


_KEYS = ("set", "id", "system", "line", "query")


def _by_item(path: Path) -> dict[tuple[str, ...], Prediction]:
    found: dict[tuple[str, ...], Prediction] = {}
    for prediction in _lines(path):
        key = tuple(str(prediction.pop(name, "")) for name in _KEYS)
        found[key] = prediction
    return found


def _predict(
    name: str, folder: Path, analyst: Analyst, history: Path | None
) -> AsyncIterator[tuple[Prediction, float]]:
    if name == "severity_history":
        return _with_history(folder, history)
    if name in _ASKED:
        return _ASKED[name](folder, analyst, history)
    return _free(_WITHOUT_ANALYST[name](folder))


async def _severities(
    folder: Path, analyst: Analyst, _: Path | None
) -> AsyncIterator[tuple[Prediction, float]]:
    for item in _rows(folder, "severity"):
        graded = await analyst.severity(item)
        yield _severity(item, graded), graded.cost_usd


async def _with_history(
    folder: Path, history: Path | None
) -> AsyncIterator[tuple[Prediction, float]]:
    if history is not None:
        model = SeverityModel.shipped().learn(corrections(_rows(history, "severity")))
        for item in _rows(folder, "severity"):
            yield _severity(item, _graded(model, item)), 0.0


async def _categories(
    folder: Path, analyst: Analyst, _: Path | None
) -> AsyncIterator[tuple[Prediction, float]]:
    for item in _rows(folder, "rootcause"):
        category, spent = await analyst.category(item)
        yield {"id": item["id"], "category": category}, spent


async def _free(predictions: Iterator[Prediction]) -> AsyncIterator[tuple[Prediction, float]]:
    for prediction in predictions:
        yield prediction, 0.0


def corrections(items: Iterable[Item]) -> Iterator[Correction]:
    """What a labelled folder teaches; items without a label on our scale teach nothing.

    Where only `accept` stands (a scale coarser than ours), the lowest accepted level counts.
    """
    for item in items:
        accepted = [Severity(level) for level in item.get("accept") or []]
        label = item.get("label") or (
            min(accepted, key=lambda each: each.rank) if accepted else None
        )
        if label is not None:
            yield Correction(
                item["title"], item.get("description", ""), Severity(label), item.get("source")
            )


def _graded(model: SeverityModel, item: Item) -> Graded:
    told = model.suggest(
        item.get("title", ""), item.get("description", ""), source=item.get("source")
    )
    return Graded(told.label, told.score)


def _severity(item: Item, graded: Graded) -> Prediction:
    return {"id": item["id"], "label": graded.label.value, "score": round(graded.score, 6)}


async def _cases(
    folder: Path, analyst: Analyst, history: Path | None
) -> AsyncIterator[tuple[Prediction, float]]:
    items = _rows(folder, "rca_cases")
    logs = [item["logs"].split("\n") for item in items]
    earlier = [item["logs"].split("\n") for item in _rows(history, "rca_cases")] if history else []
    known = History.learn([*logs, *(lines for lines in earlier if lines not in logs)])
    for item, lines in zip(items, logs, strict=True):
        told, spent = await analyst.diagnosis(_case(item), known.without(lines))
        yield (
            {
                "id": item["id"],
                "lines": [line.text for line in told.lines],
                "service": told.service,
                "conclusive": told.conclusive,
            },
            spent,
        )


def _logs(folder: Path) -> Iterator[Prediction]:
    # A raw line may be longer than the csv module's own limit of 128 kB.
    csv.field_size_limit(min(sys.maxsize, 10**7))
    for path in sorted((folder / "logs").glob("*_2k.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = [(int(row["LineId"]), row["Raw"]) for row in csv.DictReader(file)]
        system = path.name.removesuffix("_2k.csv.gz")
        mined = templates(raw for _, raw in rows)
        for (line, _), number in zip(rows, mined.ids, strict=True):
            yield {"system": system, "line": line, "template": mined.texts[number]}


def _similar(folder: Path) -> Iterator[Prediction]:
    items = _rows(folder, "postmortems")
    index = Index({item["id"]: item["text"] for item in items})
    for item in items:
        if opening := item.get("opening_text"):
            yield {"id": item["id"], "ranked": _ids(index, f"{item['title']}\n{opening}")}


def _runbooks(folder: Path) -> Iterator[Prediction]:
    items = _rows(folder, "runbooks")
    index = Index({item["id"]: item["text"] for item in items})
    for item in items:
        for number, query in enumerate(item.get("queries") or []):
            yield {"id": item["id"], "query": number, "ranked": _ids(index, query)}


_ASKED: dict[
    str, Callable[[Path, Analyst, Path | None], AsyncIterator[tuple[Prediction, float]]]
] = {"rca_cases": _cases, "rootcause": _categories, "severity": _severities}
_WITHOUT_ANALYST: dict[str, Callable[[Path], Iterator[Prediction]]] = {
    "logs": _logs,
    "similar": _similar,
    "runbooks": _runbooks,
}


def _ids(index: Index, query: str) -> list[str]:
    return [ranked.key for ranked in index.rank(query)[:_RANKED]]


def _case(item: Item) -> Case:
    pieces = [Evidence(id="title", kind="title", lines=(item["title"],))]
    if item.get("description"):
        lines = tuple(item["description"].split("\n"))
        pieces.append(Evidence(id="description", kind="description", lines=lines))
    if item.get("logs"):
        pieces.append(Evidence(id="logs", kind="logs", lines=tuple(item["logs"].split("\n"))))
    return Case(
        title=item["title"], description=item.get("description", ""), evidence=tuple(pieces)
    )


def _cost(reading: Reading) -> float:
    return reading.usage.cost_usd or 0.0


def _rows(folder: Path, name: str) -> list[Item]:
    path = folder / f"{name}.jsonl"
    return list(_lines(path)) if path.exists() else []


def _lines(path: Path) -> Iterator[Item]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise ValueError(f"{path}, line {number}: {error}") from None
