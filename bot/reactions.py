"""What Tocsin does when something happened: the whole behaviour of the bot on this page.

Committing an event promises one job for each of its reactions, in the same
transaction. Jobs of one lane keep their order; a job with a key that nobody
has begun stands for later ones with the same key.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial

from bot.slack import events as slack_events
from bot.slack import home, moves, pasted, tell, thread
from bot.slack.desk import Desk
from core import analysis, feedback, rca
from core.actor import system
from core.errors import NotFound
from core.store.jobs import Job, ReactionRule
from core.store.store import Store

POSTS = "incident:{incident}"
MODELS = "analysis:{incident}"

OPEN_HOME = ReactionRule("open_home", POSTS)
REFRESH_CARD = ReactionRule("refresh_card", POSTS, key="card:{incident}")
POST_MOVE = ReactionRule("post_move", POSTS)
POST_ANALYSIS = ReactionRule("post_analysis", POSTS, key="analysis-post:{incident}")
POST_RCA = ReactionRule("post_rca", POSTS)
REFRESH_RCA = ReactionRule("refresh_rca", POSTS, key="rca:{incident}")
ANALYSE = ReactionRule("analyse", MODELS)
DRAFT_RCA = ReactionRule("draft_rca", MODELS)
LEARN_SEVERITY = ReactionRule(feedback.LEARN, feedback.LANE, key=f"{feedback.LEARN}:{{team}}")

SLACK: Mapping[str, Sequence[ReactionRule]] = {
    "declared": (OPEN_HOME,),
    "acknowledged": (REFRESH_CARD,),
    "moved": (REFRESH_CARD, POST_MOVE),
    "rated": (REFRESH_CARD, POST_ANALYSIS),
    "edited": (REFRESH_CARD,),
    "alert_joined": (REFRESH_CARD,),
    "alerts_quiet": (REFRESH_CARD,),
    "deleted": (REFRESH_CARD,),
    "analysed": (POST_ANALYSIS,),
    "rca_drafted": (POST_RCA,),
    "rca_moved": (REFRESH_RCA,),
}
ALWAYS: Mapping[str, Sequence[ReactionRule]] = {
    "declared": (ANALYSE,),
    "rated": (LEARN_SEVERITY,),
    "analysis_requested": (ANALYSE,),
    "rca_requested": (DRAFT_RCA,),
}

Handler = Callable[[Job], Awaitable[None]]


def reactions(*, slack: bool) -> dict[str, Sequence[ReactionRule]]:
    """The table for this process; without Slack nothing is posted."""
    tables_used = (ALWAYS, SLACK) if slack else (ALWAYS,)
    kinds = {kind for table in tables_used for kind in table}
    return {
        kind: tuple(rule for table in tables_used for rule in table.get(kind, ())) for kind in kinds
    }


def core_handlers(
    store: Store, analyses: analysis.Analyses, rcas: rca.Rcas, lessons: feedback.Feedback
) -> dict[str, Handler]:
    """The work that needs no Slack."""

    async def analyse(job: Job) -> None:
        actor = system(job.request_id)
        fresh = await store.read(
            analysis.asked_fresh, actor, job.incident_id or 0, job.event_seq or 0
        )
        await analyses.run(actor, job.incident_id or 0, fresh=fresh)

    async def draft_rca(job: Job) -> None:
        await rcas.run(system(job.request_id), job.incident_id or 0, job.created_at)

    async def learn_severity(job: Job) -> None:
        actor = system(job.request_id)
        known = job.args.get("team")
        if known is None:
            known = await store.read(feedback.team_of, actor, job.incident_id or 0)
        await lessons.learn(actor, str(known))

    return {
        "analyse": unless_gone(analyse),
        "draft_rca": unless_gone(draft_rca),
        feedback.LEARN: learn_severity,
    }


def unless_gone(handler: Handler) -> Handler:
    """The handler, with nothing left to do when its incident was deleted meanwhile."""

    async def run(job: Job) -> None:
        with suppress(NotFound):
            await handler(job)

    return run


def slack_handlers(desk: Desk, reader: str | None) -> dict[str, Handler]:
    """What is seen in Slack; `reader` names the model that completes analyses."""
    return {
        "open_home": partial(home.open_home, desk),
        "furnish": partial(home.furnish, desk),
        "refresh_card": partial(home.refresh_card, desk),
        "delete_double": partial(home.delete_double, desk),
        "post_move": partial(moves.post_move, desk),
        "post_analysis": partial(thread.post_analysis, desk, reader=reader),
        "post_rca": partial(thread.post_rca, desk),
        "refresh_rca": partial(thread.refresh_rca, desk),
        "tell": partial(tell.run, desk),
        "add_log": partial(pasted.run, desk),
        "take_reaction": partial(slack_events.take_reaction, desk),
    }
