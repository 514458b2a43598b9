"""Who and what the ids in a text stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

LINKABLE = frozenset(["http", "https", "mailto"])


@dataclass(frozen=True)
class Names:
    """Names by id; `bots` are those users who are no people."""

    users: Mapping[str, str]
    channels: Mapping[str, str]
    bots: frozenset[str] = frozenset()

    def user(self, id: str) -> str:
        """A person's name, or the id of one who is not here."""
        return self.users.get(id, id)

    def channel(self, id: str, name: str = "") -> str:
        """A channel's name, or what else is known of it."""
        return self.channels.get(id) or name or id


def linkable(url: str) -> bool:
    """Whether an address leads to the web or to a mailbox."""
    try:
        return urlsplit(url).scheme in LINKABLE
    except ValueError:
        return False


def link(url: str, label: str) -> str:
    """A link to a web or mail address with an HTML label; anything else is only its label."""
    if not linkable(url):
        return label
    safe = escape(url, quote=True)
    return f'<a href="{safe}" target="_blank" rel="noopener noreferrer">{label}</a>'


def attribute(value: object) -> str:
    """A value inside double quotes."""
    return escape(str(value), quote=True)
