"""Said of one thing where the cited lines say it of its sibling: `web-2 failed` for web-1."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.ai.claims.digits import in_digits
from core.ai.claims.labels import Labelled, labelled
from core.ai.claims.names import TOKEN, names, occurs, stands
from core.ai.claims.parts import UNITS, clock_times, stem, stems, ungrouped, untimed
from core.ai.claims.words import STOP, WHICH_TURN

CLAUSES = re.compile(
    r";\s|,?\s(?:while|whereas|but|so|which|because|after|before|when|once|until)\s|"
    r"^(?:[\w.-]+\s){0,5}?(?:after|when|once|as|while|before|because|since|with)\b[^,]*,\s",
    re.IGNORECASE,
)
# the parts of a line that tell of one thing each
PARTS = re.compile(r"[,;]\s|\s(?:vs\.?|versus|while|but|whereas)\s")
# fields and requests have no order of words that would bind them
FIELDS = re.compile(r"\" \d{3} |\":|\w=[\w\"]")
NUMBER = re.compile(r"(?<![\w.:/-])(\d+(?:\.\d+)?)\s?(%|[A-Za-z]{1,3}\b)?(?![\w:]|\.\d|/\d)")
APART = re.compile(r"[._/@:-]")
CHAT = re.compile(r"(?:^|[\]\d]\s|\s@|<)@?([A-Za-z][\w.-]*)(?:\s?\([^)]*\))?(?::|>)\s")
METHODS = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"), "method")
BEFORE = r"([A-Za-z_]{3,})[\"']?(?:[\s=:/<(@\"'\[]|\bto\b|\bfor\b|\bon\b){1,4}"
VALUE = re.compile(
    r"\b(?!(?:level|lvl|severity|msg|message|status|state|outcome|result|reason|err|error|event|type|"
    r"action|op|method|code|time|ts|mode)\b)([A-Za-z_]{2,})"
    r"[\"']?(?:=|:\s?[\"']|(?-i::\s(?=[a-z])))[\"']?([A-Za-z][\w-]{2,})(?![\w.])",
    re.IGNORECASE,
)
# `import from shopmax`: what stands in the same place of two lines
PLACED = re.compile(r"\b([a-z]{3,}) (from|to|for|of|on|by) ([a-z][\w-]{3,})(?![\w.])")
AT = re.compile(r"(?<![\w.])([A-Za-z]\w{2,})@([a-z]\w+)(?![\w.])")
PROGRAM = re.compile(r"(?<=\s)([A-Za-z][\w.-]+)\[\d+\]:")
STATE = re.compile(r"\b(?:up|down)\b(?!\s(?:to|from|by|of|for|with)\b)")
PROCESS = re.compile(r"<\d+\.\d+\.\d+>")  # as Erlang writes them
VERSION = re.compile(r"v?\d+(?:\.\d+){2}")
LEAST_PREFIX = 3
FAR_APART = 5  # major versions of one thing are nearer
NAMED = re.compile(r"\d{4}|[a-z].*\d|\d.*[a-z]|\w[-_.]\w")
WHICH = frozenset(map(stem, WHICH_TURN))


@dataclass(frozen=True)
class _Line:
    text: str
    telling: frozenset[str]
    numbers: tuple[Labelled, ...]


def misplaced(claim: str, lines: Sequence[str]) -> str | None:
    """A name or number of one cited line in a sentence whose other words are all of another.

    That other line has to hold a sibling of it, which the sentence leaves out: a name of the same
    form, or one under the same key; a number beside the same word.
    """
    found = _among([_line(line) for line in lines], claim) if len(lines) > 1 else None
    for line in lines:
        parts = PARTS.split(line)
        if found is None and len(parts) > 1 and not FIELDS.search(line):
            found = _among([_line(part) for part in parts], claim, within=True)
    return found


def _line(text: str) -> _Line:
    plain = PROCESS.sub(" ", text)
    return _Line(plain, _telling(plain), tuple(labelled(plain)))


def _among(every: Sequence[_Line], claim: str, *, within: bool = False) -> str | None:
    """What is misplaced among lines, or `within` one line among its parts, which tell less."""
    clauses = _clauses(claim)
    for clause in clauses:
        told = _telling(clause)
        if not within and (why := _author(clause, told, every)):
            return why
        whole = clause == claim and clause != clauses[0]
        for name in [] if whole else _named_in(clause, every):
            held = [line for line in every if stands(name, line.text)]
            rest = told - _telling(name)
            for line in every:
                if held and line not in held and _of_another(rest, line, held):
                    other = _sibling(name, line, [] if within else held, claim)
                    if other:
                        return f"the cited lines say it of “{other}”, not of “{name}”"
        if why := _number(clause, told, every, within=within, whole=whole):
            return why
    return None


def _named_in(clause: str, every: Sequence[_Line]) -> list[str]:
    """The names in a part of a sentence, also plain words that a line has as a value."""
    values = {
        value.lower() for line in every for _, value in _values(line.text) if not value.isupper()
    }
    words = [word for word in re.findall(r"[A-Za-z]{3,}", clause) if word.lower() in values]
    return list(dict.fromkeys([n for n in names(clause) if len(n) > LEAST_PREFIX] + words))


def _values(line: str) -> list[tuple[str, str]]:
    """The words that stand as values, each under its key: `author: ann`, `ann@db`, `sshd[12]:`."""
    found = [(match[1].lower(), match[2]) for match in VALUE.finditer(line)]
    found += [(f"@{match[2]}", match[1]) for match in AT.finditer(line)]
    found += [(f"{match[1]} {match[2]}".lower(), match[3]) for match in PLACED.finditer(line)]
    return found + [("[]", match[1]) for match in PROGRAM.finditer(line)]


def _clauses(claim: str) -> list[str]:
    """Each part of the sentence that may speak of a line of its own, `After …,` as one of them."""
    parts, at = [], 0
    for match in CLAUSES.finditer(claim):
        leading = match[0].rstrip().endswith(",")
        parts.append(claim[at : match.end() if leading else match.start()])
        at = match.end()
    found = [part for part in [*parts, claim[at:]] if part.strip()]
    return found if len(found) == 1 else [*found, claim]


def _of_another(
    told: frozenset[str], line: _Line, held: Sequence[_Line], *, named: bool = False
) -> bool:
    """Whether what is told stands in `line` as far as it stands in only one of them.

    With `named` a name has to be among it.
    """
    theirs = frozenset().union(*(each.telling for each in held))
    own = _named(told, line, held) if named else (told & line.telling) - theirs
    return bool(own) and not (told & theirs) - line.telling


def _named(told: frozenset[str], line: _Line, held: Sequence[_Line]) -> frozenset[str]:
    """The names of what is told that stand in `line` alone."""
    theirs = frozenset().union(*(each.telling for each in held))
    return frozenset(word for word in (told & line.telling) - theirs if NAMED.search(word))


def _unnamed(line: _Line, told: frozenset[str]) -> bool:
    """Whether it is of a name that is not told."""
    return any(re.search(r"[a-z].*\d|\w[-_.][a-z]", word) for word in line.telling - told)


def _telling(text: str) -> frozenset[str]:
    plain = ungrouped(in_digits(untimed(text)))
    numbers = {match[1] for match in NUMBER.finditer(plain)}
    named = {
        token[0].lower().rstrip(".:")
        for token in TOKEN.finditer(plain)
        if re.search(r"\d|[-_/]", token[0])
    } | {token.lower() for token in _tokens(plain) if re.search(r"\d|[-_]", token)}
    states = set(STATE.findall(plain.lower()))
    return frozenset(states | stems(text) | numbers | named | set(clock_times(text)))


def _sibling(name: str, line: _Line, held: Sequence[_Line], claim: str) -> str | None:
    keys = {
        METHODS.get(match[1], match[1].lower())
        for each in held
        for match in re.finditer(rf"{BEFORE}{re.escape(name)}(?![\w-])", each.text, re.IGNORECASE)
        if match[1].lower() not in STOP
    }
    own = {
        key for each in held for key, value in _values(each.text) if value.lower() == name.lower()
    }
    for key, value in _values(line.text):
        if key in own and value.lower() != name.lower() and not occurs(value, claim):
            return value
    for token in sorted(_tokens(line.text)):
        if token.lower() == name.lower() or occurs(token.split(":")[0], claim):
            continue
        if alike(name.lower(), token.lower()) or _under(keys, token, line.text):
            return token
    return None


def _under(keys: set[str], token: str, line: str) -> bool:
    """Whether a line has the token under one of these keys: `role=x`, and names also `role x`."""
    if not keys:
        return False
    key = "|".join(map(re.escape, keys))
    value = rf"\b(?:{key})[\"']?[=:][\"']?{re.escape(token)}(?![\w-])"
    if re.search(value, line, re.IGNORECASE):
        return True
    named = re.search(r"[\d_.@/-]", token) and not token[0].isdigit()
    own = re.search(rf"{BEFORE}{re.escape(token)}(?![\w-])", line) if named else None
    return own is not None and METHODS.get(own[1], own[1].lower()) in keys


def _author(clause: str, told: frozenset[str], every: Sequence[_Line]) -> str | None:
    """What one person did, told of another who wrote another line."""
    by = [(line, match[1]) for line in every if (match := CHAT.search(line.text))]
    for line, author in by:
        others = [(each, name) for each, name in by if name.lower() != author.lower()]
        for other, name in others:
            spoken = re.search(rf"\b{re.escape(name)}\b", clause, re.IGNORECASE)
            left = re.search(rf"\b{re.escape(author)}\b", clause, re.IGNORECASE)
            away = name.lower() not in line.text.lower()
            rest = told - {stem(name.lower())}
            if spoken and not left and away and _of_another(rest, line, [other]):
                return f"the cited lines are of “{author}”, not of “{name}”"
    return None


def _tokens(text: str) -> set[str]:
    """What may be a name in a line, paths and addresses also by their parts."""
    whole = [token[0].rstrip(".:") for token in TOKEN.finditer(text)]
    pieces = [piece for token in whole for piece in re.split(r"[/:@=#]+", token)]
    heads = [token.partition(".")[0] for token in (*whole, *pieces) if not token[:1].isdigit()]
    return {token for token in (*whole, *pieces, *heads) if len(token) > 1}


def alike(name: str, other: str) -> bool:
    """Whether two names differ in one part only, or in digits only."""
    if re.search(r"[a-z]", name) and re.sub(r"\d+", "0", name) == re.sub(r"\d+", "0", other):
        return bool(re.search(r"\d", name)) and len(name) >= LEAST_PREFIX
    if VERSION.fullmatch(name):
        return (
            VERSION.fullmatch(other) is not None and abs(_major(name) - _major(other)) < FAR_APART
        )
    parts, theirs = APART.split(name), APART.split(other)
    apart = sum(one != two for one, two in zip(parts, theirs, strict=False))
    return len(parts) == len(theirs) > 1 and apart == 1 and len(name) > LEAST_PREFIX + 1


def _keyed(number: Labelled, other: Labelled) -> str | None:
    """The word after the number that is the key of the other: `357 peers`, `peers=418`."""
    alike = number.after is not None and number.after == other.before
    return number.after if alike and number.unit == other.unit else None


def _major(version: str) -> int:
    return int(version.removeprefix("v").partition(".")[0])


def _number(
    clause: str, told: frozenset[str], every: Sequence[_Line], *, within: bool, whole: bool
) -> str | None:
    """A number misplaced among lines, or `within` one; a `whole` sentence has to be sure of it."""
    for number in labelled(in_digits(clause)):
        held = [line for line in every if number.text in line.telling]
        rest = told - {number.text}
        own = any(n.text == number.text and number.label(n) for line in held for n in line.numbers)
        others = [line for line in every if line not in held] if held else []
        if within and len(others) > 1 and any(_unnamed(line, told) for line in held):
            others = [_line("; ".join(line.text for line in others)), *others]
        for line in others:
            measured = UNITS.get(number.unit, ("",))[0] in ("time", "size", "share")
            if not _of_another(rest, line, held, named=within and not measured):
                continue
            theirs = frozenset().union(*(each.telling for each in held))
            alone = (rest & line.telling) - theirs
            plainly = _named(rest, line, held) or len(alone) > 1 or (within and measured)
            for other in line.numbers:
                word = number.label(other) or _keyed(number, other)
                known = other.text in told or other.text.partition(".")[0] == number.text
                sure = plainly or (not whole and (not own or word in WHICH))
                if word is not None and sure and not known:
                    return f"the cited lines give {other.text} as “{word}”, not {number.text}"
    return None
