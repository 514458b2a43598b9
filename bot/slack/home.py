"""An incident's home: its channel or thread, its card, and the announcement."""

import re
import unicodedata

import structlog

from bot.slack.desk import Desk
from bot.slack.views import card as views
from bot.slack.workspace import SlackRefusal
from core import homes, posts
from core.domain.incident import Incident
from core.errors import NotFound
from core.store.jobs import GiveUp, Job

CHANNEL_NAME_LIMIT = 80
# a workspace may forbid it, the app may lack the scope, a name may be held by somebody else
NO_OWN_CHANNEL = frozenset(
    {
        "missing_scope",
        "restricted_action",
        "user_is_restricted",
        "no_permission",
        "name_taken",
        "invalid_name_specials",
        "is_archived",
    }
)
HARMLESS = frozenset(
    {
        "already_archived",
        "already_in_channel",
        "cant_invite_self",
        "already_pinned",
        "user_not_found",
        "cant_invite",
        "missing_scope",
        "too_many_pins",
        "user_is_restricted",
        "user_is_ultra_restricted",
    }
)

log = structlog.get_logger(__name__)


async def open_home(desk: Desk, job: Job) -> None:
    """Give the incident a channel or a thread, and post its card there."""
    actor = desk.for_job(job)
    incident = await _incident(desk, job)
    if incident is None:
        await _leave(desk, job)
        return
    try:
        home = await desk.store.read(homes.of, actor, incident.number)
        if home is None:
            home = await _settle(desk, job, incident)
        ts = await desk.workspace.post(
            actor,
            job,
            purpose="card",
            channel=home.channel,
            text=views.card_text(incident),
            blocks=views.card(incident),
        )
        link = await _permalink(desk, home.channel, ts)
        await desk.store.write(homes.card_stands, actor, incident.number, ts, link)
    except NotFound:
        await _leave(desk, job)


async def _leave(desk: Desk, job: Job) -> None:
    """The incident was undone while its home was being opened: nothing stays behind."""
    actor = desk.for_job(job)
    card = await desk.store.read(posts.by_job, actor, job.id)
    if card is not None and card.ts is not None:
        await _delete(desk, card.channel, card.ts)
    home = await desk.store.read(homes.of, actor, job.incident_id or 0)
    if home is not None and home.own_channel:
        await _try(desk, "conversations.archive", channel=home.channel)


async def _settle(desk: Desk, job: Job, incident: Incident) -> homes.Home:
    actor = desk.for_job(job)
    announcement = await _announcement_channel(desk)
    own = None
    if incident.severity.at_least(desk.channel_severity):
        own = await _own_channel(desk, incident)
    channel, name = own or (announcement, desk.channel)
    try:
        return await desk.store.write(
            homes.settle_in,
            actor,
            incident.number,
            channel=channel,
            channel_name=name,
            own_channel=own is not None,
            announcement_channel=announcement if own is not None else None,
        )
    except NotFound:
        if own is not None:
            await _try(desk, "conversations.archive", channel=channel)
        raise


async def _announcement_channel(desk: Desk) -> str:
    """The id of the announcement channel, joined if need be.

    Raises:
        GiveUp: with the one thing to do.
    """
    wanted = desk.channel.lstrip("#")
    if re.fullmatch(r"[CG][A-Z0-9]{6,}", wanted):
        return wanted
    cursor = None
    while True:
        page = await desk.workspace.call(
            "conversations.list",
            types="public_channel",
            exclude_archived=True,
            limit=200,
            cursor=cursor,
        )
        for channel in page.get("channels", []):
            if channel.get("name") == wanted:
                if not channel.get("is_member"):
                    await desk.workspace.call("conversations.join", channel=channel["id"])
                return str(channel["id"])
        cursor = page.get("response_metadata", {}).get("next_cursor")
        if not cursor:
            break
    raise GiveUp(
        f"There is no channel #{wanted} that the bot can see: create it and invite the bot, "
        "or set SLACK_CHANNEL to another name or id."
    )


