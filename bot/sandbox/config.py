"""What a sandbox needs to know: its addresses, its secrets, and the one app installed in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from yarl import URL

SLACK_RETRY_DELAYS = (0.0, 60.0, 300.0)
"""Seconds before each of Slack's three redeliveries: almost at once, a minute, five minutes."""


@dataclass(frozen=True)
class Command:
    """One slash command of the app, `name` with its leading slash."""

    name: str
    description: str = ""
    usage_hint: str = ""
    escape: bool = True


@dataclass(frozen=True)
class Shortcut:
    """One entry of the ⚡ menu (`global`) or of a message's menu (`message`)."""

    name: str
    callback_id: str
    kind: Literal["global", "message"] = "global"
    description: str = ""


@dataclass(frozen=True)
class SandboxConfig:
    """Everything about one sandbox; the app facts come from its manifest, see `from_manifest`.

    `base_url` is the sandbox's own public address (its Web API lies at `base_url/api/`) and
    `events_url` is where signed requests to the app go. Times are in seconds.
    """

    database: Path
    base_url: str
    events_url: str
    signing_secret: str
    bot_token: str
    app_token: str
    app_name: str = "Tocsin"
    app_id: str = "A0SANDBOX"
    bot_id: str = "B0SANDBOX"
    bot_user_id: str = "U0SANDBOT"
    team_id: str = "T0SANDBOX"
    team_name: str = "Sandbox"
    team_domain: str = "sandbox"
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: frozenset[str] = frozenset()
    bot_events: frozenset[str] = frozenset()
    announcement_channel: str = "incidents"
    paced: bool = True
    retry_delays: tuple[float, ...] = field(default=SLACK_RETRY_DELAYS)

    @property
    def api_url(self) -> str:
        """The value for `SLACK_API_URL`."""
        return self.base_url.rstrip("/") + "/api/"

    @property
    def prefix(self) -> str:
        """The path of `base_url` without a closing slash, `""` at the root of a server."""
        return URL(self.base_url).path.rstrip("/")

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any], **facts: Any) -> Self:
        """Read commands, shortcuts, scopes, events and names from a Slack app manifest.

        `facts` are the remaining fields of this class; given ones win over the manifest's.
        """
        features = manifest.get("features", {})
        scopes = manifest.get("oauth_config", {}).get("scopes", {})
        events = manifest.get("settings", {}).get("event_subscriptions", {})
        bot_user = features.get("bot_user", {})
        name = bot_user.get("display_name") or manifest.get("display_information", {}).get("name")
        read: dict[str, Any] = {
            "app_name": name or cls.app_name,
            "commands": tuple(_command(each) for each in features.get("slash_commands", ())),
            "shortcuts": tuple(_shortcut(each) for each in features.get("shortcuts", ())),
            "scopes": frozenset([*scopes.get("bot", ()), *scopes.get("bot_optional", ())]),
            "bot_events": frozenset(events.get("bot_events", ())),
        }
        return cls(**(read | facts))


def _command(entry: Mapping[str, Any]) -> Command:
    return Command(
        name=entry["command"],
        description=entry.get("description", ""),
        usage_hint=entry.get("usage_hint", ""),
        escape=bool(entry.get("should_escape", False)),
    )


def _shortcut(entry: Mapping[str, Any]) -> Shortcut:
    return Shortcut(
        name=entry["name"],
        callback_id=entry["callback_id"],
        kind="message" if entry.get("type") == "message" else "global",
        description=entry.get("description", ""),
    )
