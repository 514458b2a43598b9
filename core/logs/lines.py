"""The template of every line."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from core.logs.chunks import Shapes
from core.logs.headers import Layout
from core.logs.mining import mine
from core.logs.reader import message_of, prepare
from core.logs.records import BLANK, roles
from core.logs.shapes import Masker


class Templates(NamedTuple):
    """`ids` has one number a line, an index into `texts`."""

    ids: list[int]
    texts: list[str]


def templates(lines: Iterable[str]) -> Templates:
    """The template of every line; a line of a stack trace has that of the record it is part of.

    A blank line, and a line of a trace before any record, has the template of no text.
    """
    shapes = Shapes()
    shapes.feed(lines)
    counts = Counter(shapes.ids)
    cuts = [prepare(text) for text in shapes.first]
    layout = Layout((cut.row, counts[shape]) for shape, cut in enumerate(cuts))
    mined = mine(list(map(Masker().mask, [message_of(cut, layout) for cut in cuts])))
    number: dict[str, int] = {}
    of_shape = [number.setdefault(template, len(number)) for template in mined]
    special = roles(shapes, cuts, layout, counts)
    if special:
        number.setdefault("", len(number))
        ids = _with_traces(shapes.ids, of_shape, special, number[""])
    else:
        ids = [of_shape[shape] for shape in shapes.ids]
    return Templates(ids, list(number))


def _with_traces(
    shapes: Iterable[int], of_shape: list[int], special: dict[int, int], nothing: int
) -> list[int]:
    ids: list[int] = []
    current = nothing
    for shape in shapes:
        role = special.get(shape)
        if role is None:
            current = of_shape[shape]
        ids.append(nothing if role == BLANK else current)
    return ids
