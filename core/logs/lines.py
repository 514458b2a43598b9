"""The template of every line."""

from collections.abc import Iterable
from typing import NamedTuple

from core.logs.chunks import Shapes
from core.logs.table import BLANK, CONTINUES, Table


class Templates(NamedTuple):
    """`ids` has one number a line, an index into `texts`."""

    ids: list[int]
    texts: list[str]


def templates(lines: Iterable[str]) -> Templates:
    """The template of every line; a line of a stack trace has that of the record it is part of."""
    shapes = Shapes()
    shapes.feed(lines)
    table = Table(shapes)
    texts = [group.template for group in table.groups]
    merged: dict[str, int] = {}
    number = [merged.setdefault(text, len(merged)) for text in texts]
    of_shape = [number[index] if index >= 0 else index for index in table.group_of]
    ids = [of_shape[shape] for shape in shapes.ids]
    if CONTINUES in of_shape or BLANK in of_shape:
        merged[""] = merged.get("", len(merged))
        current = merged[""]
        for position, value in enumerate(ids):
            if value == BLANK:
                ids[position] = merged[""]
            elif value == CONTINUES:
                ids[position] = current
            else:
                current = value
    return Templates(ids, list(merged))
