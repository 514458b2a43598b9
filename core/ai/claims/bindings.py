"""What belongs to what: names, clauses, zones and all else that the cited lines bind otherwise."""
# ruff: noqa: E501  a pattern or a table is easier to read unbroken

import re
from collections.abc import Sequence

from core.ai.claims import (
    derived,
    direction,
    grounds,
    keyed,
    nearby,
    pairing,
    roles,
    rows,
    siblings,
    times,
    trends,
    wholes,
)
from core.ai.claims.digits import in_digits
from core.ai.claims.names import names, occurs
from core.ai.claims.parts import stem, stems
from core.ai.claims.words import STOP

VALUE = re.compile(
    r"\b(?:svc|service|app|component|tenant|user|by|role|queue|node|host|job|team|source|upstream)[\"']?[=:][\"']?"
    r"([A-Za-z][A-Za-z-]{2,})(?![\w/.-])|\b([a-z]{3,})@|\d\d:\d\d\]?\s+([A-Za-z]{3,})\s?:\s",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"\b((?:user|actor|owner|member|author|zone|region|team|queue|topic|tenant|cluster|namespace|flag|provider|account|"
    r"role|group|pool|bucket|database|db|table|index|channel|customer|fleet|mode|env)\w{0,6})[\"']?\s*[=:]\s*[\"']?"
    r"([A-Za-z][A-Za-z-]{2,})(?![\w./-])",
    re.IGNORECASE,
)
ROLE = re.compile(r"\b([A-Za-z]{4,})\s+[\"'“]([\w.-]{2,})[\"'”]")
CLAIMED_ROLE = re.compile(r"\b([A-Za-z]{4,})\s+[\"'“]?([\w.-]*[A-Za-z][\w.-]*)")
ARROW = re.compile(r"([\w.-]+?)(?::\d+)?\s?-+>\s?([\w.-]+?)(?::\d+)?(?![\w.-])")
CLAUSES = re.compile(r";|,?\s\b(?:while|whereas|but)\b\s", re.IGNORECASE)


def problems(claim: str, lines: Sequence[tuple[int, str]], everything: Sequence[str]) -> list[str]:
    """Why the cited lines (in their order) do not bind things together as `claim` does."""
    texts = [text for _, text in sorted(lines)]
    found = [
        _role(claim, texts),
        _arrow(claim, texts),
        _clause(claim, texts),
        _elsewhere(claim, texts, everything),
        _quantifier(claim, texts, everything),
        direction.of_whom(claim, texts),
        _zone(claim, texts),
        pairing.crossed(claim, texts),
        keyed.misnamed(claim, texts),
        keyed.labelled(claim, texts),
        keyed.misspelt(claim, texts),
        derived.other_rate(in_digits(claim), "\n".join(texts)),
        derived.parts_swapped(in_digits(claim), texts),
        rows.mixed(claim, texts),
        siblings.misplaced(claim, texts),
        nearby.misread(claim, texts),
        nearby.mistaken(claim, texts),
        nearby.bound_as_value(claim, texts),
        nearby.qualified(claim, texts),
        nearby.set_for_other(claim, texts),
        keyed.of_key(claim, texts),
        nearby.paired(claim, texts),
        nearby.mislabelled(claim, texts),
        wholes.told_as_part(in_digits(claim), texts),
        wholes.other_unit(in_digits(claim), texts),
        roles.turned_values(claim, texts),
        roles.turned(claim, texts),
        trends.turned(claim, texts),
        trends.compared(claim, texts),
        trends.present(claim, texts),
        trends.turned_ways(claim, texts),
        nearby.of_subject(claim, texts),
        trends.bound_for(claim, texts),
        direction.misdirected(claim, texts),
        direction.done_by(claim, texts),
        roles.left_by(claim, texts),
        grounds.unfounded(claim, "\n".join(texts)),
        grounds.outcome(claim, "\n".join(texts)),
    ]
    return [why for why in found if why]


def _role(claim: str, texts: Sequence[str]) -> str | None:
    """`column a of relation b` for `column "b" of relation "a"`."""
    bound: dict[str, set[str]] = {}
    for text in texts:
        for match in ROLE.finditer(text):
            bound.setdefault(stem(match[1]), set()).add(match[2].lower())
    everyone = set().union(*bound.values()) if bound else set()
    for match in CLAIMED_ROLE.finditer(claim):
        name, theirs = match[2].rstrip(".").lower(), bound.get(stem(match[1]))
        if theirs and name in everyone and name not in theirs:
            return f"the cited lines don't give “{name}” as {match[1]}"
    return None


