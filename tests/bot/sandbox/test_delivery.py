"""What the app is sent: events, signatures, redelivery, faults, and time limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp import ServerDisconnectedError
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError

from tests.bot.sandbox.conftest import Stage, staged
from tests.bot.sandbox.driver import Json
from tests.waiting import wait_for


async def event(stage: Stage, **wanted: Any) -> Json:
    """The first event that the app was sent with these fields."""

    def find() -> Json | None:
        found = (e for e in stage.app.events if wanted.items() <= e.items())
        return next(found, None)

    sent: Json = await wait_for(find, f"an event {wanted}")
    return sent


async def test_message_events_carry_what_bolt_needs(stage: Stage) -> None:
    """A person's message arrives escaped and linked, with its channel's type."""
    channel = await stage.workspace.channel("incidents")
    ts = await stage.ada.say(channel, "@Echo see https://example.com/a & #general <b>")
    sent = await event(stage, type="message", ts=ts)
    general = await stage.workspace.channel("general")
    assert sent["text"] == (
        f"<@U0SANDBOT> see <https://example.com/a> &amp; <#{general}|general> &lt;b&gt;"
    )
    assert (sent["user"], sent["channel"], sent["channel_type"]) == ("U0ADA", channel, "channel")
    assert (await event(stage, type="app_mention", ts=ts))["text"] == sent["text"]


async def test_own_messages_come_back_with_metadata(stage: Stage) -> None:
    """The event of the bot's own message names the bot and carries its metadata."""
    metadata = {"event_type": "post", "event_payload": {"job": "7"}}
    await stage.client.chat_postMessage(channel="incidents", text="mine", metadata=metadata)

    async def find() -> Any:
        sent = (await stage.workspace.control("events"))["events"]
        return next((e["event"] for e in sent if e["event"].get("metadata") == metadata), None)

    own: Json = await wait_for(find, "the event")
    assert (own["bot_id"], own["app_id"], own["user"]) == ("B0SANDBOX", "A0SANDBOX", "U0SANDBOT")


async def test_edits_deletions_reactions_and_pins_are_events(stage: Stage) -> None:
    """What happens to a message is told, and who wrote it."""
    channel = await stage.workspace.channel("incidents")
    ts = await stage.ada.say(channel, "first")
    linus = stage.workspace.person("U0LINUS")
    await linus.react(channel, ts, "pushpin")
    added = await event(stage, type="reaction_added")
    assert (added["item_user"], added["item"]["ts"], added["user"]) == ("U0ADA", ts, "U0LINUS")
    await linus.react(channel, ts, "pushpin", on=False)
    await event(stage, type="reaction_removed", reaction="pushpin")
    await stage.workspace.act("pin", user="U0ADA", channel=channel, ts=ts)
    assert (await event(stage, type="pin_added"))["item"]["message"]["ts"] == ts
    await stage.workspace.act("edit", user="U0ADA", channel=channel, ts=ts, text="second")
    changed = await event(stage, subtype="message_changed")
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("second", "first")
    await stage.workspace.act("delete", user="U0ADA", channel=channel, ts=ts)
    assert (await event(stage, subtype="message_deleted"))["deleted_ts"] == ts


async def test_channels_without_the_bot_stay_silent(stage: Stage) -> None:
    """The bot hears of a channel once it is in it, and of its own arrival first."""
    team = await stage.workspace.channel("checkout-team")
    await stage.ada.say(team, "not for bots")
    await stage.workspace.act("invite", user="U0ADA", channel=team, users=["U0SANDBOT"])
    joined = await event(stage, type="member_joined_channel", user="U0SANDBOT")
    assert (joined["inviter"], joined["channel"]) == ("U0ADA", team)
    await stage.ada.say(team, "for bots")
    await event(stage, text="for bots")
    assert not [e for e in stage.app.events if e.get("text") == "not for bots"]


