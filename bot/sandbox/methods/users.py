"""users.* and usergroups.list."""

from __future__ import annotations

from .. import channels, people
from ..call import Call, Method
from ..errors import SlackError
from ..store import Document
from .paging import page


def users_list(call: Call) -> Document:
    """Everybody, in pages."""
    members, metadata = page([_shown(call, u) for u in people.everyone(call.work)], call.arguments)
    return {"members": members, "cache_ts": int(call.work.now), "response_metadata": metadata}


def users_info(call: Call) -> Document:
    """One person."""
    return {"user": _shown(call, people.find(call.work, call.arguments.required("user")))}


def lookup_by_email(call: Call) -> Document:
    """The person with an address; `users_not_found` if there is none."""
    email = call.arguments.required("email").lower()
    for user in people.everyone(call.work):
        if user["profile"].get("email", "").lower() == email:
            return {"user": user}
    raise SlackError("users_not_found")


def users_conversations(call: Call) -> Document:
    """The channels that a person (by default the bot) is in."""
    user = call.arguments.text("user", call.bot)
    found = [
        channels.describe(call.work, channel, user)
        for channel in channels.everything(call.work)
        if channels.is_member(call.work, channel["id"], user) and not channel["is_im"]
    ]
    shown, metadata = page(found, call.arguments)
    return {"channels": shown, "response_metadata": metadata}


def usergroups_list(call: Call) -> Document:
    """The workspace has no user groups."""
    return {"usergroups": []}


def _shown(call: Call, user: Document) -> Document:
    """E-mail addresses are shown only to those who hold `users:read.email`."""
    if "users:read.email" in call.work.config.scopes:
        return user
    profile = {key: value for key, value in user["profile"].items() if key != "email"}
    return {**user, "profile": profile}


METHODS = {
    "users.list": Method(users_list, scopes=("users:read",), tier=2),
    "users.info": Method(users_info, scopes=("users:read",), tier=4),
    "users.lookupByEmail": Method(lookup_by_email, scopes=("users:read.email",), tier=3),
    "users.conversations": Method(
        users_conversations, scopes=("channels:read", "groups:read"), tier=3
    ),
    "usergroups.list": Method(usergroups_list, scopes=("usergroups:read",), tier=2),
}