def _arrow(claim: str, texts: Sequence[str]) -> str | None:
    """`b asked a` where a line has `a -> b`."""
    if re.search(r"\b(?:replac|supersed|instead|previous|former|up from|was)", claim):
        return None  # the new one may come first
    for source, target in (m.groups() for text in texts for m in ARROW.finditer(text)):
        there, here = claim.find(target), claim.find(source)
        if source.isdigit() or target.isdigit() or not 0 <= there < here:
            continue
        if not re.search(r"\b(?:by|from|for|of|on|at|with)\s+$", claim[:here]):
            return f"“{source}” and “{target}” are swapped"
    return None


def _clause(claim: str, texts: Sequence[str]) -> str | None:
    """A part of the sentence that names what one line speaks of and a number that others hold."""
    clauses = CLAUSES.split(claim)
    if len(texts) < 2 or len(clauses) < 2:
        return None
    for clause in clauses:
        of_name = [
            {at for at, text in enumerate(texts) if occurs(name, text)} for name in names(clause)
        ]
        telling = [places for places in of_name if 0 < len(places) < len(texts)]
        if len(telling) != 1:
            continue
        for number in re.findall(r"(?<![\w.:-])\d{3}(?![\w:-]|\.\d)", clause):
            places = {at for at, text in enumerate(texts) if re.search(rf"\b{number}\b", text)}
            if places and not places & telling[0]:
                return f"{number} stands in another line than what it is said of"
    return None


def _elsewhere(claim: str, texts: Sequence[str], everything: Sequence[str]) -> str | None:
    """A name that other lines give where the cited ones give another."""
    cited = "\n".join(texts).lower()
    there = stems(cited)
    values = {(m[1] or m[2] or m[3]).lower() for text in everything for m in VALUE.finditer(text)}
    own = {m[1].lower() for text in texts for m in NAMED.finditer(text)}
    values |= {
        m[2].lower() for text in everything for m in NAMED.finditer(text) if m[1].lower() in own
    }
    for word in re.findall(r"(?<![\w./-])[a-z][a-z-]{2,}(?![\w/-])", claim.lower()):
        known = word in cited or stem(word) in cited or word in STOP
        if (
            word in values
            and not known
            and not any(word.startswith(t) for t in there if len(t) > 4)
        ):
            return f"“{word}” stands in other lines than the cited ones"
    return None


def _quantifier(claim: str, texts: Sequence[str], everything: Sequence[str]) -> str | None:
    whole = re.search(
        r"(?<!\bin )\b(?:all|every)\s+(?!but\b)(?:the\s+)?(?:\d+\s+)?([A-Za-z][\w-]{2,})",
        claim,
        re.IGNORECASE,
    )
    if whole is None:
        return None
    for text in texts:
        part = re.search(r"\b(\d+) of (\d+)\b", text)
        if re.search(r"\bmost of\b", text, re.IGNORECASE) or (part and part[1] != part[2] and part[2] not in claim):  # fmt: skip
            return "the cited lines speak of a part, not of all"
    if whole[1].isupper() and sum(occurs(whole[1], text) for text in everything) > len(texts):
        return f"not every {whole[1]} is cited"
    return None


def _zone(claim: str, texts: Sequence[str]) -> str | None:
    """A time told in another zone than the cited line has it in."""
    zone = r"\s?(UTC|GMT|CET|CEST|EST|EDT|PST|PDT|BST|IST|JST)\b"
    for match in re.finditer(rf"(\d{{1,2}}:\d{{2}}(?::\d{{2}})?){zone}", claim):
        for text in texts:
            there = re.search(rf"{match[1]}{zone}", text)
            if there and there[1] != match[2]:
                return f"{match[1]} is {there[1]}"
            told = [m for m in times.moments(text) if m.clock == match[1] and m.zone]
            ahead = [m for m in told if f"{m.at:%H:%M:%S}" != m.clock and m.clock.count(":") == 2]
            if ahead and match[2] in ("UTC", "GMT"):
                return f"{match[1]} is not {match[2]}"
    return None
