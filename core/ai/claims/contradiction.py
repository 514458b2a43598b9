"""True words in a false sentence: turned around, swapped, or a number put to the wrong thing."""
# ruff: noqa: E501  a pattern or a table is easier to read unbroken

import re
from collections.abc import Sequence
from decimal import Decimal

from core.ai.claims.bindings import event_order
from core.ai.claims.digits import in_digits
from core.ai.claims.names import names, occurs
from core.ai.claims.parts import CLOCK, ZERO, clock_times, stem, stems, ungrouped, untimed
from core.ai.claims.times import moments
from core.ai.claims.words import STOP

OPPOSITES: tuple[tuple[str, str], ...] = tuple(
    (one, other)
    for row in (
        "succeed success|fail failure", "firing|resolved", "past|future", "healthy|unhealthy", "up|down", "start startup|stop shutdown",
        "open|close", "accept|refuse reject deny", "allow permit|deny forbid refuse", "enable|disable",
        "connect|disconnect", "increase rise grow|decrease fall drop shrink", "raise|lower",
        "available|unavailable",
        "recover|fail", "hit|miss", "grant authorize|revoke", "full|empty", "valid|invalid", "known|unknown", "upgrade|downgrade",
        "lock|unlock", "fast quick|slow", "upstream|downstream", "inbound|outbound", "ready|unready",
        "reachable|unreachable", "scale-up|scale-down", "acquire|release", "create|delete", "add|remove",
        "maximum max|minimum min", "read|write", "first|last", "idle|active busy", "commit|rollback",
        "expire|renew", "join|leave remove", "mount|unmount", "free|used",
        "liveness|readiness", "push|pull", "approve|decline reject", "encrypt|decrypt", "hot|cold", "oldest|newest",
    )
    for ones, others in [row.split("|")]
    for one in ones.split()
    for other in others.split()
)  # fmt: skip
NEGATED = re.compile(
    r"\b(?:not|never|no longer|without|nor|neither|no|nothing|cannot|\w+n't)\s+(?:been\s+|be\s+|any\s+|a\s+|the\s+|being\s+|yet\s+)*(\w+)",
    re.IGNORECASE,
)
TRENDS = frozenset(map(stem, ("increase", "rise", "grow", "decrease", "fall", "drop", "shrink")))
# `without lag` and `no policy` are told of much that a line words otherwise
PLAINLY_NEGATED = re.compile(
    r"\b(?:(?:is|are|was|were|has|have|had|does|did|do)(?:n't| not| never)|never|no longer)\s+(?:been\s+|be\s+|being\s+|yet\s+)*(\w+)",
    re.IGNORECASE,
)
DENIES_OTHERWISE = re.compile(
    r"\b(?:un(?:able|avail|reach|succ|health|know|set|deliver|resolv|sched|respons|finish|process)|"
    r"in(?:suffic|activ|valid|access|complet|correct|abil)|"
    r"fail|lack|loss|lost|miss|refus|den[iy]|without|absent|none|out of|full|short|empty|gone|late\b|slow|used up|ran out|stopp|paus|delay|defer)",
    re.IGNORECASE,
)
GOES_WRONG = re.compile(
    r"fail|err(?!ors?[\"']?[=:]0)|fatal|refus|reject|den(?:y|ied)|time(?:d)?[ -]?out|unable|unavailable|lost|\bdown\b|"
    r"insufficient|lack|missing|exhaust|crash|kill|expir|block|unreach|exit(?:ed)?[^\d]{0,12}[1-9]|(?<![\w.])0(?![\w.:,])",
    re.IGNORECASE,
)
IS_FALSE = re.compile(
    r"([A-Za-z_]+)[\"']?\s*[=:]\s*[\"']?(?:false|no|null|none|off)\b", re.IGNORECASE
)
CAMEL = re.compile(r"[_-]|(?<=[a-z])(?=[A-Z])")
FAILED_TO = re.compile(
    r"\b(?:failed|failing|unable|failure)\s+to\s+(?:be\s+|get\s+)?(\w+)", re.IGNORECASE
)
FROM_TO = re.compile(
    r"\b(?:from|between)\s+(\S+?)\s+(?:to|and|down to|up to)\s+(\S+?)(?=[\s,;)]|\.(?:\s|$)|$)", re.IGNORECASE
)
CERTAIN = 2
ORDER = re.compile(r"\b(before|after|followed by|preceded by|prior to|then)\b", re.IGNORECASE)
HEDGES = r"(?:(?:about|around|roughly|approximately|almost|nearly|just|only|some|over|under|less|more|than|within|a|an|the|few|well|exactly|little|bit|shortly|soon|immediately|right|moments)\s+)*"
# `from 250 to 4900` speaks of two lines at once
SPANS = re.compile(r"\bfrom \d\S* to \d")
# `after 5 seconds`, `after that` order nothing within the sentence
NO_ORDER = re.compile(
    rf"\s+{HEDGES}(?:(?<!\bthe )\d|(?:that|this|which|midnight|noon|seconds?|minutes?|hours?)\b)",
    re.IGNORECASE,
)
THEN = re.compile(r"([\w.-]*\d[\w.-]*),? (?:and )?then (?:\w+ ){0,3}?([\w.-]*\d[\w.-]*)")
DURATION = re.compile(
    rf"\b{HEDGES}(?:\d+(?:\.\d+)?\s+)?(?:milli)?(?:seconds?|minutes?|hours?|days?|moments?|later)\b",
    re.IGNORECASE,
)
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
    r"(?<![\w.:-])(\d+(?:\.\d+)?)\s+[A-Za-z]{4,}\s+(?:(?:was|were|is|are)\s+)?([A-Za-z]{4,})"
)
NOUN_OF_STATE = re.compile(r"(?<![\w.:-])\d+(?:\.\d+)?\s+([A-Za-z]{4,})\s+(?:was|were|is|are)\s+([A-Za-z]{4,})")
WORD_THEN_NUMBER = re.compile(
    r"([A-Za-z]{3,})\s+(?:of\s+[\w.-]+\s+(?=is|was|were|stood|reached))?(?:(?:is|was|were|of|at|to|reached|now|stood|up|still)\s+){0,3}(\d+(?:\.\d+)?)(?![\w:-]|\.\d)"
)
WORD_THEN_NAME = re.compile(r"\b([A-Za-z]{4,})\s+([A-Za-z][\w.]*-[\w-]*\d[\w-]*)(?::\d+)?(?![\w=:-])")
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
STATUS_IN_LINE = re.compile(
    r"(?:HTTP(?:/\d\.\d)?|status(?:_code)?|code|return(?:ed|ing|s)|\" )[\"'=: ]*([1-5]\d\d)\b",
    re.IGNORECASE,
)
REQUEST_LOGGED = re.compile(r"\" ([1-5]\d\d) ([1-5]\d\d)\b")
SAID_STATUS = re.compile(r"\b(?:status|HTTP|answered(?: with)?|returned|code)(?: an?| with| code| status)* ([1-5]\d\d)\b")
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


