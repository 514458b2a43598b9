"""A whole Tocsin in its own process, with its sandbox, seen from outside."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bot.keys import sandbox_keys
from tests import process
from tests.bot.sandbox.driver import Json, Person, Workspace
from tests.core.ai.model_server import ModelServer
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

    async def incident(self, number: int) -> Json:
        """An incident as REST shows it."""
        _, incident = await self.api("GET", f"/api/v1/incidents/INC-{number}")
        return dict(incident)

    async def count(self) -> int:
        """How many incidents there are."""
        _, page = await self.api("GET", "/api/v1/incidents?limit=200")
        return len(page["items"])

    async def say(self, text: str, channel: str = "general", who: str = "U0ADA") -> Json:
        """Type `/incident TEXT` in a channel; the answer, seen by its author alone."""
        person = self.slack.person(who)
        place = channel if channel.startswith("C0") else await self.slack.channel(channel)
        done = await person.command(place, f"/incident {text}".strip())
        assert "refused" not in done, done
        seen = await person.ephemerals(place)
        return {**seen[-1], "channel": place} if seen else {}

    async def declare(self, text: str, channel: str = "general") -> int:
        """Declare by command; the incident's number, once its card stands."""
        answer = await self.say(text, channel)
        assert plain(answer).startswith("Declared INC-"), plain(answer)
        number = int(plain(answer).split()[1].removeprefix("INC-"))
        await self.post_of(number, "card")
        return number

    async def post_of(self, number: int, purpose: str) -> Json:
        """The post of an incident with this purpose, wherever it is, once it is there."""

        async def found() -> Json | None:
            return next(iter(await self.posts_of(number, purpose)), None)

        post: Json = await wait_for(found, f"the {purpose} of INC-{number}", timeout=40)
        return post

    async def posts_of(self, number: int, purpose: str = "") -> list[Json]:
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

    async def analysis_now(self, number: int) -> Json | None:
        """The analysis post under the incident's card, None while it isn't there."""
        place = (await self.incident(number))["slack"]
        if not place or not place["card_ts"]:
            return None
        thread = await self.ada.thread(place["channel"], place["card_ts"])
        found = [each for each in thread if _is(each, number, "analysis")]
        return {**found[0], "channel": place["channel"]} if found else None

    def logged(self) -> list[Json]:
        """The lines of its log so far."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


def plain(message: Json) -> str:
    """All the text that a message shows, in order, without its mark-up."""
    return " ".join(" ".join(_texts(message.get("blocks") or [])).split())


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if not isinstance(value, dict):
        return []
    own = value.get("text")
    inner = [own] if isinstance(own, str) else _texts(own)
    for name in ("elements", "fields", "accessory", "rows", "fallback"):
        inner += _texts(value.get(name))
    return inner


def _is(message: Json, number: int, purpose: str) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return (
        metadata.get("event_type") == "tocsin_post"
        and payload.get("incident") == f"INC-{number}"
        and purpose in ("", payload.get("purpose"))
    )


@asynccontextmanager
async def living(folder: Path, settings: Mapping[str, str] | None = None) -> AsyncIterator[House]:
    """A Tocsin with its own sandbox; without settings: SQLite and the offline analyst."""
    log = folder / "tocsin.log"
    folder.mkdir(parents=True, exist_ok=True)
    async with (
        process.tocsin(folder / "data", settings or {}, log) as (url, _),
        ClientSession() as session,
    ):
        yield House(url, session, Workspace(session, f"{url}/sandbox"), log)


@asynccontextmanager
async def apart(
    folder: Path, settings: Mapping[str, str], *, flags: tuple[str, ...] = ()
) -> AsyncIterator[House]:
    """A Tocsin and a sandbox in a process of its own; `settings` say how they meet.

    Where `SLACK_MODE` is `http` the sandbox sends to the bot's address; `socket` needs none. A
    setting that is empty is left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port, log = process.free_port(), folder / "tocsin.log"
    events = f"http://127.0.0.1:{port}/slack/events"
    async with process.sandbox(folder / "slack", events, *flags) as slack:
        made = {**slack.settings, "SLACK_APP_TOKEN": sandbox_keys(folder / "slack").app_token}
        given = {**made, **settings}
        given = {name: value for name, value in given.items() if value}
        given["PORT"] = str(port)
        async with (
            process.tocsin(folder / "data", given, log) as (url, _),
            ClientSession() as session,
        ):
            yield House(url, session, Workspace(session, slack.url), log)


@asynccontextmanager
async def modelled(
    folder: Path, server: ModelServer, settings: Mapping[str, str]
) -> AsyncIterator[House]:
    """A Tocsin with OpenAI's key for `server`, a channel for every incident, and no pacing."""
    given = {
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": server.base_url_openai,
        "SLACK_CHANNEL_SEVERITY": "low",
        **settings,
    }
    async with living(folder, given) as house:
        await house.slack.control("pace", {"on": False})
        yield house
