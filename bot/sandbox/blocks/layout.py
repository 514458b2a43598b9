"""Layout blocks.

Limits: the class of the same block in `slack_sdk.models.blocks.blocks` 3.47 and
https://docs.slack.dev/reference/block-kit/blocks; those of table, plan and task cards as
`slackblocks` 3.0 has them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from .elements import ACCESSORIES, ACTIONS, BUTTON, CONTEXT_ACTIONS, IMAGE, INPUTS, OVERFLOW
from .objects import ID, SLACK_FILE, TYPE, URL, mrkdwn, plain, text
from .rich import RICH_ELEMENTS
from .shapes import (
    Check,
    Rule,
    anything,
    boolean,
    by_type,
    choice,
    later,
    listing,
    one_of,
    record,
    string,
)

MESSAGE_BLOCKS = 50
"""Blocks in a message (docs: blocks)."""

VIEW_BLOCKS = 100
"""Blocks in a modal or home tab (docs: blocks)."""

MARKDOWN_LIMIT = 12_000
"""Characters of all markdown blocks of a message together (SDK: MarkdownBlock; docs)."""


def block(
    fields: Mapping[str, Check], required: Collection[str] = (), rules: Collection[Rule] = ()
) -> Check:
    """A block: its own fields beside `type` and `block_id`."""
    return record({"type": TYPE, "block_id": ID, **fields}, required, rules)


def _no_divider_when_collapsible(value: Mapping[str, object]) -> str | None:
    if value.get("has_header_divider") and value.get("is_collapsible"):
        return "has_header_divider cannot be set when is_collapsible is true"
    return None


SECTION = block(
    {
        "text": text(3000),
        "fields": listing(text(2000), 1, 10),
        "accessory": by_type(ACCESSORIES),
        "expand": boolean,
    },
    rules=(one_of("text", "fields"),),
)
"""Text 3,000; 10 fields of 2,000 characters (SDK: SectionBlock; docs)."""

RICH_TEXT = block({"elements": listing(by_type(RICH_ELEMENTS))}, required=("elements",))

CELL = by_type(
    {
        "raw_text": record({"type": TYPE, "text": string(None, 1)}, required=("text",)),
        "raw_number": record({"type": TYPE, "value": anything, "text": string()}, ("value",)),
        "rich_text": RICH_TEXT,
    }
)

COLUMN = record({"align": choice("left", "center", "right"), "is_wrapped": boolean})

CARD = block(
    {
        "hero_image": IMAGE,
        "icon": IMAGE,
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "actions": listing(BUTTON, 1, 3),
    },
    rules=(one_of("hero_image", "title", "actions", "body"),),
)
"""Title and subtitle 150, body 200 characters (SDK: CardBlock), 3 actions (slackblocks)."""

TASK_CARD = block(
    {
        "task_id": string(None, 1),
        "title": string(None, 1),
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": listing(anything),
        "status": choice("pending", "in_progress", "complete", "error"),
    },
    required=("task_id", "title"),
)

MESSAGE_LAYOUT: Mapping[str, Check] = {
    "section": SECTION,
    "divider": block({}),
    "header": block({"text": plain(150)}, required=("text",)),
    "image": block(
        {
            "image_url": URL,
            "slack_file": SLACK_FILE,
            "alt_text": string(2000),
            "title": plain(2000),
        },
        required=("alt_text",),
        rules=(one_of("image_url", "slack_file"),),
    ),
    "actions": block({"elements": listing(by_type(ACTIONS), 1, 25)}, required=("elements",)),
    "context": block(
        {
            "elements": listing(
                by_type({"image": IMAGE, "plain_text": plain(3000), "mrkdwn": mrkdwn(3000)}), 1, 10
            )
        },
        required=("elements",),
    ),
    "context_actions": block(
        {"elements": listing(by_type(CONTEXT_ACTIONS), 1, 5)}, required=("elements",)
    ),
    "input": block(
        {
            "label": plain(2000),
            "element": by_type(INPUTS),
            "hint": plain(2000),
            "dispatch_action": boolean,
            "optional": boolean,
        },
        required=("label", "element"),
    ),
    "markdown": block({"text": string(MARKDOWN_LIMIT, 1)}, required=("text",)),
    "rich_text": RICH_TEXT,
    "table": block(
        {
            "rows": listing(listing(CELL, 0, 20), 1, 100),
            "column_settings": listing(COLUMN, 0, 20),
        },
        required=("rows",),
    ),
    "video": block(
        {
            "alt_text": string(None, 1),
            "title": plain(199),
            "title_url": URL,
            "description": plain(3000),
            "video_url": URL,
            "thumbnail_url": URL,
            "provider_icon_url": URL,
            "provider_name": string(),
            "author_name": string(49),
        },
        required=("alt_text", "title", "video_url", "thumbnail_url"),
    ),
    "file": block(
        {"external_id": string(255, 1), "source": choice("remote")}, required=("external_id",)
    ),
    "call": block(
        {"call_id": string(None, 1), "api_decoration_available": boolean, "call": anything},
        required=("call_id",),
    ),
    "card": CARD,
    "carousel": block({"elements": listing(CARD, 1, 10)}, required=("elements",)),
    "task_card": TASK_CARD,
    "plan": block({"title": string(None, 1), "tasks": listing(TASK_CARD, 0, 50)}, ("title",)),
    "auth_provider": block(
        {
            "value": string(150, 1),
            "name": plain(75),
            "is_connected": boolean,
            "description": plain(150),
            "icon_url": URL,
            "auth_url": URL,
            "disconnect_url": URL,
            "connected_identity": plain(75),
            "connected_context": plain(75),
            "accessory": OVERFLOW,
            "fallback": anything,
        },
        required=("value", "name", "is_connected"),
    ),
}


def _contained() -> Check:
    return by_type({kind: each for kind, each in MESSAGE.items() if kind != "container"})


CONTAINER = block(
    {
        "child_blocks": listing(later(_contained), 1, 10),
        "title": text(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": text(150),
        "width": choice("narrow", "standard", "wide", "full"),
        "icon": anything,
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    required=("child_blocks",),
    rules=(one_of("title", "rich_text_title"), _no_divider_when_collapsible),
)
"""1 to 10 blocks inside, title and subtitle 150 characters (SDK: ContainerBlock)."""

MESSAGE: Mapping[str, Check] = MappingProxyType({**MESSAGE_LAYOUT, "container": CONTAINER})
"""Blocks of a message."""

ALERT = block(
    {"text": text(200), "level": choice("default", "info", "warning", "error", "success")},
    required=("text",),
)
"""200 characters (slackblocks); in modals only (slackapi/python-slack-sdk PR 1865)."""

MODAL: Mapping[str, Check] = MappingProxyType({**MESSAGE, "alert": ALERT})
"""Blocks of a modal."""
