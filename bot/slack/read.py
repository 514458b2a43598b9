"""What we read of Slack when somebody points at it."""

from typing import Any

import structlog

from bot.slack.desk import Desk
from bot.slack.workspace import SlackRefusal

log = structlog.get_logger(__name__)


async def message_at(desk: Desk, channel: str, ts: str) -> dict[str, Any]:
    """A message with its thread; empty when Slack doesn't give it."""
    try:
        answer = await desk.workspace.call(
            "reactions.get", channel=channel, timestamp=ts, full=True
        )
        return dict(answer.get("message") or {})
    except SlackRefusal as refusal:
        log.info("slack.message_not_read", error=refusal.code)
        return {}
