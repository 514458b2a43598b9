"""The form to declare an incident, empty or filled from a message."""

import json
from typing import Any

from bot.slack.views import text as t
from bot.slack.views.card import SEVERITY_MARK
from core.domain.incident import Severity

DECLARE = "declare"
SUGGEST = "suggest"
TITLE_LIMIT = 300
INPUT_LIMIT = 3000


def declare_form(
    *, title: str = "", description: str = "", origin: dict[str, str] | None = None
) -> dict[str, Any]:
    """The modal; `origin` travels in its private metadata (at most 3,000 characters)."""
    return {
        "type": "modal",
        "callback_id": DECLARE,
        "title": t.plain("Declare an incident"),
        "submit": t.plain("Declare"),
        "close": t.plain("Cancel"),
        "private_metadata": json.dumps(origin or {}),
        "blocks": [
            _input("title", "What is wrong?", _line("title", title, TITLE_LIMIT)),
            _input("severity", "Severity", _severity_select()),
            _input(
                "description",
                "What do you know?",
                _line("description", description, INPUT_LIMIT, multiline=True),
                optional=True,
            ),
            _input("service", "Service", _line("service", "", 200), optional=True),
            _input(
                "team",
                "Team",
                _line("team", "", 200),
                optional=True,
                hint="Left empty, the rules decide.",
            ),
            _input(
                "logs",
                "Log lines",
                _line("logs", "", INPUT_LIMIT, multiline=True),
                optional=True,
                hint="A few lines are enough; more can follow through the API.",
            ),
        ],
    }


def read_form(view: dict[str, Any]) -> dict[str, Any]:
    """What was filled in, by field name; empty fields are left out."""
    found: dict[str, Any] = {}
    for block in (view.get("state") or {}).get("values", {}).values():
        for name, field in block.items():
            value = field.get("value")
            if value is None and field.get("selected_option"):
                value = field["selected_option"]["value"]
            if value:
                found[name] = value
    return found


def _input(
    block_id: str, label: str, element: dict[str, Any], *, optional: bool = False, hint: str = ""
) -> t.Block:
    block = {
        "type": "input",
        "block_id": block_id,
        "label": t.plain(label),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = t.plain(hint)
    return block


def _line(name: str, initial: str, limit: int, *, multiline: bool = False) -> dict[str, Any]:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": multiline,
        "max_length": limit,
    }
    if initial:
        element["initial_value"] = t.cut(initial, limit)
    return element


def _severity_select() -> dict[str, Any]:
    suggest = {"text": t.plain("Suggest it from the words"), "value": SUGGEST}
    options = [
        {"text": t.plain(f"{SEVERITY_MARK[severity]} {severity.value}"), "value": severity.value}
        for severity in Severity
    ]
    return {
        "type": "static_select",
        "action_id": "severity",
        "options": [suggest, *options],
        "initial_option": suggest,
    }
