"""Said of one thing, though the cited lines say it of its sibling: `web-2 was drained` for web-1."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.ai.claims.digits import in_digits
from core.ai.claims.names import TOKEN, names, occurs, stands
from core.ai.claims.parts import clock_times, stem, stems, ungrouped, untimed
from core.ai.claims.words import STOP

CLAUSES = re.compile(
    r";\s|,?\s(?:while|whereas|but|so|which|because|after|before|when|once|until)\s|^(?:after|when|once|as|while|before|because|since|with)\b[^,]*,\s",
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
VERSION = re.compile(r"v?\d+(?:\.\d+){2}")
LEAST_PREFIX = 3
NAMED = re.compile(r"[a-z].*\d|\d.*[a-z]|\w[-_.]\w")
# a number under these tells which one it is
WHICH = frozenset(
    map(
        stem,
        (
            "term",
            "attempt",
            "generation",
            "epoch",
            "port",
            "partition",
            "revision",
            "build",
            "step",
        ),
    )
)
LOOSE = frozenset(["%", "s", "ms", "of", "and", "to", "in", "on", "at"])


@dataclass(frozen=True)
class _Line:
    text: str
    telling: frozenset[str]


def misplaced(claim: str, lines: Sequence[str]) -> str | None:
    """A name or number of one cited line in a sentence whose other words are all of another.

    That other line has to hold a sibling of it, which the sentence leaves out: a name of the same
    form, or one under the same key; a number beside the same word.
    """
    found = _among([_line(line) for line in lines], claim) if len(lines) > 1 else None
    for line in lines:
        parts = [_line(part) for part in PARTS.split(line)]
        if found is None and len(parts) > 1 and not FIELDS.search(line):
            found = _among(parts, claim, within=True)
    return found


def _line(text: str) -> _Line:
    return _Line(text, _telling(text))


def _among(every: Sequence[_Line], claim: str, *, within: bool = False) -> str | None:
    """What is misplaced among lines, or `within` one line among its parts, which tell less."""
    for clause in _clauses(claim):
        told = _telling(clause)
        if not within and (why := _author(clause, told, every)):
            return why
        for name in (n for n in names(clause) if len(n) > LEAST_PREFIX):
            held = [line for line in every if stands(name, line.text)]
            rest = told - _telling(name)
            for line in every:
                if held and line not in held and _of_another(rest, line, held):
                    other = _sibling(name, line, [] if within else held, claim)
                    if other:
                        return f"the cited lines say it of “{other}”, not of “{name}”"
        if why := _number(clause, told, every, named=within):
            return why
    return None


def _clauses(claim: str) -> list[str]:
    parts, at = [], 0
    for match in CLAUSES.finditer(claim):
        parts.append(
            claim[at : match.start()] + (match[0] if match[0].rstrip().endswith(",") else "")
        )
        at = match.end()
    return [part for part in [*parts, claim[at:]] if part.strip()]


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


def _telling(text: str) -> frozenset[str]:
    plain = ungrouped(in_digits(untimed(text)))
    numbers = {match[1] for match in NUMBER.finditer(plain)}
    named = {
        token[0].lower().rstrip(".:")
        for token in TOKEN.finditer(plain)
        if re.search(r"\d|[-_/]", token[0])
    }
    return frozenset(stems(text) | numbers | named | set(clock_times(text)))


def _sibling(name: str, line: _Line, held: Sequence[_Line], claim: str) -> str | None:
    there = _tokens(line.text)
    keys = {
        METHODS.get(match[1], match[1].lower())
        for each in held
        for match in re.finditer(rf"{BEFORE}{re.escape(name)}(?![\w-])", each.text, re.IGNORECASE)
        if match[1].lower() not in STOP
    }
    for token in sorted(there):
        if token.lower() == name.lower() or occurs(token.split(":")[0], claim):
            continue
        if _alike(name.lower(), token.lower()):
            return token
        if keys and re.search(r"[\d_.@/-]", token) and not token[0].isdigit():
            own = re.search(rf"{BEFORE}{re.escape(token)}(?![\w-])", line.text)
            if own and METHODS.get(own[1], own[1].lower()) in keys:
                return token
        if keys and re.search(
            rf"\b(?:{'|'.join(map(re.escape, keys))})[\"']?[=:][\"']?{re.escape(token)}(?![\w-])",
            line.text,
            re.IGNORECASE,
        ):
            return token
    return None


def _author(clause: str, told: frozenset[str], every: Sequence[_Line]) -> str | None:
    """What one person did, told of another who wrote another line."""
    by = [(line, match[1]) for line in every if (match := CHAT.search(line.text))]
    for line, author in by:
        others = [(each, name) for each, name in by if name.lower() != author.lower()]
        for other, name in others:
            spoken = re.search(rf"\b{re.escape(name)}\b", clause, re.IGNORECASE)
            left = re.search(rf"\b{re.escape(author)}\b", clause, re.IGNORECASE)
            if spoken and not left and name.lower() not in line.text.lower():
                if _of_another(told - {stem(name.lower())}, line, [other]):
                    return f"the cited lines are of “{author}”, not of “{name}”"
    return None


def _tokens(text: str) -> set[str]:
    """What may be a name in a line, paths and addresses also by their parts."""
    whole = [token[0].rstrip(".:") for token in TOKEN.finditer(text)]
    pieces = [piece for token in whole for piece in re.split(r"[/:@=#]+", token)]
    heads = [token.partition(".")[0] for token in (*whole, *pieces) if not token[:1].isdigit()]
    return {token for token in (*whole, *pieces, *heads) if len(token) > 1}


def _alike(name: str, other: str) -> bool:
    """Whether two names differ in one part only, or in digits only."""
    if re.search(r"[a-z]", name) and re.sub(r"\d+", "0", name) == re.sub(r"\d+", "0", other):
        return bool(re.search(r"\d", name)) and len(name) >= LEAST_PREFIX
    if VERSION.fullmatch(name):
        return VERSION.fullmatch(other) is not None
    parts, theirs = APART.split(name), APART.split(other)
    apart = sum(one != two for one, two in zip(parts, theirs, strict=False))
    return len(parts) == len(theirs) > 1 and apart == 1 and len(name) > LEAST_PREFIX + 1


def _number(
    clause: str, told: frozenset[str], every: Sequence[_Line], *, named: bool
) -> str | None:
    plain = ungrouped(in_digits(untimed(clause)))
    for number, labels in _numbers(plain):
        held = [line for line in every if number in line.telling]
        rest = told - {number}
        same = any(n == number and labels & own for line in held for n, own in _numbers(line.text))
        for line in every:
            if not held or line in held or not _of_another(rest, line, held, named=named):
                continue
            for other, theirs in _numbers(ungrouped(untimed(line.text))):
                which = labels & theirs & WHICH
                if same and not which and not _named(rest, line, held):
                    continue
                if other not in told and other.partition(".")[0] != number and labels & theirs:
                    return f"the cited lines give {other} as “{min(labels & theirs)}”, not {number}"
    return None


def _numbers(text: str) -> Iterator[tuple[str, set[str]]]:
    """The numbers of a text, each with the stems of the words beside it and its unit."""
    for match in NUMBER.finditer(text):
        if match[1].startswith("0") and len(match[1]) > 1:
            continue
        labels = {match[2].lower()} if match[2] and match[2].lower() not in LOOSE else set()
        if before := re.search(
            r"([A-Za-z][\w-]*)[\"']?(?:\s?[=:]\s?|\s)(?:(?:of|is|was|at|to|with|has|had|with)\s)?[\"'(\[]?$",
            text[: match.start()],
        ):
            labels |= _parts(before[1])
        if after := re.match(r"\s([A-Za-z][\w-]*)", text[match.end() :]):
            labels |= _parts(after[1])
        yield match[1], labels


def _parts(word: str) -> set[str]:
    """The stem of a word, or of the last part of a key."""
    last = re.split(r"(?<=[a-z])(?=[A-Z])|[_-]", word)[-1]
    return {stem(last)} if last and last.lower() not in STOP and len(last) > 2 else set()
