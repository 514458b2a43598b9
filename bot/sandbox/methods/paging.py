"""Cursors: Slack's way of giving a long list in pieces."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from ..arguments import Arguments
from ..errors import SlackError

Item = TypeVar("Item")


def cursor_of(value: str) -> str:
    """An opaque cursor that holds `value`."""
    return base64.b64encode(f"next:{value}".encode()).decode()


def value_of(cursor: str) -> str:
    """What `cursor_of` hid; `invalid_cursor` for anything else."""
    try:
        value = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if not value.startswith("next:"):
        raise SlackError("invalid_cursor")
    return value.removeprefix("next:")


def limit_of(arguments: Arguments, default: int = 100, most: int = 1000) -> int:
    """The page size asked for; `invalid_limit` outside 1 to `most`."""
    limit = arguments.number("limit", default) or default
    if not 1 <= limit <= most:
        raise SlackError("invalid_limit")
    return limit


def page(items: Sequence[Item], arguments: Arguments) -> tuple[list[Item], dict[str, str]]:
    """One page of a list, and the `response_metadata` that leads to the next."""
    cursor = arguments.text("cursor")
    start = value_of(cursor) if cursor else "0"
    if not start.isdigit():
        raise SlackError("invalid_cursor")
    end = int(start) + limit_of(arguments)
    following = cursor_of(str(end)) if end < len(items) else ""
    return list(items[int(start) : end]), {"next_cursor": following}
