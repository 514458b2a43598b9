"""How long a megabyte takes to mask: ordinary lines, the corpora's canaries, and both mixed.

Run: `python -m tests.bench.redaction_speed`. Issue 4 asks for less than one second.
"""

import json
import time
from pathlib import Path

from core.ai.egress import Egress

CORPORA = Path(__file__).parents[1] / "core" / "ai" / "corpora"
SIZE = 1_000_000
RUNS = 3


def planted() -> str:
    """The texts of both corpora."""
    rows = [
        json.loads(line.replace("¦", ""))
        for name in ("redaction.jsonl", "redaction_blind.jsonl")
        for line in (CORPORA / name).read_text(encoding="utf-8").splitlines()
    ]
    return "\n".join(row["text"] for row in rows)


def megabyte(text: str) -> str:
    """`text` repeated to a million characters."""
    return (f"{text}\n" * (SIZE // len(text) + 1))[:SIZE]


def main() -> None:
    """Print the best of three runs, in seconds of processor time, for each kind of text."""
    ordinary = (CORPORA / "ordinary_blind.txt").read_text(encoding="utf-8")
    texts = {
        "ordinary lines": ordinary,
        "nothing but canaries": planted(),
        "both, one after the other": f"{ordinary}\n{planted()}",
        "one canary line in a hundred": "\n".join([ordinary] * 10 + [planted()[:6_000]]),
    }
    for name, text in texts.items():
        took = []
        for _ in range(RUNS):
            start = time.process_time()
            Egress().open().mask(megabyte(text))
            took.append(time.process_time() - start)
        print(f"{name:30} {min(took):.2f} s for 1 MB")


if __name__ == "__main__":
    main()
