"""views.*: modals and the home tab."""

from __future__ import annotations

import secrets
from typing import Any

from .. import people, tickets
from ..blocks.check import check_view
from ..call import Call, Method
from ..errors import SlackError
from ..markup import labelled
from ..store import Document
from ..work import Work

STACK_LIMIT = 3
"""Modals on top of each other (https://docs.slack.dev/surfaces/modals, `push_limit_reached`)."""


def open_view(call: Call) -> Document:
    """Show a modal to the person whose trigger this is."""
    user, view = _triggered(call)
    for each in stack(call.work, user):
        call.work.db.drop("view", [each["id"]])
    return {"view": show(call.work, user, view)}


def push(call: Call) -> Document:
    """Show a modal on top of the one that is open."""
    user, view = _triggered(call)
    return {"view": push_onto(call.work, user, view)}


def update(call: Call) -> Document:
    """Put another content into a modal, found by `view_id` or `external_id`."""
    view = check_view(call.arguments.json("view"), "modal", "home")
    before = _find(call)
    sent = call.arguments.text("hash")
    if sent and sent != before["hash"]:
        raise SlackError("hash_conflict")
    return {"view": replace(call.work, before, view)}


def publish(call: Call) -> Document:
    """Show a view on a person's home tab."""
    view = check_view(call.arguments.json("view"), "home")
    user = people.find(call.work, call.arguments.required("user_id"))["id"]
    before = home(call.work, user)
    sent = call.arguments.text("hash")
    if sent and before and sent != before["hash"]:
        raise SlackError("hash_conflict")
    shown = _dressed(call.work, view, {"id": before["id"] if before else call.work.new_id("V")})
    shown |= {"root_view_id": shown["id"], "previous_view_id": None}
    call.work.db.keep("home", user, user, shown)
    call.work.show("home", user=user)
    return {"view": shown}


def home(work: Work, user: str) -> Document | None:
    """A person's home tab, or None before the app has published one."""
    return work.db.kept("home", user)


def stack(work: Work, user: str) -> list[Document]:
    """A person's open modals, the one on top last."""
    return [each["view"] for each in work.db.kept_by("view", user)]


def show(work: Work, user: str, view: Document, below: Document | None = None) -> Document:
    """Put a modal on a person's screen."""
    id = work.new_id("V")
    links = {
        "id": id,
        "root_view_id": below["root_view_id"] if below else id,
        "previous_view_id": below["id"] if below else None,
    }
    shown = _dressed(work, view, links)
    _keep(work, user, shown)
    return shown


def push_onto(work: Work, user: str, view: Document) -> Document:
    """Put a modal on top of a person's open ones; `push_limit_reached` beyond three."""
    open_ones = stack(work, user)
    if not open_ones:
        raise SlackError("not_found")
    if len(open_ones) >= STACK_LIMIT:
        raise SlackError("push_limit_reached")
    return show(work, user, view, open_ones[-1])


def replace(work: Work, before: Document, view: Document) -> Document:
    """Other content in an open view."""
    links = {name: before[name] for name in ("id", "root_view_id", "previous_view_id")}
    shown = _dressed(work, view, links)
    owner = work.db.value(
        "SELECT owner FROM documents WHERE kind = 'view' AND id = ?", before["id"]
    )
    if owner is None:
        raise SlackError("not_found")
    _keep(work, owner, shown)
    return shown


def close(work: Work, user: str, ids: list[str]) -> None:
    """Take modals from a person's screen."""
    work.db.drop("view", ids)
    work.show("view", user=user)


def _keep(work: Work, user: str, view: Document) -> None:
    work.db.keep("view", view["id"], user, {"id": view["id"], "view": view})
    work.show("view", user=user)


def _dressed(work: Work, view: Document, links: dict[str, Any]) -> Document:
    """A view with all that Slack adds to it."""
    config = work.config
    empty = {"private_metadata": "", "callback_id": "", "external_id": "", "submit": None}
    return {
        **empty,
        "close": None,
        "title": {"type": "plain_text", "text": "View Title"},
        "clear_on_close": False,
        "notify_on_close": False,
        **view,
        "blocks": labelled(work, view["blocks"]),
        "team_id": config.team_id,
        "app_id": config.app_id,
        "bot_id": config.bot_id,
        "app_installed_team_id": config.team_id,
        "hash": f"{int(work.now)}.{secrets.token_hex(4)}",
        "state": {"values": {}},
        **links,
    }


def _triggered(call: Call) -> tuple[str, Document]:
    view = check_view(call.arguments.json("view"), "modal")
    return tickets.exchange(call.work, call.arguments.text("trigger_id")), view


def _find(call: Call) -> Document:
    kept = call.work.db.kept("view", call.arguments.text("view_id"))
    if kept is not None:
        return dict(kept["view"])
    external = call.arguments.text("external_id")
    if external:
        for each in call.work.db.documents("SELECT doc FROM documents WHERE kind = 'view'"):
            if each["view"]["external_id"] == external:
                return dict(each["view"])
    raise SlackError("not_found")


METHODS = {
    "views.open": Method(open_view, tier=4),
    "views.push": Method(push, tier=4),
    "views.update": Method(update, tier=4),
    "views.publish": Method(publish, tier=4),
}
