"""*Declare incident*: the global shortcut, the one in a message's menu, and their form."""

import json
from typing import Any

from bot.slack import tell
from bot.slack.commands import delivery_of
from bot.slack.desk import Desk, Place, place_of, user_of
from bot.slack.spoken import typed
from bot.slack.views.forms import SUGGEST, declare_form, read_form
from bot.slack.workspace import SlackAway, SlackRefusal
from core.domain.incident import parse_severity
from core.errors import Problem, Unavailable
from core.store.jobs import RetryLater
from core.views import slack_reference

TITLE_FROM_MESSAGE = 150


async def declare_incident(
    desk: Desk, body: dict[str, Any], _request_id: str
) -> dict[str, Any] | None:
    """The empty form."""
    await _open(desk, body, declare_form())
    return None


async def declare_incident_from_message(
    desk: Desk, body: dict[str, Any], _request_id: str
) -> dict[str, Any] | None:
    """The form, filled from the message."""
    message = body.get("message") or {}
    text = typed(str(message.get("text", ""))).strip()
    first = text.split("\n", 1)[0]
    place = place_of(body)
    origin = {
        "channel": place.channel,
        "ts": str(message.get("ts", "")),
        "response_url": place.response_url,
    }
    title = first if len(first) <= TITLE_FROM_MESSAGE else f"{first[: TITLE_FROM_MESSAGE - 1]}…"
    described = text if text != title else ""
    await _open(desk, body, declare_form(title=title, description=described, origin=origin))
    return None


async def _open(desk: Desk, body: dict[str, Any], view: dict[str, Any]) -> None:
    try:
        await desk.workspace.call("views.open", trigger_id=body.get("trigger_id"), view=view)
    except (SlackRefusal, SlackAway, RetryLater) as error:
        raise Unavailable(f"Slack didn't open the form ({error}). Try again.") from None


async def submit_declaration(
    desk: Desk, body: dict[str, Any], request_id: str
) -> dict[str, Any] | None:
    """Declare what the form says; the answer follows as a message for its author alone."""
    actor = desk.person(*user_of(body), request_id)
    view = body.get("view") or {}
    fields = read_form(view)
    origin = _origin(view)
    title = str(fields.get("title", "")).strip()
    if not title:
        return {"response_action": "errors", "errors": {"title": "Say what is wrong."}}
    chosen = fields.get("severity", SUGGEST)
    answer = await desk.commands.declare(
        actor,
        title,
        None if chosen == SUGGEST else parse_severity(chosen),
        description=str(fields.get("description", "")),
        logs=str(fields["logs"]).split("\n") if fields.get("logs") else None,
        service=fields.get("service"),
        team=fields.get("team"),
        delivery=delivery_of(body),
        source="slack",
        source_ref=slack_reference(origin["channel"], origin["ts"]) if origin.get("ts") else None,
    )
    if answer.incident is None:
        raise Problem("Say what is wrong.")
    if answer.created:
        place = Place(origin.get("channel", ""), origin.get("response_url", ""))
        await tell.later(desk, actor, place, answer)
    return None


def _origin(view: dict[str, Any]) -> dict[str, str]:
    try:
        origin = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in origin.items()} if isinstance(origin, dict) else {}
