"""Prints the text measures as the goals define them: what is learned, out of fold by `group`.

    python tests/bench/eval_table.py [FOLDER] [--splits N]

A plain `tocsin eval` over the folder that the shipped weights were learned from would show what
was learned by heart. Here every item is predicted by weights that saw nothing of its group; `N`
(3 by default) splittings in five parts, the mean and the worst of them.
"""

import argparse
import importlib.util
import json
import random
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import mean
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from core.ai.text.causes import categorise  # noqa: E402
from core.ai.text.ranking import Index  # noqa: E402
from core.ai.text.severity import SeverityModel, Suggestion  # noqa: E402
from core.evaluation import corrections  # noqa: E402

Item = dict[str, Any]

# What may ship may be learned from these alone; see train_text_models.py.
ALLOWED = ("statuspage/github", "status/gcp", "rule/apa", "rule/mixins")
PARTS = 5
# (name, sources, baseline, goal without history, baseline and goal with)
FAMILIES = (
    ("status pages", "statuspage", 0.62, 0.72, 0.75, 0.76),
    ("Google Cloud", "status/gcp", 0.42, 0.79, 0.83, 0.84),
    ("alert rules", "rule", 0.61, 0.80, None, None),
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--splits", type=int, default=3)
    asked = parser.parse_args()
    score = _score(asked.folder)
    items = _rows(asked.folder, "severity")
    print(f"{'measure':<48} {'baseline':>8} {'goal':>6} {'mean':>6} {'worst':>6}")
    for name, sources, base, goal, base_history, goal_history in FAMILIES:
        chosen = [item for item in items if item["source"].startswith(sources)]
        plain, taught = _severity(score, chosen, asked.splits)
        _row(f"severity, {name}", base, goal, plain)
        if base_history is not None and goal_history is not None:
            _row(f"severity with history, {name}", base_history, goal_history, taught)
    _row("root-cause category, macro-F1", 0.29, 0.72, [_causes(score, asked.folder)])
    _row("opening text to own post-mortem, MRR", 0.35, 0.46, [_similar(asked.folder)])
    _row("alert to runbook by description, first hit", 0.94, 0.97, [_described(asked.folder)])
    _row("alert to runbook by its exact name", None, 1.0, [_named(asked.folder)])


def _row(name: str, base: float | None, goal: float, found: list[float]) -> None:
    shown = "" if base is None else f"{base:.2f}"
    mark = "" if mean(found) >= goal else "  below the goal"
    print(f"{name:<48} {shown:>8} {goal:>6.2f} {mean(found):>6.3f} {min(found):>6.3f}{mark}")


def _severity(score: ModuleType, items: list[Item], splits: int) -> tuple[list[float], list[float]]:
    plain, taught = [], []
    for seed in range(splits):
        shipped: dict[str, Suggestion] = {}
        corrected: dict[str, Suggestion] = {}
        for rest, part in _folds(items, seed):
            ships = SeverityModel.rules().trained(
                corrections(item for item in rest if item["source"] in ALLOWED)
            )
            team = ships.learn(corrections(rest))
            for item in part:
                shipped[item["id"]] = _suggest(ships, item)
                corrected[item["id"]] = _suggest(team, item)
        plain.append(score.concordance(items, _scores(shipped)))
        taught.append(score.concordance(items, _scores(corrected)))
    return plain, taught


def _suggest(model: SeverityModel, item: Item) -> Suggestion:
    return model.suggest(item["title"], item.get("description", ""), source=item["source"])


def _scores(answers: dict[str, Suggestion]) -> Callable[[Item], float]:
    return lambda item: answers[item["id"]].score


def _folds(items: list[Item], seed: int) -> Iterable[tuple[list[Item], list[Item]]]:
    groups = sorted({item["group"] for item in items})
    random.Random(seed).shuffle(groups)
    part_of = {group: number % PARTS for number, group in enumerate(groups)}
    for part in range(PARTS):
        yield (
            [item for item in items if part_of[item["group"]] != part],
            [item for item in items if part_of[item["group"]] == part],
        )


def _causes(score: ModuleType, folder: Path) -> float:
    items = [item for item in _rows(folder, "rootcause") if item.get("root_cause_category")]
    predicted = [categorise(item["title"], item["text"]).category.value for item in items]
    return float(score.macro_f1(predicted, [item["root_cause_category"] for item in items]))


def _similar(folder: Path) -> float:
    items = _rows(folder, "postmortems")
    index = Index({item["id"]: item["text"] for item in items})
    found = []
    for item in items:
        if opening := item.get("opening_text"):
            ranked = [each.key for each in index.rank(f"{item['title']}\n{opening}")]
            found.append(1 / (ranked.index(item["id"]) + 1))
    return float(mean(found))


def _described(folder: Path) -> float:
    return _first_hit(folder, lambda item: item.get("queries") or [])


def _named(folder: Path) -> float:
    return _first_hit(folder, lambda item: [item["alert"]])


def _first_hit(folder: Path, queries: Callable[[Item], list[str]]) -> float:
    items = _rows(folder, "runbooks")
    index = Index({item["id"]: item["text"] for item in items})
    hits: list[bool] = [
        index.rank(query)[0].key == item["id"] for item in items for query in queries(item)
    ]
    return float(sum(hits) / len(hits))


def _score(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"there is no score.py in {folder}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _rows(folder: Path, name: str) -> list[Item]:
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


if __name__ == "__main__":
    main()
