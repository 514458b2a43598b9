"""chat.* and blocks.validate."""

from __future__ import annotations

from typing import Any

from .. import channels, ephemerals, messages, people
from ..blocks.check import check_message, check_metadata, check_view, problems, refusal
from ..call import Call, Method
from ..errors import SlackError
from ..markup import labelled
from ..store import Document
from ..work import Work

TEXT_TRUNCATED = 40_000
"""Longer texts of a new message are cut (https://docs.slack.dev/changelog/2018-truncating-really-long-messages)."""

TEXT_UPDATE = 4_000
"""Longer texts of an edit are `msg_too_long` (https://docs.slack.dev/reference/methods/chat.update)."""

MARKDOWN_TEXT = 12_000
"""Characters of `markdown_text` (https://docs.slack.dev/reference/methods/chat.postMessage)."""

ATTACHMENTS_LIMIT = 100
"""More are `too_many_attachments` (https://docs.slack.dev/reference/methods/chat.postMessage)."""


def post_message(call: Call) -> Document:
    """Post as the bot.

    A thread_ts that is no message here is `thread_not_found`; Slack is said to take it.
    """
    channel = _postable(call)
    message = content(call)
    cut = len(message["text"]) > TEXT_TRUNCATED
    message["text"] = message["text"][:TEXT_TRUNCATED]
    message |= signed(call.work.config, _identity(call))
    thread = call.arguments.text("thread_ts")
    if thread:
        message["thread_ts"] = thread
        if call.arguments.flag("reply_broadcast"):
            message["subtype"] = "thread_broadcast"
    posted = messages.post(call.work, channel, message)
    answer = {"channel": channel["id"], "ts": posted["ts"], "message": posted}
    if cut:
        warnings = {"warnings": ["message_truncated"]}
        answer |= {"warning": "message_truncated", "response_metadata": warnings}
    return answer


def update(call: Call) -> Document:
    """Edit one of the bot's own messages; blocks and metadata not sent stay as they are."""
    channel, message = _own(call, "cant_update_message")
    if len(call.arguments.text("text")) > TEXT_UPDATE:
        raise SlackError("msg_too_long")
    changes = content(call, message)
    changes["user"] = message.get("user", call.bot)
    edited = messages.edit(call.work, channel, message, changes)
    shown = {"channel": channel["id"], "ts": message["ts"], "text": edited["text"]}
    return {**shown, "message": edited}


def delete(call: Call) -> Document:
    """Delete one of the bot's own messages."""
    channel, message = _own(call, "cant_delete_message")
    messages.delete(call.work, channel, message)
    return {"channel": channel["id"], "ts": message["ts"]}


def post_ephemeral(call: Call) -> Document:
    """Show a message to one person in a channel, who must be in it."""
    channel = _postable(call)
    user = call.arguments.required("user")
    if not channels.is_member(call.work, channel["id"], user):
        raise SlackError("user_not_in_channel")
    message = content(call) | signed(call.work.config, _identity(call))
    thread = call.arguments.text("thread_ts")
    if thread:
        message["thread_ts"] = thread
    shown = ephemerals.show(call.work, channel["id"], user, message)
    return {"message_ts": shown["ts"]}


def get_permalink(call: Call) -> Document:
    """A link to a message that opens it on the page."""
    channel = call.seated(call.channel())
    ts = call.arguments.required("message_ts")
    message = messages.find(call.work, channel["id"], ts)
    base = call.work.config.base_url.rstrip("/")
    link = f"{base}/archives/{channel['id']}/p{ts.replace('.', '')}"
    if message.get("thread_ts", ts) != ts:
        link += f"?thread_ts={message['thread_ts']}&cid={channel['id']}"
    return {"channel": channel["id"], "permalink": link}


def validate(call: Call) -> Document:
    """Check blocks or a view without showing them to anyone."""
    view = call.arguments.json("view")
    if view is not None:
        check_view(view, "modal", "home")
        return {}
    found = problems(call.arguments.json("blocks"))
    if found:
        raise refusal("invalid_blocks", found)
    return {}


