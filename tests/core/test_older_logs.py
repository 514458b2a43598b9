"""Logs that come in several uploads, the older lines after the newer ones."""

import pytest

from core import evidence, incidents, rca
from core.ai.offline import analyse
from core.analysis import Subject, store_reading, subject
from core.domain.analysis import Reading
from core.domain.incident import NewIncident
from core.domain.rca import Rca
from core.store.store import Store
from tests.core.test_rca import OPINION, drafted
from tests.opened import ADA, SetClock, store

# the incident is declared at 12:00
NEWER = [
    *(f"2026-11-24T11:{n:02}:00Z INFO shop: order {n} sold" for n in range(5)),
    "2026-11-24T11:05:25Z ERROR shop: HTTP 500 for POST /pay",
    "2026-11-24T11:05:26Z ERROR shop: no connection from the pool after 30000 ms",
]
OLDER = [
    "2026-11-24T09:32:00Z INFO shop: order 1 sold",
    "2026-11-24T09:33:00Z ERROR shop: no connection from the pool after 30000 ms",
    "2026-11-24T09:33:01Z ERROR shop: no connection from the pool after 30000 ms",
]


async def told(opened: Store, *uploads: list[str]) -> tuple[Subject, Reading, Rca]:
    """An incident with logs in several uploads: what was read, the analysis, and the RCA."""
    new = NewIncident(title="Checkout returns 500s", logs=uploads[0])
    number = (await opened.write(incidents.declare, ADA, new, OPINION)).number
    for lines in uploads[1:]:
        await opened.write(evidence.add, ADA, number, lines)
    about = await opened.read(subject, ADA, number)
    reading = analyse(about.case)
    await opened.write(store_reading, ADA, about, reading, duration_seconds=0, final=True)
    await drafted(opened, number)
    return about, reading, await opened.read(rca.require, ADA, number)


async def test_lines_keep_their_numbers_and_citations_their_lines(sqlite_url: str) -> None:
    """A second upload goes on counting where the first ended."""
    async with store(sqlite_url, clock=SetClock()) as opened:
        about, reading, _ = await told(opened, NEWER, OLDER)
    (logs,) = (piece.lines for piece in about.case.evidence if piece.kind == "logs")
    assert logs == (*NEWER, *OLDER)
    claims = [*reading.findings, *reading.root_causes]
    cited = [c for claim in claims for c in claim.citations if c.evidence == "logs"]
    assert cited
    assert all(c.quote in logs[c.line - 1] for c in cited)


async def test_it_began_when_the_oldest_error_was_written(sqlite_url: str) -> None:
    """Detection, timeline and length go by time, not by place."""
    async with store(sqlite_url, clock=SetClock()) as opened:
        _, _, made = await told(opened, NEWER, OLDER)
    place = len(NEWER) + 2
    assert "09:33:00 UTC" in made.detection
    assert f"line {place}" in made.detection
    assert "11:05:25" not in made.detection
    assert made.durations.to_detect_seconds == pytest.approx((2 * 60 + 27) * 60, abs=1)
    (first,) = (e for e in made.timeline if "first error" in e.text.lower())
    assert f"{first.at:%H:%M:%S}" == "09:33:00"


async def test_uploads_in_order_are_told_like_one(sqlite_url: str) -> None:
    """Whether a log comes at once or in two pieces."""
    async with store(sqlite_url, clock=SetClock()) as opened:
        _, apart, one = await told(opened, OLDER, NEWER)
        _, whole, other = await told(opened, [*OLDER, *NEWER])
    assert apart == whole
    assert one.detection == other.detection
