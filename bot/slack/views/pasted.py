"""The private offer to add a log that somebody pasted to an incident's evidence."""

from bot.slack.views import text as t


def offer_text(name: str) -> str:
    """The offer in one line; `name` is the incident's id."""
    return f"That reads like a log. It is no evidence of {name} unless you add it."


def offer_blocks(name: str, value: str) -> list[t.Block]:
    """The offer with its button; `value` says which incident and which message."""
    return [
        t.lines([t.word(offer_text(name))]),
        t.actions(f"pasted:{name}", t.button("Add as log", "add_log", value)),
    ]
