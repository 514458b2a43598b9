"""conversations.history and conversations.replies."""

from __future__ import annotations

import re

from .. import messages
from ..arguments import Arguments
from ..call import Call, Method
from ..errors import SlackError
from ..store import Document
from .paging import cursor_of, limit_of, value_of

MOST = 999
"""The largest page of either method (https://docs.slack.dev/reference/methods/conversations.history)."""

EARLIEST, LATEST = "0000000000.000000", "9999999999.999999"
TS = re.compile(r"\d+(\.\d+)?")


def history(call: Call) -> Document:
    """A channel's messages, newest first; `oldest` and `latest` count only with `inclusive`."""
    channel = call.seated(call.channel("history"))
    oldest, latest = _bounds(call.arguments)
    limit = limit_of(call.arguments, most=MOST)
    cursor = call.arguments.text("cursor")
    if cursor:
        latest = min(latest, value_of(cursor))
    found = messages.history(call.work, channel["id"], oldest, latest, limit + 1)
    more = found[limit]["ts"] if len(found) > limit else None
    return _answer(call, channel, found[:limit], more) | {"pin_count": 0}


def replies(call: Call) -> Document:
    """A thread, the root first; a reply's own ts gives that reply alone."""
    channel = call.seated(call.channel("history"))
    ts = call.arguments.required("ts")
    root = messages.find(call.work, channel["id"], ts, "thread_not_found")
    if root.get("thread_ts", ts) != ts:
        return _answer(call, channel, [root], None)
    oldest, latest = _bounds(call.arguments)
    limit = limit_of(call.arguments, most=MOST)
    cursor = call.arguments.text("cursor")
    if cursor:
        oldest = max(oldest, value_of(cursor))
    found = messages.thread(call.work, channel["id"], ts, oldest, latest, limit + 1)
    more = found[limit]["ts"] if len(found) > limit else None
    return _answer(call, channel, found[:limit], more)


def _bounds(arguments: Arguments) -> tuple[str, str]:
    """Both ends as padded ts, so that they compare as text; open ends unless `inclusive`."""
    inclusive = arguments.flag("inclusive")
    oldest = _padded(arguments.text("oldest"), "invalid_ts_oldest") or EARLIEST
    latest = _padded(arguments.text("latest"), "invalid_ts_latest") or LATEST
    if inclusive:
        return oldest, latest
    return _moved(oldest, 1) if oldest != EARLIEST else oldest, _moved(latest, -1)


def _padded(ts: str, error: str) -> str:
    if not ts or ts in {"0", "now"}:
        return ""
    if not TS.fullmatch(ts):
        raise SlackError(error)
    seconds, _, micros = ts.partition(".")
    return f"{int(seconds):010d}.{micros[:6]:0<6}"


def _moved(ts: str, by: int) -> str:
    seconds, _, micros = ts.partition(".")
    total = int(seconds) * 1_000_000 + int(micros) + by
    return f"{total // 1_000_000:010d}.{total % 1_000_000:06d}"


def _answer(call: Call, channel: Document, found: list[Document], more: str | None) -> Document:
    metadata = call.arguments.flag("include_all_metadata")
    answer: Document = {
        "messages": [messages.describe(call.work, channel["id"], m, metadata) for m in found],
        "has_more": more is not None,
    }
    if more is not None:
        answer["response_metadata"] = {"next_cursor": cursor_of(more)}
    return answer


METHODS = {
    "conversations.history": Method(history, tier=3),
    "conversations.replies": Method(replies, tier=3),
}
