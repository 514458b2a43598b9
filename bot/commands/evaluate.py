"""`tocsin eval FOLDER`: run an analyst over evaluation data and write what it predicts."""

import argparse
import asyncio
import json
import math
import os
import sys
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from pathlib import Path
from typing import IO

from core.ai.prices import added
from core.domain.analysis import Usage
from core.evaluation import SETS, Prediction, Run, SetCost, differences, evaluate
from core.evaluation_analysts import Analyst, ModelAnalyst, OfflineAnalyst, Tally

CHECK_FAILED, USAGE = 1, 2
ANALYSTS = ("offline", "openai", "anthropic")
SIDE_BY_SIDE = 8
TOLD_EVERY = 50
REASONS_TOLD = 5


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    command.add_argument("--analyst", choices=ANALYSTS, default="offline", metavar="NAME")
    command.add_argument(
        "--history", type=Path, metavar="FOLDER", help="a labelled folder: this team's corrections"
    )
    command.add_argument(
        "--out",
        type=Path,
        metavar="FILE.jsonl",
        help="where predictions go; without it only the summary is printed",
    )
    command.add_argument("--sets", default=",".join(SETS), help="the sets, separated by commas")
    command.add_argument(
        "--masked", action="store_true", help="show the offline analyst what a model would see"
    )
    command.add_argument(
        "--limit", type=_count, metavar="N", help="ask about N items of a set, evenly spread"
    )
    command.add_argument(
        "--parallel",
        type=_count,
        default=SIDE_BY_SIDE,
        metavar="N",
        help=f"questions to a model at once, {SIDE_BY_SIDE} by default",
    )
    command.add_argument(
        "--budget",
        type=_dollars,
        metavar="USD",
        help="the most that a model may cost in this run. Asking ends before a question could go "
        "over it, or over what is left of AI_BUDGET_MONTH_USD; the offline analyst makes the other "
        "predictions, and the exit code is 1. AI_BUDGET_INCIDENT_USD holds for each question. The "
        "run is not booked on the month",
    )
    command.add_argument(
        "--compare", nargs=2, type=Path, metavar=("A", "B"), help="list where two runs differ"
    )
    command.add_argument(
        "--own", type=Path, metavar="FOLDER", help="make FOLDER from this team's approved RCAs"
    )
    command.add_argument(
        "--private", action="store_true", help="with --own: take in private incidents, too"
    )
    command.add_argument("--json", action="store_true")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _dollars(text: str) -> float:
    with suppress(ValueError):
        if 0 < (usd := float(text)) < math.inf:
            return usd
    raise argparse.ArgumentTypeError(f"it takes US dollars, more than 0, not {text!r}")


def run(arguments: argparse.Namespace) -> int:
    """Evaluate, compare, or make a folder; the exit code."""
    try:
        if wrong := _misused(arguments):
            print(f"tocsin: {wrong}", file=sys.stderr)
            return USAGE
        if arguments.own:
            from bot.commands.own import make

            return make(arguments.own, private=arguments.private, as_json=arguments.json)
        if arguments.compare:
            return _compare(*arguments.compare, as_json=arguments.json)
        return _run(arguments)
    except (OSError, ValueError, KeyError) as error:
        print(f"tocsin: {_told(error)}", file=sys.stderr)
        return USAGE


def _misused(arguments: argparse.Namespace) -> str | None:
    """What is wrong with the options as they stand together, or None."""
    whole = arguments.folder or arguments.out or arguments.history
    if arguments.own or arguments.compare:
        if whole or (arguments.own and arguments.compare):
            return "--own FOLDER and --compare A B stand alone"
        return None
    if arguments.private:
        return "--private goes with --own"
    if arguments.folder is None:
        return "eval needs FOLDER, and keeps the predictions with --out FILE.jsonl"
    if wrong := _costly(arguments) if arguments.analyst != "offline" else _free(arguments):
        return wrong
    for folder in (arguments.folder, arguments.history):
        if folder is not None and not folder.is_dir():
            return f"there is no folder {folder}"
    return None


def _costly(arguments: argparse.Namespace) -> str | None:
    if arguments.out is None:
        return "a model's answers cost money: keep them with --out FILE.jsonl"
    if arguments.masked:
        return "--masked goes with the offline analyst: what a model is sent is always masked"
    return None


def _free(arguments: argparse.Namespace) -> str | None:
    if arguments.budget is not None:
        return "--budget goes with a model: the offline analyst costs nothing"
    return None