def turned_around(claim: str, cited: str) -> str | None:
    """An opposite or a negation that the cited lines don't bear out."""
    said, there = _words(claim), _words(cited)
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cited)
    denied = {stem(match[1]) for match in NEGATED.finditer(apart)}
    told = _words(re.sub(r"\b\w+_\w+(?=[=:])", " ", cited))  # a key's words tell no state
    denied |= {stem(word) for key in IS_FALSE.findall(cited) for word in CAMEL.split(key)}
    failed_to = {stem(match[1]) for match in FAILED_TO.finditer(cited)}
    denying = {stem(match[1]) for match in NEGATED.finditer(claim)}
    for one, other in OPPOSITES:
        for mine, theirs in ((stem(one), stem(other)), (stem(other), stem(one))):
            if mine == "fail" and GOES_WRONG.search(cited):
                continue
            if mine in TRENDS and "\n" in cited:  # what grew in one line may fall in the next
                continue
            turned = mine in said - there - denying and theirs in told - said - denied
            if turned:
                return f"the cited lines say the opposite of “{mine}”"
    wrong, nil = GOES_WRONG.search(cited), _words(" ".join(ZERO.findall(cited)))
    plainly = {stem(match[1]) for match in PLAINLY_NEGATED.finditer(claim)}
    unfounded = {w for w in (plainly & there) - nil if not wrong or GOES_WRONG.search(w)}
    nothing = re.search(r"(?<![\w.:-])0(?![\w.:-])", cited)
    if not denied and unfounded and not nothing:
        return f"the cited lines don't deny “{min(unfounded)}”"
    plainly_there = _words(FAILED_TO.sub(" ", NEGATED.sub(" ", cited)))
    if denying or DENIES_OTHERWISE.search(claim) or GOES_WRONG.search(claim):
        return None
    dropped = {word for word in ((denied | failed_to) & said) - plainly_there if len(word) > 3}
    return f"the cited lines deny “{min(dropped)}”" if dropped else None


