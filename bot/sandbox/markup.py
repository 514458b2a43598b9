"""What people type, as the app receives it; and the ids that Slack adds to blocks."""

from __future__ import annotations

import re

from . import channels, people
from .store import Document
from .work import Work

MENTION = re.compile(r"(?<![\w@])@([\w.-]*\w)")
CHANNEL = re.compile(r"(?<![\w#&])#([\w-]*\w)")
ADDRESS = re.compile(r"(?<![\w<|])(https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"])")


def escape(text: str) -> str:
    """The three characters that mean something in mrkdwn."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(work: Work, text: str, link: bool = True) -> str:
    """Text as Slack sends it: escaped, and with `link` names and addresses as `<…>` tokens."""
    escaped = escape(text)
    if not link:
        return escaped
    users = {name: u["id"] for u in people.everyone(work) for name in _names(u)}
    rooms = {c["name"]: c["id"] for c in channels.everything(work) if not c["is_im"]}

    def mention(match: re.Match[str]) -> str:
        name = match[1].lower()
        if name in ("here", "channel", "everyone"):
            return f"<!{name}>"
        return f"<@{users[name]}>" if name in users else match[0]

    def channel(match: re.Match[str]) -> str:
        return f"<#{rooms[match[1]]}|{match[1]}>" if match[1] in rooms else match[0]

    linked = ADDRESS.sub(r"<\1>", escaped)
    parts = re.split(r"(<[^>]*>)", linked)
    for index in range(0, len(parts), 2):
        parts[index] = CHANNEL.sub(channel, MENTION.sub(mention, parts[index]))
    return "".join(parts)


def labelled(work: Work, blocks: list[Document]) -> list[Document]:
    """The blocks with a block_id each, and an action_id for each element that acts."""
    return [_labelled(work, block) for block in blocks]


def _labelled(work: Work, block: Document) -> Document:
    block = {"type": block["type"], "block_id": block.get("block_id") or work.new_id("b"), **block}
    lists = {"actions": "elements", "context_actions": "elements", "card": "actions"}
    name = lists.get(block["type"], "")
    if name in block:
        block[name] = [_acting(work, element) for element in block[name]]
    for name in ("child_blocks", "elements"):
        if block["type"] in ("container", "carousel") and name in block:
            block[name] = labelled(work, block[name])
    for name in ("accessory", "element"):
        if name in block:
            block[name] = _acting(work, block[name])
    return block


def _acting(work: Work, element: Document) -> Document:
    if element["type"] == "image" or element.get("action_id"):
        return element
    return {**element, "action_id": work.new_id("a")}


def _names(user: Document) -> set[str]:
    profile = user["profile"]
    names = (user["name"], profile["display_name"], profile["real_name"])
    return {name.lower() for name in names}
