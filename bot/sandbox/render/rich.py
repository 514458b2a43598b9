"""`rich_text` blocks as HTML."""

from __future__ import annotations

from html import escape
from typing import Any

from ..store import Document
from .mrkdwn import date_html, emoji_span
from .names import Names, link

TAGS = (("code", "code"), ("bold", "strong"), ("italic", "em"), ("strike", "s"), ("underline", "u"))


def rich_html(names: Names, block: Document) -> str:
    """A whole `rich_text` block."""
    return "".join(_part(names, part) for part in block["elements"])


def _part(names: Names, part: Document) -> str:
    kind = part["type"]
    if kind == "rich_text_list":
        tag = "ol" if part["style"] == "ordered" else "ul"
        items = "".join(f"<li>{_inlines(names, item)}</li>" for item in part["elements"])
        indent = min(int(part.get("indent", 0)), 4)
        return f'<{tag} class="indent-{indent}">{items}</{tag}>'
    inner = _inlines(names, part)
    if kind == "rich_text_preformatted":
        return f"<pre><code>{inner}</code></pre>"
    if kind == "rich_text_quote":
        return f"<blockquote>{inner}</blockquote>"
    return f'<div class="line">{inner}</div>'


def _inlines(names: Names, part: Document) -> str:
    return "".join(_styled(_inline(names, each), each.get("style")) for each in part["elements"])


def _inline(names: Names, element: dict[str, Any]) -> str:
    kind = element["type"]
    if kind == "text":
        return escape(element["text"], quote=False).replace("\n", "<br>")
    if kind == "link":
        return link(element["url"], escape(element.get("text") or element["url"]))
    if kind == "emoji":
        return emoji_span(element["name"]) or f":{escape(element['name'])}:"
    if kind == "date":
        stamp, fallback = str(element["timestamp"]), element.get("fallback", "")
        return date_html(stamp, element["format"], fallback, element.get("url", ""))
    if kind == "user":
        return f'<span class="mention">@{escape(names.user(element["user_id"]))}</span>'
    if kind == "channel":
        return f'<span class="mention">#{escape(names.channel(element["channel_id"]))}</span>'
    if kind == "broadcast":
        return f'<span class="mention loud">@{escape(element["range"])}</span>'
    known = element.get("usergroup_id") or element.get("team_id") or element.get("value")
    return escape(str(known or ""))


def _styled(html: str, style: dict[str, bool] | None) -> str:
    for name, tag in TAGS:
        if style and style.get(name):
            html = f"<{tag}>{html}</{tag}>"
    return html
