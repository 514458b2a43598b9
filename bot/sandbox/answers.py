"""What an app's answer does: to a command, at a response_url, and to a form."""

from __future__ import annotations

from typing import Any

from . import channels, ephemerals, messages
from .blocks.check import check_message, check_metadata, check_view
from .errors import SlackError
from .markup import labelled
from .methods import views
from .methods.chat import checked_attachments, signed
from .store import Document
from .work import Work


def respond(work: Work, place: Document, body: Any) -> None:
    """Do what a command's answer or a response_url's body asks for.

    `place` says where the person was: `channel`, `user`, and the `ts` (and whether `ephemeral`)
    of the message acted on. Text alone is shown to that person only
    (https://docs.slack.dev/interactivity/handling-user-interaction).
    """
    if isinstance(body, str):
        body = {"text": body}
    if not isinstance(body, dict) or not body:
        return
    if body.get("delete_original"):
        _delete(work, place)
        return
    content = _content(work, body)
    if not content:
        return
    if body.get("replace_original") and place["ts"]:
        _replace(work, place, content)
        return
    message = content | signed(work.config, {})
    if body.get("thread_ts"):
        message["thread_ts"] = body["thread_ts"]
    if body.get("response_type") == "in_channel":
        messages.post(work, channels.find(work, place["channel"]), message)
    else:
        ephemerals.show(work, place["channel"], place["user"], message)


def after_submission(work: Work, user: str, view_id: str, body: Any) -> Document:
    """Apply the answer to a form: nothing closes it; else `errors`, `update`, `push`, `clear`.

    See https://docs.slack.dev/surfaces/modals.
    """
    action = body.get("response_action") if isinstance(body, dict) else None
    if action is None:
        views.close(work, user, [view_id])
    elif action == "errors":
        return {"errors": body.get("errors", {})}
    elif action == "clear":
        views.close(work, user, [view["id"] for view in views.stack(work, user)])
    elif action == "update":
        before = [view for view in views.stack(work, user) if view["id"] == view_id]
        if before:
            views.replace(work, before[0], check_view(body.get("view"), "modal"))
    elif action == "push":
        views.push_onto(work, user, check_view(body.get("view"), "modal"))
    else:
        raise SlackError("invalid_response_action", response_action=action)
    return {}


def _content(work: Work, body: Document) -> Document:
    content: Document = {"text": str(body.get("text") or "")}
    if body.get("attachments"):
        content["attachments"] = checked_attachments(work, body["attachments"])
    if body.get("metadata"):
        check_metadata(body["metadata"])
        content["metadata"] = body["metadata"]
    if body.get("blocks"):
        check_message(body["blocks"])
        content["blocks"] = labelled(work, body["blocks"])
    return content if any(content.values()) else {}


def _original(work: Work, place: Document) -> Document:
    if place["ephemeral"]:
        return ephemerals.find(work, place["channel"], place["user"], place["ts"])
    return messages.find(work, place["channel"], place["ts"])


def _delete(work: Work, place: Document) -> None:
    if not place["ts"]:
        return
    original = _original(work, place)
    if place["ephemeral"]:
        ephemerals.remove(work, original)
    else:
        messages.delete(work, channels.find(work, place["channel"]), original)


def _replace(work: Work, place: Document, content: Document) -> None:
    original = _original(work, place)
    if place["ephemeral"]:
        ephemerals.replace(work, original, content)
        return
    cleared: Document = {"blocks": None, "attachments": None}
    room = channels.find(work, place["channel"])
    messages.edit(work, room, original, cleared | content | {"user": original.get("user", "")})
