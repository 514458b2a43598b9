"""Things given to the app that may be used only for a while: triggers and response addresses."""

from __future__ import annotations

import secrets

from .errors import SlackError
from .store import Document
from .work import Work

TRIGGER_SECONDS = 3.0
"""A trigger_id lives 3 seconds and works once
(https://docs.slack.dev/interactivity/handling-user-interaction)."""

HOOK_SECONDS = 30 * 60.0
HOOK_USES = 5
"""A response_url takes up to 5 answers within 30 minutes (same page)."""


def trigger(work: Work, user: str) -> str:
    """A new trigger_id for what a person just did."""
    id = f"{work.new_id('')[1:]}.{secrets.randbelow(10**9):09d}.{secrets.token_hex(16)}"
    work.db.keep("trigger", id, user, {"user": user, "until": work.now + TRIGGER_SECONDS})
    return id


def exchange(work: Work, id: str) -> str:
    """Whose trigger it is; it is used up.

    `expired_trigger_id`, `exchanged_trigger_id` or `invalid_trigger_id` otherwise
    (https://docs.slack.dev/reference/methods/views.open).
    """
    known = work.db.kept("trigger", id)
    if known is None:
        raise SlackError("invalid_trigger_id")
    if known.get("used"):
        raise SlackError("exchanged_trigger_id")
    if work.now > known["until"]:
        raise SlackError("expired_trigger_id")
    user = str(known["user"])
    work.db.keep("trigger", id, user, {**known, "used": True})
    return user


def hook(work: Work, channel: str, user: str, message: Document | None = None) -> str:
    """A new response_url for what a person just did in a channel, perhaps on a message."""
    id = secrets.token_urlsafe(18)
    work.db.keep(
        "hook",
        id,
        user,
        {
            "id": id,
            "channel": channel,
            "user": user,
            "uses": 0,
            "until": work.now + HOOK_SECONDS,
            "ts": message["ts"] if message else None,
            "ephemeral": bool(message and message.get("is_ephemeral")),
        },
    )
    return f"{work.config.base_url.rstrip('/')}/hooks/{id}"


def forget_expired(work: Work) -> None:
    """Drop what nobody can use any more."""
    work.db.execute(
        "DELETE FROM documents WHERE kind IN ('trigger', 'hook', 'ticket')"
        " AND json_extract(doc, '$.until') < ?",
        work.now,
    )


def use_hook(work: Work, id: str) -> Document:
    """Count one use; `expired_url` or `used_url` when there is none left."""
    known = work.db.kept("hook", id)
    if known is None or work.now > known["until"]:
        raise SlackError("expired_url")
    if known["uses"] >= HOOK_USES:
        raise SlackError("used_url")
    known["uses"] += 1
    work.db.keep("hook", id, known["user"], known)
    return known
