"""Messages for one person alone, sent by a job after what they tell of was committed."""

from typing import Any

from bot.slack.desk import Desk, Place
from bot.slack.views import answers
from bot.slack.workspace import SlackRefusal
from core.actor import Actor
from core.commands import Answer
from core.store.jobs import Job
from core.store.work import Work

NOT_THERE = frozenset({"user_not_in_channel", "not_in_channel", "channel_not_found"})


async def later(desk: Desk, actor: Actor, place: Place, answer: Answer | str) -> None:
    """Promise a message to the actor, where they acted if that can be, else directly."""
    body = answers.refusal(answer) if isinstance(answer, str) else answers.answer(answer)
    args = {
        "user": actor.principal.external_id,
        "channel": place.channel,
        "response_url": place.response_url,
        "text": body["text"],
        "blocks": body.get("blocks", []),
    }
    await desk.store.write(_promise, actor, args)


def _promise(work: Work, actor: Actor, args: dict[str, Any]) -> None:
    work.job("tell", lane=f"tell:{args['user']}", args=args, actor=actor)


async def run(desk: Desk, job: Job) -> None:
    """Send the message; one that was sent twice harms nobody, so it isn't looked for first."""
    args = job.args
    message = {"text": args["text"], "blocks": args["blocks"]}
    if args["response_url"] and await desk.workspace.respond(args["response_url"], message):
        return
    if args["channel"]:
        try:
            await desk.workspace.call(
                "chat.postEphemeral",
                channel=args["channel"],
                user=args["user"],
                thread_ts=args.get("thread_ts"),
                **message,
            )
        except SlackRefusal as refusal:
            if refusal.code not in NOT_THERE:
                raise
        else:
            return
    opened = await desk.workspace.call("conversations.open", users=args["user"])
    await desk.workspace.post(
        desk.for_job(job), job, purpose="tell", channel=opened["channel"]["id"], **message
    )