def channel_name(incident: Incident) -> str:
    """`inc-42-short-title`: at most 80 characters of a-z, 0-9 and hyphens."""
    flat = unicodedata.normalize("NFKD", incident.title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", flat)
    name = incident.id.lower()
    for word in words[:6]:
        if len(name) + 1 + len(word) > CHANNEL_NAME_LIMIT:
            break
        name += f"-{word}"
    return name


async def _own_channel(desk: Desk, incident: Incident) -> tuple[str, str] | None:
    """The incident's own channel; None where the workspace doesn't let us make one."""
    name = channel_name(incident)
    try:
        made = await desk.workspace.call("conversations.create", name=name)
        return str(made["channel"]["id"]), name
    except SlackRefusal as refusal:
        if refusal.code not in NO_OWN_CHANNEL:
            raise
        if refusal.code == "name_taken" and (ours := await _made_before(desk, name)):
            return ours, name
        log.warning("slack.no_own_channel", error=refusal.code, incident=incident.id)
        return None


async def _made_before(desk: Desk, name: str) -> str | None:
    """The channel that an earlier attempt made before it was cut off."""
    cursor = None
    while True:
        page = await desk.workspace.call(
            "conversations.list", types="public_channel", limit=200, cursor=cursor
        )
        for channel in page.get("channels", []):
            if channel.get("name") == name and channel.get("creator") == desk.workspace.bot_user_id:
                return str(channel["id"])
        cursor = page.get("response_metadata", {}).get("next_cursor")
        if not cursor:
            return None


async def _permalink(desk: Desk, channel: str, ts: str) -> str | None:
    try:
        answer = await desk.workspace.call("chat.getPermalink", channel=channel, message_ts=ts)
    except SlackRefusal:
        return None
    return str(answer.get("permalink") or "") or None


async def furnish(desk: Desk, job: Job) -> None:
    """Announce an own channel, pin the card there, invite who declared it."""
    actor = desk.for_job(job)
    incident = await _incident(desk, job)
    home = await desk.store.read(homes.of, actor, job.incident_id or 0)
    if incident is None or home is None or not home.own_channel:
        return
    if home.announcement_channel and not home.announcement_ts:
        ts = await desk.workspace.post(
            actor,
            job,
            purpose="announcement",
            channel=home.announcement_channel,
            text=views.card_text(incident),
            blocks=views.announcement(incident, home),
        )
        await desk.store.write(homes.announced, actor, incident.number, ts)
    if home.card_ts:
        await _try(desk, "pins.add", channel=home.channel, timestamp=home.card_ts)
    declarer = await desk.store.read(homes.declarer, actor, incident.number)
    if declarer is not None:
        await _try(desk, "conversations.invite", channel=home.channel, users=declarer)


async def _try(desk: Desk, method: str, **arguments: object) -> None:
    try:
        await desk.workspace.call(method, **arguments)
    except SlackRefusal as refusal:
        if refusal.code not in HARMLESS:
            raise


async def refresh_card(desk: Desk, job: Job) -> None:
    """Bring the card, the announcement and the topic up to date with what is committed."""
    actor = desk.for_job(job)
    home = await desk.store.read(homes.of, actor, job.incident_id or 0)
    if home is None or home.card_ts is None:
        return
    await desk.workspace.update_turn()
    incident = await _incident(desk, job)
    if incident is None:
        await _remove(desk, job, home)
        return
    text, blocks = views.card_text(incident), views.card(incident)
    if await desk.store.read(homes.alerts_are_quiet, actor, incident.number):
        blocks.insert(2, views.quiet_notice(incident))
    await desk.workspace.update(home.channel, home.card_ts, text=text, blocks=blocks)
    if home.announcement_channel and home.announcement_ts:
        await desk.workspace.update(
            home.announcement_channel,
            home.announcement_ts,
            text=text,
            blocks=views.announcement(incident, home),
        )
    if home.own_channel:
        await _set_topic(desk, home.channel, views.topic(incident))


async def _set_topic(desk: Desk, channel: str, topic: str) -> None:
    """Set the topic if it is another one; Slack announces each time that it is set."""
    known = await desk.workspace.call("conversations.info", channel=channel)
    if ((known.get("channel") or {}).get("topic") or {}).get("value") != topic:
        await _try(desk, "conversations.setTopic", channel=channel, topic=topic)


async def _remove(desk: Desk, job: Job, home: homes.Home) -> None:
    """The incident was deleted or undone: its card goes, and what hung under it."""
    actor = desk.for_job(job)
    places = [(home.channel, home.card_ts), (home.announcement_channel, home.announcement_ts)]
    analysis = await desk.store.read(posts.of_purpose, actor, home.number, "analysis")
    if analysis is not None:
        places.insert(0, (analysis.channel, analysis.ts))
    for channel, ts in places:
        if channel and ts:
            await _delete(desk, channel, ts)
    if home.own_channel:
        await _try(desk, "conversations.archive", channel=home.channel)


async def delete_double(desk: Desk, job: Job) -> None:
    """Take back the later of two messages that carry one job id."""
    await _delete(desk, job.args["channel"], job.args["ts"])


async def _delete(desk: Desk, channel: str, ts: str) -> None:
    try:
        await desk.workspace.call("chat.delete", channel=channel, ts=ts)
    except SlackRefusal as refusal:
        if refusal.code != "message_not_found":
            raise


async def _incident(desk: Desk, job: Job) -> Incident | None:
    """The job's incident as it is now; None when it was deleted meanwhile."""
    try:
        return await desk.store.read(desk.views.get, desk.for_job(job), job.incident_id or 0)
    except NotFound:
        return None
