"""A whole Tocsin in its own process, with its sandbox, as `make run` starts it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from tests import process
from tests.bot.sandbox.driver import Json, Person, Workspace
from tests.waiting import wait_for


@dataclass(frozen=True)
class House:
    """A running Tocsin, seen from outside."""

    url: str
    session: ClientSession
    slack: Workspace
    log: Path

    @property
    def ada(self) -> Person:
        """Somebody in every channel."""
        return self.slack.person("U0ADA")

    async def api(self, method: str, path: str, **request: Any) -> tuple[int, Any]:
        """A REST call: status and body."""
        async with self.session.request(method, f"{self.url}{path}", **request) as response:
            is_json = "json" in response.content_type
            return response.status, await (response.json() if is_json else response.text())

    async def post_of(self, number: int, purpose: str) -> Json:
        """The post of an incident with this purpose, wherever it is, once it is there."""

        async def found() -> Json | None:
            return next(iter(await self.posts_of(number, purpose)), None)

        post: Json = await wait_for(found, f"the {purpose} of INC-{number}")
        return post

    async def posts_of(self, number: int, purpose: str) -> list[Json]:
        """Every post of an incident with this purpose, in all channels and threads."""
        state = await self.slack.read("state", user="U0ADA")
        messages: list[Json] = []
        for channel in state["channels"]:
            for message in await self.ada.messages(channel["id"]):
                thread = [message]
                if message.get("reply_count"):
                    thread = await self.ada.thread(channel["id"], message["ts"])
                messages += [{**each, "channel": channel["id"]} for each in thread]
        return [each for each in messages if _is(each, number, purpose)]


def _is(message: Json, number: int, purpose: str) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return (
        metadata.get("event_type") == "tocsin_post"
        and payload.get("incident") == f"INC-{number}"
        and payload.get("purpose") == purpose
    )


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Tocsin with nothing set: sandbox, SQLite, offline analyst."""
    log = tmp_path / "tocsin.log"
    async with (
        process.tocsin(tmp_path / "data", {}, log) as (url, _),
        ClientSession() as session,
    ):
        yield House(url, session, Workspace(session, f"{url}/sandbox"), log)
