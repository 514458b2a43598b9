"""Everything the bot answers to, on one page, behind one catch-all of Bolt per kind.

Bolt looks through its listeners one by one, so there is one per kind and the
name is looked up here. A listener runs one short write and then acknowledges;
nothing is raised after that, or Bolt would swallow the acknowledgement.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack import buttons, commands, events, pasted, shortcuts
from bot.slack.desk import Desk
from bot.slack.views import answers
from core.errors import TocsinError
from core.telemetry import Metrics

ANY = re.compile(r".*", re.DOTALL)

Body = dict[str, Any]
# a listener returns the body of the acknowledgement, or None for an empty one
Listener = Callable[[Desk, Body, str], Awaitable[Body | None]]

COMMAND: Listener = commands.run

SHORTCUTS: Mapping[str, Listener] = {
    "declare_incident": shortcuts.declare_incident,
    "declare_incident_from_message": shortcuts.declare_incident_from_message,
}

FORMS: Mapping[str, Listener] = {
    "declare": shortcuts.submit_declaration,
}

BUTTONS: Mapping[str, Listener] = {
    "acknowledge": buttons.acknowledge,
    "resolve": buttons.resolve,
    "close": buttons.close,
    "reopen": buttons.reopen,
    "keep_severity": buttons.keep_severity,
    "change_severity": buttons.change_severity,
    "analyze": buttons.analyze,
    "rca": buttons.draft_rca,
    "rca_review": buttons.review_rca,
    "rca_approve": buttons.approve_rca,
    "undo": buttons.undo,
    "add_log": pasted.add_log,
    "run_command": buttons.run_command,
}

EVENTS: Mapping[str, Listener] = {
    "reaction_added": events.accept_reaction,
    "reaction_removed": events.accept_reaction,
    "message": events.message,
}

log = structlog.get_logger(__name__)


def build(desk: Desk, metrics: Metrics, token: str, signing_secret: str) -> AsyncApp:
    """The Bolt app with its catch-alls; requests reach it verified."""

    async def authorize() -> AuthorizeResult:
        workspace = desk.workspace
        return AuthorizeResult(
            enterprise_id=None,
            team_id=workspace.workspace_id,
            bot_token=token,
            bot_id=workspace.bot_id,
            bot_user_id=workspace.bot_user_id,
        )

    app = AsyncApp(
        authorize=authorize,
        signing_secret=signing_secret,
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    answer = _Answerer(desk, metrics)

    @app.command(ANY)
    async def command(ack: AsyncAck, body: Body) -> None:
        await answer(ack, body, "command", COMMAND)

    @app.shortcut(ANY)
    async def shortcut(ack: AsyncAck, body: Body) -> None:
        await answer(ack, body, "shortcut", SHORTCUTS.get(str(body.get("callback_id", ""))))

    @app.view(ANY)
    async def view(ack: AsyncAck, body: Body) -> None:
        callback = str((body.get("view") or {}).get("callback_id", ""))
        await answer(ack, body, "view", FORMS.get(callback))

    @app.action(ANY)
    async def action(ack: AsyncAck, body: Body) -> None:
        name = str((body.get("actions") or [{}])[0].get("action_id", ""))
        await answer(ack, body, "action", BUTTONS.get(name.partition(":")[0]))

    @app.event(ANY)
    async def event(ack: AsyncAck, body: Body) -> None:
        name = str((body.get("event") or {}).get("type", ""))
        await answer(ack, body, "event", EVENTS.get(name))

    return app


class _Answerer:
    """Runs a listener and acknowledges after it, whatever comes of it."""

    def __init__(self, desk: Desk, metrics: Metrics) -> None:
        self._desk = desk
        self._metrics = metrics

    async def __call__(
        self, ack: AsyncAck, body: Body, kind: str, listener: Listener | None
    ) -> None:
        request_id = self._desk.ids.request_id()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            if listener is None:
                self._metrics.slack_inbound.labels(kind=kind, outcome="unknown").inc()
                log.info("slack.unknown", kind=kind)
                await ack()
                return
            reply = await self._reply(listener, body, kind, request_id)
            await ack(**reply) if reply else await ack()

    async def _reply(
        self, listener: Listener, body: Body, kind: str, request_id: str
    ) -> Body | None:
        try:
            reply = await listener(self._desk, body, request_id)
        except TocsinError as error:
            self._metrics.slack_inbound.labels(kind=kind, outcome="refused").inc()
            log.info("slack.refused_request", kind=kind, slug=error.slug)
            return await self._refuse(body, kind, request_id, error.detail)
        self._metrics.slack_inbound.labels(kind=kind, outcome="ok").inc()
        log.info("slack.request", kind=kind)
        return reply

    async def _refuse(self, body: Body, kind: str, request_id: str, detail: str) -> Body | None:
        """Tell the person: a command in its answer, a form in its fields, a button by a message."""
        if kind == "command":
            return answers.refusal(detail)
        if kind == "view":
            return {"response_action": "errors", "errors": {"title": detail[:150]}}
        if kind == "action":
            await buttons.tell(self._desk, body, request_id, detail)
        return None
