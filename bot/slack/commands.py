"""`/incident …`: everything that is typed."""

from typing import Any

from bot.slack.desk import Desk, channel_of, place_of, user_of
from bot.slack.spoken import typed
from bot.slack.views import answers
from bot.slack.views.forms import declare_form
from bot.slack.workspace import SlackAway, SlackRefusal
from core import views
from core.commands import Answer
from core.store.jobs import RetryLater

NO_FORM = "Slack didn't open the form. Type it instead: `{command} what is wrong`"


async def run(desk: Desk, body: dict[str, Any], request_id: str) -> dict[str, Any] | None:
    """Do what was typed; the answer is seen by its author alone."""
    actor = desk.person(*user_of(body), request_id)
    channel = channel_of(body)
    here = await desk.store.read(
        views.incident_of_channel, actor, desk.workspace.workspace_id, channel
    )
    result = await desk.commands.run(
        actor,
        typed(str(body.get("text", ""))),
        here=here,
        delivery=delivery_of(body),
        source="slack",
    )
    if result.kind == "form":
        return await _open_form(desk, body)
    return answers.answer(result)


def delivery_of(body: dict[str, Any]) -> str | None:
    """What names this request, so that one delivered twice is done once."""
    trigger = body.get("trigger_id")
    return f"trigger:{trigger}" if trigger else None


async def _open_form(desk: Desk, body: dict[str, Any]) -> dict[str, Any] | None:
    place = place_of(body)
    origin = {"channel": place.channel, "response_url": place.response_url}
    try:
        await desk.workspace.call(
            "views.open", trigger_id=body.get("trigger_id"), view=declare_form(origin=origin)
        )
    except (SlackRefusal, SlackAway, RetryLater):
        text = NO_FORM.format(command=body.get("command", desk.commands.prefix))
        return answers.answer(Answer("said", text))
    return None
