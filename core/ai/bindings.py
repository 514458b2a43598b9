"""What belongs to what: trends, roles and clauses that the cited lines bind the other way."""
# ruff: noqa: E501  a pattern or a table is easier to read unbroken

import re
from collections.abc import Iterable, Sequence

from core.ai import amounts, pairing, roles
from core.ai.claim_parts import names, occurs, stem
from core.ai.claim_words import STOP

RISES = r"(?:rose|risen|grew|grown|climbed|increased|jumped|went up)"
FALLS = (
    r"(?:fell(?! behind)|fallen(?! behind)|dropped|shrank|shrunk|decreased|declined|went down|sank)"
)
TREND = re.compile(rf"\b(?:({RISES})|({FALLS}))\b", re.IGNORECASE)
NUMBER = r"(\d+(?:[.,]\d+)*)\s?(?:%|[a-z]{1,3}\b)?"
FROM_TO = re.compile(rf"\bfrom {NUMBER}\s+(?:down |up )?to {NUMBER}", re.IGNORECASE)
NOW_THEN = re.compile(rf"{NUMBER}\s*,\s*(?:up|down) from {NUMBER}", re.IGNORECASE)
WAS = re.compile(rf"{NUMBER}[^\d]{{0,60}}\b(?:was|were|previously|before|earlier|(?:up|down) from)\s+{NUMBER}", re.IGNORECASE)  # fmt: skip
KEYED = re.compile(r"([A-Za-z][\w ]{1,30}?)[\"']?\s*[=:]\s*[\"']?-?(\d+(?:\.\d+)?)")
MORE_THAN = re.compile(
    r"\b(first|second|third)\b.{0,60}?\b(longer|slower|more|faster|quicker|less|shorter)\b.{0,20}\bthan\b.{0,30}?\b(first|second|third)\b",
    re.IGNORECASE,
)
PLACES = {"first": 0, "second": 1, "third": 2}
VALUE = re.compile(
    r"\b(?:svc|service|app|component|tenant|user|by|role|queue|node|host|job|team|source|upstream)[\"']?[=:][\"']?"
    r"([A-Za-z][A-Za-z-]{2,})(?![\w/.-])|\b([a-z]{3,})@|\d\d:\d\d\]?\s+([A-Za-z]{3,})\s?:\s",
    re.IGNORECASE,
)
ROLE = re.compile(r"\b([A-Za-z]{4,})\s+[\"'“]([\w.-]{2,})[\"'”]")
CLAIMED_ROLE = re.compile(r"\b([A-Za-z]{4,})\s+[\"'“]?([\w.-]*[A-Za-z][\w.-]*)")
ARROW = re.compile(r"([\w.-]+?)(?::\d+)?\s?-+>\s?([\w.-]+?)(?::\d+)?(?![\w.-])")
CLAUSES = re.compile(r";|,?\s\b(?:while|whereas|but)\b\s", re.IGNORECASE)
TOPICS: tuple[tuple[frozenset[str], re.Pattern[str]], ...] = tuple(
    (frozenset(said.split()), re.compile(there, re.IGNORECASE))
    for said, there in (
        ("memory", r"mem|oom|heap|rss|swap|malloc|kill|[kmg]i?b\b|garbage|\bgc\b"),
        ("certificate", r"cert|x509|tls|ssl|chain|\bca\b|expire"),
        (
            "disk",
            r"disk|storage|space|volume|inode|watermark|/dev|\bio\b|partition|filesystem|drive",
        ),
        ("cpu", r"cpu|load|core|throttl|utili"),
        ("password", r"passw|credential|auth|login|\b401\b"),
    )
)

TOPIC_WORDS = frozenset(word for said, _ in TOPICS for word in said)


def problems(claim: str, lines: Sequence[tuple[int, str]], everything: Sequence[str]) -> list[str]:
    """Why the cited lines (in their order) do not bind things together as `claim` does."""
    texts = [text for _, text in sorted(lines)]
    found = [
        _trend(claim, texts),
        _comparison(claim, texts),
        _role(claim, texts),
        _arrow(claim, texts),
        _clause(claim, texts),
        _elsewhere(claim, texts, everything),
        _topic(claim, texts),
        _quantifier(claim, texts, everything),
        _subject(claim, texts),
        _zone(claim, texts),
        pairing.crossed(claim, texts),
        roles.turned(claim, texts),
    ]
    return [why for why in found if why]


def _plain(number: str) -> float:
    return float(re.sub(r",(?=\d{3})", "", number).replace(",", "."))


def _trend(claim: str, texts: Sequence[str]) -> str | None:
    steps = [(_plain(m[1]), _plain(m[2])) for m in FROM_TO.finditer(claim)]
    steps += [(_plain(m[2]), _plain(m[1])) for m in NOW_THEN.finditer(claim)]
    for old, new in steps:
        for text in texts:
            for match in WAS.finditer(text):
                if (_plain(match[1]), _plain(match[2])) == (old, new) != (new, old):
                    return f"{old:g} and {new:g} are swapped"
        at = [[place for place, text in enumerate(texts) if _has(n, text)] for n in (old, new)]
        if at[0] and at[1] and min(at[0]) > max(at[1]):
            return f"{old:g} and {new:g} are swapped"
    way = TREND.search(claim)
    if steps or way is None or len(texts) < 2:
        return None
    keyed = [{m[1].lower(): float(m[2]) for m in KEYED.finditer(text)} for text in texts]
    shared = [key for key in keyed[0] if all(key in other for other in keyed)]
    ways = {keyed[-1][key] > keyed[0][key] for key in shared if keyed[-1][key] != keyed[0][key]}
    if len(ways) == 1 and ways != {way[1] is not None}:
        return f"“{way[0]}” is the wrong way"
    return None