def _run(arguments: argparse.Namespace) -> int:
    written = Written(talkative=arguments.analyst != "offline")
    try:
        costs, tally = asyncio.run(_evaluate(arguments, written))
    except KeyboardInterrupt:
        print(
            f"tocsin: interrupted; {written.count} predictions are in {arguments.out or 'no file'}",
            file=sys.stderr,
        )
        return CHECK_FAILED
    if not costs:
        print(f"tocsin: {arguments.folder} holds none of the sets asked for", file=sys.stderr)
        return USAGE
    if arguments.limit is not None:
        print("score.py counts items that were not asked about as wrong", file=sys.stderr)
    if arguments.json:
        document: dict[str, object] = {"sets": [vars(cost) for cost in costs]}
        if tally is not None:
            answers = {"model": tally.answered, "offline": dict(tally.fallen_back)}
            document |= {"answers": answers, "stopped": tally.stopped}
        print(json.dumps({"out": str(arguments.out) if arguments.out else None, **document}))
    if arguments.out is None:
        print("the predictions are not kept; --out FILE.jsonl keeps them", file=sys.stderr)
    return _answered(tally)


class Written:
    """Writes predictions, each there as soon as it is made."""

    def __init__(self, *, talkative: bool) -> None:
        self._talkative = talkative
        self.count = 0

    def into(self, file: IO[str], prediction: Prediction) -> None:
        """Write one, and say now and then how far it is."""
        file.write(json.dumps(prediction, ensure_ascii=False) + "\n")
        file.flush()
        self.count += 1
        if self._talkative and self.count % TOLD_EVERY == 0:
            print(f"{self.count} predictions", file=sys.stderr, flush=True)


async def _evaluate(
    arguments: argparse.Namespace, written: Written
) -> tuple[list[SetCost], Tally | None]:
    costs: list[SetCost] = []
    async with _analyst(arguments) as analyst:
        asked = Run(
            arguments.folder,
            analyst,
            history=arguments.history,
            sets=[name for name in arguments.sets.split(",") if name],
            masked=arguments.masked,
            limit=arguments.limit,
            at_once=1 if arguments.analyst == "offline" else arguments.parallel,
        )
        with (arguments.out or Path(os.devnull)).open("w", encoding="utf-8") as file:
            async for cost in evaluate(asked, lambda made: written.into(file, made)):
                costs.append(cost)
                _tell(cost)
    if costs:
        _tell(_total(costs))
    return costs, analyst.tally if isinstance(analyst, ModelAnalyst) else None


def _total(costs: list[SetCost]) -> SetCost:
    spent = Usage()
    for cost in costs:
        usage = Usage(
            input_tokens=cost.input_tokens,
            output_tokens=cost.output_tokens,
            cost_usd=cost.cost_usd,
        )
        spent = added(spent, usage)
    return SetCost(
        "total",
        sum(cost.items for cost in costs),
        sum(cost.seconds for cost in costs),
        spent.cost_usd,
        spent.input_tokens,
        spent.output_tokens,
    )


def _answered(tally: Tally | None) -> int:
    """Say how often the offline analyst stood in, and why.

    The exit code: 1 when no model ever answered, or the budget ended it.
    """
    if tally is None or not tally.fallen_back:
        return 0
    count = sum(tally.fallen_back.values())
    print(
        f"{count} of {count + tally.answered} answers are the offline analyst's:", file=sys.stderr
    )
    for reason, times in tally.fallen_back.most_common(REASONS_TOLD):
        print(f"{times:>7} × {reason}", file=sys.stderr)
    return 0 if tally.answered and tally.stopped is None else CHECK_FAILED


def _analyst(arguments: argparse.Namespace) -> AbstractAsyncContextManager[Analyst]:
    if arguments.analyst == "offline":
        return nullcontext(OfflineAnalyst())
    from bot.commands.evaluate_model import model_analyst

    return model_analyst(arguments.analyst, arguments.parallel, arguments.budget)


def _tell(cost: SetCost) -> None:
    price = "unknown" if cost.cost_usd is None else f"${cost.cost_usd:.4f}"
    tokens = cost.input_tokens + cost.output_tokens
    print(
        f"{cost.name:<17} {cost.items:>6} items {cost.seconds:>8.2f} s  {price}"
        + (f"  {tokens} tokens" if tokens else ""),
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
