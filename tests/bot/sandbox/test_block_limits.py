"""The sandbox's Block Kit limits and those of `slack_sdk.models` are of one mind."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.sandbox.blocks.check import check_message, check_view, problems
from bot.sandbox.blocks.layout import MESSAGE, MODAL
from bot.sandbox.errors import SlackError

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    """An mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def options(count: int) -> list[Json]:
    """So many different options."""
    return [{"text": plain(f"o{n}"), "value": f"v{n}"} for n in range(count)]


RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}],
}
BUTTON = {"type": "button", "action_id": "a", "text": plain("Go"), "value": "1"}
IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}
CARD = {"type": "card", "title": plain("t"), "body": mrkdwn("b")}
TASK = {"type": "task_card", "task_id": "1", "title": "t", "status": "complete"}

BLOCKS: dict[str, Json] = {
    "section": {"type": "section", "text": mrkdwn("*hi*"), "accessory": BUTTON},
    "divider": {"type": "divider"},
    "header": {"type": "header", "text": plain("hi")},
    "image": {**IMAGE, "title": plain("t")},
    "actions": {"type": "actions", "elements": [BUTTON]},
    "context": {"type": "context", "elements": [mrkdwn("hi"), IMAGE]},
    "context_actions": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "f",
                "positive_button": {"text": plain("Good"), "value": "1"},
                "negative_button": {"text": plain("Bad"), "value": "0"},
            }
        ],
    },
    "input": {
        "type": "input",
        "label": plain("L"),
        "element": {"type": "plain_text_input", "action_id": "i", "multiline": True},
        "hint": plain("h"),
        "optional": True,
    },
    "markdown": {"type": "markdown", "text": "# hi"},
    "rich_text": RICH,
    "table": {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": "a"}, RICH], [{"type": "raw_text", "text": "b"}]],
    },
    "video": {
        "type": "video",
        "alt_text": "a",
        "title": plain("t"),
        "video_url": "https://example.com/v",
        "thumbnail_url": "https://example.com/t",
    },
    "file": {"type": "file", "external_id": "F1", "source": "remote"},
    "call": {"type": "call", "call_id": "R1"},
    "card": CARD,
    "carousel": {"type": "carousel", "elements": [CARD]},
    "container": {
        "type": "container",
        "title": plain("t"),
        "child_blocks": [{"type": "divider"}],
    },
    "task_card": TASK,
    "plan": {"type": "plan", "title": "p", "tasks": [TASK]},
    "auth_provider": {
        "type": "auth_provider",
        "value": "v",
        "name": plain("n"),
        "is_connected": False,
    },
    "alert": {"type": "alert", "text": plain("a"), "level": "info"},
}

ELEMENTS: dict[str, Json] = {
    "button": BUTTON,
    "overflow": {"type": "overflow", "action_id": "a", "options": options(5)},
    "static_select": {"type": "static_select", "action_id": "a", "options": options(100)},
    "multi_static_select": {
        "type": "multi_static_select",
        "action_id": "a",
        "option_groups": [{"label": plain("g"), "options": options(2)}],
    },
    "external_select": {"type": "external_select", "action_id": "a", "min_query_length": 1},
    "users_select": {"type": "users_select", "action_id": "a", "initial_user": "U1"},
    "multi_users_select": {"type": "multi_users_select", "action_id": "a"},
    "conversations_select": {
        "type": "conversations_select",
        "action_id": "a",
        "filter": {"include": ["public"]},
    },
    "channels_select": {"type": "channels_select", "action_id": "a"},
    "datepicker": {"type": "datepicker", "action_id": "a", "initial_date": "2026-11-24"},
    "timepicker": {"type": "timepicker", "action_id": "a", "initial_time": "14:05"},
    "radio_buttons": {"type": "radio_buttons", "action_id": "a", "options": options(3)},
    "checkboxes": {"type": "checkboxes", "action_id": "a", "options": options(3)},
}

