"""Finds where a template came much faster than before, and where failures began."""

from collections import defaultdict

from core.logs.model import Burst, Onset
from core.logs.table import Group, Table
from core.logs.times import read as read_time

BUCKETS = 60
LEAST = 10
MOST = 10
FASTER = 4


def bursts(
    table: Table, numbers: dict[tuple[str, str | None], int], year: int | None
) -> tuple[Burst, ...]:
    """At most `MOST` stretches in which a warning or a failure crowds, the largest first.

    A time is given where the burst begins with the first line of its template.
    """
    ids, group_of, groups = table.shapes.ids, table.group_of, table.groups
    size = max(1, -(-len(ids) // BUCKETS))
    loud = {index for index, group in enumerate(groups) if group.rank < 3 and group.count >= LEAST}
    if not loud:
        return ()
    # By group and bucket: how many lines, the first of them and the last.
    seen: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for line, shape in enumerate(ids):
        index = group_of[shape]
        if index in loud:
            cell = seen[index].setdefault(line // size, [0, line, line])
            cell[0] += 1
            cell[2] = line
    found = [
        _burst(groups[index], numbers[groups[index].key], run, year)
        for index, cells in seen.items()
        if groups[index].key in numbers
        for run in _runs(cells, groups[index].count)
    ]
    return tuple(sorted(found, key=lambda b: (-b.count, b.first_line, b.template))[:MOST])


def _runs(cells: dict[int, list[int]], total: int) -> list[list[int]]:
    """Neighbouring buckets that are far above the mean of all, as count, first and last line."""
    mean = total / BUCKETS
    runs: list[list[int]] = []
    before = -2
    for bucket, (count, first, last) in cells.items():
        if count < FASTER * mean:
            continue
        if bucket == before + 1:
            runs[-1] = [runs[-1][0] + count, runs[-1][1], last]
        else:
            runs.append([count, first, last])
        before = bucket
    return [run for run in runs if run[0] >= LEAST]


def _burst(group: Group, number: int, run: list[int], year: int | None) -> Burst:
    count, first, last = run
    whole = first == group.first
    started = read_time(group.first_stamp, year) if whole and group.first_stamp else None
    ended = read_time(group.last_stamp, year) if last == group.last and group.last_stamp else None
    return Burst(
        template=number,
        first_line=first + 1,
        last_line=last + 1,
        count=count,
        started_at=started,
        seconds=(ended - started).total_seconds() if started and ended else None,
    )


def onset(table: Table, year: int | None) -> Onset | None:
    """The line from which failures are clearly more frequent; None when there is none."""
    ids, group_of, groups = table.shapes.ids, table.group_of, table.groups
    bad = {index for index, group in enumerate(groups) if group.rank < 2}
    failed = [line for line, shape in enumerate(ids) if group_of[shape] in bad]
    if len(failed) < 3:
        return None
    total, best, at = len(ids), 0.0, -1
    for number, line in enumerate(failed):
        before, after = number / line if line else 0.0, (len(failed) - number) / (total - line)
        gain = (after - before) * (line * (total - line)) ** 0.5
        if gain > best:
            best, at = gain, number
    if at < 0:
        return None
    line = failed[at]
    before, after = at / line, (len(failed) - at) / (total - line)
    if after < 3 * before or after < 0.02:
        return None
    shape = ids[line]
    stamp = table.read[shape].stamp if table.shapes.first_index[shape] == line else None
    return Onset(
        line=line + 1,
        at=read_time(stamp, year) if stamp else None,
        share_before=round(before, 4),
        share_after=round(after, 4),
    )
