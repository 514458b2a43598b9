"""Which way something went: what a sentence says of it against the numbers of the cited lines."""
# ruff: noqa: E501  a pattern is easier to read unbroken

import re
from collections.abc import Sequence
from decimal import Decimal

from core.ai.claims import amounts, derived, times
from core.ai.claims.digits import in_digits
from core.ai.claims.names import names, occurs
from core.ai.claims.parts import UNIT_PATTERN, UNITS, stem, stems, ungrouped, untimed

_UP = (
    r"rose|rises|rising|risen|gr[eo]w|grown|growing|climb(?:ed|ing)|increas(?:ed|es|ing)|jumped|went up|goes up|going up|(?<!been )(?<!was )(?<!were )raised|"
    r"scaled up|scaled out|expanded|lengthened|doubled|tripled|(?:became|got|was|is|were) (?:larger|bigger|higher|longer|slower)"
)
_DOWN = (
    r"fell(?! behind| back| out| over| off| short)|fallen(?! behind| back)|falling(?! back)|dropped(?! out| off| back| from the| the| an?\b)|drops(?! out)|shr[aiu]nk|shrinking|decreas(?:ed|es|ing)|declin(?:ed|ing)|went down|"
    r"goes down|going down|sank|cut|reduced|lowered|shortened|scaled down|scaled in|halved|(?:became|got|was|is|were) (?:smaller|lower|shorter|faster)|eased|recovered to|shed"
)
WAY = re.compile(rf"\b(?:({_UP})|({_DOWN}))\b", re.IGNORECASE)
NUMBER = r"(?<![\w.])-?(\d+(?:,\d{3})*(?:\.\d+)?)(?![\w:]*[.:]\d)\s?(?:%|[a-z]{1,3}\b)?"
_WORD = r"[\"']?([A-Za-z0-9][\w.-]*)[\"']?"
_SET = r"\w*[\"']?\s*[=:]\s*"
_WHAT = (
    r"(?:revision|version|image|key|line|node|state|level|schema|config|release|tag|broker|chart|firmware|server|term|"
    r"model|plan|tier|mode|provider|host|pod|replica|shard|zone|region|capacity|size|limit) "
)
_LIST = r"[A-Za-z0-9][\w.,-]*\w|\w"
FROM_TO_NAMED = re.compile(
    rf"\bfrom (?:[a-z]\w*-[\w-]+ )?(?:{_WHAT}){{0,2}}[\[\"']?({_LIST})[\]\"']? to (?:{_WHAT}){{0,2}}[\[\"']?({_LIST})(?=[\s.,;\"'\]\\]|$)",
    re.IGNORECASE,
)
CHANGED = (  # old, then new
    re.compile(
        rf"\b(?:from|source|old|previous|prev|before)[_ ]?{_SET}{_WORD}.{{0,30}}?\b(?:to|target|new|current|now|after)[_ ]?{_SET}{_WORD}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b\w+_(?:before|old|prev){_SET}{_WORD}.{{0,40}}?\b\w+_(?:after|new|now){_SET}{_WORD}",
        re.IGNORECASE,
    ),
    re.compile(rf"{_WORD}\s?-+>\s?{_WORD}"),
    FROM_TO_NAMED,
)
TO_FROM_NAMED = re.compile(rf"\bto {_WORD} from {_WORD}", re.IGNORECASE)
NEW_OLD = re.compile(
    rf"\bnew[_ ]?{_SET}{_WORD}.{{0,30}}?\b(?:old|prev|previous)[_ ]?{_SET}{_WORD}", re.IGNORECASE
)
CHANGED_FROM = re.compile(
    rf"{_WORD}[\W_]{{0,8}}\(?\b(?:was|previously|formerly)\s+{_WORD}", re.IGNORECASE
)
# `previous=3.7.4`, `state=DEGRADED was=ONLINE`, `previous was 4.18.6`
OLD_VALUE = re.compile(
    rf"\b(?:previous(?:ly)?|prev|was|old|former(?:ly)?)(?:[_ ](?:{_WHAT[:-1]}|was|value))?{_SET[3:]}{_WORD}"
    rf"|\b(?:previous(?:ly)?|prev|was|old|former(?:ly)?)(?: {_WHAT[:-1]}| was)* {_WORD}"
    r"|\b(?:previous|former|old)(?: [a-z]+){1,3} ([\w.-]*\d[\w.-]*)|\bfrom[\"']?[=:][\"']?([A-Za-z0-9][\w.-]*)",
    re.IGNORECASE,
)
SAID_REPLACED = re.compile(
    r"\breplaced (?:revision |version |image |key )?([A-Za-z0-9][\w.-]*) (?:with|by) (?:revision |version |image |key )?([A-Za-z0-9][\w.-]*)",
    re.IGNORECASE,
)
WAYS = re.compile(
    r"\bfrom (?:the )?([\w-]+(?: [\w-]+){0,3}?) to (?:the )?([\w-]+(?: [\w-]+){0,3}?)(?=[,.;)]|$|\s(?:at|in|for|on|after|before)\b)",
    re.IGNORECASE,
)
TO_NUMBERED = re.compile(rf"\bto ({_WHAT})v?(\d[\w.]*)\b")
NOW = re.compile(r"\bnow (?:at |is |stands at )?(\d[\d.]*)|\b(\d[\d.]*)(?: [a-z]+){0,3} now\b")
SERIES = re.compile(r"\b(\d{1,2}:\d{2})=(\d+(?:\.\d+)?)")
WITH_UNITS = re.compile(
    rf"\bfrom (\d+(?:\.\d+)?)\s?({UNIT_PATTERN})\s+to (\d+(?:\.\d+)?)\s?({UNIT_PATTERN})\b",
    re.IGNORECASE,
)
FROM_TO = re.compile(
    rf"\bfrom {NUMBER}(?:\s+[a-z-]+){{0,2}}?\s+(?:down |up )?to {NUMBER}", re.IGNORECASE
)
TO_FROM = re.compile(rf"\bto {NUMBER}\s+from {NUMBER}", re.IGNORECASE)
NOW_THEN = re.compile(rf"{NUMBER}\s*,\s*(?:up|down) from {NUMBER}", re.IGNORECASE)
WAS = re.compile(
    rf"{NUMBER}[^\d]{{0,60}}\b(?:was|were|prev|previous|previously|before|earlier|(?:up|down) from)[\s=:]+{NUMBER}",
    re.IGNORECASE,
)
KEYED = re.compile(r"([A-Za-z][\w ]{1,30}?)[\"']?\s*[=:]\s*[\"']?-?(\d+(?:\.\d+)?)")

