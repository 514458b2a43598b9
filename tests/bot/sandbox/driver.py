"""People in a sandbox, driven over HTTP: what end-to-end tests type and click with.

The paths are described in `bot.sandbox.page_api` and `bot.sandbox.control`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, FormData

Json = dict[str, Any]

DEADLINE_SECONDS = 15.0


class RefusedError(Exception):
    """The sandbox said no."""


@dataclass(frozen=True)
class Workspace:
    """A sandbox at `base_url`, seen from outside."""

    session: ClientSession
    base_url: str

    async def read(self, path: str, **query: str) -> Json:
        """GET one of the page's resources."""
        async with self.session.get(f"{self.base_url}/ui/{path}", params=query) as answer:
            return _accepted(await answer.json())

    async def act(self, path: str, **body: Any) -> Json:
        """POST one of the page's acts."""
        async with self.session.post(f"{self.base_url}/ui/{path}", json=body) as answer:
            return _accepted(await answer.json())

    async def control(self, path: str, body: Any = None) -> Json:
        """Use a switch: POST with a body, GET without."""
        address = f"{self.base_url}/control/{path}"
        request = (
            self.session.get(address) if body is None else self.session.post(address, json=body)
        )
        async with request as answer:
            return _accepted(await answer.json())

    async def channel(self, name: str) -> str:
        """A channel's id by its name, seen by anybody."""
        state = await self.read("state", user="")
        return next(str(each["id"]) for each in state["channels"] if each["name"] == name)

    async def calls(self, method: str) -> list[Json]:
        """The app's calls of a Web API method so far."""
        found: list[Json] = (await self.control(f"calls?method={method}"))["calls"]
        return found

    def person(self, id: str) -> Person:
        """Somebody, by id: U0ADA, U0LINUS, U0GRACE, U0KATHERINE, U0GUEST."""
        return Person(self, id)


@dataclass(frozen=True)
class Person:
    """Somebody in the workspace. Channels go by id; `click` and `submit` take plain values."""

    workspace: Workspace
    id: str

    async def say(self, channel: str, text: str, thread: str = "") -> str:
        """Write a message or reply; its ts."""
        done = await self._act("message", channel=channel, text=text, thread_ts=thread)
        return str(done["ts"])

    async def share(self, channel: str, name: str, content: bytes, text: str = "") -> str:
        """Share a file; the ts of its message."""
        form = FormData({"user": self.id, "channel": channel, "text": text})
        form.add_field("file", content, filename=name)
        address = f"{self.workspace.base_url}/ui/upload"
        async with self.workspace.session.post(address, data=form) as answer:
            return str(_accepted(await answer.json())["ts"])

    async def command(self, channel: str, text: str) -> Json:
        """Run a slash command; `refused` is there when it failed."""
        return await self._act("command", channel=channel, text=text)

    async def react(self, channel: str, ts: str, name: str, *, on: bool = True) -> None:
        """Add a reaction, or take it back."""
        await self._act("reaction", channel=channel, ts=ts, name=name, on=on)

    async def shortcut(self, callback_id: str, channel: str = "", ts: str = "") -> Json:
        """Use a shortcut, on a message if one is given."""
        return await self._act("shortcut", callback_id=callback_id, channel=channel, ts=ts)

    async def click(self, channel: str, message: Json, action_id: str, value: Any = None) -> Json:
        """Use the first element with this action_id in a message; a button's value is its own."""
        block, element = _element(message["blocks"], action_id)
        given = element.get("value") if value is None else value
        return await self._act(
            "action",
            channel=channel,
            ts=message["ts"],
            block_id=block["block_id"],
            action_id=action_id,
            value=given,
        )

    async def view(self) -> Json | None:
        """The modal on this person's screen."""
        found: Json | None = (await self.workspace.read("view", user=self.id))["view"]
        return found

    async def submit(self, values: Json) -> Json:
        """Send the open modal; values go by action_id. `errors` is there when it is refused."""
        view = await self.view()
        if view is None:
            raise RefusedError("no modal is open")
        placed: Json = {}
        for action_id, value in values.items():
            block, _ = _element(view["blocks"], action_id)
            placed.setdefault(block["block_id"], {})[action_id] = value
        return await self._act("view_submit", view_id=view["id"], values=placed)

    async def messages(self, channel: str) -> list[Json]:
        """What this person sees in a channel, oldest first, private messages included."""
        found: list[Json] = (await self.workspace.read("messages", user=self.id, channel=channel))[
            "messages"
        ]
        return found

    async def thread(self, channel: str, ts: str) -> list[Json]:
        """A thread, its root first."""
        found: list[Json] = (
            await self.workspace.read("thread", user=self.id, channel=channel, ts=ts)
        )["messages"]
        return found

    async def ephemerals(self, channel: str) -> list[Json]:
        """What only this person sees in a channel, oldest first."""
        return [each for each in await self.messages(channel) if each.get("is_ephemeral")]

    async def wait_for(
        self, channel: str, wanted: Callable[[Json], bool], thread: str = ""
    ) -> Json:
        """The first message in a channel or thread that is as wanted, once it is there."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while True:
                seen = (
                    await self.thread(channel, thread) if thread else await self.messages(channel)
                )
                for message in seen:
                    if wanted(message):
                        return message
                await asyncio.sleep(0.02)

    async def _act(self, path: str, **body: Any) -> Json:
        return await self.workspace.act(path, user=self.id, **body)


def _accepted(answer: Json) -> Json:
    if not answer["ok"]:
        raise RefusedError(answer["error"])
    return answer


def _element(blocks: list[Json], action_id: str) -> tuple[Json, Json]:
    for block in blocks:
        held = [block.get("accessory"), block.get("element"), *block.get("elements", [])]
        for element in held:
            if element and element.get("action_id") == action_id:
                return block, element
    raise RefusedError(f"no element {action_id}")
