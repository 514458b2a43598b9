"""Runbooks in Markdown: found for an incident by its words, or by an alert's exact name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from core.ai.text.ranking import Index

LARGEST_BYTES = 1_000_000
LEAST_WORDS = 2
NAMED = 900.0
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_HEADING = re.compile(r"^#{1,6} +(.*?) *#*$")
_LINKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"^\s*(?:[-*+>]|\d+[.)]|```\w*)\s*|[*`]|\b_|_\b")
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Runbook:
    """A runbook and how it was found: `name` is its path or address.

    `heading` and `opening` (its first line of text) are told without Markdown's marks, and are
    empty where it has none.
    """

    name: str
    words: tuple[str, ...]
    by_name: bool
    heading: str = ""
    opening: str = ""


class Runbooks:
    """The team's runbooks, ready to be searched."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts: Mapping[str, str] = {}
        self._index: Index | None = None
        self.replace(texts)

    def replace(self, texts: Mapping[str, str]) -> None:
        """Search these from now on."""
        self._index = Index(texts) if texts else None
        self._texts = texts

    def named(self, name: str) -> Runbook:
        """The runbook of that name; a name that there is none of has no words."""
        heading, opening = _told(self._texts.get(name, ""))
        return Runbook(name, (), by_name=True, heading=heading, opening=opening)

    def find(self, query: str) -> Runbook | None:
        """The runbook for an incident or an alert's description; None when none comes near."""
        if self._index is None:
            return None
        best = next(iter(self._index.rank(query)), None)
        if best is None or (best.score < NAMED and len(best.words) < LEAST_WORDS):
            return None
        by_name = best.score >= NAMED
        return replace(self.named(best.key), words=best.words, by_name=by_name)


def _told(text: str) -> tuple[str, str]:
    """A runbook's heading, and its first line of text."""
    heading = ""
    for line in _FRONT_MATTER.sub("", text).splitlines():
        if found := _HEADING.match(line.strip()):
            if heading:
                break
            heading = _bare(found[1])
        elif bare := _bare(line):
            return heading, bare
    return heading, ""


def _bare(line: str) -> str:
    return " ".join(_MARKS.sub("", _LINKS.sub(r"\1", line)).split())


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
            name = f"{address}#{_anchor(line[2:])}"
            lines = []
        lines.append(line)
    if lines:
        parts[name] = "\n".join(lines)
    return parts


def _anchor(heading: str) -> str:
    return "-".join(_NOT_IN_ANCHORS.sub("", heading.lower()).split())
