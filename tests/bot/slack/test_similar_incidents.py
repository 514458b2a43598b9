"""How an earlier incident that is alike is told in Slack."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.slack.views.analysis import alike
from core.similar import Similar

EARLIER = Similar(
    id="INC-7",
    title="Disk full",
    status="closed",
    created_at=datetime(2026, 11, 24, 14, 5, tzinfo=UTC),
    words=("disk", "full"),
    fixed_by="deleted old backups",
    people=("ada", "grace"),
    open_items=("Alert at 80 %", "Rotate the logs"),
    promised=True,
    all_done=False,
    permalink=None,
)


def told(earlier: Similar) -> list[str]:
    """Its lines."""
    return "".join(str(part["text"]) for part in alike(earlier)).split("\n")


def test_what_became_of_it() -> None:
    """What fixed it, who was there, and what of the promises is still open."""
    assert told(EARLIER) == [
        "INC-7 Disk full (closed)",
        "Fixed then: deleted old backups",
        "Who was there: ada, grace",
        "Still open: Alert at 80 % (and 1 more)",
    ]


def test_a_draft_has_promised_nothing() -> None:
    """An action item that nobody approved is told as a proposal."""
    (*_, last) = told(replace(EARLIER, promised=False, open_items=("Alert at 80 %",)))
    assert last == "Proposed then, not approved: Alert at 80 %"


def test_what_nobody_knows_is_not_told() -> None:
    """No people, no fix, no action items: the name alone. Done ones are told."""
    bare = replace(EARLIER, fixed_by="", people=(), open_items=())
    assert told(bare) == ["INC-7 Disk full (closed)"]
    assert told(replace(bare, all_done=True))[1:] == ["Action items: all done"]