async def test_mention_of_an_absent_bot_is_explained(stage: Stage) -> None:
    """Who mentions the app where it is not is told how to bring it in, and nobody else is."""
    team = await stage.workspace.channel("checkout-team")
    await stage.ada.say(team, "@echo can you help?")
    hints = [m["text"] for m in await stage.ada.ephemerals(team)]
    assert hints == ["Echo is not in this channel and was not told. `/invite @echo` brings it in."]
    assert await stage.workspace.person("U0LINUS").ephemerals(team) == []


async def test_shared_files_can_be_read_by_the_app(stage: Stage) -> None:
    """A person's file arrives with its message, and its bytes at its address."""
    channel = await stage.workspace.channel("incidents")
    ts = await stage.ada.share(channel, "app.log", b"ERROR pool exhausted", "the log")
    sent = await event(stage, ts=ts, subtype="file_share")
    assert (sent["text"], sent["files"][0]["name"]) == ("the log", "app.log")
    answer = await stage.workspace.session.get(sent["files"][0]["url_private"])
    assert await answer.read() == b"ERROR pool exhausted"


async def test_direct_messages_reach_the_app(stage: Stage) -> None:
    """A message to the app itself arrives with the channel type im, and as no mention."""
    direct = (await stage.workspace.act("open_app", user="U0ADA", tab="messages"))["channel"]
    ts = await stage.ada.say(direct, "hello @echo")
    assert (await event(stage, ts=ts))["channel_type"] == "im"
    assert not [e for e in stage.app.events if e["type"] == "app_mention"]


async def test_failed_event_comes_again_with_the_same_id(stage: Stage) -> None:
    """A refused event is sent again with retry headers until it is taken."""
    stage.app.refuse = 2
    channel = await stage.workspace.channel("incidents")
    ts = await stage.ada.say(channel, "again")
    await event(stage, ts=ts)
    retries = [h.get("X-Slack-Retry-Num") for h in stage.app.headers]
    assert retries == [None, "1", "2"]
    assert stage.app.headers[-1]["X-Slack-Retry-Reason"] == "http_error"


async def test_app_can_refuse_an_event_for_good(stage: Stage) -> None:
    """`X-Slack-No-Retry` ends it: the next event comes, the refused one does not."""
    stage.app.refuse, stage.app.for_good = 1, True
    channel = await stage.workspace.channel("incidents")
    await stage.ada.say(channel, "refused")
    await wait_for(lambda: not stage.app.refuse, "the refusal")
    ts = await stage.ada.say(channel, "taken")
    await event(stage, ts=ts)
    assert [h.get("X-Slack-Retry-Num") for h in stage.app.headers] == [None, None]


async def test_events_can_come_twice(stage: Stage) -> None:
    """Each event is delivered twice at once, with one id, for as long as that is asked for."""
    await stage.workspace.control("twice", {"on": True})
    ts = await stage.ada.say(await stage.workspace.channel("incidents"), "echo")
    await wait_for(lambda: [e["ts"] for e in stage.app.events] == [ts, ts], "both")


async def test_event_can_be_sent_again_on_request(stage: Stage) -> None:
    """Redelivery repeats the last event, its id unchanged."""
    channel = await stage.workspace.channel("incidents")
    ts = await stage.ada.say(channel, "twice")
    await event(stage, ts=ts)
    again = await stage.workspace.control("redeliver", {})
    await wait_for(lambda: [e["ts"] for e in stage.app.events] == [ts, ts], "the same again")
    last = (await stage.workspace.control("events"))["events"][-1]
    assert again["event_id"] == last["event_id"]


async def test_command_that_fails_tells_the_person(stage: Stage) -> None:
    """No listener, or none in time, is shown as Slack shows it."""
    channel = await stage.workspace.channel("incidents")
    assert "dispatch_failed" in (await stage.ada.command(channel, "/boom"))["refused"]
    assert "operation_timeout" in (await stage.ada.command(channel, "/echo slow"))["refused"]
    shown = [m["text"] for m in await stage.ada.ephemerals(channel)]
    assert shown == [
        "/boom failed with the error “dispatch_failed”",
        "/echo failed with the error “operation_timeout”",
    ]


