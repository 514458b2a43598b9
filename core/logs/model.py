"""What reading a log tells: the shapes that `core.logs.summarise` returns."""

from datetime import datetime

from core.domain.analysis import Frozen


class Template(Frozen):
    """One kind of line. Lines count from 1; `template` has `<*>` where values differ."""

    id: int
    template: str
    count: int
    level: str | None
    first_line: int
    last_line: int
    example: str
    first_at: datetime | None = None
    last_at: datetime | None = None
    service: str | None = None


class LogLine(Frozen):
    """One line as it stands in the input."""

    line: int
    text: str


class KeyLine(LogLine):
    """A line worth showing, and why."""

    why: str


class Burst(Frozen):
    """A stretch in which one template came much faster than before."""

    template: int
    first_line: int
    last_line: int
    count: int
    started_at: datetime | None = None
    seconds: float | None = None


class Onset(Frozen):
    """Where the error rate changed for the worse."""

    line: int
    at: datetime | None
    share_before: float
    share_after: float


class ServiceTotal(Frozen):
    """How many lines, and how many error lines, one service (logger, pod, host) wrote."""

    service: str
    lines: int
    errors: int


class LogDigest(Frozen):
    """Everything that the analysts, the API and the thread need to know of a log.

    `record_count` is the sum of the templates' counts: blank lines and the lines of a stack
    trace below its first are no records. `levels` counts records by normalised level (`fatal
    error warn info debug`).
    `templates` are sorted by when each was first seen; `rarest` and `newest` are ids into it.
    `truncated` is True when a bound on templates or bytes left something out.
    """

    line_count: int
    record_count: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    levels: dict[str, int]
    templates: tuple[Template, ...]
    first_error: LogLine | None = None
    key_lines: tuple[KeyLine, ...] = ()
    bursts: tuple[Burst, ...] = ()
    onset: Onset | None = None
    rarest: tuple[int, ...] = ()
    newest: tuple[int, ...] = ()
    services: tuple[ServiceTotal, ...] = ()
    truncated: bool = False
