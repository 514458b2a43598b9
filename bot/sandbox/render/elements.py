"""Buttons, menus and inputs as real HTML controls.

Each control carries `data-block`, `data-action` and `data-kind`; the page's script reads those and
the control's own value, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

from .. import state
from ..store import Document
from .mrkdwn import mrkdwn_html, plain_html
from .names import Names, attribute, link

PEOPLE = ("users_select", "multi_users_select")
FIELD_TYPES = {
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "text",
}


def text_html(names: Names, text: Document) -> str:
    """A text object."""
    if text["type"] == "plain_text":
        return plain_html(text["text"], text.get("emoji", True))
    return mrkdwn_html(names, text["text"])


def element_html(names: Names, block: Document, element: Document, label: str = "") -> str:
    """One element; `label` names it to a screen reader where no visible label does."""
    kind = element["type"]
    if kind == "image":
        return picture_html(element, "thumb")
    if kind in ("button", "workflow_button", "icon_button"):
        return _button(block, element)
    if kind == "overflow":
        return _overflow(block, element)
    if kind == "feedback_buttons":
        pair = (element["positive_button"], element["negative_button"])
        return "".join(_button(block, {**element, **each, "type": "button"}) for each in pair)
    if kind in ("radio_buttons", "checkboxes") or kind.startswith("multi_"):
        return _boxes(names, block, element, label)
    if kind.endswith("_select"):
        return _select(names, block, element, label)
    return _field(block, element, label)


def picture_html(image: Document, style: str) -> str:
    """An image by its alternative text: the page loads nothing from elsewhere."""
    alt = escape(image["alt_text"] or "image")
    url = image.get("image_url") or ""
    shown = link(url, f"🖼 {alt}")
    return f'<span class="picture {style}" role="img" aria-label="{alt}">{shown}</span>'


def _data(block: Document, element: Document) -> str:
    data = (
        f'data-block="{attribute(block.get("block_id", ""))}"'
        f' data-action="{attribute(element.get("action_id", ""))}"'
        f' data-kind="{attribute(element["type"])}"'
    )
    if element.get("confirm"):
        texts = {k: v["text"] for k, v in element["confirm"].items() if isinstance(v, dict)}
        data += f' data-confirm="{attribute(json.dumps(texts))}"'
    return data


def _button(block: Document, element: Document) -> str:
    style = element.get("style", "")
    label = element.get("accessibility_label")
    named = f' aria-label="{attribute(label)}"' if label else ""
    url = f' data-url="{attribute(element["url"])}"' if element.get("url") else ""
    value = attribute(element.get("value") or "")
    return (
        f'<button type="button" class="btn {attribute(style)}" {_data(block, element)}'
        f' value="{value}"{named}{url}>{plain_html(element["text"]["text"])}</button>'
    )


def _overflow(block: Document, element: Document) -> str:
    items = "".join(
        f'<button type="button" role="menuitem" class="item" {_data(block, element)}'
        f' value="{attribute(option["value"])}">{plain_html(option["text"]["text"])}</button>'
        for option in element["options"]
    )
    return (
        '<details class="overflow"><summary class="btn" aria-label="More options">⋯</summary>'
        f'<div class="menu" role="menu">{items}</div></details>'
    )


def _choices(names: Names, element: Document) -> Iterable[tuple[str, str]]:
    """Value and label of everything that can be chosen."""
    kind = element["type"]
    if kind in PEOPLE:
        return [(id, name) for id, name in names.users.items() if id not in names.bots]
    if "conversations" in kind or "channels" in kind:
        rooms = names.channels.items()
        return [(id, f"#{name}") for id, name in rooms if not name.startswith("dm-")]
    return [(option["value"], option["text"]["text"]) for option in state.options(element)]


def _select(names: Names, block: Document, element: Document, label: str) -> str:
    chosen = state.initial(element)
    placeholder = element.get("placeholder", {}).get("text", "Select an option")
    named = attribute(label or placeholder)
    if element["type"] == "external_select":
        return (
            f'<span class="external"><input type="search" {_data(block, element)}'
            f' class="entry" aria-label="{named}" placeholder="{attribute(placeholder)}"'
            f' value="{attribute(chosen or "")}"></span>'
        )
    options = [f'<option value="">{escape(placeholder)}</option>']
    for value, text in _choices(names, element):
        selected = " selected" if value == chosen else ""
        options.append(f'<option value="{attribute(value)}"{selected}>{escape(text)}</option>')
    return (
        f'<select class="entry choice" {_data(block, element)} aria-label="{named}">'
        f"{''.join(options)}</select>"
    )


def _boxes(names: Names, block: Document, element: Document, label: str) -> str:
    kind = "radio" if element["type"] == "radio_buttons" else "checkbox"
    chosen = state.initial(element) or []
    chosen = [chosen] if isinstance(chosen, str) else chosen
    group = attribute(f"{block.get('block_id', '')}/{element['action_id']}")
    descriptions = {o["value"]: o.get("description") for o in state.options(element)}
    boxes = []
    for value, text in _choices(names, element):
        checked = " checked" if value in chosen else ""
        more = descriptions.get(value)
        small = f'<span class="description">{text_html(names, more)}</span>' if more else ""
        boxes.append(
            f'<label class="box"><input type="{kind}" name="{group}" value="{attribute(value)}"'
            f"{checked}><span>{plain_html(text)}{small}</span></label>"
        )
    named = attribute(label or "Options")
    return (
        f'<div class="boxes" role="group" aria-label="{named}" {_data(block, element)}>'
        f"{''.join(boxes)}</div>"
    )


def _field(block: Document, element: Document, label: str) -> str:
    placeholder = attribute(element.get("placeholder", {}).get("text", ""))
    value = state.initial(element) or ""
    named = f'aria-label="{attribute(label)}"' if label else ""
    common = f'class="entry" {_data(block, element)} {named} placeholder="{placeholder}"'
    focus = " autofocus" if element.get("focus_on_load") else ""
    if element["type"] == "rich_text_input" or element.get("multiline"):
        return f'<textarea {common} rows="5"{focus}>{escape(str(value))}</textarea>'
    kind = FIELD_TYPES.get(element["type"], "text")
    return f'<input type="{kind}" {common} value="{attribute(value)}"{focus}>'
