"""What the severity models see in a title and a description: words, cues, shape, dates.

A feature is a short key with a value; the prefix says what it is: `t:` a word of the title,
`b:` of the description, `w:` of either, `g:` two in a row, `p:` how a word begins, `c:` a cue,
`n:` a share in per cent, `s:` the text's shape, `y:` and `q:` the year and quarter written in it,
`x:` a piece of the title.
"""

import re
from itertools import groupby, pairwise
from typing import Literal

from core.ai.text.cues import ALERT, PROSE, Cue
from core.ai.text.words import apart, stem, tokens

Kind = Literal["prose", "alert rule"]
Features = dict[str, float]

_DATE = re.compile(r"\b(20[12]\d)-(\d\d)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|percent)")
_HEADING = re.compile(
    r"^(?:Summary|Description|Diagnosis|Workaround|Symptoms|Impact):", re.MULTILINE
)
_PREFIX = re.compile(r"\s*[\w ,-]{2,40}:")
_KEPT_NUMBERS = frozenset(("500", "502", "503", "504", "100%"))
_PIECES = 0.7  # what all pieces of a title count together, beside its words
_LENGTHS = (30, 60, 120, 240, 480, 960)
_SHARES = (5, 10, 50, 75, 85, 90, 95)


def features(kind: Kind, title: str, description: str) -> Features:
    """The features of one incident for the model of `kind`."""
    return _prose(title, description) if kind == "prose" else _alert(title, description)


def cues(kind: Kind) -> tuple[Cue, ...]:
    """The rules under the model of `kind`."""
    return PROSE if kind == "prose" else ALERT


def _words(text: str) -> list[str]:
    found = [_word(token) for token in tokens(text)]
    return [word for word, _ in groupby(found)]


def _word(token: str) -> str:
    if token[0].isdigit():
        return token if token in _KEPT_NUMBERS else "#"
    return stem(token)


def bag(title: str, body: str, pairs: float, starts: float) -> Features:
    """The words of a title and a body as features of length one.

    `pairs` and `starts` are what two words in a row and the beginning of a word are worth.
    """
    found: Features = {}
    for field, text in (("t", title), ("b", body)):
        words = _words(text)
        for word in dict.fromkeys(words):
            found[f"{field}:{word}"] = found[f"w:{word}"] = 0.7
            if starts and len(word) > 5:
                found[f"p:{word[:5]}"] = starts
        if pairs:
            found.update((f"g:{a}_{b}", pairs) for a, b in pairwise(words))
    norm = sum(value * value for value in found.values()) ** 0.5 or 1.0
    return {key: value / norm for key, value in found.items()}


def pieces(title: str) -> Features:
    """Every four letters in a row of a title, across its words: what parts of names tell."""
    text = f" {' '.join(tokens(title))} "
    found = dict.fromkeys(text[start : start + 4] for start in range(len(text) - 3))
    return {f"x:{piece}": _PIECES / len(found) ** 0.5 for piece in found}


def _cued(kind: Kind, title: str, body: str, value: float) -> Features:
    found: Features = {}
    for cue in cues(kind):
        if cue.pattern.search(title):
            found[f"c:t:{cue.key}"] = value
        if cue.pattern.search(body):
            found[f"c:b:{cue.key}"] = value
    return found


def _prose(title: str, description: str) -> Features:
    found = bag(title, description[:300], pairs=0.5, starts=0.0)
    found |= _cued("prose", title, description[:600], 0.25)
    found |= _shape(title, description)
    dates = _DATE.findall(f"{title} {description}")
    for year, month in dates:
        found[f"y:{year}"] = found[f"q:{year}{(int(month) - 1) // 3}"] = 0.5
    if not dates:
        found["y:none"] = 0.5
    return found


def _shape(title: str, description: str) -> Features:
    found = {f"s:length>{least}": 0.12 for least in _LENGTHS if len(description) > least}
    if description.strip() == title.strip():
        found["s:same"] = 0.12
    if _PREFIX.match(title):
        found["s:prefix"] = 0.12
    found[f"s:headings={len(_HEADING.findall(description))}"] = 0.12
    if len(title) > 80:
        found["s:long title"] = 0.12
    elif len(title) < 30:
        found["s:short title"] = 0.12
    return found


def _alert(title: str, description: str) -> Features:
    title, body = apart(title), description[:600]
    found = bag(title, body, pairs=0.0, starts=0.5)
    found |= _cued("alert rule", title, body, 0.4)
    for share in _PERCENT.findall(f"{title} {body}"):
        found.update((f"n:{least}%", 0.15) for least in _SHARES if float(share) >= least)
    return found
