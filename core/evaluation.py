"""Runs an analyst over a folder of evaluation data and gives every prediction.

The folder holds any of `severity`, `rootcause`, `postmortems`, `runbooks` and `rca_cases` as JSON
lines and `logs/<System>_2k.csv.gz`; a set that is absent is passed over. Of an item only the inputs
are read (never a label), so that a folder with the labels taken out gives the same predictions.
Labels are read of the *history* folder alone: they are the team's past corrections.
"""

import asyncio
import csv
import gzip
import json
import sys
import time
from collections import deque
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from core.ai.egress import Door, MaskingFailed
from core.ai.offline import History
from core.ai.prices import added
from core.ai.text.ranking import Index
from core.ai.text.severity import Correction, SeverityModel
from core.domain.analysis import Usage
from core.domain.incident import Severity
from core.evaluation_analysts import Analyst, Graded, Item, case_of, graded
from core.logs import templates

T = TypeVar("T")
Prediction = dict[str, Any]
Predictions = AsyncGenerator[tuple[Prediction, Usage], None]

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
_TEXTS = ("title", "description", "text")


@dataclass(frozen=True)
class SetCost:
    """What one set took; `cost_usd` is None where a price is unknown."""

    name: str
    items: int
    seconds: float
    cost_usd: float | None
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True)
class Run:
    """What to evaluate, and how.

    `masked`: the analyst sees what the egress door would let through to a model. `limit`: so many
    items of a set that the analyst is asked about, spread evenly over it. `at_once`: questions
    that are under way side by side.
    """

    folder: Path
    analyst: Analyst
    history: Path | None = None
    sets: Sequence[str] = SETS
    masked: bool = False
    limit: int | None = None
    at_once: int = 1

    def items(self, name: str) -> list[Item]:
        """The items of a set that the analyst is asked about."""
        found = _rows(self.folder, name)
        if self.limit is None or self.limit >= len(found):
            return found
        return [found[n * len(found) // self.limit] for n in range(self.limit)]


async def evaluate(run: Run, emit: Callable[[Prediction], None]) -> AsyncIterator[SetCost]:
    """Hands every prediction of `run` to `emit`; yields what each set took, as it is done.

    `severity_history` is predicted only with a history. Raises OSError and ValueError for files
    that cannot be read.
    """
    for name in run.sets:
        if name not in SETS:
            raise ValueError(f"there is no set {name!r}; the sets are {', '.join(SETS)}")
        begun, items, spent = time.perf_counter(), 0, Usage()
        async with aclosing(_predict(name, run)) as predictions:
            async for prediction, usage in predictions:
                emit({"set": name, **prediction})
                items += 1
                spent = added(spent, usage)
        if items:
            yield SetCost(
                name,
                items,
                time.perf_counter() - begun,
                spent.cost_usd,
                spent.input_tokens,
                spent.output_tokens,
            )


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


async def _predict(name: str, run: Run) -> Predictions:
    if name in _ASKED:
        async with aclosing(_ASKED[name](run)) as predictions:
            async for each in predictions:
                yield each
    else:
        for prediction in _WITHOUT_ANALYST[name](run):
            yield prediction, Usage()


async def _side_by_side(
    items: Iterable[Item], ask: Callable[[Item], Awaitable[T]], at_once: int
) -> AsyncGenerator[T, None]:
    """The answers in the items' order, so many asked at once; stopping ends what is under way."""
    waiting: deque[asyncio.Future[T]] = deque()
    try:
        for item in items:
            waiting.append(asyncio.ensure_future(ask(item)))
            if len(waiting) == at_once:
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()
    finally:
        for left in waiting:
            left.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


def _severities(run: Run) -> Predictions:
    async def ask(item: Item) -> tuple[Prediction, Usage]:
        told, usage = await run.analyst.severity(_seen(run, item)[0])
        return _severity(item, told), usage

    return _side_by_side(run.items("severity"), ask, run.at_once)


def _categories(run: Run) -> Predictions:
    async def ask(item: Item) -> tuple[Prediction, Usage]:
        category, usage = await run.analyst.category(_seen(run, item)[0])
        return {"id": item["id"], "category": category}, usage

    return _side_by_side(run.items("rootcause"), ask, run.at_once)


def _cases(run: Run) -> Predictions:
    seen = [_seen(run, item) for item in _rows(run.folder, "rca_cases")]
    logs = [item["logs"].split("\n") for item, _ in seen]
    earlier = (_seen(run, item)[0] for item in _rows(run.history, "rca_cases"))
    before = [item["logs"].split("\n") for item in earlier]
    known = History.learn([*logs, *(lines for lines in before if lines not in logs)])
    doors = {item["id"]: (item, door) for item, door in seen}

    async def ask(original: Item) -> tuple[Prediction, Usage]:
        item, door = doors[original["id"]]
        normal = known.without(item["logs"].split("\n"))
        told, usage = await run.analyst.diagnosis(case_of(item), normal)
        lines = original["logs"].split("\n")
        prediction = {
            "id": item["id"],
            "lines": [lines[line.line - 1] for line in told.lines],
            "service": door.restore(told.service) if door and told.service else told.service,
            "conclusive": told.conclusive,
        }
        return prediction, usage

    return _side_by_side(run.items("rca_cases"), ask, run.at_once)


def _seen(run: Run, item: Item) -> tuple[Item, Door | None]:
    """An item as the analyst sees it, and the door that it went through if it was masked."""
    if not run.masked:
        return item, None
    # nothing leaves here, and the same item must always read the same
    door = Door(mark=lambda: "0" * 8)
    try:
        masked = {name: door.mask(item[name]) for name in _TEXTS if name in item}
        if "logs" in item:
            masked["logs"] = "\n".join(door.mask_lines(item["logs"].split("\n")))
    except MaskingFailed as failure:
        raise ValueError(f"{item['id']}: {failure}") from failure
    return {**item, **masked}, door


def _with_history(run: Run) -> Iterator[Prediction]:
    if run.history is not None:
        model = SeverityModel.shipped().learn(corrections(_rows(run.history, "severity")))
        for item in _rows(run.folder, "severity"):
            yield _severity(item, graded(model, item))


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


def _severity(item: Item, told: Graded) -> Prediction:
    return {"id": item["id"], "label": told.label.value, "score": round(told.score, 6)}


def _logs(run: Run) -> Iterator[Prediction]:
    # A raw line may be longer than the csv module's own limit of 128 kB.
    csv.field_size_limit(min(sys.maxsize, 10**7))
    for path in sorted((run.folder / "logs").glob("*_2k.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = [(int(row["LineId"]), row["Raw"]) for row in csv.DictReader(file)]
        system = path.name.removesuffix("_2k.csv.gz")
        mined = templates(raw for _, raw in rows)
        for (line, _), number in zip(rows, mined.ids, strict=True):
            yield {"system": system, "line": line, "template": mined.texts[number]}


def _similar(run: Run) -> Iterator[Prediction]:
    items = _rows(run.folder, "postmortems")
    index = Index({item["id"]: item["text"] for item in items})
    for item in items:
        if opening := item.get("opening_text"):
            yield {"id": item["id"], "ranked": _ids(index, f"{item['title']}\n{opening}")}


def _runbooks(run: Run) -> Iterator[Prediction]:
    items = _rows(run.folder, "runbooks")
    index = Index({item["id"]: item["text"] for item in items})
    for item in items:
        for number, query in enumerate(item.get("queries") or []):
            yield {"id": item["id"], "query": number, "ranked": _ids(index, query)}


_ASKED: dict[str, Callable[[Run], Predictions]] = {
    "rca_cases": _cases,
    "rootcause": _categories,
    "severity": _severities,
}
_WITHOUT_ANALYST: dict[str, Callable[[Run], Iterator[Prediction]]] = {
    "logs": _logs,
    "severity_history": _with_history,
    "similar": _similar,
    "runbooks": _runbooks,
}


def _ids(index: Index, query: str) -> list[str]:
    return [ranked.key for ranked in index.rank(query)[:_RANKED]]


def _rows(folder: Path | None, name: str) -> list[Item]:
    path = folder / f"{name}.jsonl" if folder else None
    return list(_lines(path)) if path and path.exists() else []


def _lines(path: Path) -> Iterator[Item]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise ValueError(f"{path}, line {number}: {error}") from None