def _has(number: float, text: str) -> bool:
    plain = amounts.STAMP.sub(" ", text)
    return any(_plain(found) == number for found in re.findall(r"\d+(?:[.,]\d+)*", plain) if found.count(".") < 2)  # fmt: skip


def _comparison(claim: str, texts: Sequence[str]) -> str | None:
    match = MORE_THAN.search(claim)
    if match is None:
        return None
    one, other = PLACES[match[1].lower()], PLACES[match[3].lower()]
    if max(one, other) >= len(texts) or one == other:
        return None
    keyed = [{m[1].lower(): float(m[2]) for m in KEYED.finditer(text)} for text in texts]
    more = match[2].lower() in ("longer", "slower", "more")
    for key in keyed[one]:
        timed = re.search(r"ms|time|duration|elapsed|sec|took|latency", key)
        if timed and key in keyed[other] and (keyed[one][key] > keyed[other][key]) != more:
            return f"“{match[2]}” is the wrong way round"
    return None


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
    for source, target in (m.groups() for text in texts for m in ARROW.finditer(text)):
        there, here = claim.find(target), claim.find(source)
        if source.isdigit() or not 0 <= there < here:
            continue
        if not re.search(r"\b(?:by|from|for|of)\s+$", claim[:here]):
            return f"“{source}” and “{target}” are swapped"
    return None


def _clause(claim: str, texts: Sequence[str]) -> str | None:
    """A part of the sentence that names what one line speaks of and a number that others hold."""
    if len(texts) < 2:
        return None
    for clause in CLAUSES.split(claim):
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
    """A name that other lines give as a value, and none of the cited ones."""
    cited = "\n".join(texts).lower()
    values = (
        {(m[1] or m[2] or m[3]).lower() for text in everything for m in VALUE.finditer(text)}
        - STOP
        - TOPIC_WORDS
    )
    for word in re.findall(r"(?<![\w./-])[a-z][a-z-]{2,}(?![\w/-])", claim.lower()):
        if word in values and word not in cited and stem(word) not in cited:
            return f"“{word}” stands in other lines than the cited ones"
    return None


def _topic(claim: str, texts: Sequence[str]) -> str | None:
    cited, said = " ".join(texts), set(re.findall(r"[a-z]+", claim.lower()))
    for words, there in TOPICS:
        if (found := words & said) and not there.search(cited):
            return f"the cited lines don't speak of {min(found)}"
    return None


def _quantifier(claim: str, texts: Sequence[str], everything: Sequence[str]) -> str | None:
    whole = re.search(
        r"\b(?:all|every)\s+(?:the\s+)?(?:\d+\s+)?([A-Za-z][\w-]{2,})", claim, re.IGNORECASE
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


def _subject(claim: str, texts: Sequence[str]) -> str | None:
    """`b was removed` where the line says that `a` was."""
    was = re.compile(r"([\w.-]*[-_\d][\w.-]*)['\"]?\s+(?:was|were|is)\s+(\w{4,})")
    for match in was.finditer(claim):
        for text in texts:
            theirs = {m[1] for m in was.finditer(text) if m[2] == match[2]}
            if theirs and match[1] not in theirs and match[1] in text:
                return f"the cited lines say “{match[2]}” of “{min(theirs)}”"
    return None


def _zone(claim: str, texts: Sequence[str]) -> str | None:
    """A time told in another zone than the cited line has it in."""
    zone = r"\s?(UTC|GMT|CET|CEST|EST|EDT|PST|PDT|BST|IST|JST)\b"
    for match in re.finditer(rf"(\d{{1,2}}:\d{{2}}(?::\d{{2}})?){zone}", claim):
        for text in texts:
            there = re.search(rf"{match[1]}{zone}", text)
            if there and there[1] != match[2]:
                return f"{match[1]} is {there[1]}"
            told = [m for m in amounts.moments(text) if m.clock == match[1] and m.zone]
            ahead = [m for m in told if f"{m.at:%H:%M:%S}" != m.clock and m.clock.count(":") == 2]
            if ahead and match[2] in ("UTC", "GMT"):
                return f"{match[1]} is not {match[2]}"
    return None


def event_order(texts: Iterable[tuple[int, str]]) -> dict[int, tuple[float, int]]:
    """When each line's event was, as a key to sort by: its first time, else its place."""
    lines = list(texts)
    first = {number: amounts.moments(text)[:1] for number, text in lines}
    if all(first.values()) and len({m[0].at.year for m in first.values()}) == 1:
        return {number: (first[number][0].at.timestamp(), number) for number, _ in lines}
    return {number: (0.0, number) for number, _ in lines}