TOO_MUCH: list[tuple[str, tuple[str | int, ...], Any]] = [
    ("section", ("text", "text"), "x" * 3001),
    ("section", ("fields",), [mrkdwn("x")] * 11),
    ("section", ("block_id",), "x" * 256),
    ("section", ("accessory", "text", "text"), "x" * 76),
    ("section", ("accessory", "value"), "x" * 2001),
    ("section", ("accessory", "url"), "https://example.com/" + "x" * 3000),
    ("section", ("accessory", "action_id"), "x" * 256),
    ("section", ("accessory", "style"), "loud"),
    ("header", ("text", "text"), "x" * 151),
    ("image", ("image_url",), "https://example.com/" + "x" * 3000),
    ("image", ("alt_text",), "x" * 2001),
    ("image", ("title", "text"), "x" * 2001),
    ("actions", ("elements",), [{**BUTTON, "action_id": f"a{n}"} for n in range(26)]),
    ("context", ("elements",), [mrkdwn("x")] * 11),
    ("input", ("label", "text"), "x" * 2001),
    ("input", ("hint", "text"), "x" * 2001),
    ("markdown", ("text",), "x" * 12_001),
    ("video", ("title", "text"), "x" * 201),
    ("card", ("title", "text"), "x" * 151),
    ("card", ("body", "text"), "x" * 201),
    ("carousel", ("elements",), [CARD] * 11),
    ("container", ("child_blocks",), [{"type": "divider"}] * 11),
    ("task_card", ("status",), "unknown"),
    ("auth_provider", ("value",), "x" * 151),
    ("alert", ("level",), "loud"),
]

STRICTER: list[tuple[str, tuple[str | int, ...], Any]] = [
    ("section", ("fields",), [mrkdwn("x" * 2001)]),
    ("section", ("surprise",), True),
    ("context", ("elements",), []),
    ("context_actions", ("elements",), []),
    ("table", ("rows",), [[{"type": "raw_text", "text": "x"}]] * 101),
    ("table", ("rows", 0), [{"type": "raw_text", "text": "x"}] * 21),
    ("plan", ("tasks",), [TASK] * 51),
    ("alert", ("text", "text"), "x" * 201),
    ("input", ("element", "max_length"), 3001),
]
"""What Slack refuses and the SDK's models let pass."""


def test_every_block_type_has_a_sample() -> None:
    """No type that the sandbox takes goes untested."""
    assert BLOCKS.keys() == MODAL.keys()


@pytest.mark.parametrize("kind", BLOCKS)
def test_both_take_a_good_block(kind: str) -> None:
    """What the SDK builds without complaint, the sandbox takes."""
    assert by_sdk(BLOCKS[kind]) is None
    assert problems([BLOCKS[kind]], message=kind in MESSAGE) == []


@pytest.mark.parametrize("kind", ELEMENTS)
def test_both_take_a_good_element(kind: str) -> None:
    """So with each element, beside a section's text."""
    block = {"type": "section", "text": mrkdwn("x"), "accessory": ELEMENTS[kind]}
    assert by_sdk(block) is None
    assert problems([block]) == []


@pytest.mark.parametrize(("kind", "path", "value"), TOO_MUCH)
def test_both_refuse_too_much(kind: str, path: tuple[str | int, ...], value: Any) -> None:
    """What the SDK refuses, the sandbox refuses, too."""
    block = changed(BLOCKS[kind], path, value)
    assert by_sdk(block) is not None
    assert problems([block], message=kind in MESSAGE)


@pytest.mark.parametrize(("kind", "path", "value"), STRICTER)
def test_sandbox_refuses_what_slack_would(
    kind: str, path: tuple[str | int, ...], value: Any
) -> None:
    """Limits that only Slack's pages give are kept as well."""
    assert problems([changed(BLOCKS[kind], path, value)], message=kind in MESSAGE)


