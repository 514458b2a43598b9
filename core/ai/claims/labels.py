"""The words beside a number, in a sentence as in a line: `limit of 1024`, `limit=1024`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.ai.claims.parts import UNIT_PATTERN, UNITS, stem, ungrouped, untimed
from core.ai.claims.words import STOP

# `3 of 4`, `3/4`, `8 -> 3` and `1,2,3` tell more of a number than the word beside it
_NOT_BEFORE = r"(?<![\w./-])(?<!\w:)(?<!\d,)(?<!\d of )(?<!\d of the )(?<![->]> )"
_NOT_AFTER = r"(?![\w:/]|\.\d|,\d|\s?-+>|\s+(?:out )?of\s+\d)"
NUMBER = re.compile(
    rf"{_NOT_BEFORE}(\d+(?:\.\d+)?)"
    rf"(?:\s?({UNIT_PATTERN})(?![\w=]|\s?-+>)|{_NOT_AFTER}|(?=[A-Za-z]{{1,3}}\b))",
    re.IGNORECASE,
)
_VERBS = r"\s(?:of|is|was|were|at|to|with|has|had|stood at|reached)\s"
BEFORE = re.compile(
    rf"(?:^|[^A-Za-z]|(?<=[a-z])(?=[A-Z]))([A-Za-z]{{3,}})"
    rf"(?:[\"'\])]{{0,2}}\s?[=:]\s?[\"'\[(]{{0,2}}|{_VERBS}|\s[(#]?)$"
)
AFTER = re.compile(
    r"\s(?:(?:was|were|is|are|(?:had|have|has) been)\s)?([A-Za-z]{3,})(?![\w-]*[\"']?[=:])"
)


@dataclass(frozen=True)
class Labelled:
    """A number as written, its unit, and the stems of the telling words right beside it."""

    text: str
    unit: str
    before: str | None
    after: str | None

    def label(self, other: "Labelled") -> str | None:
        """The word that stands in the same way beside both, None if their units differ."""
        if (UNITS.get(self.unit) or self.unit) != (UNITS.get(other.unit) or other.unit):
            return None
        if self.before is not None and self.before == other.before:
            return self.before
        return self.after if self.after is not None and self.after == other.after else None


def labelled(text: str) -> Iterator[Labelled]:
    """The numbers of a text that a word beside them can tell, but no times of day."""
    plain = ungrouped(untimed(text))
    for match in NUMBER.finditer(plain):
        before = BEFORE.search(plain[: match.start()])
        after = AFTER.match(plain, match.end())
        yield Labelled(
            match[1],
            (match[2] or "").lower(),
            stem(before[1]) if before and _telling(before[1]) else None,
            stem(after[1]) if after and _telling(after[1]) else None,
        )


def _telling(word: str) -> bool:
    return word.lower() not in STOP and word.lower() not in UNITS
