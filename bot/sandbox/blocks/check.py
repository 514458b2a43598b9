"""Whole messages and views held against the limits; the answers are Slack's error codes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import SlackError
from ..store import Document
from .layout import MARKDOWN_LIMIT, MESSAGE, MESSAGE_BLOCKS, MODAL, VIEW_BLOCKS
from .objects import ID, TYPE, plain
from .shapes import Report, anything, boolean, by_type, listing, record, string

BLOCKS_LIMIT = 13_200
BLOCK_COST = 70
"""All text in a message's blocks, and something for each block, beyond which Slack answers
`msg_blocks_too_long`. Neither number is published; these agree with what was measured: markdown
alone passes up to 13,297 characters (slackapi/bolt-js issue 2509), 50 blocks with 9,597 pass and
45 with 11,341 do not (issue 2867)."""

METADATA_LIMIT = 4_096
"""Bytes of a message's metadata. Slack has the error `metadata_too_large` but no number that could
be found; this is a cautious one."""

VIEW_LIMIT = 250 * 1024
"""Bytes of a view (error `view_too_large`, https://docs.slack.dev/reference/methods/views.open)."""


def _submit_beside_inputs(view: Mapping[str, Any]) -> str | None:
    """`submit` is required when there is an input block (https://docs.slack.dev/surfaces/modals)."""
    blocks = view.get("blocks")
    held = blocks if isinstance(blocks, list) else []
    if view.get("submit") or not any(
        isinstance(b, dict) and b.get("type") == "input" for b in held
    ):
        return None
    return "missing required field: submit"


MODAL_VIEW = record(
    {
        "type": TYPE,
        "title": plain(24),
        "submit": plain(24),
        "close": plain(24),
        "blocks": listing(by_type(MODAL), 1, VIEW_BLOCKS),
        "private_metadata": string(3000),
        "callback_id": ID,
        "external_id": ID,
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
    required=("type", "title", "blocks"),
    rules=(_submit_beside_inputs,),
)
"""Title, submit and close 24 characters, private_metadata 3,000 (`slack_sdk.models.views.View`)."""

HOME_VIEW = record(
    {
        "type": TYPE,
        "blocks": listing(by_type(MODAL), 0, VIEW_BLOCKS),
        "private_metadata": string(3000),
        "callback_id": ID,
        "external_id": ID,
        "title": anything,
    },
    required=("type", "blocks"),
)


def problems(blocks: Any, message: bool = True) -> list[str]:
    """What Slack would say about a list of blocks; nothing when it would take them."""
    report = Report()
    kinds = MESSAGE if message else MODAL
    most = MESSAGE_BLOCKS if message else VIEW_BLOCKS
    listing(by_type(kinds), 0, most)(blocks, "/blocks", report)
    if not report.problems:
        _unique_ids(blocks, report)
    return report.problems


def check_message(blocks: Any) -> None:
    """`invalid_blocks_format`, `invalid_blocks` or `msg_blocks_too_long`, unless all is well."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    found = problems(blocks)
    if found:
        raise refusal("invalid_blocks", found)
    markdown = sum(len(b["text"]) for b in blocks if b["type"] == "markdown")
    size = sum(map(len, texts(blocks))) + BLOCK_COST * len(blocks)
    if markdown > MARKDOWN_LIMIT or size > BLOCKS_LIMIT:
        raise SlackError("msg_blocks_too_long")


def check_view(view: Any, *kinds: str) -> Document:
    """The view if it is one of `kinds`; `invalid_arguments`, `view_too_large` otherwise."""
    if not isinstance(view, dict) or view.get("type") not in kinds:
        raise refusal("invalid_arguments", [f"view.type must be one of {', '.join(kinds)}"])
    if len(json.dumps(view).encode()) > VIEW_LIMIT:
        raise SlackError("view_too_large")
    report = Report()
    (MODAL_VIEW if view["type"] == "modal" else HOME_VIEW)(view, "/view", report)
    if not report.problems:
        _unique_ids(view["blocks"], report, "/view/blocks")
    if report.problems:
        raise refusal("invalid_arguments", report.problems)
    return view


def check_metadata(metadata: Any) -> None:
    """`invalid_metadata_format` or `metadata_too_large`, unless all is well."""
    if not isinstance(metadata, dict) or not metadata.keys() <= {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_format")
    named = isinstance(metadata.get("event_type"), str)
    if metadata and not (named and isinstance(metadata.get("event_payload"), dict)):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > METADATA_LIMIT:
        raise SlackError("metadata_too_large")


def refusal(code: str, found: list[str]) -> SlackError:
    """The error with every problem in it, in both places where Slack puts them."""
    messages = [f"[ERROR] {problem}" for problem in found]
    return SlackError(code, errors=found, response_metadata={"messages": messages})


def texts(value: Any) -> Iterator[str]:
    """Every `text` string anywhere inside."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name == "text" and isinstance(each, str):
                yield each
            else:
                yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def _unique_ids(blocks: list[Document], report: Report, pointer: str = "/blocks") -> None:
    """block_id is unique in a message; action_id in its block (docs: blocks, block elements)."""
    seen: set[str] = set()
    for index, each in enumerate(blocks):
        if each.get("block_id") in seen:
            report.add(f"{pointer}/{index}/block_id", "block_id already exists")
        seen.add(each.get("block_id") or f"#{index}")
        actions = [e["action_id"] for e in each.get("elements", []) if e.get("action_id")]
        if len(actions) != len(set(actions)):
            report.add(f"{pointer}/{index}/elements", "action_id already exists")
