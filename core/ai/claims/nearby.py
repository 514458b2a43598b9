"""A number put to the word beside which the cited lines have another: `limit of 1023` for 1024."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.ai.claims.digits import in_digits
from core.ai.claims.parts import UNIT_PATTERN, UNITS, stem, stems, ungrouped, untimed
from core.ai.claims.words import STOP

# `3 of 4`, `3/4`, `8 -> 3` and `1,2,3` tell more of a number than the word beside it
NUMBER = re.compile(
    rf"(?<![\w./-])(?<!\w:)(?<!\d,)(?<!\d of )(?<!\d of the )(?<![->]> )(\d+(?:\.\d+)?)(?![\w:/]|\.\d|,\d|\s?-+>|\s+(?:out )?of\s+\d)(?:\s?({UNIT_PATTERN})(?!\w))?"
    r"|(?<![\w./-])(?<!\w:)(?<!\d,)(?<!\d of )(?<!\d of the )(?<![->]> )(\d+(?:\.\d+)?)(?=[A-Za-z]{1,3}\b)",
    re.IGNORECASE,
)
BEFORE = re.compile(
    r"(?:^|[^A-Za-z]|(?<=[a-z])(?=[A-Z]))([A-Za-z]{3,})(?:[\"'\])]{0,2}\s?[=:]\s?[\"'\[(]{0,2}|\s(?:of|is|was|were|stood at|reached)\s|\s)$"
)
AFTER = re.compile(r"\s([A-Za-z]{3,})(?![\w-]*[\"']?[=:])")
# which one, not how many
WHICH = frozenset(
    ["broker", "task", "node", "shard", "partition", "member", "replica", "worker", "executor", "instance", "pod", "attempt", "stage", "port", "id", "pid", "no", "number"]
)


@dataclass(frozen=True)
class _Number:
    text: str
    unit: str
    before: str | None
    after: str | None


def misread(claim: str, lines: Sequence[str]) -> str | None:
    """A number with a word beside it that stands in the same way beside another number only.

    The other number must not be told at all, or the two would only be compared.
    """
    there = [number for line in lines for number in _numbers(line)]
    plain = in_digits(claim)
    every = set(re.findall(r"\d+(?:\.\d+)?", ungrouped(plain)))
    said = stems(plain)
    for number in _numbers(plain):
        own = [each for each in there if each.text == number.text]
        if not (own or _changed_to(number, lines)) or any(
            _beside(number, each) or each.after in said for each in own
        ):
            continue
        for other in there:
            part = other.text.startswith(f"{number.text}.")
            if other.text not in every and not part and (word := _beside(number, other)):
                return f"the cited lines give {other.text} as “{word}”, not {number.text}"
    return None


def _changed_to(number: _Number, lines: Sequence[str]) -> bool:
    """Whether the lines have it as what something became, and the sentence as `limit of 100`."""
    became = re.compile(rf"[->]>\s{re.escape(number.text)}(?![\w.])")
    return number.before is not None and any(became.search(line) for line in lines)


def _beside(number: _Number, other: _Number) -> str | None:
    """The word that stands before, or after, both."""
    if (UNITS.get(number.unit) or number.unit) != (UNITS.get(other.unit) or other.unit):
        return None
    if number.before is not None and number.before == other.before:
        return number.before
    return number.after if number.after is not None and number.after == other.after else None


def _numbers(text: str) -> Iterator[_Number]:
    plain = ungrouped(untimed(text))
    for match in NUMBER.finditer(plain):
        before = BEFORE.search(plain[: match.start()])
        after = AFTER.match(plain, match.end())
        yield _Number(
            match[1] or match[3],
            (match[2] or "").lower(),
            stem(before[1]) if before and _telling(before[1]) else None,
            stem(after[1]) if after and _telling(after[1]) else None,
        )


def _telling(word: str) -> bool:
    return word.lower() not in STOP | WHICH and word.lower() not in UNITS
