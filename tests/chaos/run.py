"""`make chaos`: every scenario on both databases, a line each in out/chaos.jsonl, and a table.

QUICK=1 in the environment or as an argument runs a shorter one, for CI.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402  the folder has to be on the path first
from tests.chaos import kill  # noqa: E402

OUT = ROOT / "out"
KILLS, KILLS_QUICK = 40, 12
SEED = 7


@contextmanager
def databases() -> Iterator[list[tuple[str, str | None]]]:
    """SQLite in the data folder, and a new PostgreSQL database."""
    with postgres.server() as server, postgres.database(server) as url:
        yield [("sqlite", None), ("postgresql", url)]


async def scenarios(
    kills: int, least: int, pairs: list[tuple[str, str | None]]
) -> list[kill.Report]:
    """Run each, printing its row when it is done."""
    reports = []
    for name, url in pairs:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            report = await kill.run(Path(folder), name, url, kills=kills, seed=SEED, least=least)
        reports.append(report)
        hits = " ".join(f"{window}={report.hits[window]}" for window in kill.WINDOWS)
        print(
            f"{'ok  ' if report.ok else 'FAIL'} kill {name}: {report.faults} kills, {hits}; "
            f"acknowledged {report.accepted}, lost {report.lost}, "
            f"missing {report.posts_missing}, doubled {report.posts_doubled}, "
            f"settled in {report.recovery_seconds:.1f} s {'; '.join(report.why)}",
            flush=True,
        )
    return reports


def main() -> int:
    """Run all of it; 1 when something does not hold."""
    quick = bool(os.environ.get("QUICK")) or "QUICK=1" in sys.argv[1:]
    kills, least = (KILLS_QUICK, 3) if quick else (KILLS, 3)
    with databases() as pairs:
        reports = asyncio.run(scenarios(kills, least, pairs))
    failed = sum(not report.ok for report in reports)
    OUT.mkdir(exist_ok=True)
    lines = [report.line() for report in reports]
    lines.append({"summary": True, "scenarios": len(reports), "failed": failed, "ok": not failed})
    (OUT / "chaos.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
