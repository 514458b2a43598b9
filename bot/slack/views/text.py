"""Text for Block Kit.

What people and machines wrote goes into `rich_text` elements, where nothing is
markup; only our own words are ever mrkdwn. Colours, cursor moves and overrides
of the direction do nothing anywhere.

Limits: docs.slack.dev/reference/block-kit/blocks (3,000 characters a section, 150 a header).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from core.domain.legible import legible
from core.domain.spoken import shortened

Block = dict[str, Any]
Element = dict[str, Any]

SECTION_LIMIT = 3000
HEADER_LIMIT = 150
RICH_TEXT_LIMIT = 9000
BUTTON_LIMIT = 75
FALLBACK_LIMIT = 3000


def escape(text: str) -> str:
    """`text` with Slack's three control characters escaped (docs.slack.dev, *Escaping text*)."""
    return legible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, cut between words, with an ellipsis."""
    return shortened(text, limit)


def fallback(text: str) -> str:
    """The text of a message for notifications and screen readers, escaped."""
    return escape(cut(" ".join(text.split()), FALLBACK_LIMIT // 2))


def header(text: str) -> Block:
    """A header; plain text, so nothing in it is markup."""
    return {"type": "header", "text": plain(cut(" ".join(text.split()), HEADER_LIMIT))}


def plain(text: str) -> Element:
    """A plain text object without emoji codes."""
    return {"type": "plain_text", "text": legible(text) or "�", "emoji": False}


def word(text: str, **style: bool) -> Element:
    """A piece of literal text; `bold`, `italic`, `code` and `strike` style it."""
    element: Element = {"type": "text", "text": legible(text) or " "}
    if style:
        element["style"] = style
    return element


def moment(at: datetime, form: str = "{date_short_pretty} {time}") -> Element:
    """A time that each reader sees in their own zone."""
    return {
        "type": "date",
        "timestamp": int(at.timestamp()),
        "format": form,
        "fallback": f"{at:%Y-%m-%d %H:%M} UTC",
    }


def link(url: str, text: str) -> Element:
    """A link that Tocsin itself made; never one from untrusted text."""
    return {"type": "link", "url": url, "text": text}


def paragraph(*elements: Element) -> Element:
    """One line of a `rich_text` block."""
    return {"type": "rich_text_section", "elements": list(elements)}


def bullets(rows: Iterable[Sequence[Element]], *, ordered: bool = False) -> Element:
    """A list in a `rich_text` block."""
    return {
        "type": "rich_text_list",
        "style": "ordered" if ordered else "bullet",
        "elements": [paragraph(*row) for row in rows],
    }


def quote(text: str) -> Element:
    """Somebody's words, set off."""
    return {"type": "rich_text_quote", "elements": [word(text)]}


def code_block(text: str) -> Element:
    """Lines as they stand, in a fixed-width font."""
    return {"type": "rich_text_preformatted", "elements": [word(text)]}


def rich(*parts: Element) -> Block:
    """A `rich_text` block of lines, lists and quotes."""
    return {"type": "rich_text", "elements": [part for part in parts if part]}


def lines(*rows: Sequence[Element]) -> Block:
    """A `rich_text` block, each row on a line of its own."""
    elements: list[Element] = []
    for index, row in enumerate(rows):
        if index:
            elements.append(word("\n"))
        elements += row
    return rich(paragraph(*elements))


def section(ours: str) -> Block:
    """A section of mrkdwn that is wholly our own words."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(ours, SECTION_LIMIT)}}


def context(ours: str) -> Block:
    """Small print of our own words."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(ours, SECTION_LIMIT)}]}


def small(text: str) -> Block:
    """Small print that may quote others: plain, so nothing in it is markup."""
    return {"type": "context", "elements": [plain(cut(text, SECTION_LIMIT))]}


def button(label: str, action: str, value: str, style: str | None = None) -> Element:
    """A button; `action` is looked up in the table of what the bot answers to."""
    element = {
        "type": "button",
        "text": plain(cut(label, BUTTON_LIMIT)),
        "action_id": action,
        "value": cut(value, 2000),
    }
    if style:
        element["style"] = style
    return element


def actions(block_id: str, *elements: Element) -> Block:
    """A row of buttons and menus."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}
