"""What hangs under the card: the analysis, completed in place, and RCA drafts."""

from bot.slack.desk import Desk
from bot.slack.views.analysis import analysis_post, analysis_text
from bot.slack.views.rca import rca_post, rca_text
from core import analysis, homes, posts, rca, similar
from core.errors import NotFound
from core.store.jobs import Job


async def post_analysis(desk: Desk, job: Job, reader: str | None = None) -> None:
    """Post the newest analysis in the card's thread, or edit the post that is there.

    `reader` names the model that completes an interim analysis. Without a card
    there is nothing to do: the card's posting asks for this again.
    """
    actor, number = desk.for_job(job), job.incident_id or 0
    home = await desk.store.read(homes.of, actor, number)
    if home is None or home.card_ts is None:
        return
    try:
        newest = await desk.store.read(analysis.latest, actor, number)
        final = await desk.store.read(analysis.latest, actor, number, final=True)
    except NotFound:
        return
    if newest is None:
        return
    at_work = reader if final is None or final.id < newest.id else None
    incident = await desk.store.read(desk.views.get, actor, number)
    asked = "\n".join([incident.title, incident.description, *incident.labels.values()])
    blocks = analysis_post(
        newest,
        incident,
        reading=at_work,
        similar=await desk.store.read(similar.similar, actor, number),
        runbook=desk.runbooks.find(asked),
        command=desk.commands.prefix,
    )
    text = analysis_text(newest)
    post = await desk.store.read(posts.of_purpose, actor, number, "analysis")
    if post is not None and post.ts is not None:
        await desk.workspace.update(post.channel, post.ts, text=text, blocks=blocks)
        return
    await desk.workspace.post(
        actor,
        job,
        purpose="analysis",
        channel=home.channel,
        thread_ts=home.card_ts,
        text=text,
        blocks=blocks,
    )


async def post_rca(desk: Desk, job: Job) -> None:
    """Post the RCA's version that the job is about in the card's thread."""
    actor, number = desk.for_job(job), job.incident_id or 0
    home = await desk.store.read(homes.of, actor, number)
    if home is None or home.card_ts is None:
        return
    try:
        incident = await desk.store.read(desk.views.get, actor, number)
        draft = await desk.store.read(rca.of_event, actor, number, job.event_seq or 0)
    except NotFound:
        return
    if draft is None:
        return
    await desk.workspace.post(
        actor,
        job,
        purpose="rca",
        channel=home.channel,
        thread_ts=home.card_ts,
        text=rca_text(incident, draft),
        blocks=rca_post(incident, draft),
    )


async def refresh_rca(desk: Desk, job: Job) -> None:
    """Draw the newest version's post again: it was sent to review, approved or taken back."""
    actor, number = desk.for_job(job), job.incident_id or 0
    post = await desk.store.read(posts.of_purpose, actor, number, "rca", newest=True)
    try:
        incident = await desk.store.read(desk.views.get, actor, number)
        newest = await desk.store.read(rca.latest, actor, number)
    except NotFound:
        return
    if post is None or post.ts is None or newest is None:
        return
    await desk.workspace.update(
        post.channel, post.ts, text=rca_text(incident, newest), blocks=rca_post(incident, newest)
    )
