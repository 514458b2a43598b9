"""Times template mining against Drain3 on the same lines, interleaved, one core.

    python tests/bench/logs_speed.py [--rounds 3] [FILE ...]

Without a file it makes up one of its own. Drain3 masks NUM, IP and HEX before it matches, as its
examples do. Both give a template id for every line. A ratio is formed in each round; the table
shows the median and the range.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from drain3 import TemplateMiner
from drain3.masking import MaskingInstruction
from drain3.template_miner_config import TemplateMinerConfig

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core.logs import templates
from tests.core.logs import samples

_EDGE = r"((?<=[^A-Za-z0-9])|^)"
_END = r"((?=[^A-Za-z0-9])|$)"
MASKS = (
    (_EDGE + r"(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})" + _END, "IP"),
    (_EDGE + r"(0x[a-f0-9A-F]+)" + _END, "HEX"),
    (_EDGE + r"([\-\+]?\d+)" + _END, "NUM"),
)


def drain(lines: list[str]) -> int:
    """Mines with Drain3 and answers the number of templates."""
    config = TemplateMinerConfig()
    config.masking_instructions = [MaskingInstruction(*mask) for mask in MASKS]
    miner = TemplateMiner(config=config)
    return len({miner.add_log_message(line)["cluster_id"] for line in lines})


def ours(lines: list[str]) -> int:
    """Mines with `core.logs` and answers the number of templates."""
    return len(set(templates(lines).ids))


def timed(run: Callable[[list[str]], int], lines: list[str]) -> tuple[float, int]:
    """Lines a second, and what the run answered."""
    start = time.perf_counter()
    found = run(lines)
    return len(lines) / (time.perf_counter() - start), found


def compare(name: str, lines: list[str], rounds: int) -> None:
    """Prints one row of the table."""
    rates: list[tuple[float, float]] = []
    found = (0, 0)
    for _ in range(rounds):
        mine, mine_found = timed(ours, lines)
        theirs, their_found = timed(drain, lines)
        rates.append((mine, theirs))
        found = (mine_found, their_found)
    ratios = [mine / theirs for mine, theirs in rates]
    print(
        f"{name:24} {len(lines):8} {statistics.median(r[0] for r in rates) / 1000:8.0f} "
        f"{statistics.median(r[1] for r in rates) / 1000:8.0f} {statistics.median(ratios):7.1f} "
        f"({min(ratios):.1f}-{max(ratios):.1f}) {found[0]:6} {found[1]:6}"
    )


def made_up(count: int) -> list[str]:
    """Lines of every made-up style, in turn."""
    each = count // len(samples.STYLES)
    return [line for style in samples.STYLES for line, _ in samples.lines(style, each)]


def main() -> None:
    """Reads the arguments and prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(f"{'input':24} {'lines':>8} {'ours k/s':>8} {'Drain3':>8}   ratio (min-max) templates")
    for path in arguments.files:
        lines = path.read_text(encoding="utf-8").split("\n")[:-1]
        compare(path.name, lines, arguments.rounds)
    if not arguments.files:
        compare("made up", made_up(20_000), arguments.rounds)


if __name__ == "__main__":
    main()
