"""A log in an incident's thread: its author is offered, once, to add it to the evidence.

Nothing that is said there becomes evidence by itself. The offer is seen by the author alone;
the message is read again when its button is clicked.
"""

import re
from typing import Any

from bot.slack import read, tell
from bot.slack.desk import Desk, Place, channel_of, user_of
from bot.slack.spoken import typed
from bot.slack.views.pasted import offer_blocks, offer_text
from bot.slack.workspace import SlackRefusal
from core import analysis, evidence, inbox, views
from core.actor import Actor
from core.domain.incident import incident_name, parse_incident_id, readable
from core.errors import Problem, TocsinError
from core.store.jobs import Job
from core.store.work import Work

LEAST_LINES = 3
LARGEST_FILE_BYTES = 10 * 1024 * 1024
# the ways in which log lines begin or go on: a time of day, a level, JSON, a stack frame
LOG_LINE = re.compile(
    r"\d{1,2}:\d{2}:\d{2}|\b(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRIT(?:ICAL)?|PANIC)\b|"
    r"\blevel[\"']?[=:]|^\s+at\s|^Traceback|^Caused by:|^\s+File \"|^\s*\{\"|\bException\b"
)
TEXT_FILE = re.compile(
    r"\.(?:log|txt|out|err|json|jsonl|ndjson|csv|trace)(?:\.\d+)?\Z", re.IGNORECASE
)
CODE_BLOCK = re.compile(r"```(?:[a-z]*\n)?(.*?)\n?```", re.DOTALL)
NOT_GIVEN = (
    "Slack didn't give me that log ({why}). Paste it: `{command} logs {incident} <lines>`, "
    "or send it through the API."
)


def reads_like_a_log(event: dict[str, Any]) -> bool:
    """Whether a message holds, or has attached, what can only be a log."""
    if any(is_text(file) for file in event.get("files") or ()):
        return True
    lines = [line for line in lines_of(str(event.get("text", ""))) if line.strip()]
    known = sum(LOG_LINE.search(line) is not None for line in lines)
    return len(lines) >= LEAST_LINES and 2 * known >= len(lines)


def is_text(file: dict[str, Any]) -> bool:
    """Whether an attached file can be read as lines of text."""
    kind = str(file.get("mimetype", ""))
    named = TEXT_FILE.search(str(file.get("name", ""))) is not None
    return named or kind.startswith("text/") or kind == "application/json"


def lines_of(text: str) -> list[str]:
    """The lines that somebody pasted: those in code blocks, or all where there is none."""
    plain = typed(text).strip("\n")
    return "\n".join(CODE_BLOCK.findall(plain) or [plain]).split("\n")


async def offer(desk: Desk, event: dict[str, Any], request_id: str) -> None:
    """Promise the offer to the author, once for an incident and author."""
    actor = desk.person(str(event.get("user", "")), "", request_id)
    workspace_id = desk.workspace.workspace_id
    channel, ts = str(event["channel"]), str(event["ts"])
    root = str(event.get("thread_ts") or ts)
    number = await desk.store.read(
        views.incident_of_message, actor, workspace_id, channel, root, ts
    )
    if number is not None:
        await desk.store.write(_offer, actor, number, event)


def _offer(work: Work, actor: Actor, number: int, event: dict[str, Any]) -> None:
    author, name = actor.principal.external_id, incident_name(number)
    channel, ts = str(event["channel"]), str(event["ts"])
    if not inbox.first(work, actor, f"log-offer:{actor.principal.workspace_id}:{name}:{author}"):
        return
    args = {
        "user": author,
        "channel": channel,
        "response_url": "",
        "text": offer_text(name),
        "blocks": offer_blocks(name, f"{name} {channel} {ts}"),
    }
    if event.get("thread_ts"):
        args["thread_ts"] = str(event["thread_ts"])
    work.job("tell", lane=f"tell:{author}", args=args, actor=actor)


async def add_log(desk: Desk, body: dict[str, Any], request_id: str) -> None:
    """*Add as log*: promise to read the message and to add what it holds."""
    actor = desk.person(*user_of(body), request_id)
    name, _, place = str((body.get("actions") or [{}])[0].get("value", "")).partition(" ")
    channel, _, ts = place.partition(" ")
    if parse_incident_id(name) is None or not ts or channel != channel_of(body):
        raise Problem("This button doesn't say which log it is about.")
    args = {"incident": name, "channel": channel, "ts": ts, "user": list(user_of(body))}
    await desk.store.write(_promise, actor, args)


def _promise(work: Work, actor: Actor, args: dict[str, Any]) -> None:
    work.job("add_log", lane=f"logs:{args['incident']}", args=args, actor=actor)


async def run(desk: Desk, job: Job) -> None:
    """Read the message and its files, add their lines once, and tell what came of it."""
    args = job.args
    user, called = args["user"]
    actor = desk.person(user, called, job.request_id)
    place, name = Place(args["channel"]), str(args["incident"])
    try:
        lines = await _lines(desk, args["channel"], args["ts"])
        delivery = f"log:{args['channel']}:{args['ts']}"
        said = await desk.store.write(_add, actor, parse_incident_id(name) or 0, lines, delivery)
    except SlackRefusal as refusal:
        why = f"{refusal.code}. {refusal.remedy}".strip(". ")
        said = NOT_GIVEN.format(why=why, command=desk.commands.prefix, incident=name)
    except TocsinError as error:
        said = error.detail
    await tell.later(desk, actor, place, said)


async def _lines(desk: Desk, channel: str, ts: str) -> list[str]:
    found = await read.message_at(desk, channel, ts)
    text = str(found.get("text", ""))
    files = [file for file in found.get("files") or () if is_text(file)]
    said = not files or reads_like_a_log({"text": text})
    lines = lines_of(text) if text.strip() and said else []
    for file in files:
        address = str(file.get("url_private_download") or file.get("url_private") or "")
        content = await desk.workspace.download(address, LARGEST_FILE_BYTES)
        lines += content.decode("utf-8", "replace").rstrip("\n").split("\n")
    return [readable(line.rstrip("\r")) for line in lines]


def _add(work: Work, actor: Actor, number: int, lines: list[str], delivery: str) -> str:
    name = incident_name(number)

    def use_case(inner: Work, by: Actor) -> tuple[str, dict[str, Any]]:
        evidence.add(inner, by, number, lines)
        analysis.request(inner, by, number)
        count = f"{len(lines)} line{'s' if len(lines) != 1 else ''}"
        return f"Added {count} to {name}; the analysis in its thread is renewed.", {}

    return inbox.once(
        work, actor, delivery, use_case, lambda _kept: f"{name} has that log already."
    )
