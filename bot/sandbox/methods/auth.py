"""api.test, auth.test, apps.connections.open, team.info, bots.info."""

from __future__ import annotations

from ..call import Call, Method
from ..errors import SlackError
from ..store import Document

TICKET_SECONDS = 60.0
"""How long a Socket Mode address may be used after it was given out."""


def api_test(call: Call) -> Document:
    """Say what was said; an `error` argument is answered as that error."""
    if "error" in call.arguments:
        raise SlackError(call.arguments.text("error"), args=call.arguments.plain())
    return {"args": call.arguments.plain()}


def auth_test(call: Call) -> Document:
    """Who the token belongs to."""
    config = call.work.config
    return {
        "url": config.base_url + "/",
        "team": config.team_name,
        "team_id": config.team_id,
        "user": config.app_name.lower(),
        "user_id": config.bot_user_id,
        "bot_id": config.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(call: Call) -> Document:
    """A single-use address for a Socket Mode connection."""
    ticket = call.work.new_id("W")
    until = {"until": call.work.now + TICKET_SECONDS}
    call.work.db.keep("ticket", ticket, call.work.config.app_id, until)
    address = call.work.config.base_url.rstrip("/").replace("http", "ws", 1)
    return {"url": f"{address}/link?ticket={ticket}&app_id={call.work.config.app_id}"}


def team_info(call: Call) -> Document:
    """The workspace."""
    config = call.work.config
    team = {"id": config.team_id, "name": config.team_name, "domain": config.team_domain}
    return {"team": {**team, "url": config.base_url + "/", "icon": {"image_default": True}}}


def bots_info(call: Call) -> Document:
    """The app's bot; `bot_not_found` for any other."""
    config = call.work.config
    if call.arguments.text("bot", config.bot_id) != config.bot_id:
        raise SlackError("bot_not_found")
    bot = {
        "id": config.bot_id,
        "deleted": False,
        "name": config.app_name,
        "app_id": config.app_id,
        "user_id": config.bot_user_id,
        "icons": {},
    }
    return {"bot": bot}


METHODS = {
    "api.test": Method(api_test),
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(connections_open, app_token=True),
    "team.info": Method(team_info, scopes=("team:read",), tier=3),
    "bots.info": Method(bots_info, scopes=("users:read",), tier=3),
}
