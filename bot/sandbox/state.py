"""What people put into inputs: from plain values to the typed state that an app receives.

A plain value is a string, or a list of strings where several can be chosen: what a form field of
a page has. Where Slack sends `selected_option` and the like, the option is looked up here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .errors import SlackError
from .store import Document

Values = Mapping[str, Mapping[str, Any]]

SINGLE = {
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
SEVERAL = {
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}
ONE_OPTION = frozenset(["static_select", "external_select", "radio_buttons", "overflow"])
MANY_OPTIONS = frozenset(["checkboxes", "multi_static_select", "multi_external_select"])
TYPED = frozenset(
    ["plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"]
)
REQUIRED = "Please complete this required field."


def elements(blocks: list[Document]) -> Iterator[tuple[Document, Document]]:
    """Every element that acts, with its block."""
    for block in blocks:
        several = [*block.get("elements", []), *block.get("actions", [])]
        for element in (block.get("accessory"), block.get("element"), *several):
            if isinstance(element, dict) and element.get("action_id"):
                yield block, element
        yield from elements(inner(block))


def inner(block: Document) -> list[Document]:
    """The blocks inside a container or carousel."""
    nested = block.get("elements", []) if block["type"] == "carousel" else []
    return [*block.get("child_blocks", []), *nested]


def find(blocks: list[Document], block_id: str, action_id: str) -> tuple[Document, Document]:
    """The element with these ids; `not_found` if there is none."""
    for block, element in elements(blocks):
        if (block["block_id"], element["action_id"]) == (block_id, action_id):
            return block, element
    raise SlackError("not_found")


def options(element: Document) -> list[Document]:
    """All options of an element, those in groups among them."""
    groups = element.get("option_groups", [])
    grouped = [option for group in groups for option in group["options"]]
    return [*element.get("options", []), *grouped]


def initial(element: Document) -> Any:
    """The plain value that an element starts with, None for nothing."""
    kind = element["type"]
    if kind in TYPED:
        return element.get("initial_value")
    if kind in ONE_OPTION:
        return (element.get("initial_option") or {}).get("value")
    if kind in MANY_OPTIONS:
        return [option["value"] for option in element.get("initial_options", [])]
    names = SINGLE.get(kind) or SEVERAL.get(kind)
    return element.get(names[1]) if names else None


def stated(element: Document, value: Any) -> Document:
    """An element's entry in `state.values`, and the heart of its `block_actions` entry."""
    kind = element["type"]
    if kind in TYPED:
        return {"type": kind, "value": value or None}
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": _chosen(element, value) if value else None}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": [_chosen(element, v) for v in _several(value)]}
    if kind in SEVERAL:
        return {"type": kind, SEVERAL[kind][0]: _several(value)}
    if kind in SINGLE:
        number = kind == "datetimepicker" and value
        return {"type": kind, SINGLE[kind][0]: int(value) if number else value or None}
    if kind == "button":
        sent = {name: element[name] for name in ("text", "value", "style") if name in element}
        return {"type": kind} | sent
    return {"type": kind, "value": value}


def gather(blocks: list[Document], given: Values) -> Document:
    """`state.values` of a message or view: what was given, else what it started with."""
    values: Document = {}
    for block, element in elements(blocks):
        if element["type"] in ("button", "overflow", "workflow_button", "icon_button"):
            continue
        filled = given.get(block["block_id"], {})
        value = filled.get(element["action_id"], initial(element))
        values.setdefault(block["block_id"], {})[element["action_id"]] = stated(element, value)
    return values


def complaints(blocks: list[Document], given: Values) -> dict[str, str]:
    """What Slack itself would refuse before it asks the app: block_id -> message."""
    found: dict[str, str] = {}
    for block, element in elements(blocks):
        if block["type"] != "input":
            continue
        filled = given.get(block["block_id"], {})
        value = filled.get(element["action_id"], initial(element))
        problem = _complaint(element, value, bool(block.get("optional")))
        if problem:
            found[block["block_id"]] = problem
    return found


def _complaint(element: Document, value: Any, optional: bool) -> str | None:
    if not value:
        return None if optional else REQUIRED
    if element["type"] != "plain_text_input":
        return None
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Must be at least {least} characters."
    if len(value) > most:
        return f"Must be at most {most} characters."
    return None


def _several(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _chosen(element: Document, value: str) -> Document:
    for option in options(element):
        if option["value"] == value:
            return option
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": value}, "value": value}
    raise SlackError("invalid_option", value=value)
