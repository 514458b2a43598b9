"""Answers as plain text, where making them over a store takes a longer story."""

from datetime import UTC, datetime

import pytest

from core.commands import Answer
from core.plain import plain
from core.similar import Similar
from tests.core.test_commands import desk
from tests.opened import ADA


async def test_similar_incidents_with_what_became_of_them(sqlite_url: str) -> None:
    """What fixed each, who was there, and what is still open, a line each."""
    earlier = Similar(
        id="INC-7",
        title="pool exhausted",
        status="in_progress",
        created_at=datetime(2026, 11, 24, tzinfo=UTC),
        words=("pool",),
        fixed_by="raised the limit",
        people=("ada", "kim"),
        open_items=("alert on waiting connections",),
        promised=True,
        all_done=False,
        permalink=None,
    )
    async with desk(sqlite_url) as commands:
        declared = await commands.run(ADA, "checkout is down")
    text = plain(Answer("similar", incident=declared.incident, alike=(earlier,)))
    assert text.split("\n") == [
        "Like INC-1",
        "  INC-7 pool exhausted (in progress)",
        "    Fixed then: raised the limit",
        "    Who was there: ada, kim",
        "    Still open: alert on waiting connections",
    ]


@pytest.mark.parametrize("kind", ["declared", "incident", "cockpit", "logs", "form", "unheard-of"])
def test_no_answer_is_empty(kind: str) -> None:
    """Whatever is missing from an answer, it says something."""
    assert plain(Answer(kind))
