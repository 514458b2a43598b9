"""Summarises a log: templates, levels, the first error, bursts, and the lines to read first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from core.logs.bursts import bursts, onset
from core.logs.chunks import Shapes
from core.logs.keylines import key_lines
from core.logs.levels import LEVELS, complaint
from core.logs.model import LogDigest, LogLine, ServiceTotal, Template
from core.logs.order import by_time, renumbered
from core.logs.table import Group, Table
from core.logs.times import read as read_time

SHOWN = 2_000


def summarise(
    lines: Iterable[str], *, max_templates: int = 500, now: datetime | None = None
) -> LogDigest:
    """What a log says, in one pass and bounded memory; the same answer for the same lines.

    Lines count from 1 and stay those of the input; the lines of a stack trace belong to the
    record above them. `now` gives the year to timestamps that have none; without it such
    timestamps stay out. First and last go by the time that lines have, also where older ones
    stand behind newer ones; those of a stream, which is read once, by their place.
    """
    table = _read(lines)
    year = now.year if now else _year(table)
    order = by_time(table, lines, year) if isinstance(lines, Sequence) else None
    if order is None or not isinstance(lines, Sequence):
        return _digest(table, max_templates, year)
    digest = _digest(_read(lines[place] for place in order), max_templates, year)
    return renumbered(digest, order)


def _read(lines: Iterable[str]) -> Table:
    shapes = Shapes(careful=True)
    shapes.feed(lines)
    return Table(shapes)


def _digest(table: Table, max_templates: int, year: int | None) -> LogDigest:
    kept = _kept(table.groups, max_templates)
    templates = tuple(_template(group, number, year) for number, group in enumerate(kept))
    numbers = {group.key: number for number, group in enumerate(kept)}
    times = [t for template in templates for t in (template.first_at, template.last_at) if t]
    failures = [group for group in table.groups if group.level in ("fatal", "error")]
    # With no plain failure, the first complaint that isn't said to be harmless.
    failures = failures or [g for g in table.groups if g.rank in (2, 5) and complaint(g.message)]
    first = min(failures, key=lambda group: group.first, default=None)
    return LogDigest(
        line_count=len(table.shapes.ids),
        record_count=sum(group.count for group in table.groups),
        first_at=min(times, default=None),
        last_at=max(times, default=None),
        levels=_levels(table.groups),
        templates=templates,
        first_error=LogLine(line=first.first + 1, text=first.example[:SHOWN]) if first else None,
        key_lines=key_lines(table.groups),
        bursts=bursts(table, numbers, year),
        onset=onset(table, year),
        rarest=_rarest(kept),
        newest=_newest(kept),
        services=_services(table.groups),
        truncated=table.shapes.overflowed or len(kept) < len(table.groups),
    )


def _kept(groups: list[Group], most: int) -> list[Group]:
    """The groups shown when there are too many: failures first, then the frequent."""
    if len(groups) <= most:
        return groups
    chosen = sorted(groups, key=lambda g: (g.rank, -g.count, g.first))[:most]
    return sorted(chosen, key=lambda group: group.first)


def _template(group: Group, number: int, year: int | None) -> Template:
    return Template(
        id=number,
        template=group.template[:SHOWN],
        count=group.count,
        level=group.level,
        first_line=group.first + 1,
        last_line=group.last + 1,
        example=group.example[:SHOWN],
        first_at=read_time(group.first_stamp, year) if group.first_stamp else None,
        last_at=read_time(group.last_stamp, year) if group.last_stamp else None,
        service=group.service,
    )


def _year(table: Table) -> int | None:
    """The year of the first timestamp that names one."""
    for group in table.groups:
        moment = read_time(group.first_stamp, None) if group.first_stamp else None
        if moment:
            return moment.year
    return None


def _levels(groups: list[Group]) -> dict[str, int]:
    counts = Counter[str]()
    for group in groups:
        if group.level:
            counts[group.level] += group.count
    return {level: counts[level] for level in LEVELS if counts[level]}


def _rarest(groups: list[Group]) -> tuple[int, ...]:
    order = sorted(range(len(groups)), key=lambda n: (groups[n].count, groups[n].rank, n))
    return tuple(order[:10])


def _newest(groups: list[Group]) -> tuple[int, ...]:
    order = sorted(range(len(groups)), key=lambda n: -groups[n].first)
    return tuple(order[:10])


def _services(groups: list[Group]) -> tuple[ServiceTotal, ...]:
    lines, errors = Counter[str](), Counter[str]()
    for group in groups:
        for service, count in group.services.items():
            lines[service] += count
            if group.level in ("fatal", "error"):
                errors[service] += count
    order = sorted(lines, key=lambda name: (-errors[name], -lines[name], name))[:50]
    return tuple(ServiceTotal(service=n, lines=lines[n], errors=errors[n]) for n in order)
