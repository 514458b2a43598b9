"""A modal or home tab as HTML."""

from __future__ import annotations

from ..store import Document
from .blocks import blocks_html
from .names import Names


def view_html(names: Names, view: Document) -> Document:
    """What the page needs to show a view: its texts, and its blocks as one piece of HTML."""
    submit, close = view.get("submit"), view.get("close")
    return {
        "id": view["id"],
        "hash": view["hash"],
        "callback_id": view["callback_id"],
        "title": view["title"]["text"],
        "submit": submit["text"] if submit else "",
        "close": close["text"] if close else "Cancel",
        "blocks": view["blocks"],
        "html": blocks_html(names, view["blocks"]),
    }
