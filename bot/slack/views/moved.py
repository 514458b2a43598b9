"""What the team is told when an incident is over, or is back."""

from bot.slack.views import text as t
from core.domain.incident import TimelineEntry

MARKS = {"resolved": "✅", "reopened": "🔁"}
NOTE_SHOWN = 1500


def is_told(entry: TimelineEntry) -> bool:
    """Whether the team is told of this move."""
    return entry.kind == "moved" and _word(entry) in MARKS


def moved_text(name: str, entry: TimelineEntry) -> str:
    """`INC-42 resolved by ada: rolled back`, for notifications."""
    note = _note(entry)
    return t.fallback(f"{name} {_word(entry)} by {entry.actor}{': ' if note else ''}{note}")


def moved_blocks(entry: TimelineEntry) -> list[t.Block]:
    """Who moved it, and in their words how."""
    word, note = _word(entry), _note(entry)
    first = t.paragraph(
        t.word(f"{MARKS[word]} {word.capitalize()}", bold=True), t.word(f" by {entry.actor}")
    )
    return [t.rich(first, t.quote(t.cut(note, NOTE_SHOWN))) if note else t.rich(first)]


def _word(entry: TimelineEntry) -> str:
    return entry.text.partition(":")[0]


def _note(entry: TimelineEntry) -> str:
    return entry.text.partition(": ")[2].strip()