def _words(text: str) -> set[str]:
    whole = re.sub(r"\bread-only\b|\b(?:before|after)\s+(?=\d)", " ", text, flags=re.IGNORECASE)
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|_|-", " ", whole)
    return {stem(word) for word in re.findall(r"[A-Za-z]{2,}", apart)}


def swapped(claim: str, lines: Sequence[tuple[int, str]]) -> str | None:
    """Two ends, or two events, told in the other order than the cited lines have them."""
    if why := _swapped_ends(claim, lines):
        return why
    if len({number for number, _ in lines}) < 2:
        return _swapped_in_a_line(in_digits(claim), lines)
    if any(_several_times(text) for _, text in lines):
        return None  # a line that tells of another time than its own
    when, claim = event_order(lines), in_digits(claim)
    for match in ORDER.finditer(claim):
        if NO_ORDER.match(claim, match.end()) or SPANS.search(claim):
            continue
        before, rest = claim[: match.start()], re.split(r"[;:]\s|\sand\s", claim[match.end() :])[0]
        if not stems(DURATION.sub(" ", before)):
            # `Three minutes after the fix, calls worked` tells the later one last
            if match[1].lower() not in ("before", "after") or ", " not in rest:
                continue
            rest, before = rest.split(", ", 1)
        told = _events(before, rest, lines)
        earlier_first = match[1].lower() in ("before", "followed by", "prior to", "then")
        if told and (when[told[0]] < when[told[1]]) != earlier_first:
            return f"“{match[1]}” is the wrong way round"
    return None


def _several_times(line: str) -> bool:
    at = [moment.at.hour * 60 + moment.at.minute for moment in moments(line)]
    return bool(at) and max(at) - min(at) > 1


def _swapped_ends(claim: str, lines: Sequence[tuple[int, str]]) -> str | None:
    for match in FROM_TO.finditer(claim):
        first, second = match[1].strip("\"'`,"), match[2].strip("\"'`,")
        if clock_times(first) and clock_times(second) and first < second:
            continue
        back = re.compile(rf"to\W+{re.escape(second)}\W+from\W+{re.escape(first)}", re.IGNORECASE)
        for _, line in lines:
            if re.search(r"prev|old_|oldest|former|\blast", line, re.IGNORECASE):
                continue
            if re.search(rf"\bwas\s+[\"']?{re.escape(first)}", line, re.IGNORECASE):
                continue
            at, then = _place(first, line), _place(second, line, last=True)
            if at is not None and then is not None and at > then and not back.search(line):
                return f"“{first}” and “{second}” are swapped"
    return None


def _events(before: str, rest: str, lines: Sequence[tuple[int, str]]) -> tuple[int, int] | None:
    """The two lines that the parts of a sentence speak of, None if that is not certain."""
    left, right = _scores(before, lines), _scores(rest, lines)
    best = max(
        ((one, other) for one in left for other in right if one != other),
        key=lambda pair: left[pair[0]] + right[pair[1]],
        default=None,
    )
    if best is None:
        return None
    one, other = best
    leads = left[one] - left[other], right[other] - right[one]
    return best if min(leads) >= 0 and sum(leads) >= CERTAIN else None


def _swapped_in_a_line(claim: str, lines: Sequence[tuple[int, str]]) -> str | None:
    for match in re.finditer(r"\b(before|after)\b", claim, re.IGNORECASE):
        for _, line in lines:
            if why := _then(claim[: match.start()], claim[match.end() :], match[1], line):
                return why
            there = re.search(r"\b(before|after)\b", line, re.IGNORECASE)
            if there is None:
                continue
            straight = len(stems(claim[: match.start()]) & stems(line[: there.start()])) + len(
                stems(claim[match.end() :]) & stems(line[there.end() :])
            )
            crossed = len(stems(claim[: match.start()]) & stems(line[there.end() :])) + len(
                stems(claim[match.end() :]) & stems(line[: there.start()])
            )
            if NO_ORDER.match(claim, match.end()):
                continue
            same = there[1].lower() == match[1].lower()
            if (crossed > straight and same) or (straight > crossed and not same):
                return f"“{match[1]}” is the wrong way round"
    return None


