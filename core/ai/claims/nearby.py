"""A number put to the word beside which the cited lines have another: `limit of 1023` for 1024."""

import re
from collections.abc import Sequence

from core.ai.claims.digits import in_digits
from core.ai.claims.labels import Labelled, labelled
from core.ai.claims.names import occurs
from core.ai.claims.parts import clock_times, stem, stems, ungrouped
from core.ai.claims.words import WHICH_ONE

# what a value is measured by
BOUNDS = frozenset(
    map(stem, ("threshold", "quota", "limit", "expected", "capacity", "max", "budget"))
)
BOUND = re.compile(
    r"\b((?:[a-z]+_)*(?:threshold|max\w*|limit|quota|target|desired)(?:_[a-z]+)*)[\"']?"
    r"(?:\s?[=:]\s?|\s(?:is |of )?)[\"'(]?(\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
BOUNDED = re.compile(
    r"threshold|limit|quota|capacity|target|\bmax|\bcap\b|exceed|above|below|over\b|under\b|allow|permit|"
    r"expect|desir|want|plan|almost|about|nearly|budget|\bof (?:the )?\d|\ball\b|\bup to\b|"
    r"\bmost\b|full|"
    r"setting|set to|configured|size|\dxx",
    re.IGNORECASE,
)
QUALIFIED = re.compile(r"(?<![\w.:-])(\d+) ([a-z]{4,}) ([a-z]{4,})\b")
LABELLED_TIME = re.compile(r"\b([a-z]{4,}) (?:is|was) (\d{1,2}:\d{2}(?::\d{2})?)(?![\d:])")
SUBJECT = re.compile(
    r"The (?:[a-z]+ ){0,2}?([a-z]{4,}) (?:(?:for|of|on) [^,;]+? )?(?:is|was|were|stood at) \d",
    re.IGNORECASE,
)
PAIR = re.compile(
    r"(?<![\w.-])([A-Za-z0-9]\w*-[\w-]+)(?:\s|:\s|=)(\d+(?:\.\d+)?)\s?([A-Za-z%]{1,4}\b|%)?(?![\w:-])"
)
VALUE = re.compile(
    r"([A-Za-z][\w-]{2,})(?:\s(?:is|was|at))?[\s=:(]{1,2}v?(\d+\.\d+\.\d+(?:[.-]\w+)*)(?![\w.])"
)
WHICH = frozenset(map(stem, WHICH_ONE))


def misread(claim: str, lines: Sequence[str]) -> str | None:
    """A number with a word beside it that stands in the same way beside another number only.

    The other number must not be told at all, or the two would only be compared.
    """
    there = [number for line in lines for number in labelled(line)]
    plain = in_digits(claim)
    every = set(re.findall(r"\d+(?:\.\d+)?", ungrouped(plain)))
    said = stems(plain)
    for number in labelled(plain):
        own = [each for each in there if each.text == number.text]
        whole = any(each.text == f"{number.text}.0" for each in there)
        if not (own or whole or _within_names(number.text, lines) or _changed_to(number, lines)):
            continue
        for mine, kind in ((number.before, "before"), (number.after, "after")):
            theirs = {getattr(each, kind) for each in own}
            every_word = {word for each in own for word in (each.before, each.after)}
            if mine is None or mine in WHICH or mine in every_word or theirs & said:
                continue
            for other in there:
                part = other.text.startswith(f"{number.text}.")
                same = mine == getattr(other, kind) and number.label(other) is not None
                if same and other.text not in every and not part:
                    return f"the cited lines give {other.text} as “{mine}”, not {number.text}"
    return None


def _within_names(number: str, lines: Sequence[str]) -> bool:
    """Whether it stands in the lines only as a part of names: 417 in `wal-000417`."""
    there = [m for line in lines for m in re.finditer(rf"(?<![1-9.]){number}(?![\d.])", line)]
    return bool(there) and all(re.search(r"[A-Za-z]-?0*$", m.string[: m.start()]) for m in there)


def _changed_to(number: Labelled, lines: Sequence[str]) -> bool:
    """Whether the lines have it as what something became, and the sentence as `limit of 100`."""
    became = re.compile(rf"[->]>\s{re.escape(number.text)}(?![\w.])")
    return number.before is not None and any(became.search(line) for line in lines)


def _near(one: float, other: float) -> bool:
    """Whether one may be the other, rounded or in thousands."""
    return any(abs(one - other * scale) <= 0.1 * abs(one) for scale in (1, 1000, 0.001, 60, 1 / 60))


def mistaken(claim: str, lines: Sequence[str]) -> str | None:
    """`500 Mi was available` where one line has `available 412Mi threshold 500Mi`.

    The number's own word is not told, the one before another number of its unit is, and that
    number isn't told.
    """
    plain = in_digits(claim)
    said = stems(plain)
    told = {number.text: number for number in labelled(plain)}
    values = [float(text) for text in told]
    if len(values) != 1:
        return None
    for line in lines:
        there = [number for number in labelled(line) if number.before]
        for number in there:
            mine = told.get(number.text)
            if mine is None or number.before in said or number.after in said:
                continue
            for other in there:
                word = other.before
                alike = (
                    other.unit == number.unit != "" and word in said and word not in BOUNDS | WHICH
                )
                if alike and not any(_near(float(other.text), value) for value in values):
                    return f"the cited lines give {other.text} as “{word}”, not {number.text}"
    return None


def paired(claim: str, lines: Sequence[str]) -> str | None:
    """`86 MWh for dk-1` where a line lists `se-3 86 MWh, dk-1 3 MWh`."""
    for line in lines:
        pairs = [(m[1], m[2], m[3] or "") for m in PAIR.finditer(line)]
        for name, value, unit in pairs:
            given = [v for n, v, u in pairs if n == name and u == unit]
            mixed = [
                v
                for n, v, u in pairs
                if n != name and u == unit and v not in given and not occurs(n, claim)
            ]
            said = {number.text for number in labelled(in_digits(claim))}
            if occurs(name, claim) and set(mixed) & said and not set(given) & said:
                return f"the cited lines give {value} for “{name}”"
    return None


def mislabelled(claim: str, lines: Sequence[str]) -> str | None:
    """`live is 9.3.1` where a line has `target 9.3.1, live 9.2.8`; versions and times alike."""
    said = stems(claim)
    for line in lines:
        values = [(m[1], m[2]) for m in VALUE.finditer(line)]
        for label, value in values:
            if value not in claim or stem(label) in said or occurs(label, claim):
                continue
            for other, theirs in values:
                alike = theirs.count(".") == value.count(".") and theirs not in claim
                if alike and (stem(other) in said or occurs(other, claim)):
                    return f"the cited lines give {theirs} as “{other}”, not {value}"
    return None


def bound_as_value(claim: str, lines: Sequence[str]) -> str | None:
    """`a lag of 5000` where a line has `lag is 20455, threshold 5000`."""
    if BOUNDED.search(in_digits(claim)):
        return None
    told = {number.text: number for number in labelled(in_digits(claim))}
    for line in lines:
        bounds = {match[2] for match in BOUND.finditer(line)}
        there = [n for n in labelled(line) if n.text not in bounds]
        for text in sorted(bounds & set(told)):
            alone = not any(n.text == text for n in there)
            unit = told[text].unit
            units = {unit, ""} if unit in ("%", "percent") else {unit}
            others = [n for n in there if n.unit in units and n.text not in told]
            if alone and others:
                return f"the cited lines give {text} as a bound"
    return None


def qualified(claim: str, lines: Sequence[str]) -> str | None:
    """`8865 failed sessions` where a line has `reconnected sessions 8865, failed sessions 255`."""
    for number, word, noun in QUALIFIED.findall(ungrouped(in_digits(claim))):
        for line in lines:
            theirs = re.findall(rf"\b{word} {noun}[:=]? (\d+)", ungrouped(line), re.IGNORECASE)
            other = re.search(
                rf"\b(?!{word})[a-z]+ {noun}[:=]? {number}\b", ungrouped(line), re.IGNORECASE
            )
            if theirs and other and number not in theirs:
                return f"the cited lines give {theirs[0]} as {word} {noun}"
    return None


def set_for_other(claim: str, lines: Sequence[str]) -> str | None:
    """`rescheduled for 01:30` where a line has `for 00:15, cutoff is 01:30`."""
    said = stems(claim)
    for line in lines:
        for label, time in LABELLED_TIME.findall(line):
            rest = line[1:].replace(time, " ", 1)
            others = [t for t in clock_times(rest)[1:] if t not in claim]
            if time in claim and stem(label) not in said and others:
                return f"the cited lines give {time} as {label}"
    return None


def of_subject(claim: str, lines: Sequence[str]) -> str | None:
    """`the threshold for the lag is 1870 ms` where a line has `lag 1870 ms (threshold 250 ms)`."""
    subject = SUBJECT.match(in_digits(claim))
    numbers = list(labelled(in_digits(claim)))
    if subject is None or len(numbers) != 1:
        return None
    word = stem(subject[1])
    for line in lines:
        there = list(labelled(line))
        own = {n.before for n in there if n.text == numbers[0].text}
        theirs = [n for n in there if n.before == word and n.text != numbers[0].text]
        if own and word not in own and theirs and float(theirs[0].text) > 1:
            return f"the cited lines give {theirs[0].text} as “{word}”"
    return None
