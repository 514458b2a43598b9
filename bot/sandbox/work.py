"""One transaction on the workspace: its rows, and what the world is to hear of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .config import SandboxConfig
from .store import Database, Document

EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
}
"""The scope without which Slack does not send an event (https://docs.slack.dev/reference/events)."""


@dataclass(frozen=True)
class Change:
    """Something the page should redraw; `user` limits it to one person."""

    kind: str
    channel: str = ""
    user: str = ""


@dataclass
class Work:
    """A transaction: `db` for rows, `emit` for events to the app, `show` for the page."""

    db: Database
    config: SandboxConfig
    now: float
    events: list[Document] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def next_ts(self) -> str:
        """A message id `seconds.micros`, strictly greater than every one given before."""
        last = int(self.db.value("SELECT value FROM meta WHERE name = 'ts'") or 0)
        micros = max(int(self.now * 1_000_000), last + 1)
        self.db.execute("INSERT OR REPLACE INTO meta VALUES ('ts', ?)", str(micros))
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """An id as Slack writes them: the prefix and nine characters, rising."""
        count = int(self.db.value("SELECT value FROM meta WHERE name = 'ids'") or 0) + 1
        self.db.execute("INSERT OR REPLACE INTO meta VALUES ('ids', ?)", str(count))
        return f"{prefix}0{count:08X}"

    def show(self, kind: str, channel: str = "", user: str = "") -> None:
        """Tell open pages to redraw."""
        self.changes.append(Change(kind, channel, user))

    def emit(self, event: Document, subscription: str | None = None) -> None:
        """Send an event to the app after the commit, if it subscribed and holds the scope."""
        name = subscription or str(event["type"])
        scope = EVENT_SCOPES.get(name)
        if name not in self.config.bot_events or (scope and scope not in self.config.scopes):
            return
        self.events.append(self._envelope(event))

    def _envelope(self, event: Document) -> Document:
        config = self.config
        authorization = {
            "enterprise_id": None,
            "team_id": config.team_id,
            "user_id": config.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        envelope: dict[str, Any] = {
            "token": "sandbox",
            "team_id": config.team_id,
            "context_team_id": config.team_id,
            "api_app_id": config.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self.new_id("Ev"),
            "event_time": int(self.now),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
        }
        return envelope
