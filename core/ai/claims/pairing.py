"""Which value a sentence puts to which word, against how the cited lines pair them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product

from core.ai.claims.digits import in_digits
from core.ai.claims.parts import UNITS, stem, ungrouped, untimed
from core.ai.claims.words import STOP

CLAUSES = re.compile(
    r"[;,:]\s|\)\s|\s[–—-]\s|\s(?:and|but|while|whereas|against|versus|vs\.?|then|or)\s",
    re.IGNORECASE,
)
NOTHING = re.compile(r"\b(?:no|zero|without)\s+(?=[a-z]{4,}s?\b)", re.IGNORECASE)
TOKEN = re.compile(
    r"[A-Za-z][\w./-]*[-_./]\w*\d[\w./-]*|(?<![\w.-])\d+(?:\.\d+)*(?=(?:ms|s|m|h|%|[kmg]i?b)?(?![\w-]|\.\w))|[A-Za-z]+"
)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_(?=[a-z])")
SEPARATES = re.compile(r"[,;|}\])]")
NEAR_IN_CLAIM = 4
BREAK = 2
NEAR_IN_LINE = 3
CLEARLY = 3


@dataclass(frozen=True, order=True)
class _Token:
    place: int
    text: str

    @property
    def number(self) -> bool:
        return self.text[0].isdigit()


@dataclass(frozen=True)
class _Value:
    """A number of the claim with the words that stand nearer to it than to any other."""

    text: str
    words: tuple[str, ...]


def crossed(claim: str, lines: Sequence[str]) -> str | None:
    """Two values that each stand with the other's word: `write 0.3 s, sync 71.9 s` turned around.

    Both words and both values have to stand in the cited `lines`, each value beside the other's
    word and away from its own.
    """
    texts = [list(_tokens(untimed(line))) for line in lines]
    told = _values(NOTHING.sub("0 ", in_digits(ungrouped(untimed(claim)))), texts)
    for one, other in combinations(told, 2):
        if _beside(one, other, texts) or _beside(other, one, texts):
            continue
        for mine, theirs in product(one.words, other.words):
            if (
                one.text != other.text
                and not {mine, theirs} <= {*one.words} & {*other.words}
                and _away(one.text, mine, theirs, texts)
                and _away(other.text, theirs, mine, texts)
            ):
                return f"{one.text} and {other.text} are put to each other's “{mine}”, “{theirs}”"
    return None


def _beside(value: _Value, other: _Value, texts: Sequence[Sequence[_Token]]) -> bool:
    """Whether one of its words is its neighbour in a line, and not the other's as well."""
    return any(
        _distance(value.text, word, texts) == 1 != _distance(other.text, word, texts)
        for word in value.words
    )


def _tokens(text: str) -> Iterator[_Token]:
    whole = ungrouped(CAMEL.sub(" ", text))
    place = end = 0
    for match in TOKEN.finditer(whole):
        place += 1 + (BREAK if SEPARATES.search(whole, end, match.start()) else 0)
        end, word = match.end(), match[0].lower()
        yield _Token(place, stem(word) if word.isalpha() else word)


def _values(claim: str, texts: Sequence[Sequence[_Token]]) -> list[_Value]:
    known = {token.text for line in texts for token in line}
    found = []
    for clause in CLAUSES.split(claim):
        tokens = list(_tokens(clause))
        values = [t for t in tokens if t.number and any(_same(t.text, k) for k in known)]
        words = [t for t in tokens if _telling(t, known)]
        for value in values:
            near = [word.text for word in words if _nearest(word, values) == value]
            found.append(_Value(value.text, tuple(near)))
    return found


def _telling(token: _Token, known: set[str]) -> bool:
    plain = not token.number and token.text in known and len(token.text) > 1
    return plain and token.text not in STOP and token.text not in UNITS


def _nearest(word: _Token, values: Sequence[_Token]) -> _Token | None:
    """The value that stands nearest to `word`, None if two do or none is near."""
    apart = sorted((abs(value.place - word.place), value.place, value) for value in values)
    if not apart or apart[0][0] > NEAR_IN_CLAIM or (apart[1:] and apart[0][0] == apart[1][0]):
        return None
    return apart[0][2]


def _away(value: str, own: str, other: str, texts: Sequence[Sequence[_Token]]) -> bool:
    """Whether the lines have `value` beside `other`, and farther from `own`, or not in its line."""
    to_own, to_other = _distance(value, own, texts), _distance(value, other, texts)
    if to_other is None:
        return False
    return to_own is None or (to_other <= NEAR_IN_LINE and to_own - to_other >= CLEARLY)


def _distance(value: str, word: str, texts: Sequence[Sequence[_Token]]) -> int | None:
    found = [
        abs(v.place - w.place)
        for line in texts
        for v in line
        if v.number and _same(value, v.text)
        for w in line
        if w.text == word
    ]
    return min(found, default=None)


def _same(said: str, there: str) -> bool:
    """Whether `said` is `there`, as it stands or rounded to as many digits as are said."""
    if said == there:
        return True
    if not there[:1].isdigit() or said.count(".") != 1 or there.count(".") != 1:
        return False
    digits = len(said.partition(".")[2])
    return len(there.partition(".")[2]) > digits and round(Decimal(there), digits) == Decimal(said)