def _then(left: str, right: str, order: str, line: str) -> str | None:
    """`b before a` where the line has `a, then b`."""
    for match in THEN.finditer(line):
        first, second = match[1].rstrip("."), match[2].rstrip(".")
        earlier, later = (left, right) if order.lower() == "before" else (right, left)
        turned = occurs(second, earlier) and occurs(first, later)
        if turned and not occurs(first, earlier) and not occurs(second, later):
            return f"“{order}” is the wrong way round"
    return None


def _place(token: str, line: str, *, last: bool = False) -> int | None:
    plain = line if clock_times(token) else CLOCK.sub(lambda time: " " * len(time[0]), line)
    found = re.finditer(rf"(?<![\w.]){re.escape(token)}(?![\w])", plain, re.IGNORECASE)
    places = [match.start() for match in found]
    return places[-last] if places else None


def _scores(part: str, lines: Sequence[tuple[int, str]]) -> dict[int, int]:
    """How much each cited line shares with a part of the sentence."""
    words, times = stems(part), clock_times(part)
    named = [name for name in names(part) if sum(occurs(name, line) for _, line in lines) == 1]
    figures = re.findall(r"(?<![\w.:-])\d{2,}(?![\w:-]|\.\d)", part)
    return {
        number: len(words & stems(line))
        + 3 * sum(time in line for time in times)
        + 2 * sum(occurs(name, line) for name in named)
        + 2 * sum(_alone(figure, line, lines) for figure in figures)
        for number, line in lines
    }


def _known_as(number: str, known: set[str]) -> bool:
    """Whether it is one of these, as it stands or as a share of one: 2 for 0.02."""
    return any(
        other == number or other.startswith(f"{number}.") or Decimal(other) * 100 == Decimal(number)
        for other in known
    )


def _alone(figure: str, line: str, lines: Sequence[tuple[int, str]]) -> bool:
    """Whether this line is the only one with the figure."""
    without_times = [(text, untimed(text)) for _, text in lines]
    holding = [
        text for text, plain in without_times if re.search(rf"(?<![\d.]){figure}(?!\d|\.\d)", plain)
    ]
    return holding == [line]


def misplaced(claim: str, cited: str) -> str | None:
    """A number that the cited lines give to another thing, or a status told as a count."""
    claim, cited = ungrouped(in_digits(claim)), ungrouped(cited)
    claim = re.sub(r"\bnone of (?:the )?\d+", "none", claim, flags=re.IGNORECASE)
    pairs, plain = _pairs(cited), CLOCK.sub(" ", cited)
    statuses = {match[1] for match in STATUS_IN_LINE.finditer(cited)}
    for number, word in _claimed(claim, states=True):
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
    sizes = {match[2]: match[1] for match in REQUEST_LOGGED.finditer(cited)}
    for match in SAID_STATUS.finditer(claim):
        if match[1] in sizes and match[1] not in sizes.values():
            return f"{match[1]} is a size, {sizes[match[1]]} the status"
    named = {(stem(m[1]), m[2].lower()) for m in WORD_THEN_NAME.finditer(cited)}
    for match in WORD_THEN_NAME.finditer(claim):
        theirs = {name for word, name in named if word == stem(match[1])}
        name = match[2].lower()
        if theirs and not any(f"{other}-".startswith(f"{name}-") for other in theirs):
            return f"the cited lines don't give “{match[2]}” as {match[1]}"
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
        told += [(match[1], match[2]) for match in NUMBER_THEN_STATE.finditer(claim)]
    told += [(match[2], match[1]) for match in WORD_THEN_NUMBER.finditer(claim)]
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
        pairs.setdefault(stem(match[1]), set()).update(match.groups()[1:])
    for match in PART_OF.finditer(cited):
        pairs.setdefault(stem(match[2]), set()).add(match[1])
    for match in OF_PAIR.finditer(cited):
        pairs.setdefault(stem(match[1]), set()).update(match.groups()[1:])
    return pairs