def test_whole_messages_have_limits_of_their_own() -> None:
    """Number of blocks, text in all, ids that repeat, an alert outside a modal."""
    assert refused([{"type": "divider"}] * 51) == "invalid_blocks"
    assert refused([{"type": "markdown", "text": "x" * 7000}] * 2) == "msg_blocks_too_long"
    assert refused([{"type": "section", "text": mrkdwn("x" * 3000)}] * 5) == "msg_blocks_too_long"
    assert refused([{"type": "section", "text": mrkdwn("x" * 190)}] * 50) is None
    assert refused([{"type": "section", "text": mrkdwn("x" * 252)}] * 45) == "msg_blocks_too_long"
    assert refused([{"type": "divider", "block_id": "b"}] * 2) == "invalid_blocks"
    assert refused([BLOCKS["alert"]]) == "invalid_blocks"
    assert refused({"type": "divider"}) == "invalid_blocks_format"
    assert refused([{"type": "divider"}] * 50) is None


def test_problems_point_to_their_place() -> None:
    """A refusal has Slack's words and the JSON pointer of the field."""
    with pytest.raises(SlackError) as refusal:
        check_message([{"type": "divider"}, {"type": "header", "text": plain("x" * 151)}])
    assert refusal.value.body() == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": ["must be less than 151 characters [json-pointer:/blocks/1/text/text]"],
        "response_metadata": {
            "messages": [
                "[ERROR] must be less than 151 characters [json-pointer:/blocks/1/text/text]"
            ]
        },
    }


VIEW: Json = {
    "type": "modal",
    "title": plain("T"),
    "submit": plain("S"),
    "blocks": [BLOCKS["input"]],
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", plain("x" * 25)),
        ("submit", plain("x" * 25)),
        ("close", plain("x" * 25)),
        ("private_metadata", "x" * 3001),
        ("callback_id", "x" * 256),
        ("blocks", [{"type": "divider"}] * 101),
    ],
)
def test_both_refuse_a_view_with_too_much(name: str, value: Any) -> None:
    """Views have the limits of the SDK's View."""
    assert check_view(VIEW, "modal") == VIEW
    view = {**VIEW, name: value}
    with pytest.raises(SlackObjectFormationError):
        View(**view).validate_json()
    with pytest.raises(SlackError):
        check_view(view, "modal")


def test_view_with_inputs_needs_a_submit_button() -> None:
    """And a very large one is refused as such."""
    with pytest.raises(SlackError, match="invalid_arguments"):
        check_view({**VIEW, "submit": None}, "modal")
    with pytest.raises(SlackError, match="view_too_large"):
        check_view({**VIEW, "blocks": [{"type": "markdown", "text": "x" * 260_000}]}, "modal")


def by_sdk(block: Json) -> str | None:
    """What the SDK's models say against a block and its parts, or None."""
    try:
        for each in parts(deepcopy(block)):
            parsed = Block.parse(each)
            assert parsed is not None, each
            parsed.validate_json()
            element = getattr(parsed, "accessory", None) or getattr(parsed, "element", None)
            for inner in (element, getattr(element, "text", None), getattr(parsed, "text", None)):
                if inner is not None and hasattr(inner, "validate_json"):
                    inner.validate_json()
    except SlackObjectFormationError as refusal:
        return str(refusal)
    return None


def parts(block: Json) -> Iterator[Json]:
    """The block and the blocks inside it."""
    yield block
    yield from block.get("child_blocks", [])
    if block["type"] == "carousel":
        yield from block["elements"]


def changed(block: Json, path: tuple[str | int, ...], value: Any) -> Json:
    """A copy with another value at a place."""
    copy = deepcopy(block)
    inner: Any = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copy


def refused(blocks: Any) -> str | None:
    """The error code of a message with these blocks, or None."""
    try:
        check_message(blocks)
    except SlackError as refusal:
        return refusal.code
    return None
