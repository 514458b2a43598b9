"""The Slack app manifest, made from what the bot really uses.

Format: Slack's manifest schema 2.0.0 (github.com/slackapi/manifest-schema).
"""

from typing import Any

SCOPES: dict[str, str] = {
    "channels:history": "find a post whose sending was cut off, read a message to keep",
    "channels:join": "join the announcement channel",
    "channels:manage": "make, name and fill an incident's own channel",
    "channels:read": "find the announcement channel by its name",
    "chat:write": "post and edit",
    "commands": "the slash command and the shortcuts",
    "files:read": "read a log that somebody attached, when they click *Add as log*",
    "im:write": "tell one person what their click came to",
    "pins:write": "pin the card",
    "reactions:read": "👀 and 📌",
    "reactions:write": "answer 🆗 or ❓",
    "users:read": "call people by their names on the timeline",
}
BOT_EVENTS = ("message.channels", "reaction_added", "reaction_removed")
LONG_DESCRIPTION = (
    "Tocsin turns a sentence, a message or an alert into one incident: it suggests the severity "
    "with its reason, opens the channel, posts an analysis whose every claim points at its "
    "evidence, keeps the timeline while people talk and react, and drafts the root-cause analysis "
    "when it is over. It stores nothing from channels other than its incidents' own."
)


def manifest(
    *, command: str = "/incident", base_url: str = "https://tocsin.example.org", socket: bool
) -> dict[str, Any]:
    """The manifest for Socket Mode (no public address needed) or for HTTP at `base_url`."""
    events_url = f"{base_url}/slack/events"
    http = {} if socket else {"request_url": events_url}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Tocsin",
            "description": "Declare, run and review incidents from Slack",
            "background_color": "#1a1d21",
            "long_description": LONG_DESCRIPTION,
        },
        "features": {
            "bot_user": {"display_name": "tocsin", "always_online": True},
            "slash_commands": [_command(command, None if socket else events_url)],
            "shortcuts": shortcuts(),
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {**http, "bot_events": list(BOT_EVENTS)},
            "interactivity": {"is_enabled": True, **http},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def _command(command: str, url: str | None) -> dict[str, Any]:
    entry = {
        "command": command,
        "description": "Declare and run incidents",
        "usage_hint": "what is wrong | list | ack | severity | resolve | rca | help",
        "should_escape": True,
    }
    return entry if url is None else {**entry, "url": url}


def shortcuts() -> list[dict[str, str]]:
    """The global shortcut and the one in a message's menu."""
    return [
        {
            "name": "Declare incident",
            "type": "global",
            "callback_id": "declare_incident",
            "description": "Open the form to declare an incident",
        },
        {
            "name": "Declare incident",
            "type": "message",
            "callback_id": "declare_incident_from_message",
            "description": "Declare an incident from this message",
        },
    ]
