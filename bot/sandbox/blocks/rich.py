"""The parts of a `rich_text` block (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block)."""

from __future__ import annotations

from collections.abc import Mapping

from .objects import TYPE
from .shapes import Check, anything, boolean, by_type, choice, listing, record, string, whole

STYLE = record(
    dict.fromkeys(
        (
            "bold",
            "italic",
            "strike",
            "code",
            "underline",
            "highlight",
            "client_highlight",
            "unlink",
        ),
        boolean,
    )
)


def _inline(required: str, **fields: Check) -> Check:
    return record({"type": TYPE, "style": STYLE, **fields}, required=(required,))


INLINE: Mapping[str, Check] = {
    "text": _inline("text", text=string(None, 1)),
    "link": _inline("url", url=string(None, 1), text=string(), unsafe=boolean),
    "user": _inline("user_id", user_id=string(None, 1)),
    "usergroup": _inline("usergroup_id", usergroup_id=string(None, 1)),
    "channel": _inline("channel_id", channel_id=string(None, 1)),
    "team": _inline("team_id", team_id=string(None, 1)),
    "emoji": _inline("name", name=string(None, 1), unicode=string(), skin_tone=anything),
    "broadcast": _inline("range", range=choice("here", "channel", "everyone")),
    "color": _inline("value", value=string(None, 1)),
    "date": _inline(
        "timestamp", timestamp=anything, format=string(None, 1), url=string(), fallback=string()
    ),
}

INLINES = listing(by_type(INLINE))
SECTION = record({"type": TYPE, "elements": INLINES}, required=("elements",))

RICH_ELEMENTS: Mapping[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_list": record(
        {
            "type": TYPE,
            "elements": listing(by_type({"rich_text_section": SECTION})),
            "style": choice("bullet", "ordered"),
            "indent": whole(0, 8),
            "offset": whole(0, 1_000_000),
            "border": whole(0, 1),
        },
        required=("elements", "style"),
    ),
    "rich_text_preformatted": record(
        {"type": TYPE, "elements": INLINES, "border": whole(0, 1), "language": string()},
        required=("elements",),
    ),
    "rich_text_quote": record(
        {"type": TYPE, "elements": INLINES, "border": whole(0, 1)}, required=("elements",)
    ),
}
