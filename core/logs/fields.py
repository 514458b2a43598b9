"""Cuts the beginning of a line into fields, each of one kind: time, level, tag, number, word."""

import re
from typing import NamedTuple

from core.logs.levels import NORMAL
from core.logs.times import KLOG, STAMP

MOST = 12
# No header is longer; text behind it is never looked at.
LONGEST = 512
_WORDS = "|".join(sorted(NORMAL, key=len, reverse=True))
_TITLES = "|".join(word.title() for word in _WORDS.split("|"))
_MONTH_OR_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_FIELD = re.compile(
    rf"""(?x)
    [\s,;]*+(?:[|]\s*|-{{1,3}}>?\s+)?
    (?:(?P<S>std(?:out|err)\s[FP](?=\s))
    |(?P<plain>[a-z]{{2,}}(?=[ ][^\s|*-]))
    |(?P<pid>\d{{1,5}}(?=\s+(?!\d{{1,2}}:\d|[A-Z][a-z]{{2}}\s)[^\s|]))
    |(?P<T>(?=[\[(<"]?(?:\d|{_MONTH_OR_DAY}))[\[(<"]?(?-x:{STAMP})[\])>"]?[,:;]?(?=[\s\]|,:;-]|$))
    |(?P<N>[\[(\#]?-?\d+(?:[./]\d+)*[\])]?:?(?=[\s|,]|$))
    |(?P<L>\[\s*(?i:{_WORDS})\s*\]:?|<(?i:{_WORDS})>|\((?i:{_WORDS})\)
        |(?=[A-Z])(?:(?:{_WORDS.upper()})(?=[\s|:,\]-]):?|(?:{_TITLES})(?=:?\s|,\s|\|):?)
        |(?=[a-z]+:\s)(?:{_WORDS}):|[VDIWEF](?=[\s/|]))
    |(?P<B>\[(?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*\]:?(?=[\s|:-]|$))
    |(?P<K>(?=[IWEF]\d){KLOG.pattern.replace(" ", "[ ]")}\s+\d+\s+[^\s\]]+\])
    |(?P<A><\d{{1,3}}>\d?)
    |(?P<W>[^\s|]+|\|)(?P<D>\s*\||\s\*?[\w.]+\s-(?=\s)|\s-(?=\s)|(?:[ ]{{2,}}|\t)(?=\S))?)
    """
)
_NAME = re.compile(r"[^\s:|=\[\](){}\"'][^\s|=(){}\"']*:")
_TAG = re.compile(r"[\w.()/@+-]+(?:\[\w[\w.-]*\]|(?<=\))):")
_UNCLOSED = re.compile(r"[\[\]{}\"']")


# How many fields can still be header from this one on: little follows a level, nothing a tag.
_FURTHER = {"T": 7, "L": 4, "P": 2, "K": 2}


class Fields(NamedTuple):
    """The fields at the beginning of a line: `kinds` has a letter for each, `ends` its end."""

    kinds: str
    ends: list[int]


def cut(line: str) -> Fields:
    """The first fields of a line, at most `MOST`, in order.

    Kinds: T time, K klog, A syslog priority, S container stream, L level, P `tag[pid]:`, N number,
    B bracketed, D word closed by a wide gap, a bar or a dash, C `name:`, W any other word.
    """
    kinds, ends = "", list[int]()
    most = 7
    for found in _FIELD.finditer(line, 0, LONGEST):
        kind, end = found.lastgroup or "W", found.end()
        if kind == "plain":
            kind = "W"
        elif kind == "pid":
            kind = "N"
        elif kind == "D" or (kind == "W" and line[end - 1] == ":"):
            kind, end = _kind(found["W"], kind, found.end("W"), end)
        if kind in _FURTHER:
            most = min(MOST, len(ends) + _FURTHER[kind])
        kinds += kind
        ends.append(end)
        if len(ends) >= most or (kind == "W" and kinds.endswith("WWWW")):
            break
    return Fields(kinds, ends)


def _kind(word: str, closed: str, end: int, wide: int) -> tuple[str, int]:
    """What a word is, by its last letter and by what closes it, and where it ends."""
    if word[-1] == ":":
        if _TAG.fullmatch(word):
            return "P", end
        if _NAME.fullmatch(word):
            return "C", end
    if closed == "D" and not _UNCLOSED.search(word):
        return "D", wide
    return "W", end
