"""A number that a sentence gives to another thing than the cited lines do."""

import re
from decimal import Decimal

from core.ai.claims.digits import in_digits
from core.ai.claims.parts import CLOCK, stem, stems, ungrouped
from core.ai.claims.words import STOP, WHICH_ONE

PAIR_KEY = re.compile(
    r"(?<![\w/.@-])([A-Za-z][A-Za-z_]*(?:-[A-Za-z_]+)*)(?:[\"']?\s*=\s*|[\"']\s*:\s*)[\"']?(\d+(?:\.\d+)?)|"
    r"(?<![\w/.@-])([A-Za-z][A-Za-z_]*):\s?(\d+(?:\.\d+)?)(?![\w:.])"
)
CHANGED = re.compile(r"\b([A-Za-z]{3,})[\"']?[ =:]+(\d+(?:\.\d+)?)\s?-+>\s?(\d+(?:\.\d+)?)")
BOUND = re.compile(r"(?:max|min|limit)", re.IGNORECASE)
PART_OF = re.compile(r"(?<![\w./-])(\d+)/\d+\s+([A-Za-z]{4,})")
OF_PAIR = re.compile(r"\b([A-Za-z]{3,})[=: ](\d+)/(\d+)")
NUMBER_THEN_WORD = re.compile(r"(?<![\w.:-])(\d+(?:\.\d+)?)\s?%?\s+([A-Za-z]{4,})")
NUMBER_THEN_STATE = re.compile(
    r"(?<![\w.:-])(\d+(?:\.\d+)?)\s+[A-Za-z]{4,}(?:\s+(?:of|in|on)\s+(?:the\s+)?[\w.-]+)?\s+(?:(?:was|were|is|are)\s+)?([A-Za-z]{4,})"
)
NOUN_OF_STATE = re.compile(
    r"(?<![\w.:-])\d+(?:\.\d+)?\s+([A-Za-z]{4,})\s+(?:was|were|is|are)\s+([A-Za-z]{4,})"
)
WORD_THEN_NUMBER = re.compile(
    r"([A-Za-z]{3,})\s+(?:of\s+[\w.-]+\s+(?=is|was|were|stood|reached))?(?:(?:is|was|were|of|at|to|reached|now|stood|up|still)\s+){0,3}(\d+(?:\.\d+)?)(?![\w-]|:\S|\.\d)"
)
WORD_THEN_NAME = re.compile(
    r"\b([A-Za-z]{4,})\s+([A-Za-z][\w.]*-[\w-]*\d[\w-]*)(?::\d+)?(?![\w=:-])"
)
NO_LABELS = STOP | frozenset(
    [
        "error",
        "warn",
        "warning",
        "info",
        "fatal",
        "debug",
        "code",
        "status",
        "http",
        "reached",
        "lines",
        "line",
        "than",
        "times",
        "within",
        "seconds",
        "minutes",
        "hours",
    ]
)
WHICH = "|".join(sorted(WHICH_ONE))
STATUS_IN_LINE = re.compile(
    r"(?:HTTP(?:/\d\.\d)?|status(?:_code)?|code|return(?:ed|ing|s)|\" )[\"'=: ]*([1-5]\d\d)\b",
    re.IGNORECASE,
)
REQUEST_LOGGED = re.compile(r"HTTP/\d(?:\.\d)?\" ([1-5]\d\d)\b")
SAID_STATUS = re.compile(
    r"\b(?:status|HTTP|answered(?: with)?|returned)(?: an?| with| code| status)* ([1-5]\d\d)\b"
)
COUNTED_AS_STATUS = frozenset(
    [
        "error",
        "response",
        "status",
        "code",
        "answer",
        "repli",
        "internal",
        "service",
        "bad",
        "gateway",
        "gatew",
        "http",
    ]
)


def _known_as(number: str, known: set[str]) -> bool:
    """Whether it is one of these, as it stands or as a share of one: 2 for 0.02."""
    return any(
        other == number or other.startswith(f"{number}.") or Decimal(other) * 100 == Decimal(number)
        for other in known
    )


def misplaced(claim: str, cited: str) -> str | None:
    """A number that the cited lines give to another thing, or a status told as a count."""
    claim, cited = ungrouped(in_digits(claim)), ungrouped(cited)
    claim = re.sub(r"\bnone of (?:the )?\d+", "none", claim, flags=re.IGNORECASE)
    return (
        _other_number(claim, cited)
        or _other_status(claim, cited)
        or _other_name(claim, cited)
        or _status_as_count(claim, cited)
    )


def _other_number(claim: str, cited: str) -> str | None:
    """`12 active` where the lines have `active=50 waiting=12`."""
    pairs, plain = _pairs(cited), CLOCK.sub(" ", cited)
    for number, word in _claimed(claim, states=True):
        which = re.search(rf"\b({WHICH}) #?{re.escape(number)}\b", claim, re.IGNORECASE)
        if which and which[1].lower() != word.lower():
            continue  # `job 5518211 failed`
        if re.search(rf"\bof {re.escape(number)}\b", claim):
            continue  # `38 of 40 Gbps`: the whole, whatever the lines call it
        known = pairs.get(stem(word))
        there = re.search(rf"(?<![\d.]){re.escape(number)}(?![\d]|\.\d)", plain)
        if (
            known
            and there
            and not _known_as(number, known)
            and not _explained(number, word, claim, cited)
        ):
            return f"the cited lines don't give {number} to “{word}”"
    return None


