"""Cuts the beginning of a line into fields, each of one kind: time, level, tag, number, word."""

import re
from typing import NamedTuple

from core.logs.levels import NORMAL
from core.logs.times import KLOG, STAMP

MOST = 12
_WORDS = "|".join(sorted(NORMAL, key=len, reverse=True))
_FIELD = re.compile(
    rf"""(?x)
    [\s,;]*(?:[|]\s*|-{{1,3}}>?\s+)?
    (?:(?P<plain>[a-z]{{2,}}(?=[ ][^\s|*-]))
    |(?P<T>(?=[\[(<"]?[\dA-Z])[\[(<"]?(?-x:{STAMP})[\])>"]?[,:;]?(?=[\s\]|,:;-]|$))
    |(?P<K>{KLOG.pattern.replace(" ", "[ ]")}\s+\d+\s+[^\s\]]+\])
    |(?P<A><\d{{1,3}}>\d?)
    |(?P<S>(?:stdout|stderr)\s[FP](?=\s))
    |(?P<L>\[\s*(?i:{_WORDS})\s*\]:?|<(?i:{_WORDS})>|\((?i:{_WORDS})\)
        |(?:{_WORDS.upper()})(?=[\s|:,\]-]):?|(?:{"|".join(w.title() for w in _WORDS.split("|"))})(?=:?\s|,\s|\|):?
        |(?i:{_WORDS})(?=:\s):|[VDIWEF](?=[\s/|]))
    |(?P<P>[\w.()/@+-]+(?:\[\w[\w.-]*\]|(?<=\))):(?=\s|$))
    |(?P<N>[\[(\#]?-?\d+(?:[./]\d+)*[\])]?:?(?=[\s|,]|$))
    |(?P<B>(?:\[(?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*\]:?(?=[\s|:-]|$)))
    |(?P<D>[^\s|\[\]{{}}"']+(?:\s*\||\s\*?[\w.]+\s-(?=\s)|\s-(?=\s)|(?:[ ]{{2,}}|\t)(?=\S)))
    |(?P<C>[^\s:|=\[\](){{}}"'][^\s|=(){{}}"']*:(?=\s|$))
    |(?P<W>[^\s|]+|\|))
    """
)


_WORDLIKE = frozenset(("W", "plain"))


class Field(NamedTuple):
    """One field at the beginning of a line: its kind and where it stands."""

    kind: str
    start: int
    end: int


def cut(line: str) -> list[Field]:
    """The first fields of a line, at most `MOST`, in order.

    Kinds: T time, K klog, A syslog priority, S container stream, L level, P `tag[pid]:`, N number,
    B bracketed, D word closed by a wide gap, a bar or a dash, C `name:`, W any other word.
    """
    fields: list[Field] = []
    at, size, plain = 0, len(line), 0
    match = _FIELD.match
    while at < size and len(fields) < MOST and plain < 4:
        found = match(line, at)
        if found is None:
            break
        group = found.lastgroup or "W"
        start, at = found.start(group), found.end()
        if group in _WORDLIKE:
            plain += 1
            fields.append(Field("W", start, at))
        else:
            plain = 0
            fields.append(Field(group, start, at))
    return fields


def kinds(fields: list[Field]) -> str:
    """The kinds of fields in order, one letter each."""
    return "".join([field.kind for field in fields])
