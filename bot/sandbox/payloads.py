"""The payloads of commands and interactions, field by field as Slack sends them.

https://docs.slack.dev/reference/interaction-payloads and
https://docs.slack.dev/interactivity/implementing-slash-commands describe them.
"""

from __future__ import annotations

from . import people, state, tickets
from .store import Document
from .work import Work


def command(work: Work, user: str, channel: Document, name: str, text: str) -> dict[str, str]:
    """The form fields of a slash command."""
    config = work.config
    return {
        "token": "sandbox",
        "team_id": config.team_id,
        "team_domain": config.team_domain,
        "channel_id": channel["id"],
        "channel_name": "directmessage" if channel["is_im"] else channel["name"],
        "user_id": user,
        "user_name": people.find(work, user)["name"],
        "command": name,
        "text": text,
        "api_app_id": config.app_id,
        "is_enterprise_install": "false",
        "response_url": tickets.hook(work, channel["id"], user),
        "trigger_id": tickets.trigger(work, user),
    }


def shortcut(work: Work, user: str, callback_id: str) -> Document:
    """A shortcut from the ⚡ menu."""
    fields = {"callback_id": callback_id, "action_ts": work.next_ts()}
    return _interaction(work, "shortcut", user) | fields


def message_action(
    work: Work, user: str, callback_id: str, channel: Document, message: Document
) -> Document:
    """A shortcut from a message's menu."""
    return _interaction(work, "message_action", user) | {
        "callback_id": callback_id,
        "action_ts": work.next_ts(),
        "message_ts": message["ts"],
        "response_url": tickets.hook(work, channel["id"], user),
        "channel": {"id": channel["id"], "name": channel["name"]},
        "message": {name: value for name, value in message.items() if name != "metadata"},
    }


def block_actions(
    work: Work, user: str, source: Document, action: Document, values: Document
) -> Document:
    """One use of an interactive element; `source` has a view, or message and channel."""
    payload = _interaction(work, "block_actions", user) | {"actions": [action]}
    if "view" in source:
        view = {**source["view"], "state": {"values": values}}
        container = {"type": "view", "view_id": view["id"]}
        return payload | {"view": view, "container": container}
    return payload | _on_message(source) | {"state": {"values": values}}


def suggestion(
    work: Work, user: str, source: Document, act: Document, element: Document
) -> Document:
    """The question for options of an external select."""
    payload = _interaction(work, "block_suggestion", user) | {
        "action_id": element["action_id"],
        "block_id": act["block_id"],
        "value": act.get("value") or "",
    }
    if "view" in source:
        return payload | {
            "view": source["view"],
            "container": {"type": "view", "view_id": source["view"]["id"]},
        }
    return payload | _on_message(source)


def view_submission(work: Work, user: str, view: Document) -> Document:
    """A form that was sent; `response_urls` for those selects that ask for one."""
    urls = []
    for block, element in state.elements(view["blocks"]):
        if element.get("response_url_enabled"):
            chosen = view["state"]["values"][block["block_id"]][element["action_id"]]
            channel = chosen.get("selected_conversation") or chosen.get("selected_channel")
            url = {"block_id": block["block_id"], "action_id": element["action_id"]}
            url |= {"channel_id": channel, "response_url": tickets.hook(work, channel, user)}
            urls.append(url)
    return _interaction(work, "view_submission", user) | {"view": view, "response_urls": urls}


def view_closed(work: Work, user: str, view: Document, cleared: bool) -> Document:
    """A form that was cancelled; `cleared` when all those below it were, too."""
    payload = _interaction(work, "view_closed", user) | {"view": view, "is_cleared": cleared}
    return {name: value for name, value in payload.items() if name != "trigger_id"}


def _interaction(work: Work, kind: str, user: str) -> Document:
    config = work.config
    person = people.find(work, user)
    return {
        "type": kind,
        "token": "sandbox",
        "team": {"id": config.team_id, "domain": config.team_domain},
        "user": {
            "id": user,
            "username": person["name"],
            "name": person["name"],
            "team_id": config.team_id,
        },
        "api_app_id": config.app_id,
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": tickets.trigger(work, user),
    }


def _on_message(source: Document) -> Document:
    channel, message = source["channel"], source["message"]
    hidden = ("metadata", "to", "is_ephemeral")
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel["id"],
        "is_ephemeral": bool(message.get("is_ephemeral")),
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    return {
        "container": container,
        "channel": {"id": channel["id"], "name": channel["name"]},
        "message": {name: value for name, value in message.items() if name not in hidden},
        "response_url": source["response_url"],
    }
