"""An incident that is resolved or back is told to its team, where it lives."""

from bot.slack.desk import Desk
from bot.slack.views.moved import is_told, moved_blocks, moved_text
from core import homes, views
from core.domain.incident import incident_name
from core.errors import NotFound
from core.store.jobs import Job


async def post_move(desk: Desk, job: Job) -> None:
    """Post the move that the job is about: in the incident's channel, or in its card's thread."""
    actor, number = desk.for_job(job), job.incident_id or 0
    home = await desk.store.read(homes.of, actor, number)
    if home is None or home.card_ts is None:
        return
    try:
        page = await desk.store.read(
            views.timeline, actor, number, after=(job.event_seq or 0) - 1, limit=1
        )
    except NotFound:
        return
    entry = next(iter(page.items), None)
    if entry is None or entry.seq != job.event_seq or not is_told(entry):
        return
    await desk.workspace.post(
        actor,
        job,
        purpose="update",
        channel=home.channel,
        thread_ts=None if home.own_channel else home.card_ts,
        text=moved_text(incident_name(number), entry),
        blocks=moved_blocks(entry),
    )
