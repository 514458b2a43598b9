"""Finds where a template came much faster than before, and where failures began."""

from core.logs.model import Burst, Onset
from core.logs.table import Table
from core.logs.times import read as read_time

BUCKETS = 60


def bursts(
    table: Table, numbers: dict[tuple[str, str | None], int], year: int | None
) -> tuple[Burst, ...]:
    """At most ten stretches, the densest first."""
    ids, group_of = table.shapes.ids, table.group_of
    size = max(1, -(-len(ids) // BUCKETS))
    counts: dict[tuple[int, int], int] = {}
    for index, shape in enumerate(ids):
        number = group_of[shape]
        if number >= 0:
            key = (number, index // size)
            counts[key] = counts.get(key, 0) + 1
    found = []
    for (index, bucket), count in counts.items():
        group = table.groups[index]
        rest = (group.count - count) / max(1, BUCKETS - 1)
        if count >= 10 and count > 5 * rest and group.key in numbers and group.rank < 3:
            found.append((count / (rest + 1), index, bucket, count))
    found.sort(key=lambda item: (-item[0], item[2], item[1]))
    return tuple(
        Burst(
            template=numbers[table.groups[index].key],
            first_line=bucket * size + 1,
            last_line=min((bucket + 1) * size, len(ids)),
            count=count,
        )
        for _, index, bucket, count in found[:10]
    )


def onset(table: Table, year: int | None) -> Onset | None:
    """The line from which failures are clearly more frequent; None when there is none."""
    ids, group_of, groups = table.shapes.ids, table.group_of, table.groups
    failed = [
        index
        for index, shape in enumerate(ids)
        if group_of[shape] >= 0 and groups[group_of[shape]].rank < 2
    ]
    total = len(ids)
    if len(failed) < 3:
        return None
    best, at = 0.0, -1
    for number, index in enumerate(failed):
        before = number / index if index else 0.0
        after = (len(failed) - number) / (total - index)
        gain = (after - before) * (index * (total - index)) ** 0.5
        if gain > best:
            best, at = gain, number
    if at < 0:
        return None
    index = failed[at]
    before, after = at / index if index else 0.0, (len(failed) - at) / (total - index)
    if index == 0 or after < 3 * before or after < 0.02:
        return None
    shape = ids[index]
    stamp = table.read[shape].stamp if table.shapes.first_index[shape] == index else None
    return Onset(
        line=index + 1,
        at=read_time(stamp, year) if stamp else None,
        share_before=round(before, 4),
        share_after=round(after, 4),
    )
