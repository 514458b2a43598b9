"""Block elements: buttons, selects, inputs.

Limits: the class of the same element in `slack_sdk.models.blocks.block_elements` 3.47 and
https://docs.slack.dev/reference/block-kit/block-elements (each page has a table of fields).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .objects import (
    CONFIRM,
    DISPATCH,
    FILTER,
    ID,
    OPTION_GROUP,
    OPTIONS_OR_GROUPS,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    PLAIN_OPTION,
    RICH_OPTION,
    SLACK_FILE,
    TYPE,
    URL,
    plain,
)
from .shapes import (
    Check,
    Rule,
    anything,
    boolean,
    choice,
    listing,
    one_of,
    pattern,
    record,
    string,
    whole,
)

BASE: Mapping[str, Check] = {"type": TYPE, "action_id": ID}
FOCUS: Mapping[str, Check] = {**BASE, "confirm": CONFIRM, "focus_on_load": boolean}
FIELD: Mapping[str, Check] = {
    **BASE,
    "placeholder": PLACEHOLDER,
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH,
}
SELECT: Mapping[str, Check] = {**FOCUS, "placeholder": PLACEHOLDER}
MULTI: Mapping[str, Check] = {**SELECT, "max_selected_items": whole(1, 100)}

DATE = pattern(r"\d{4}-\d{2}-\d{2}", "a date in the format YYYY-MM-DD")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "a time in the format HH:mm")

BUTTON = record(
    {
        **BASE,
        "text": plain(75),
        "url": URL,
        "value": string(2000),
        "style": choice("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
        "agent_prompt": string(4000),
        "agent_prompt_display": anything,
        "visible_to_user_ids": listing(string()),
    },
    required=("text",),
)
"""Text 75, value 2,000, address 3,000, label 75 characters (SDK: ButtonElement)."""

OVERFLOW = record(
    {**BASE, "options": listing(OVERFLOW_OPTION, 1, 5), "confirm": CONFIRM}, required=("options",)
)
"""1 to 5 options (SDK: OverflowMenuElement)."""

IMAGE = record(
    {"type": TYPE, "alt_text": string(2000), "image_url": URL, "slack_file": SLACK_FILE},
    required=("alt_text",),
    rules=(one_of("image_url", "slack_file"),),
)

FEEDBACK = record(
    {"text": plain(75), "accessibility_label": string(75), "value": string(2000)},
    required=("text", "value"),
)


def _select(fields: Mapping[str, Check], *extra: str) -> Check:
    return record({**fields, **dict.fromkeys(extra, anything)})


def _options(fields: Mapping[str, Check], initial: str, kind: Check) -> Check:
    options: dict[str, Check] = {
        "options": listing(PLAIN_OPTION, 1, 100),
        "option_groups": listing(OPTION_GROUP, 1, 100),
        initial: kind,
    }
    return record({**fields, **options}, rules=OPTIONS_OR_GROUPS)


def _boxes(initial: str, kind: Check) -> Check:
    """Radio buttons and checkboxes: 1 to 10 options (docs: their element pages)."""
    fields = {**FOCUS, "options": listing(RICH_OPTION, 1, 10), initial: kind}
    return record(fields, required=("options",))


def _bounded(low: str, high: str) -> Rule:
    def rule(value: Mapping[str, object]) -> str | None:
        least, most = value.get(low), value.get(high)
        if isinstance(least, int) and isinstance(most, int) and least > most:
            return f"{low} must not exceed {high}"
        return None

    return rule


SELECTS: Mapping[str, Check] = {
    "static_select": _options(SELECT, "initial_option", PLAIN_OPTION),
    "multi_static_select": _options(MULTI, "initial_options", listing(PLAIN_OPTION, 1, 100)),
    "external_select": record(
        {**SELECT, "initial_option": PLAIN_OPTION, "min_query_length": whole(0, 100)}
    ),
    "multi_external_select": record(
        {**MULTI, "initial_options": listing(PLAIN_OPTION), "min_query_length": whole(0, 100)}
    ),
    "users_select": _select(SELECT, "initial_user"),
    "multi_users_select": _select(MULTI, "initial_users"),
    "conversations_select": record(
        {
            **SELECT,
            "initial_conversation": string(),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": FILTER,
        }
    ),
    "multi_conversations_select": record(
        {
            **MULTI,
            "initial_conversations": listing(string()),
            "default_to_current_conversation": boolean,
            "filter": FILTER,
        }
    ),
    "channels_select": _select(SELECT, "initial_channel", "response_url_enabled"),
    "multi_channels_select": _select(MULTI, "initial_channels"),
}

PICKERS: Mapping[str, Check] = {
    "datepicker": record({**SELECT, "initial_date": DATE}),
    "timepicker": record({**SELECT, "initial_time": TIME, "timezone": string()}),
    "datetimepicker": record({**FOCUS, "initial_date_time": whole(0, 9_999_999_999)}),
    "radio_buttons": _boxes("initial_option", RICH_OPTION),
    "checkboxes": _boxes("initial_options", listing(RICH_OPTION, 1, 10)),
}

FIELDS: Mapping[str, Check] = {
    "plain_text_input": record(
        {
            **FIELD,
            "initial_value": string(3000),
            "multiline": boolean,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        rules=(_bounded("min_length", "max_length"),),
    ),
    "rich_text_input": record(
        {**FIELD, "initial_value": anything, "min_lines": anything, "max_lines": anything}
    ),
    "email_text_input": record({**FIELD, "initial_value": string()}),
    "url_text_input": record({**FIELD, "initial_value": string()}),
    "number_input": record(
        {
            **FIELD,
            "is_decimal_allowed": boolean,
            "initial_value": string(),
            "min_value": string(),
            "max_value": string(),
        },
        required=("is_decimal_allowed",),
    ),
    "file_input": record({**BASE, "filetypes": listing(string()), "max_files": whole(1, 10)}),
}

BUTTONS: Mapping[str, Check] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    "workflow_button": record(
        {
            **BASE,
            "text": plain(75),
            "workflow": anything,
            "style": choice("primary", "danger"),
            "accessibility_label": string(75),
        },
        required=("text", "workflow"),
    ),
}

CONTEXT_ACTIONS: Mapping[str, Check] = {
    "feedback_buttons": record(
        {**BASE, "positive_button": FEEDBACK, "negative_button": FEEDBACK},
        required=("positive_button", "negative_button"),
    ),
    "icon_button": record(
        {
            **BASE,
            "icon": choice("trash"),
            "text": plain(75),
            "accessibility_label": string(75),
            "value": string(2000),
            "visible_to_user_ids": listing(string()),
            "confirm": CONFIRM,
        },
        required=("icon", "text"),
    ),
}

INPUTS: Mapping[str, Check] = MappingProxyType({**SELECTS, **PICKERS, **FIELDS})
"""What an `input` block may hold (docs: input block)."""

ACTIONS: Mapping[str, Check] = MappingProxyType(
    {**BUTTONS, **SELECTS, **PICKERS, "rich_text_input": FIELDS["rich_text_input"]}
)
"""What an `actions` block may hold (docs: actions block)."""

ACCESSORIES: Mapping[str, Check] = MappingProxyType(
    {**BUTTONS, **SELECTS, **PICKERS, "image": IMAGE}
)
"""What may stand beside a section's text (docs: section block)."""
