"""Buttons and menus, on cards and under answers."""

from typing import Any

from bot.slack import tell as telling
from bot.slack.commands import delivery_of
from bot.slack.desk import Desk, place_of, user_of
from core import incidents
from core.commands import Answer
from core.domain.incident import incident_name, parse_incident_id
from core.errors import Problem

Body = dict[str, Any]


def _value(body: Body) -> str:
    action = (body.get("actions") or [{}])[0]
    chosen = action.get("selected_option") or {}
    return str(chosen.get("value") or action.get("value") or "")


def _number(body: Body) -> int:
    number = parse_incident_id(_value(body).split(" ")[0])
    if number is None:
        raise Problem("This button doesn't say which incident it is about.")
    return number


async def _say(desk: Desk, body: Body, request_id: str, sentence: str) -> None:
    """Run a sentence of the grammar for the person who clicked; the card shows what came of it."""
    actor = desk.person(*user_of(body), request_id)
    await desk.commands.run(actor, sentence, delivery=delivery_of(body), source="slack")


async def acknowledge(desk: Desk, body: Body, request_id: str) -> None:
    """*Acknowledge*: the person is on it."""
    actor = desk.person(*user_of(body), request_id)
    command = f"ack {incident_name(_number(body))}"
    answer = await desk.commands.run(actor, command, delivery=delivery_of(body), source="slack")
    if "already" in answer.text:
        await telling.later(desk, actor, place_of(body), answer)


async def resolve(desk: Desk, body: Body, request_id: str) -> None:
    """*Resolve*."""
    await _say(desk, body, request_id, f"resolve {incident_name(_number(body))}")


async def close(desk: Desk, body: Body, request_id: str) -> None:
    """*Close*."""
    await _say(desk, body, request_id, f"close {incident_name(_number(body))}")


async def reopen(desk: Desk, body: Body, request_id: str) -> None:
    """*Reopen*."""
    await _say(desk, body, request_id, f"reopen {incident_name(_number(body))}")


async def analyze(desk: Desk, body: Body, request_id: str) -> None:
    """*Analyze again*."""
    await _say(desk, body, request_id, f"analyze {incident_name(_number(body))}")


async def draft_rca(desk: Desk, body: Body, request_id: str) -> None:
    """*Draft RCA*: it comes in the thread."""
    await _say(desk, body, request_id, f"rca {incident_name(_number(body))}")


async def review_rca(desk: Desk, body: Body, request_id: str) -> None:
    """*Send to review*."""
    await _say(desk, body, request_id, f"rca {incident_name(_number(body))} review")


async def approve_rca(desk: Desk, body: Body, request_id: str) -> None:
    """*Approve* the RCA."""
    await _say(desk, body, request_id, f"rca {incident_name(_number(body))} approve")


async def keep_severity(desk: Desk, body: Body, request_id: str) -> None:
    """*Keep*: the suggested severity is the person's now."""
    actor = desk.person(*user_of(body), request_id)
    number = _number(body)
    incident = await desk.store.read(desk.views.get, actor, number)
    await desk.store.write(incidents.rate, actor, number, incident.severity)


async def change_severity(desk: Desk, body: Body, request_id: str) -> None:
    """The severity menu; its options are `INC-42 high`."""
    name, _, severity = _value(body).partition(" ")
    await _say(desk, body, request_id, f"severity {name} {severity}")


async def undo(desk: Desk, body: Body, request_id: str) -> None:
    """*Undo* under the answer to a declaration."""
    actor = desk.person(*user_of(body), request_id)
    number = _number(body)
    await desk.store.write(incidents.undo_declaration, actor, number)
    answer = Answer("said", f"{incident_name(number)} is undone; nothing is left of it.")
    await telling.later(desk, actor, place_of(body), answer)


async def run_command(desk: Desk, body: Body, request_id: str) -> None:
    """A choice under *Which incident?* or *Did you mean …?*."""
    actor = desk.person(*user_of(body), request_id)
    answer = await desk.commands.run(
        actor, _value(body), delivery=delivery_of(body), source="slack"
    )
    await telling.later(desk, actor, place_of(body), answer)


async def tell(desk: Desk, body: Body, request_id: str, detail: str) -> None:
    """Tell the person who clicked why it was not done."""
    actor = desk.person(*user_of(body), request_id)
    await telling.later(desk, actor, place_of(body), detail)
