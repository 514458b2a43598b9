"""Runbooks in Markdown: found for an incident by its words, or by an alert's exact name."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.ai.text.ranking import Index

LARGEST_BYTES = 1_000_000
LEAST_WORDS = 2
NAMED = 900.0


@dataclass(frozen=True)
class Runbook:
    """A runbook and how it was found: `name` is its path or heading."""

    name: str
    words: tuple[str, ...]
    by_name: bool


class Runbooks:
    """The team's runbooks, ready to be searched."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._index: Index | None = None
        self.replace(texts)

    def replace(self, texts: Mapping[str, str]) -> None:
        """Search these from now on."""
        self._index = Index(texts) if texts else None

    def find(self, query: str) -> Runbook | None:
        """The runbook for an incident or an alert's description; None when none comes near."""
        if self._index is None:
            return None
        best = next(iter(self._index.rank(query)), None)
        if best is None or (best.score < NAMED and len(best.words) < LEAST_WORDS):
            return None
        return Runbook(best.key, best.words, best.score >= NAMED)


def read_folder(folder: Path) -> dict[str, str]:
    """Every Markdown file below `folder` by its path in it; files over 1 MB are left out."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.rglob("*.md"))
        if path.is_file() and path.stat().st_size <= LARGEST_BYTES
    }


def split(text: str, address: str) -> dict[str, str]:
    """A page of runbooks cut at its top headings, each by an address of its own."""
    parts: dict[str, str] = {}
    name, lines = address, list[str]()
    for line in text.splitlines():
        if line.startswith("# "):
            if lines:
                parts[name] = "\n".join(lines)
            name = f"{address}#{'-'.join(line[2:].lower().split())}"
            lines = []
        lines.append(line)
    if lines:
        parts[name] = "\n".join(lines)
    return parts
