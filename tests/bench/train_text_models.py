"""Trains the weights of the severity model that ship with Tocsin.

    python tests/bench/train_text_models.py [FOLDER]

Reads `severity.jsonl` of FOLDER (`../shared/data` beside the repository by default) and writes
`core/ai/text/severity_weights.json`: the same bytes for the same input. Only items whose licence
allows weights to be shipped are learned from; NOTICE names them.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from core.ai.text.severity import Correction, SeverityModel  # noqa: E402
from core.evaluation import corrections  # noqa: E402

# MIT, CC0, CC BY 4.0 and Apache-2.0, in this order.
ALLOWED = ("statuspage/github", "status/gcp", "rule/apa", "rule/mixins")


def allowed(items: list[dict[str, object]]) -> list[Correction]:
    """What may be learned from."""
    return list(corrections(item for item in items if item["source"] in ALLOWED))


def main() -> None:
    """Train and write."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    with (folder / "severity.jsonl").open(encoding="utf-8") as file:
        items = [json.loads(line) for line in file]
    text = SeverityModel.rules().trained(allowed(items)).dumped()
    path = ROOT / "core" / "ai" / "text" / "severity_weights.json"
    path.write_text(text, encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: {len(text.encode())} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
