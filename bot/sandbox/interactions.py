"""What people do to the app: commands, clicks, shortcuts and forms, and what its answers do.

Payloads are described at https://docs.slack.dev/reference/interaction-payloads.
"""

from __future__ import annotations

from typing import Any

from . import answers, channels, ephemerals, messages, payloads, state, tickets
from .delivery import Answer
from .errors import SlackError
from .markup import typed
from .methods import views
from .store import Document
from .work import Work
from .workspace import Workspace

UNKNOWN = "`{name}` is not a valid command. In Slack, every message that begins with / is one."
FAILED = "{name} failed with the error “{error}”"
TROUBLE = "We had some trouble connecting. Try again?"


class Interactions:
    """Carries one act of a person to the app, waits for the answer and applies it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def command(self, user: str, channel: str, text: str) -> Document:
        """Run a slash command as typed; what goes wrong is shown to the person."""
        name, _, words = text.strip().partition(" ")
        known = {each.name: each for each in self._workspace.config.commands}.get(name)
        if known is None:
            return await self._refused(user, channel, UNKNOWN.format(name=name))
        escape = known.escape

        def prepare(work: Work) -> dict[str, str]:
            room = channels.visible(work, user, channel)
            return payloads.command(work, user, room, name, typed(work, words.strip(), escape))

        answer = await self._workspace.delivery.command(await self._workspace.change(prepare))
        if answer.error:
            return await self._refused(user, channel, FAILED.format(name=name, error=answer.error))
        place = {"channel": channel, "user": user, "ts": None, "ephemeral": False}
        try:
            await self._workspace.change(lambda work: answers.respond(work, place, answer.body))
        except SlackError as refusal:
            failed = FAILED.format(name=name, error=refusal.code)
            return await self._refused(user, channel, failed)
        return {}

    async def click(self, user: str, where: Document, act: Document) -> Document:
        """Use a button, menu or picker in a message (`channel`, `ts`) or a view (`view_id`).

        `act` has `block_id`, `action_id`, a plain `value`, and the `values` of the rest.
        """
        prepared = await self._workspace.change(lambda work: _click(work, user, where, act))
        return _told(await self._workspace.delivery.interaction(prepared))

    async def shortcut(self, user: str, callback_id: str, where: Document) -> Document:
        """Use a shortcut: a global one, or one on the message at `channel` and `ts`."""
        known = {each.callback_id: each for each in self._workspace.config.shortcuts}
        kind = known[callback_id].kind if callback_id in known else None

        def prepare(work: Work) -> Document:
            if kind is None:
                raise SlackError("not_found")
            if kind == "global":
                return payloads.shortcut(work, user, callback_id)
            room = channels.visible(work, user, where["channel"])
            message = messages.find(work, room["id"], where["ts"])
            return payloads.message_action(work, user, callback_id, room, message)

        prepared = await self._workspace.change(prepare)
        return _told(await self._workspace.delivery.interaction(prepared))

    async def submit(self, user: str, view_id: str, given: state.Values) -> Document:
        """Send a form; `{"errors": {block_id: message}}` when it is not accepted."""

        def prepare(work: Work) -> Document:
            view = open_view(work, user, view_id)
            found = state.complaints(view["blocks"], given)
            if found:
                return {"errors": found}
            filled = {**view, "state": {"values": state.gather(view["blocks"], given)}}
            return payloads.view_submission(work, user, filled)

        prepared = await self._workspace.change(prepare)
        if "errors" in prepared:
            return prepared
        answer = await self._workspace.delivery.interaction(prepared)
        if answer.error:
            return {"trouble": TROUBLE, "error": answer.error}
        return await self._workspace.change(
            lambda work: answers.after_submission(work, user, view_id, answer.body)
        )

    async def close(self, user: str, view_id: str, *, whole: bool = False) -> Document:
        """Cancel a form, or the whole stack; the app hears of it when the form asked for that."""

        def act(work: Work) -> Document | None:
            view = open_view(work, user, view_id)
            gone = [each["id"] for each in views.stack(work, user)] if whole else [view_id]
            views.close(work, user, gone)
            wanted = view["notify_on_close"]
            return payloads.view_closed(work, user, view, whole) if wanted else None

        payload = await self._workspace.change(act)
        return _told(await self._workspace.delivery.interaction(payload)) if payload else {}

    async def suggest(self, user: str, where: Document, act: Document) -> Document:
        """Ask the app for the options of an `external_select`."""

        def prepare(work: Work) -> Document:
            blocks, source = _source(work, user, where)
            _, element = state.find(blocks, act["block_id"], act["action_id"])
            return payloads.suggestion(work, user, source, act, element)

        answer = await self._workspace.delivery.interaction(await self._workspace.change(prepare))
        if answer.error or not isinstance(answer.body, dict):
            return {"options": []}
        groups = answer.body.get("option_groups") or [{"options": answer.body.get("options", [])}]
        return {"options": [option for group in groups for option in group["options"]]}

    async def _refused(self, user: str, channel: str, text: str) -> Document:
        message = {"text": text, "user": "USLACKBOT"}
        await self._workspace.change(lambda work: ephemerals.show(work, channel, user, message))
        return {"refused": text}


def open_view(work: Work, user: str, view_id: str) -> Document:
    """A modal on the person's screen; `not_found` if it is not there."""
    for view in views.stack(work, user):
        if view["id"] == view_id:
            return view
    raise SlackError("not_found")


def _told(answer: Answer) -> Document:
    return {"trouble": TROUBLE, "error": answer.error} if answer.error else {}


def _click(work: Work, user: str, where: Document, act: Document) -> Document:
    blocks, source = _source(work, user, where)
    block, element = state.find(blocks, act["block_id"], act["action_id"])
    values = {k: dict(v) for k, v in act.get("values", {}).items()}
    values.setdefault(block["block_id"], {})[element["action_id"]] = act.get("value")
    filled = state.gather(blocks, values)
    action = {
        **state.stated(element, act.get("value")),
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": work.next_ts(),
    }
    return payloads.block_actions(work, user, source, action, filled)


def _source(work: Work, user: str, where: Document) -> tuple[list[Document], Any]:
    """The blocks at a place, and the place: a message with its channel, or a view."""
    view_id = where.get("view_id")
    if view_id:
        home = views.home(work, user)
        view = home if home and home["id"] == view_id else open_view(work, user, view_id)
        return view["blocks"], {"view": view}
    room = channels.visible(work, user, where["channel"])
    message = messages.find_or_none(work, room["id"], where["ts"])
    if message is None:
        message = ephemerals.find(work, room["id"], user, where["ts"])
    hook = tickets.hook(work, room["id"], user, message)
    blocks = [b for each in message.get("attachments", []) for b in each.get("blocks", [])]
    source = {"channel": room, "message": message, "response_url": hook}
    return [*message.get("blocks", []), *blocks], source
