"""Slack's events: kept in the inbox before they are answered, done by a job.

👀 on a card acknowledges; 📌 and ⏱ keep a message on the timeline, and taking
them back takes it off. Our own messages tell where a post in doubt ended; a log
that somebody pastes is offered to them as evidence.
"""

from typing import Any

from bot.slack import pasted, read, tell
from bot.slack.desk import Desk, Place
from bot.slack.spoken import typed
from bot.slack.workspace import SlackRefusal, job_of
from core import inbox, incidents, notes, posts, views
from core.actor import Actor, system
from core.domain.incident import incident_name
from core.errors import TocsinError
from core.store.jobs import Job
from core.store.work import Work

ACKNOWLEDGE = frozenset({"eyes"})
KEEP = frozenset({"pushpin", "round_pushpin", "stopwatch"})
SAID_BY_PEOPLE = (None, "file_share", "thread_broadcast")
UNDERSTOOD, NOT_UNDERSTOOD = "ok", "question"
NOT_OURS = (
    "That message is in no incident's thread or channel, so it can't be kept on a timeline. "
    "Use *Declare incident* in its menu, or keep one from an incident's thread."
)
HARMLESS = frozenset({"already_reacted", "no_reaction", "message_not_found", "missing_scope"})


async def message(desk: Desk, body: dict[str, Any], request_id: str) -> None:
    """Our own message: note where it stands. Of others only a log gets an answer, in private."""
    event = body.get("event") or {}
    if not event.get("bot_id") and event.get("subtype") in SAID_BY_PEOPLE and event.get("user"):
        if pasted.reads_like_a_log(event):
            await pasted.offer(desk, event, request_id)
        return
    job = job_of(event)
    ours = desk.workspace.bot_id and event.get("bot_id") == desk.workspace.bot_id
    if job is None or not ours or event.get("subtype") not in (None, "bot_message"):
        return
    await desk.store.write(
        posts.stands, system("slack"), job, str(event["channel"]), str(event["ts"])
    )


async def accept_reaction(desk: Desk, body: dict[str, Any], request_id: str) -> None:
    """Keep a reaction that means something in the inbox, with the job that does it."""
    event = body.get("event") or {}
    meaningful = event.get("reaction") in ACKNOWLEDGE | KEEP
    mine = event.get("user") == desk.workspace.bot_user_id
    if not meaningful or mine or (event.get("item") or {}).get("type") != "message":
        return
    actor = desk.person(str(event.get("user", "")), "", request_id)
    await desk.store.write(_accept, actor, str(body.get("event_id", "")) or request_id, event)


def _accept(work: Work, actor: Actor, event_id: str, event: dict[str, Any]) -> None:
    if not inbox.accept(work, actor, "slack", event_id, event):
        return
    lane = f"reactions:{event['item'].get('channel')}"
    work.job("take_reaction", lane=lane, args={"event_id": event_id, "event": event}, actor=actor)


async def take_reaction(desk: Desk, job: Job) -> None:
    """Do what a reaction means, and answer it with 🆗 or ❓."""
    event = job.args["event"]
    channel, ts = str(event["item"]["channel"]), str(event["item"]["ts"])
    user = str(event["user"])
    actor = desk.person(user, await _name(desk, user), job.request_id)
    found = await read.message_at(desk, channel, ts)
    number = await _incident_of(desk, actor, channel, ts, found)
    if number is None:
        if event["reaction"] in KEEP and event["type"] == "reaction_added":
            await tell.later(desk, actor, Place(channel), NOT_OURS)
    else:
        await _act(desk, actor, number, event, found)
    await desk.store.write(_settle, actor, job.args["event_id"], number)


def _settle(work: Work, _actor: Actor, event_id: str, number: int | None) -> None:
    outcome = {"incidents": [incident_name(number)] if number else []}
    inbox.settle_delivery(work, "slack", event_id, outcome)


async def _act(
    desk: Desk, actor: Actor, number: int, event: dict[str, Any], found: dict[str, Any]
) -> None:
    channel, ts = str(event["item"]["channel"]), str(event["item"]["ts"])
    added = event["type"] == "reaction_added"
    try:
        if event["reaction"] in ACKNOWLEDGE:
            if added and await _is_triage(desk, actor, number, channel, ts):
                await desk.store.write(incidents.acknowledge, actor, number)
            return
        if not added:
            await desk.store.write(notes.unkeep, actor, number, channel, ts)
            return
        kept = notes.KeptMessage(
            channel=channel,
            ts=ts,
            author=await _name(desk, str(found.get("user") or event.get("item_user") or "")),
            text=typed(str(found.get("text", ""))) or "(a message without text)",
        )
        if await desk.store.write(notes.keep, actor, number, kept):
            await _react(desk, channel, ts, UNDERSTOOD)
    except TocsinError as error:
        await _react(desk, channel, ts, NOT_UNDERSTOOD)
        await tell.later(desk, actor, Place(channel), error.detail)


async def _is_triage(desk: Desk, actor: Actor, number: int, channel: str, ts: str) -> bool:
    """Whether the message is the incident's card or its analysis."""
    for purpose in ("card", "announcement", "analysis"):
        post = await desk.store.read(posts.of_purpose, actor, number, purpose)
        if post is not None and (post.channel, post.ts) == (channel, ts):
            return True
    return False


async def _incident_of(
    desk: Desk, actor: Actor, channel: str, ts: str, found: dict[str, Any]
) -> int | None:
    root = str(found.get("thread_ts") or ts)
    return await desk.store.read(
        views.incident_of_message, actor, desk.workspace.workspace_id, channel, root, ts
    )


async def _name(desk: Desk, user: str) -> str:
    """How a person is called; their id where Slack doesn't tell."""
    if not user:
        return "somebody"
    try:
        answer = await desk.workspace.call("users.info", user=user)
    except SlackRefusal:
        return user
    person = answer.get("user") or {}
    # the name that commands carry, too, so that one person is called one thing
    return str(person.get("name") or user)


async def _react(desk: Desk, channel: str, ts: str, name: str) -> None:
    try:
        await desk.workspace.call("reactions.add", channel=channel, timestamp=ts, name=name)
    except SlackRefusal as refusal:
        if refusal.code not in HARMLESS:
            raise
