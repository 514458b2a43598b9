"""`tocsin eval --own FOLDER`: evaluation data out of this deployment's approved RCAs."""

import asyncio
import json
import sys
from pathlib import Path

from bot.out import runbooks
from core.actor import Via, system
from core.clock import SystemClock
from core.own_cases import OwnCases, own_cases
from core.own_folder import items, write_folder
from core.settings import Settings, load
from core.store.store import Store

CHECK_FAILED, USAGE = 1, 2


def make(folder: Path, *, private: bool, as_json: bool) -> int:
    """Make the folder and say what is in it; the exit code (1: no RCA is approved)."""
    found, texts = asyncio.run(_read(load().settings, private=private))
    if not found.cases:
        print(f"tocsin: no RCA is approved yet{_left_out(found)}", file=sys.stderr)
        return CHECK_FAILED
    sets = items(found.cases, texts)
    try:
        write_folder(folder, sets)
    except OSError as error:
        print(f"tocsin: {error}", file=sys.stderr)
        return USAGE
    counts = {name: len(rows) for name, rows in sets.items()}
    left = {"left_out": {"private": found.private, "drills": found.drills}}
    if as_json:
        print(json.dumps({"folder": str(folder), "items": counts, **left}))
        return 0
    for name, count in counts.items():
        print(f"{folder / name}.jsonl  {count}")
    print(f"{len(found.cases)} incidents with an approved RCA{_left_out(found)}", file=sys.stderr)
    print(f"next: tocsin eval {folder} --out predictions.jsonl", file=sys.stderr)
    return 0


def _left_out(found: OwnCases) -> str:
    told = [f"{found.private} private (take them in with --private)"] if found.private else []
    told += [f"{found.drills} drill{'s' * (found.drills > 1)}"] if found.drills else []
    return f"; left out: {', '.join(told)}" if told else ""


async def _read(settings: Settings, *, private: bool) -> tuple[OwnCases, dict[str, str]]:
    store = await Store.open_to_read(settings.database, clock=SystemClock())
    try:
        actor = system("eval-own", Via.CLI)
        found = await store.read(own_cases, actor, private=private)
    finally:
        await store.close()
    return found, await _runbooks(settings.tocsin_runbooks)


async def _runbooks(place: str | None) -> dict[str, str]:
    if place is None:
        return {}
    try:
        return await runbooks.read(place)
    except runbooks.UNREADABLE as error:
        print(f"tocsin: the runbooks can't be read ({type(error).__name__})", file=sys.stderr)
        return {}