def content(call: Call, before: Document | None = None) -> Document:
    """Text, blocks, attachments and metadata of a call, checked; `no_text` if there is nothing."""
    arguments = call.arguments
    message: Document = {"text": arguments.text("text")}
    markdown = arguments.text("markdown_text")
    if markdown:
        message["blocks"] = _markdown(call, markdown)
    blocks = arguments.json("blocks")
    if blocks is not None:
        check_message(blocks)
        message["blocks"] = labelled(call.work, blocks) or None
    attachments = arguments.json("attachments")
    if attachments:
        message["attachments"] = checked_attachments(call.work, attachments)
    metadata = arguments.json("metadata")
    if metadata is not None:
        check_metadata(metadata)
        message["metadata"] = metadata or None
    if before is None:
        message = {name: value for name, value in message.items() if value is not None}
    said = {name for name, value in message.items() if value and name != "metadata"}
    kept = before is not None and before.get("blocks") and "blocks" not in message
    if not said and not kept:
        raise SlackError("no_text")
    return message


def signed(config: Any, identity: Document) -> Document:
    """The fields that say a message is the app's."""
    profile = {
        "id": config.bot_id,
        "app_id": config.app_id,
        "user_id": config.bot_user_id,
        "name": config.app_name,
        "deleted": False,
        "team_id": config.team_id,
    }
    return {
        "user": config.bot_user_id,
        "bot_id": config.bot_id,
        "app_id": config.app_id,
        "bot_profile": profile,
        **identity,
    }


def checked_attachments(work: Work, attachments: Any) -> list[Document]:
    """Attachments with their blocks checked and labelled; `invalid_attachments` for others."""
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > ATTACHMENTS_LIMIT:
        raise SlackError("too_many_attachments")
    return [_checked_attachment(work, each) for each in attachments]


def _checked_attachment(work: Work, attachment: Document) -> Document:
    blocks = attachment.get("blocks")
    if not blocks:
        return attachment
    check_message(blocks)
    return {**attachment, "blocks": labelled(work, blocks)}


def _markdown(call: Call, markdown: str) -> list[Document]:
    if "text" in call.arguments or "blocks" in call.arguments:
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MARKDOWN_TEXT:
        raise SlackError("msg_too_long")
    return labelled(call.work, [{"type": "markdown", "text": markdown}])


def _identity(call: Call) -> Document:
    """Another name or icon than the app's own needs `chat:write.customize`."""
    names = [n for n in ("username", "icon_emoji", "icon_url") if n in call.arguments]
    if not names:
        return {}
    call.need("chat:write.customize")
    shown: Document = {"subtype": "bot_message"}
    if "username" in call.arguments:
        shown["username"] = call.arguments.text("username")
    if "icon_emoji" in call.arguments:
        shown["icons"] = {"emoji": call.arguments.text("icon_emoji")}
    return shown


def _postable(call: Call) -> Document:
    """The channel to post to: an id, a public channel's name, or a person for a direct message."""
    target = call.arguments.required("channel")
    if people.find_or_none(call.work, target) is not None:
        return channels.direct(call.work, call.bot, target)
    named = channels.named(call.work, target) if not target[:1].isupper() else None
    channel = channels.visible(call.work, call.bot, named["id"] if named else target)
    call.living(channel)
    public = "chat:write.public" in call.work.config.scopes and not channel["is_private"]
    return channel if public else call.seated(channel)


def _own(call: Call, error: str) -> tuple[Document, Document]:
    channel = call.seated(call.channel())
    message = messages.find(call.work, channel["id"], call.arguments.required("ts"))
    if message.get("bot_id") != call.work.config.bot_id:
        raise SlackError(error)
    return call.living(channel), message


METHODS = {
    "chat.postMessage": Method(post_message, scopes=("chat:write",)),
    "chat.update": Method(update, scopes=("chat:write",), tier=3),
    "chat.delete": Method(delete, scopes=("chat:write",), tier=3),
    "chat.postEphemeral": Method(post_ephemeral, scopes=("chat:write",), tier=4),
    "chat.getPermalink": Method(get_permalink),
    "blocks.validate": Method(validate, tier=3),
}
