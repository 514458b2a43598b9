"""Composition objects: texts, options, confirmations.

Limits: "SDK" is the class of the same name in `slack_sdk.models.blocks` 3.47, "docs" the page
https://docs.slack.dev/reference/block-kit/composition-objects and its children.
"""

from __future__ import annotations

from .shapes import Check, boolean, by_type, choice, listing, not_both, one_of, record, string

TYPE: Check = string()


def plain(most: int, least: int = 1) -> Check:
    """A `plain_text` object of up to `most` characters (docs: text object, at least 1)."""
    fields = {"type": choice("plain_text"), "text": string(most, least), "emoji": boolean}
    return record(fields, required=("type", "text"))


def mrkdwn(most: int) -> Check:
    """An `mrkdwn` object of up to `most` characters."""
    fields = {"type": TYPE, "text": string(most, 1), "verbatim": boolean}
    return record(fields, required=("text",))


def text(most: int) -> Check:
    """Either kind of text object."""
    return by_type({"plain_text": plain(most), "mrkdwn": mrkdwn(most)})


TEXT_LIMIT = 3000
"""Characters of any text object (docs: text object)."""

ID: Check = string(255, 1)
"""block_id, action_id, callback_id, external_id: 255 characters (SDK: `*_max_length`)."""

URL: Check = string(3000, 1)
"""Addresses: 3,000 characters (SDK: ButtonElement, ImageBlock)."""

PLACEHOLDER = plain(150)
"""150 characters (SDK: InputInteractiveElement)."""

SLACK_FILE = record({"id": string(), "url": string()}, rules=(one_of("id", "url"),))

CONFIRM = record(
    {
        "title": plain(100),
        "text": text(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": choice("primary", "danger"),
    },
    required=("title", "text", "confirm", "deny"),
)
"""Title 100, text 300, buttons 30 characters (SDK: ConfirmObject)."""


def option(texts: Check, url: bool = False) -> Check:
    """An option: text 75, value 150, description 75 characters (SDK: Option); `url` in overflow."""
    fields: dict[str, Check] = {"text": texts, "value": string(150), "description": text(75)}
    if url:
        fields["url"] = URL
    return record(fields, required=("text", "value"))


PLAIN_OPTION = option(plain(75))
RICH_OPTION = option(text(75))
OVERFLOW_OPTION = option(plain(75), url=True)

OPTION_GROUP = record(
    {"label": plain(75), "options": listing(PLAIN_OPTION, 1, 100)},
    required=("label", "options"),
)
"""Label 75 characters, 100 options (SDK: OptionGroup)."""

OPTIONS_OR_GROUPS = (one_of("options", "option_groups"), not_both("options", "option_groups"))

FILTER = record(
    {
        "include": listing(choice("im", "mpim", "private", "public"), 1),
        "exclude_bot_users": boolean,
        "exclude_external_shared_channels": boolean,
    }
)

DISPATCH = record(
    {"trigger_actions_on": listing(choice("on_enter_pressed", "on_character_entered"), 1)}
)