def _other_status(claim: str, cited: str) -> str | None:
    """`answered with status 312` where a request was logged with another one."""
    requests = [match[1] for match in REQUEST_LOGGED.finditer(cited)]
    for match in SAID_STATUS.finditer(claim):
        said = re.search(rf"(?:status|code|HTTP)[\"'=: ]{{1,3}}{match[1]}\b", cited, re.IGNORECASE)
        if requests and match[1] not in requests and not said:
            return f"the cited lines have {requests[0]} as the status, not {match[1]}"
    return None


def _other_name(claim: str, cited: str) -> str | None:
    """`replica db-2` where the lines have `replica db-1`."""
    named = {(stem(m[1]), m[2].lower()) for m in WORD_THEN_NAME.finditer(cited)}
    for match in WORD_THEN_NAME.finditer(claim):
        theirs = {name for word, name in named if word == stem(match[1])}
        name = match[2].lower()
        if theirs and not any(f"{other}-".startswith(f"{name}-") for other in theirs):
            return f"the cited lines don't give “{match[2]}” as {match[1]}"
    return None


def _status_as_count(claim: str, cited: str) -> str | None:
    """`503 errors` where 503 is what was answered."""
    statuses = {match[1] for match in STATUS_IN_LINE.finditer(cited)}
    for match in NUMBER_THEN_WORD.finditer(claim):
        status = stem(match[2]) in {stem(word) for word in COUNTED_AS_STATUS}
        told_of = re.search(
            r"(?:'s|\bboth|\bthe|\ban?|\bits)\s+$", claim[: match.start()], re.IGNORECASE
        )
        plural = match[2].endswith("s") and not status and not told_of
        if match[1] in statuses and plural and not re.search(rf"\b{match[1]}\s+{match[2]}", cited):
            return f"{match[1]} is a status, not a count"
    return None


def _explained(number: str, word: str, claim: str, cited: str) -> bool:
    """Whether the lines have other words of the claim beside the number, or none at all."""
    beside = re.compile(
        rf"([A-Za-z]+)?[^A-Za-z\d,;]{{1,4}}(?<![\d.]){re.escape(number)}(?!\d|\.\d)"
        rf"(?:[ _%-]{{1,2}}([A-Za-z]+))?(?:[ _-]([A-Za-z]+))?"
    )
    near = {
        stem(w)
        for m in beside.finditer(cited)
        for w in m.groups()
        if w and w.lower() not in STOP and len(w) > 1
    }
    taken = {stem(other) for told, other in _claimed(claim) if told != number}
    nouns = {stem(m[1]) for m in NOUN_OF_STATE.finditer(claim) if m[2] == word}
    telling = near - nouns
    return not telling or bool(telling & (stems(claim) - {stem(word)} - taken))


def _claimed(claim: str, *, states: bool = False) -> list[tuple[str, str]]:
    """Numbers with the word that they belong to: `12 waiting`, `size of 50`, `active=50`."""
    told = [(match[1], match[2]) for match in NUMBER_THEN_WORD.finditer(claim)]
    if states:  # `12 requests were active`
        told += [
            (match[1], match[2])
            for match in NUMBER_THEN_STATE.finditer(claim)
            if match[0].split()[1].lower() not in STOP
        ]
    told += [
        (match[2], match[1])
        for match in WORD_THEN_NUMBER.finditer(claim)
        if not match[1].endswith("ing")  # `Restoring 318 GiB`
    ]
    told += [(m[2] or m[4], m[1] or m[3]) for m in PAIR_KEY.finditer(claim) if m[2] or not states]
    return [(number, word) for number, word in told if word.lower() not in NO_LABELS]


def _pairs(cited: str) -> dict[str, set[str]]:
    """What the lines give numbers to, by the stems of the parts of the key."""
    pairs: dict[str, set[str]] = {}
    bounds: list[tuple[str, str]] = []
    for number, word in _claimed(cited):
        parts = [stem(p) for p in re.split(r"[_-]|(?<=[a-z])(?=[A-Z])", word) if len(p) > 2]
        if BOUND.match(word):
            bounds += [(part, number) for part in parts]
            continue
        for part in parts:
            pairs.setdefault(part, set()).add(number)
    for part, number in bounds:  # a limit of something is no more than one of its numbers
        pairs.get(part, set()).add(number)
    for match in CHANGED.finditer(cited):
        for part in re.split(r"(?<=[a-z])(?=[A-Z])", match[1]):
            pairs.setdefault(stem(part), set()).update(match.groups()[1:])
    for match in PART_OF.finditer(cited):
        pairs.setdefault(stem(match[2]), set()).add(match[1])
    for match in OF_PAIR.finditer(cited):
        pairs.setdefault(stem(match[1]), set()).update(match.groups()[1:])
    return pairs
