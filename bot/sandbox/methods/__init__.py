"""The Web API methods that the sandbox knows, one module per family.

The error codes of a method are among those that its own page lists,
https://docs.slack.dev/reference/methods/NAME; limits name their source where they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..call import Method
from . import auth, bookmarks, chat, conversations, files, history, pins, reactions, users, views

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        **auth.METHODS,
        **bookmarks.METHODS,
        **chat.METHODS,
        **conversations.METHODS,
        **files.METHODS,
        **history.METHODS,
        **pins.METHODS,
        **reactions.METHODS,
        **users.METHODS,
        **views.METHODS,
    }
)
"""Every method by its name; a name that is not here answers `unknown_method`."""