MORE_THAN = re.compile(
    r"\b(first|second|third)\b.{0,60}?\b(longer|slower|more|faster|quicker|less|shorter)\b.{0,20}\bthan\b.{0,30}?\b(first|second|third)\b",
    re.IGNORECASE,
)
PLACES = {"first": 0, "second": 1, "third": 2}


def turned(claim: str, lines: Sequence[str]) -> str | None:
    """`rose` for what fell, `from 60 to 20` for what went from 20 to 60; `lines` in their order."""
    claim = in_digits(claim)
    steps = [(_plain(m[1]), _plain(m[2])) for m in FROM_TO.finditer(claim)]
    steps += [(_plain(m[2]), _plain(m[1])) for p in (NOW_THEN, TO_FROM) for m in p.finditer(claim)]
    inside = derived.changes(lines)
    if why := _renamed(claim, lines):
        return why
    for match in WITH_UNITS.finditer(claim):
        old, new = (Decimal(match[i]) * UNITS[match[i + 1].lower()][1] for i in (1, 3))
        if (new, old) in inside and (old, new) not in inside:
            return f"{match[1]} and {match[3]} are swapped"
    for old, new in steps:
        if _swapped(old, new, lines) or ((new, old) in inside and (old, new) not in inside):
            return f"{old:f} and {new:f} are swapped"
    amounts_said = {told.quantity.raw for told in amounts.told(claim)}
    way = WAY.search(claim)
    if way is None or steps:
        return None
    spoken = len(lines) == 1 or any(amounts_said & {old, new} for old, new in inside)
    ways = {new > old for old, new in inside if new != old} if spoken else set()
    ways = ways or _series(claim, lines) or _between(claim, lines)
    return (
        f"“{way[0]}” is the wrong way" if len(ways) == 1 and ways != {way[1] is not None} else None
    )


def turned_ways(claim: str, lines: Sequence[str]) -> str | None:
    """`from the backup to the radio link` where a line has it the other way."""
    ways = {(m[1].lower(), m[2].lower()) for line in lines for m in WAYS.finditer(line)}
    for match in WAYS.finditer(claim):
        old, new = match[1].lower(), match[2].lower()
        if (new, old) in ways and (old, new) not in ways:
            return f"“{old}” and “{new}” are swapped"
    return None


def present(claim: str, lines: Sequence[str]) -> str | None:
    """`is now 940 per minute` where a line has `31 per minute, was 940 per minute`."""
    for match in NOW.finditer(claim):
        number = (match[1] or match[2]).rstrip(".")
        was = re.compile(
            rf"\b(?:was|previously|formerly|before)[:=]?\s{re.escape(number)}(?![\w.]\d)"
        )
        alone = re.compile(rf"(?<!was )(?<![\w.]){re.escape(number)}(?!\w|\.\d)")
        if any(was.search(line) and not alone.search(line) for line in lines):
            return f"{number} is what it was before"
    return None