async def test_faults_come_as_planned(stage: Stage) -> None:
    """Error, 5xx, 429, a cut connection before and after the work, each as often as asked."""
    channel = await stage.workspace.channel("incidents")
    post = "chat.postMessage"
    await stage.workspace.control(
        "faults",
        [
            {"method": post, "kind": "error", "value": "fatal_error"},
            {"method": post, "kind": "ratelimited", "value": 7},
            {"method": post, "kind": "drop_before"},
            {"method": post, "kind": "drop"},
            {"method": post, "kind": "delay", "value": 0.01},
        ],
    )
    with pytest.raises(SlackApiError, match="fatal_error"):
        await stage.client.chat_postMessage(channel=channel, text="1")
    with pytest.raises(SlackApiError) as limited:
        await stage.client.chat_postMessage(channel=channel, text="2")
    assert limited.value.response.headers["Retry-After"] == "7"
    for text in ("3", "4"):
        with pytest.raises((ServerDisconnectedError, ConnectionError)):
            await stage.client.chat_postMessage(channel=channel, text=text)
    await stage.client.chat_postMessage(channel=channel, text="5")
    assert [m["text"] for m in await stage.ada.messages(channel)] == ["4", "5"]
    assert (await stage.workspace.control("faults"))["planned"] == []
    errors = [call["error"] for call in await stage.workspace.calls(post)]
    assert errors == ["error", "ratelimited", "drop_before", None, None]


async def test_response_url_works_five_times(stage: Stage) -> None:
    """It answers for everybody, replaces, deletes; the sixth use is refused."""
    channel = await stage.workspace.channel("incidents")
    await stage.ada.command(channel, "/echo loud hi")
    posted = await stage.ada.wait_for(channel, lambda m: m["text"] == "hi")
    await stage.ada.click(channel, posted, "again")
    private = await stage.ada.wait_for(channel, lambda m: m["text"] == "Again: hi")
    assert private["is_ephemeral"]
    body = stage.app.actions[0]
    assert body["container"]["message_ts"] == posted["ts"]
    assert body["actions"][0]["value"] == "hi"

    async def respond(**answer: Any) -> tuple[int, str]:
        reply = await stage.workspace.session.post(body["response_url"], json=answer)
        return reply.status, await reply.text()

    assert await respond(text="for all", response_type="in_channel") == (200, "ok")
    assert await respond(text="new", replace_original=True) == (200, "ok")
    texts = [m["text"] for m in await stage.workspace.person("U0LINUS").messages(channel)]
    assert texts == ["new", "for all"]
    assert await respond(delete_original=True) == (200, "ok")
    assert await respond(text="x", blocks=[{"type": "nonsense"}]) == (400, "invalid_blocks")
    assert await respond(text="5") == (200, "ok")
    assert await respond(text="6") == (404, "used_url")


async def test_socket_mode_with_bolts_own_handler(tmp_path: Path) -> None:
    """The unmodified handler takes commands, events and forms, and reconnects when asked."""
    async with staged(tmp_path) as stage:
        handler = AsyncSocketModeHandler(stage.app.bolt(), app_token="xapp-sandbox")
        await handler.connect_async()  # type: ignore[no-untyped-call]
        try:
            channel = await stage.workspace.channel("incidents")
            await stage.ada.command(channel, "/echo over the socket")
            shown = [m["text"] for m in await stage.ada.ephemerals(channel)]
            assert shown == ["You said: over the socket"]
            ts = await stage.ada.say(channel, "an event")
            await event(stage, ts=ts)
            assert stage.app.headers == []
            await stage.ada.shortcut("keep", channel, ts)
            refused = await stage.ada.submit({"title": "bad", "kind": "low"})
            assert refused["errors"] == {"title": "Not that one."}
            opened = len(await stage.workspace.calls("apps.connections.open"))
            await stage.workspace.control("refresh", {})

            async def reconnected() -> Any:
                calls = await stage.workspace.calls("apps.connections.open")
                return len(calls) > opened

            await wait_for(reconnected, "a new connection")

            async def answered() -> Any:
                done = await stage.ada.command(channel, "/echo back again")
                return "refused" not in done

            await wait_for(answered, "an answer over the new connection")
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]
