"""A new workspace: a few people, three channels, and a morning that has begun to go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from . import channels, messages, people
from .work import Work

PERSONAS: tuple[tuple[str, str, str, str, Mapping[str, Any]], ...] = (
    ("U0ADA", "ada", "Ada Lovelace", "Site reliability", {"is_admin": True}),
    ("U0LINUS", "linus", "Linus Torvalds", "Platform", {}),
    ("U0GRACE", "grace", "Grace Hopper", "Payments", {}),
    ("U0KATHERINE", "katherine", "Katherine Johnson", "Support", {}),
    ("U0GUEST", "guest", "Robin (guest)", "Contractor", {"is_restricted": True}),
)
"""Who can be chosen on the page: id, name, full name, title, other facts."""

SEATS = {
    "general": ("U0ADA", "U0LINUS", "U0GRACE", "U0KATHERINE"),
    "incidents": ("U0ADA", "U0LINUS", "U0GRACE", "U0KATHERINE"),
    "checkout-team": ("U0ADA", "U0LINUS", "U0GRACE", "U0KATHERINE", "U0GUEST"),
}

PURPOSES = {
    "general": "For everybody",
    "incidents": "Where incidents are declared and announced",
    "checkout-team": "Builds and runs the checkout",
}

TALK = (
    (31, "general", "U0KATHERINE", "Good morning! Release train leaves at 14:00 today :rocket:"),
    (
        22,
        "checkout-team",
        "U0GRACE",
        "Deploy of `checkout` v2.41.0 is done, all canaries green :tada:",
    ),
    (
        9,
        "checkout-team",
        "U0KATHERINE",
        "Three customers just told us that they can’t pay. Is something up?",
    ),
    (
        7,
        "checkout-team",
        "U0LINUS",
        "checkout returns 500s since the last deploy, about 23 % of requests",
    ),
    (
        6,
        "checkout-team",
        "U0LINUS",
        (
            "checkout pods run out of database connections:\n"
            "```14:05:12 INFO  Starting checkout v2.41.0\n"
            "14:05:20 WARN  pool: 48 of 50 connections in use\n"
            "14:05:31 ERROR payment: could not get a connection from the pool within 30000 ms\n"
            "14:05:31 ERROR GET /checkout 500 30012ms```"
        ),
    ),
    (4, "checkout-team", "U0ADA", "I see it too. Shall we make this an incident?"),
)
"""Minutes ago, channel, who, what."""


def plant(work: Work) -> None:
    """Fill an empty workspace; one that has people is left as it is."""
    if people.everyone(work):
        return
    config, world = work.config, work
    work = replace(world, now=world.now - 3600)
    _everybody(work)
    for name in sorted({*SEATS, config.announcement_channel.lstrip("#")}):
        channel = channels.create(work, name, "U0ADA")
        channel["purpose"] = {"value": PURPOSES.get(name, ""), "creator": "U0ADA", "last_set": 0}
        channels.save(work, channel)
        for user in SEATS.get(name, SEATS["incidents"]):
            channels.seat(work, channel["id"], user)
    for minutes, name, user, text in TALK:
        earlier = replace(world, now=world.now - 60 * minutes)
        room = channels.named(work, name)
        if room is not None:
            messages.post(earlier, room, {"user": user, "text": text})
    announcements = channels.named(work, config.announcement_channel)
    if announcements is not None:
        channels.seat(work, announcements["id"], config.bot_user_id)
    # Nothing of this happened while the app was installed, so it hears nothing of it.
    work.events.clear()


def _everybody(work: Work) -> None:
    config = work.config
    for id, name, real_name, title, facts in PERSONAS:
        people.add(work, id, name, real_name, title=title, **facts)
    people.add(work, config.bot_user_id, config.app_name.lower(), config.app_name, is_bot=True)
    people.add(work, "USLACKBOT", "slackbot", "Slackbot", is_bot=True)
