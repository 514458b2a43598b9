"""A tiny real Bolt app, to see the sandbox as an app does."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import SandboxConfig

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Echo"},
    "features": {
        "bot_user": {"display_name": "Echo"},
        "slash_commands": [
            {
                "command": "/echo",
                "description": "Say it again",
                "usage_hint": "[loud] something",
                "should_escape": True,
            },
            {"command": "/form", "description": "Open a form"},
            {"command": "/boom", "description": "Fails"},
        ],
        "shortcuts": [
            {"name": "Start a form", "type": "global", "callback_id": "start"},
            {"name": "Keep this", "type": "message", "callback_id": "keep"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "bookmarks:read",
                "bookmarks:write",
                "channels:history",
                "channels:join",
                "channels:manage",
                "channels:read",
                "chat:write",
                "commands",
                "files:write",
                "groups:history",
                "groups:read",
                "groups:write",
                "im:history",
                "im:write",
                "pins:read",
                "pins:write",
                "reactions:read",
                "reactions:write",
                "team:read",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_mention",
                "app_home_opened",
                "message.channels",
                "message.groups",
                "message.im",
                "reaction_added",
                "reaction_removed",
                "member_joined_channel",
                "channel_archive",
                "channel_rename",
                "channel_created",
                "pin_added",
                "pin_removed",
            ]
        }
    },
}


def form(note: str = "") -> dict[str, Any]:
    """The form that `/form` and the shortcuts open."""
    people = {"type": "users_select", "action_id": "who"}
    kinds = [
        {"text": {"type": "plain_text", "text": each}, "value": each} for each in ("high", "low")
    ]
    return {
        "type": "modal",
        "callback_id": "filled",
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Send it"},
        "blocks": [
            _input("title", "Title", {"type": "plain_text_input", "action_id": "title"}),
            _input(
                "note",
                "Note",
                {
                    "type": "plain_text_input",
                    "action_id": "note",
                    "multiline": True,
                    "initial_value": note,
                },
                optional=True,
            ),
            _input(
                "kind", "Kind", {"type": "static_select", "action_id": "kind", "options": kinds}
            ),
            _input("who", "Owner", people, optional=True),
        ],
    }


def _input(id: str, label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    text = {"type": "plain_text", "text": label}
    return {"type": "input", "block_id": id, "label": text, "element": element, **more}


@dataclass
class EchoApp:
    """The app, with what it was sent."""

    config: SandboxConfig
    events: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    submissions: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)
    refuse: int = 0
    for_good: bool = False

    def bolt(self) -> AsyncApp:
        """The Bolt app with its listeners."""
        client = AsyncWebClient(
            token=self.config.bot_token, base_url=self.config.api_url, retry_handlers=[]
        )
        app = AsyncApp(client=client, signing_secret=self.config.signing_secret)
        app.command("/echo")(self._echo)
        app.command("/form")(self._open)
        app.shortcut("start")(self._open)
        app.shortcut("keep")(self._keep)
        app.view("filled")(self._filled)
        app.view_closed("filled")(self._closed)
        app.action("again")(self._again)
        app.options("find")(self._find)
        app.action("find")(self._found)
        app.event("app_home_opened")(self._home)
        for name in (
            "message", "app_mention", "reaction_added", "reaction_removed", "pin_added",
            "member_joined_channel", "channel_created", "channel_rename", "channel_archive",
        ):  # fmt: skip
            app.event(name)(self._event)
        return app

    def web(self) -> web.Application:
        """The app behind HTTP, at `/slack/events`."""
        bolt = self.bolt()

        async def handle(request: web.Request) -> web.Response:
            self.headers.append(dict(request.headers))
            if self.refuse:
                self.refuse -= 1
                headers = {"X-Slack-No-Retry": "1"} if self.for_good else {}
                return web.Response(status=500, headers=headers)
            answer = await bolt.async_dispatch(await to_bolt_request(request))
            return await to_aiohttp_response(answer)

        app = web.Application()
        app.router.add_post("/slack/events", handle)
        return app

    async def _echo(self, ack: Any, command: dict[str, Any], client: AsyncWebClient) -> None:
        words = command["text"]
        if words == "slow":
            await asyncio.sleep(3.5)
        if words.startswith("loud "):
            button = {
                "type": "button",
                "action_id": "again",
                "value": words[5:],
                "text": {"type": "plain_text", "text": "Again"},
            }
            await client.chat_postMessage(
                channel=command["channel_id"],
                text=words[5:],
                blocks=[
                    {"type": "section", "text": {"type": "mrkdwn", "text": f"*{words[5:]}*"}},
                    {"type": "actions", "elements": [button]},
                ],
                metadata={"event_type": "echo", "event_payload": {"words": words}},
            )
        await ack(f"You said: {words}")

    async def _open(self, ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form())
        await ack()

    async def _keep(self, ack: Any, shortcut: dict[str, Any], client: AsyncWebClient) -> None:
        view = form(shortcut["message"]["text"])
        view["private_metadata"] = f"{shortcut['channel']['id']} {shortcut['message_ts']}"
        await client.views_open(trigger_id=shortcut["trigger_id"], view=view)
        await ack()

    async def _filled(self, ack: Any, view: dict[str, Any], client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        self.submissions.append(values)
        title = values["title"]["title"]["value"]
        if title == "bad":
            await ack(response_action="errors", errors={"title": "Not that one."})
            return
        if title in ("update", "push"):
            await ack(response_action=title, view={**form(), "callback_id": "next"})
            return
        if title == "clear":
            await ack(response_action="clear")
            return
        if view["private_metadata"]:
            channel, ts = view["private_metadata"].split()
            await client.chat_postMessage(channel=channel, text=f"Kept: {title}", thread_ts=ts)
        await ack()

    async def _closed(self, ack: Any, body: dict[str, Any]) -> None:
        self.actions.append(body)
        await ack()

    async def _find(self, ack: Any, payload: dict[str, Any]) -> None:
        found = [w for w in ("checkout", "checkin", "search") if w.startswith(payload["value"])]
        await ack(
            options=[{"text": {"type": "plain_text", "text": w.title()}, "value": w} for w in found]
        )

    async def _found(self, ack: Any, body: dict[str, Any]) -> None:
        self.actions.append(body)
        await ack()

    async def _again(
        self, ack: Any, body: dict[str, Any], action: dict[str, Any], respond: Any
    ) -> None:
        self.actions.append(body)
        await ack()
        await asyncio.sleep(0.05)
        await respond(text=f"Again: {action['value']}")

    async def _home(self, event: dict[str, Any], client: AsyncWebClient) -> None:
        text = {"type": "plain_text", "text": "Welcome home"}
        view = {"type": "home", "blocks": [{"type": "header", "text": text}]}
        await client.views_publish(user_id=event["user"], view=view)

    async def _event(self, event: dict[str, Any]) -> None:
        self.events.append(event)