def bound_for(claim: str, lines: Sequence[str]) -> str | None:
    """`back to revision 119` where a line has `back to revision 118 (current revision 119)`."""
    for match in TO_NUMBERED.finditer(claim):
        theirs = {m[2] for x in lines for m in TO_NUMBERED.finditer(x) if m[1] == match[1]}
        if theirs and match[2] not in theirs:
            return f"the cited lines say “to {match[1]}{min(theirs)}”"
    return None


def compared(claim: str, lines: Sequence[str]) -> str | None:
    """`the first took longer than the second` where the lines, in their order, say the opposite."""
    match = MORE_THAN.search(claim)
    if match is None:
        return None
    one, other = PLACES[match[1].lower()], PLACES[match[3].lower()]
    if max(one, other) >= len(lines) or one == other:
        return None
    keyed = [{m[1].lower(): float(m[2]) for m in KEYED.finditer(text)} for text in lines]
    more = match[2].lower() in ("longer", "slower", "more")
    for key in keyed[one]:
        timed = re.search(r"ms|time|duration|elapsed|sec|took|latency", key)
        if timed and key in keyed[other] and (keyed[one][key] > keyed[other][key]) != more:
            return f"“{match[2]}” is the wrong way round"
    return None


def _renamed(claim: str, lines: Sequence[str]) -> str | None:
    """`from review to decline` where a line has `decision=review (was decline)`."""
    pairs = {
        (m[1].lower(), m[2].lower()) for line in lines for p in CHANGED for m in p.finditer(line)
    }
    pairs |= {(m[2].lower(), m[1].lower()) for line in lines for m in CHANGED_FROM.finditer(line)}
    pairs |= {(m[2].lower(), m[1].lower()) for x in lines for m in TO_FROM_NAMED.finditer(x)}
    plain = ungrouped(claim)
    said = [*FROM_TO_NAMED.finditer(plain), *SAID_REPLACED.finditer(plain)]
    pairs |= {(m[2].lower(), m[1].lower()) for line in lines for m in NEW_OLD.finditer(line)}
    olds = {
        next(g for g in m.groups() if g).lower().rstrip(".,")
        for line in lines
        for m in OLD_VALUE.finditer(line)
    }
    text = "\n".join(lines).lower()
    for old, new in ((m[1].lower().rstrip("."), m[2].lower().rstrip(".")) for m in said):
        if new in olds and old not in olds and old in text:
            return f"“{new}” is what it was before"
        if (new, old) in pairs and (old, new) not in pairs:
            return f"“{old}” and “{new}” are swapped"
    return None


def _series(claim: str, lines: Sequence[str]) -> set[bool]:
    """Which way `13:05=388 13:10=671` goes between the times that are told, else as a whole."""
    if len(lines) != 1:
        return set()
    points = [(m[1], Decimal(m[2])) for m in SERIES.finditer(lines[0])]
    told = [value for time, value in points if time in claim] or [value for _, value in points]
    return {told[-1] > told[0]} if len(told) > 1 and told[-1] != told[0] else set()


def _swapped(old: Decimal, new: Decimal, lines: Sequence[str]) -> bool:
    for line in lines:
        for match in WAS.finditer(line):
            if (_plain(match[1]), _plain(match[2])) == (old, new) != (new, old):
                return True
    at = [[place for place, line in enumerate(lines) if _has(n, line)] for n in (old, new)]
    return bool(at[0]) and bool(at[1]) and min(at[0]) > max(at[1])


def _between(claim: str, lines: Sequence[str]) -> set[bool]:
    """Whether the numbers rise that lines give under a key of which the claim speaks."""
    if len(lines) < 2:
        return set()
    every = [
        {m[1].strip().lower(): float(m[2]) for m in KEYED.finditer(untimed(line))} for line in lines
    ]
    if any(sum(occurs(name, line) for line in lines) == 1 for name in names(claim)):
        return set()  # the lines are of different things
    keys = {key for line in every for key in line}
    keyed = max(
        ([line for line in every if key in line] for key in sorted(keys)), key=len, default=[]
    )
    if len(keyed) < 2:
        return set()
    moved = [
        key
        for key in keyed[0]
        if all(key in other for other in keyed) and keyed[-1][key] != keyed[0][key]
    ]
    said = stems(claim)
    spoken = [key for key in moved if {stem(part) for part in re.split(r"[_ ]", key)} & said]
    return {keyed[-1][key] > keyed[0][key] for key in spoken}


def _plain(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _has(number: Decimal, line: str) -> bool:
    plain = times.STAMP.sub(" ", line)
    return any(_plain(match[1]) == number for match in re.finditer(NUMBER, plain))
