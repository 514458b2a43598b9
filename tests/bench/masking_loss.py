"""Prints what masking costs the measures on `rca_cases`: the scorer's figures without and with it.

    python tests/bench/masking_loss.py [FOLDER]

The offline analyst reads each case as it is, and as the egress door would let it through to a
model. Exits 1 if a figure loses more than 0.02.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_LOST = 0.02


def main() -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data")
    folder = parser.parse_args().folder.resolve()
    with tempfile.TemporaryDirectory() as made:
        plain = figures(folder, Path(made) / "plain.jsonl")
        masked = figures(folder, Path(made) / "masked.jsonl", "--masked")
    print(f"{'measure on rca_cases':<44} {'plain':>6} {'masked':>6} {'lost':>6}")
    lost = {name: value - masked[name] for name, value in plain.items()}
    for name, value in plain.items():
        print(f"{name:<44} {value:>6.3f} {masked[name]:>6.3f} {lost[name]:>6.3f}")
    return int(max(lost.values()) > MOST_LOST)


def figures(folder: Path, out: Path, *options: str) -> dict[str, float]:
    """What the scorer says of a run over the cases."""
    evaluate = (sys.executable, "-m", "bot", "eval", str(folder), "--sets", "rca_cases")
    subprocess.run([*evaluate, "--out", str(out), *options], cwd=ROOT, check=True)
    scored = subprocess.run(
        [sys.executable, str(folder / "score.py"), str(folder), str(out)],
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, float] = json.loads(scored.stdout)
    return found


if __name__ == "__main__":
    sys.exit(main())
