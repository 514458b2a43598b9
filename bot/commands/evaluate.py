"""`tocsin eval FOLDER`: run an analyst over evaluation data and write what it predicts."""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from core.ai import offline
from core.ai.analyst import Analysts
from core.ai.build import build_analysts
from core.ai.config import AiConfig
from core.clock import SystemClock
from core.domain.analysis import Case, Reading
from core.evaluation import (
    SETS,
    Analyst,
    ModelAnalyst,
    OfflineAnalyst,
    SetCost,
    differences,
    evaluate,
)
from core.logs import summarise
from core.settings import Settings, load

USAGE = 2
ANALYSTS = ("offline", "openai", "anthropic")


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    command.add_argument("--analyst", choices=ANALYSTS, default="offline", metavar="NAME")
    command.add_argument(
        "--history", type=Path, metavar="FOLDER", help="a labelled folder: this team's corrections"
    )
    command.add_argument("--out", type=Path, metavar="FILE.jsonl", help="where predictions go")
    command.add_argument("--sets", default=",".join(SETS), help="the sets, separated by commas")
    command.add_argument(
        "--compare", nargs=2, type=Path, metavar=("A", "B"), help="list where two runs differ"
    )
    command.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Evaluate, or compare; the exit code."""
    try:
        if arguments.compare:
            return _compare(*arguments.compare, as_json=arguments.json)
        if arguments.folder is None or arguments.out is None:
            print("tocsin: eval needs FOLDER and --out FILE.jsonl", file=sys.stderr)
            return USAGE
        for folder in (arguments.folder, arguments.history):
            if folder is not None and not folder.is_dir():
                print(f"tocsin: there is no folder {folder}", file=sys.stderr)
                return USAGE
        costs = asyncio.run(_evaluate(arguments))
    except (OSError, ValueError, KeyError) as error:
        print(f"tocsin: {_told(error)}", file=sys.stderr)
        return USAGE
    if not costs:
        print(f"tocsin: {arguments.folder} holds none of the sets asked for", file=sys.stderr)
        return USAGE
    if arguments.json:
        print(json.dumps({"out": str(arguments.out), "sets": [vars(cost) for cost in costs]}))
    return 0


async def _evaluate(arguments: argparse.Namespace) -> list[SetCost]:
    costs: list[SetCost] = []
    with arguments.out.open("w", encoding="utf-8") as file:
        async with _analyst(arguments.analyst) as analyst:
            async for cost in evaluate(
                arguments.folder,
                analyst,
                lambda prediction: _write(file, prediction),
                history=arguments.history,
                sets=[name for name in arguments.sets.split(",") if name],
            ):
                costs.append(cost)
                _tell(cost)
    total = SetCost(
        "total",
        sum(cost.items for cost in costs),
        sum(cost.seconds for cost in costs),
        sum(cost.cost_usd for cost in costs),
    )
    _tell(total)
    return costs


@asynccontextmanager
async def _analyst(name: str) -> AsyncIterator[Analyst]:
    if name == "offline":
        yield OfflineAnalyst()
        return
    settings = load().settings
    analysts = build_analysts(AiConfig.from_settings(settings), clock=SystemClock())
    if not analysts.configured or settings.provider.value != name:
        await analysts.close()
        raise ValueError(
            f"{name} is not configured: set {name.upper()}_API_KEY and AI_PROVIDER={name}"
        )
    try:
        yield ModelAnalyst(lambda case: _read(analysts, settings, case))
    finally:
        await analysts.close()


async def _read(analysts: Analysts, settings: Settings, case: Case) -> Reading:
    logs = [line for piece in case.evidence if piece.kind == "logs" for line in piece.lines]
    return await analysts.read(
        case,
        summarise(logs) if logs else None,
        offline.analyse(case),
        seconds=settings.ai_timeout,
        team=None,
    )


def _write(file: IO[str], prediction: dict[str, object]) -> None:
    file.write(json.dumps(prediction, ensure_ascii=False) + "\n")


def _tell(cost: SetCost) -> None:
    print(
        f"{cost.name:<17} {cost.items:>6} items {cost.seconds:>8.2f} s  ${cost.cost_usd:.4f}",
        file=sys.stderr,
        flush=True,
    )


def _told(error: Exception) -> str:
    return f"a field is missing: {error}" if isinstance(error, KeyError) else str(error)


def _compare(one: Path, other: Path, *, as_json: bool) -> int:
    found = list(differences(one, other))
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for each in found:
            name = " ".join(str(each[key]) for key in each if key not in ("a", "b"))
            print(f"{name}\n  A {_short(each['a'])}\n  B {_short(each['b'])}")
    print(f"{len(found)} predictions differ", file=sys.stderr)
    return 0


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else f"{text[:157]}…"
