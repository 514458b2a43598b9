"""A message with its author, reactions, thread summary and menu."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from zlib import crc32

from .. import people
from ..config import SandboxConfig
from ..emoji import EMOJI
from ..store import Document
from .blocks import blocks_html
from .mrkdwn import emoji_span, mrkdwn_html
from .names import Names, attribute, link

COLOURS = 8
SYSTEM = frozenset(
    ["channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name",
     "channel_archive", "channel_unarchive"]
)  # fmt: skip
"""Subtypes that Slack draws as one quiet line."""


@dataclass(frozen=True)
class MessageView:
    """A described message, its author, and who looks at it where."""

    message: Document
    author: Document | None
    viewer: str
    in_thread: bool = False


def message_html(names: Names, config: SandboxConfig, view: MessageView) -> str:
    """The whole message."""
    message = view.message
    ts, private = attribute(message["ts"]), bool(message.get("is_ephemeral"))
    name = author_name(config, view)
    classes = ["message"]
    classes += ["private"] if private else []
    classes += ["system"] if message.get("subtype") in SYSTEM else []
    classes += ["pinned"] if message.get("pinned_to") else []
    note = "📌 Pinned" if message.get("pinned_to") else ""
    note = "👁 Only visible to you" if private else note
    return (
        f'<article class="{" ".join(classes)}" data-ts="{ts}" tabindex="-1"'
        f' aria-label="Message from {attribute(name)}">'
        f"{_avatar(config, view, name)}"
        f'<div class="bubble"><div class="only">{note}</div>{_head(config, view, name)}'
        f'<div class="content">{_content(names, message)}</div>'
        f"{_reactions(names, view)}{_thread(view)}</div>"
        f"{_menu(view, private)}</article>"
    )


def author_name(config: SandboxConfig, view: MessageView) -> str:
    """Who is shown as the author."""
    if view.message.get("username"):
        return str(view.message["username"])
    if view.author is None:
        return str(view.message.get("user") or config.app_name)
    return people.display_name(view.author)


def _avatar(config: SandboxConfig, view: MessageView, name: str) -> str:
    if view.message.get("user") == config.bot_user_id:
        return f'<div class="avatar app" aria-hidden="true">{escape(name[:1].upper())}</div>'
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    colour = crc32(str(view.message.get("user", name)).encode()) % COLOURS
    return f'<div class="avatar c{colour}" aria-hidden="true">{escape(initials)}</div>'


def _head(config: SandboxConfig, view: MessageView, name: str) -> str:
    message = view.message
    tag = ' <span class="tag">APP</span>' if message.get("bot_id") else ""
    if view.author is not None and view.author["is_restricted"]:
        tag = ' <span class="tag">GUEST</span>'
    epoch = attribute(message["ts"])
    return (
        f'<div class="head"><span class="author">{escape(name)}</span>{tag}'
        f' <time class="clock" data-epoch="{epoch}"></time></div>'
    )


def _content(names: Names, message: Document) -> str:
    if message.get("subtype") == "tombstone":
        return '<em class="gone">This message was deleted.</em>'
    if message.get("subtype") in SYSTEM:
        # The author stands above already, so the line need not name them again.
        return mrkdwn_html(names, message["text"].removeprefix(f"<@{message['user']}> "))
    blocks = message.get("blocks")
    html = blocks_html(names, blocks) if blocks else mrkdwn_html(names, message.get("text", ""))
    if message.get("edited") and not message.get("bot_id"):
        html += '<span class="edited">(edited)</span>'
    for each in message.get("attachments", []):
        inner = blocks_html(names, each["blocks"]) if each.get("blocks") else ""
        text = each.get("text") or ("" if inner else each.get("fallback", ""))
        html += f'<div class="attachment">{mrkdwn_html(names, text)}{inner}</div>'
    for file in message.get("files", []):
        shown = link(file["url_private"], f"📄 {escape(file['title'])}")
        size = f"{int(file['size']):,} bytes"
        html += f'<div class="file">{shown}<span class="size">{size}</span></div>'
    return html


def _reactions(names: Names, view: MessageView) -> str:
    pills = ""
    for each in view.message.get("reactions", []):
        mine = view.viewer in each["users"]
        who = ", ".join(names.user(user) for user in each["users"])
        label = f"{each['name']} reaction, {each['count']}: {who}"
        pills += (
            f'<button type="button" class="pill{" mine" if mine else ""}" data-do="toggle"'
            f' data-name="{attribute(each["name"])}" aria-pressed="{str(mine).lower()}"'
            f' aria-label="{attribute(label)}" title="{attribute(who)}">'
            f"{emoji_span(each['name']) or escape(each['name'])} {each['count']}</button>"
        )
    return f'<div class="reactions">{pills}</div>'


def _thread(view: MessageView) -> str:
    count = view.message.get("reply_count", 0)
    if not count or view.in_thread:
        return ""
    label = f"{count} {'reply' if count == 1 else 'replies'}"
    latest = attribute(view.message["latest_reply"])
    return (
        f'<button type="button" class="replies" data-do="thread">{label}'
        f' <span class="last">Last reply <time class="clock" data-epoch="{latest}"></time></span>'
        "</button>"
    )


def _menu(view: MessageView, private: bool) -> str:
    if private:
        return (
            '<div class="tools"><button type="button" data-do="dismiss"'
            ' aria-label="Dismiss message">Dismiss</button></div>'
        )
    quick = "".join(
        f'<button type="button" data-do="toggle" data-name="{name}"'
        f' aria-label="React with {name}" title=":{name}:">{EMOJI[name]}</button>'
        for name in ("eyes", "white_check_mark")
    )
    reply = '<button type="button" data-do="thread" aria-label="Reply in thread">💬</button>'
    return (
        f'<div class="tools" role="toolbar" aria-label="Message actions">{quick}'
        '<button type="button" data-do="pick" aria-label="Add reaction">☺<sup>+</sup></button>'
        f"{'' if view.in_thread else reply}"
        '<button type="button" data-do="more" aria-label="More actions" aria-haspopup="menu">'
        "⋮</button></div>"
    )
