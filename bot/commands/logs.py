"""`tocsin logs FILE`: read a log as the analysis does, without a server."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from core.domain.legible import legible
from core.domain.logs_summary import LogSummary
from core.summaries import summarise_logs


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("file", nargs="?", type=Path, help="a file; standard input without one")
    command.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Print the summary."""
    try:
        summary = summarise_logs(_lines(arguments.file))
    except OSError as error:
        print(f"tocsin: cannot read {arguments.file} ({error.strerror})", file=sys.stderr)
        return 2
    print(summary.model_dump_json(indent=2) if arguments.json else legible(_text(summary)))
    return 0


def _lines(file: Path | None) -> Iterator[str]:
    if file is None:
        yield from (line.rstrip("\n") for line in sys.stdin)
        return
    with file.open(encoding="utf-8", errors="replace") as opened:
        yield from (line.rstrip("\n") for line in opened)


def _text(summary: LogSummary) -> str:
    rows = [summary.summary, ""]
    rows += [f"{key.line:>8}  {key.text}\n          ({key.why})" for key in summary.key_lines]
    rows.append("")
    common = sorted(summary.templates, key=lambda each: -each.count)[:20]
    rows += [f"{each.count:>8} × {each.template}" for each in common]
    return "\n".join(rows)
