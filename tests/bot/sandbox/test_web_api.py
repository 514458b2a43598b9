"""The Web API as the SDK's own client sees it: answers, real error codes, scopes, limits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.bot.sandbox.conftest import Stage, staged


async def error_of(stage: Stage, method: str, **arguments: Any) -> str:
    """The error code of a call that has to fail."""
    with pytest.raises(SlackApiError) as failure:
        await stage.client.api_call(method, json=arguments)
    return str(failure.value.response["error"])


async def test_who_am_i(stage: Stage) -> None:
    """auth.test and its relatives name the app, the bot and the workspace."""
    me = await stage.client.auth_test()
    assert (me["user_id"], me["bot_id"]) == ("U0SANDBOT", "B0SANDBOX")
    assert (await stage.client.bots_info(bot=me["bot_id"]))["bot"]["name"] == "Echo"
    assert (await stage.client.team_info())["team"]["id"] == me["team_id"]
    assert (await stage.client.api_test(foo="bar"))["args"]["foo"] == "bar"
    assert "chat:write" in me.headers["x-oauth-scopes"]


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("", "not_authed"),
        ("xoxb-other", "invalid_auth"),
        ("xapp-sandbox", "not_allowed_token_type"),
    ],
)
async def test_tokens(stage: Stage, token: str, error: str) -> None:
    """Only the bot's own token calls methods, and apps.connections.open wants the app's."""
    answer = await stage.workspace.session.post(
        f"{stage.workspace.base_url}/api/auth.test", data={"token": token}
    )
    assert (answer.status, await answer.json()) == (200, {"ok": False, "error": error})
    assert await error_of(stage, "apps.connections.open") == "not_allowed_token_type"


@pytest.mark.parametrize("verb", ["query", "form", "json", "multipart"])
async def test_every_way_to_send_arguments(stage: Stage, verb: str) -> None:
    """Query, form, JSON and multipart do the same, unknown arguments and bearer tokens included."""
    channel = await stage.workspace.channel("incidents")
    arguments = {"channel": channel, "text": "hi", "team_id": "T1", "mrkdwn": "1"}
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    url = f"{stage.workspace.base_url}/api/chat.postMessage"
    session = stage.workspace.session
    if verb == "query":
        answer = await session.get(url, params=arguments, headers=headers)
    elif verb == "json":
        answer = await session.post(url, json=arguments, headers=headers)
    elif verb == "form":
        answer = await session.post(url, data={**arguments, "token": "xoxb-sandbox"})
    else:
        from aiohttp import FormData

        form = FormData(arguments)
        form.add_field("file", b"x", filename="a.txt")
        answer = await session.post(url, data=form, headers=headers)
    assert (await answer.json())["ok"]
    assert (await stage.ada.messages(channel))[-1]["text"] == "hi"


async def test_message_lives_and_dies(stage: Stage) -> None:
    """Post with metadata, edit, keep blocks and metadata, read back, delete."""
    client, channel = stage.client, await stage.workspace.channel("incidents")
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "hi"}}]
    metadata = {"event_type": "post", "event_payload": {"job": 1}}
    posted = await client.chat_postMessage(
        channel="#incidents", text="hi", blocks=blocks, metadata=metadata
    )
    assert posted["channel"] == channel
    await client.chat_update(channel=channel, ts=posted["ts"], text="changed")
    plain = (await client.conversations_history(channel=channel, limit=1))["messages"][0]
    assert (plain["text"], plain["blocks"][0]["text"]["text"]) == ("changed", "hi")
    assert "metadata" not in plain
    whole = await client.conversations_history(channel=channel, include_all_metadata=True, limit=1)
    assert whole["messages"][0]["metadata"] == metadata
    link = (await client.chat_getPermalink(channel=channel, message_ts=posted["ts"]))["permalink"]
    assert link.endswith(f"/archives/{channel}/p{posted['ts'].replace('.', '')}")
    await client.chat_delete(channel=channel, ts=posted["ts"])
    assert await error_of(stage, "chat.delete", channel=channel, ts=posted["ts"]) == (
        "message_not_found"
    )


async def test_other_ways_to_say_it(stage: Stage) -> None:
    """Markdown text, attachments with blocks; another name only with its scope."""
    channel = await stage.workspace.channel("incidents")
    await stage.client.chat_postMessage(channel=channel, markdown_text="# Title")
    button = {"type": "button", "action_id": "x", "text": {"type": "plain_text", "text": "Go"}}
    attachment = {"fallback": "f", "blocks": [{"type": "actions", "elements": [button]}]}
    await stage.client.chat_postMessage(channel=channel, text="a", attachments=[attachment])
    markdown, attached = await stage.ada.messages(channel)
    assert "<h3>Title</h3>" in markdown["html"]
    assert attached["attachments"][0]["blocks"][0]["block_id"]
    post = {"channel": channel, "text": "x"}
    assert await error_of(stage, "chat.postMessage", **post, username="Me") == "missing_scope"
    assert await error_of(stage, "chat.postMessage", **post, markdown_text="y") == (
        "markdown_text_conflict"
    )
    assert await error_of(stage, "chat.postMessage", **post, attachments=["z"]) == (
        "invalid_attachments"
    )


async def test_other_names_with_the_scope(tmp_path: Path) -> None:
    """With `chat:write.customize` a message may carry another name."""
    scopes = frozenset(["chat:write", "chat:write.customize"])
    async with staged(tmp_path, scopes=scopes) as stage:
        sent = await stage.client.chat_postMessage(channel="incidents", text="x", username="Me")
        assert (sent["message"]["subtype"], sent["message"]["username"]) == ("bot_message", "Me")


async def test_blocks_can_be_checked_without_posting(stage: Stage) -> None:
    """blocks.validate says what a post would be refused for."""
    assert await error_of(stage, "blocks.validate", blocks=[{"type": "x"}]) == "invalid_blocks"
    await stage.client.api_call("blocks.validate", json={"blocks": [{"type": "divider"}]})


async def test_leaving_and_conversations_of_a_person(stage: Stage) -> None:
    """The bot leaves a channel, and sees who is where."""
    channel = await stage.workspace.channel("incidents")
    mine = await stage.client.users_conversations()
    assert [c["name"] for c in mine["channels"]] == ["incidents"]
    await stage.client.conversations_leave(channel=channel)
    assert (await stage.client.conversations_leave(channel=channel))["not_in_channel"]
    assert (await stage.client.users_conversations())["channels"] == []
    general = await stage.workspace.channel("general")
    await stage.client.conversations_join(channel=general)
    assert await error_of(stage, "conversations.leave", channel=general) == "cant_leave_general"
    assert await error_of(stage, "conversations.archive", channel=general) == (
        "cant_archive_general"
    )
    assert await error_of(stage, "conversations.invite", channel=general, users="U404") == (
        "user_not_found"
    )


async def test_threads(stage: Stage) -> None:
    """Replies hang under their root, which counts them; a deleted root leaves a tombstone."""
    client, channel = stage.client, await stage.workspace.channel("incidents")
    root = await client.chat_postMessage(channel=channel, text="root")
    reply = await client.chat_postMessage(channel=channel, text="one", thread_ts=root["ts"])
    await client.chat_postMessage(channel=channel, text="two", thread_ts=reply["ts"])
    thread = await client.conversations_replies(channel=channel, ts=root["ts"])
    assert [m["text"] for m in thread["messages"]] == ["root", "one", "two"]
    assert thread["messages"][0]["reply_count"] == 2
    history = await client.conversations_history(channel=channel)
    assert "one" not in [m["text"] for m in history["messages"]]
    await client.chat_delete(channel=channel, ts=root["ts"])
    left = await client.conversations_replies(channel=channel, ts=root["ts"])
    assert left["messages"][0]["subtype"] == "tombstone"


async def test_history_in_pieces(stage: Stage) -> None:
    """Cursors walk through a channel; oldest and latest leave their own message out."""
    client, channel = stage.client, await stage.workspace.channel("incidents")
    sent = [(await client.chat_postMessage(channel=channel, text=f"m{n}"))["ts"] for n in range(7)]
    seen: list[str] = []
    async for page in await client.conversations_history(channel=channel, limit=3, oldest=sent[0]):
        seen += [m["ts"] for m in page["messages"]]
    assert seen == sent[:0:-1]
    between = await client.conversations_history(
        channel=channel, oldest=sent[1], latest=sent[3], inclusive=True
    )
    assert [m["ts"] for m in between["messages"]] == sent[3:0:-1]
    assert await error_of(stage, "conversations.history", channel=channel, cursor="?") == (
        "invalid_cursor"
    )


async def test_channels(stage: Stage) -> None:
    """Create, invite, name, describe, archive; and every no has its own name."""
    client = stage.client
    made = (await client.conversations_create(name="inc-1-down"))["channel"]
    id = made["id"]
    assert made["is_member"]
    assert await error_of(stage, "conversations.create", name="inc-1-down") == "name_taken"
    assert await error_of(stage, "conversations.create", name="No Way") == "invalid_name_specials"
    assert await error_of(stage, "conversations.create", name="x" * 81) == "invalid_name_maxlength"
    await client.conversations_invite(channel=id, users="U0ADA,U0LINUS")
    assert await error_of(stage, "conversations.invite", channel=id, users="U0ADA") == (
        "already_in_channel"
    )
    forced = await client.conversations_invite(channel=id, users=["U0ADA", "U0GRACE"], force=True)
    assert forced["channel"]["num_members"] == 4
    await client.conversations_setTopic(channel=id, topic="on fire")
    assert (await client.conversations_info(channel=id))["channel"]["topic"]["value"] == "on fire"
    assert (
        await error_of(stage, "conversations.setTopic", channel=id, topic="x" * 251) == "too_long"
    )
    await client.conversations_rename(channel=id, name="inc-1-up")
    await client.conversations_kick(channel=id, user="U0GRACE")
    assert "U0GRACE" not in (await client.conversations_members(channel=id))["members"]
    await client.conversations_archive(channel=id)
    assert await error_of(stage, "chat.postMessage", channel=id, text="x") == "is_archived"
    await client.conversations_unarchive(channel=id)
    names = [c["name"] for c in (await client.conversations_list())["channels"]]
    assert {"inc-1-up", "general", "incidents", "checkout-team"} <= set(names)


async def test_membership_and_privacy(stage: Stage) -> None:
    """The bot posts only where it is, and does not know of private channels elsewhere."""
    team = await stage.workspace.channel("checkout-team")
    assert await error_of(stage, "chat.postMessage", channel=team, text="x") == "not_in_channel"
    assert (
        await error_of(stage, "chat.postMessage", channel="C404", text="x") == "channel_not_found"
    )
    await stage.client.conversations_join(channel=team)
    await stage.client.chat_postMessage(channel=team, text="x")
    assert (await stage.client.conversations_join(channel=team))["warning"] == "already_in_channel"
    secret = (await stage.workspace.act("channel", user="U0ADA", name="secret", private=True))[
        "channel"
    ]
    assert await error_of(stage, "conversations.info", channel=secret) == "channel_not_found"


async def test_direct_and_private_messages(stage: Stage) -> None:
    """A direct message goes to a person's id, an ephemeral one to a member only."""
    opened = await stage.client.conversations_open(users="U0ADA")
    sent = await stage.client.chat_postMessage(channel="U0ADA", text="psst")
    assert sent["channel"] == opened["channel"]["id"]
    channel = await stage.workspace.channel("incidents")
    await stage.client.chat_postEphemeral(channel=channel, user="U0ADA", text="only you")
    assert [m["text"] for m in await stage.ada.ephemerals(channel)] == ["only you"]
    assert await error_of(
        stage, "chat.postEphemeral", channel=channel, user="U0GUEST", text="x"
    ) == ("user_not_in_channel")


async def test_reactions_pins_and_bookmarks(stage: Stage) -> None:
    """Each can be added once, is listed, and can be taken away once."""
    client, channel = stage.client, await stage.workspace.channel("incidents")
    ts = (await client.chat_postMessage(channel=channel, text="x"))["ts"]
    at = {"channel": channel, "timestamp": ts}
    await client.reactions_add(**at, name="eyes")
    assert await error_of(stage, "reactions.add", **at, name="eyes") == "already_reacted"
    assert await error_of(stage, "reactions.add", **at, name="no-such") == "invalid_name"
    assert (await client.reactions_get(**at))["message"]["reactions"][0]["count"] == 1
    await client.reactions_remove(**at, name="eyes")
    assert await error_of(stage, "reactions.remove", **at, name="eyes") == "no_reaction"
    await client.pins_add(**at)
    assert await error_of(stage, "pins.add", **at) == "already_pinned"
    assert [p["message"]["ts"] for p in (await client.pins_list(channel=channel))["items"]] == [ts]
    await client.pins_remove(**at)
    mark = await client.bookmarks_add(
        channel_id=channel, title="R", type="link", link="https://example.com"
    )
    await client.bookmarks_edit(
        bookmark_id=mark["bookmark"]["id"], channel_id=channel, title="Runbook"
    )
    marks = (await client.bookmarks_list(channel_id=channel))["bookmarks"]
    assert [m["title"] for m in marks] == ["Runbook"]
    await client.bookmarks_remove(bookmark_id=marks[0]["id"], channel_id=channel)


async def test_upload(stage: Stage) -> None:
    """files_upload_v2 shares a file that can be read back, as a download only."""
    channel = await stage.workspace.channel("incidents")
    done = await stage.client.files_upload_v2(
        channel=channel, filename="rca.md", content="# RCA", title="Draft", initial_comment="here"
    )
    shown = (await stage.ada.messages(channel))[-1]
    assert (shown["text"], shown["files"][0]["title"]) == ("here", "Draft")
    answer = await stage.workspace.session.get(done["file"]["url_private"])
    assert (await answer.text(), answer.headers["Content-Disposition"][:10]) == (
        "# RCA",
        "attachment",
    )


async def test_people(stage: Stage) -> None:
    """People are found by id and by address."""
    assert (await stage.client.users_info(user="U0ADA"))["user"]["real_name"] == "Ada Lovelace"
    found = await stage.client.users_lookupByEmail(email="grace@example.com")
    assert found["user"]["id"] == "U0GRACE"
    assert await error_of(stage, "users.info", user="U404") == "user_not_found"
    assert len((await stage.client.users_list(limit=2))["members"]) == 2


async def test_text_limits(stage: Stage) -> None:
    """New texts are cut at 40,000 characters, edits refused at 4,000, nothing is no text."""
    channel = await stage.workspace.channel("incidents")
    sent = await stage.client.chat_postMessage(channel=channel, text="x" * 50_000)
    assert (len(sent["message"]["text"]), sent["warning"]) == (40_000, "message_truncated")
    edit = {"channel": channel, "ts": sent["ts"], "text": "x" * 4001}
    assert await error_of(stage, "chat.update", **edit) == "msg_too_long"
    assert await error_of(stage, "chat.postMessage", channel=channel) == "no_text"
    heavy = {"event_type": "x", "event_payload": {"x": "y" * 5000}}
    assert await error_of(stage, "chat.postMessage", channel=channel, text="x", metadata=heavy) == (
        "metadata_too_large"
    )
    assert await error_of(stage, "no.suchMethod") == "unknown_method"


async def test_triggers_work_once_and_briefly(stage: Stage) -> None:
    """A trigger that nobody gave out opens nothing."""
    view = json.dumps({"type": "modal"})
    assert await error_of(stage, "views.open", trigger_id="1.2.3", view=view) == "invalid_arguments"
    good = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "T"},
        "blocks": [{"type": "divider"}],
    }
    assert await error_of(stage, "views.open", trigger_id="1.2.3", view=good) == (
        "invalid_trigger_id"
    )


async def test_half_a_surrogate_pair_is_kept(stage: Stage) -> None:
    """Text that no encoding can write is stored and given back."""
    channel = await stage.workspace.channel("incidents")
    await stage.client.api_call("chat.postMessage", json={"channel": channel, "text": "a\ud83d"})
    assert (await stage.ada.messages(channel))[-1]["text"] == "a\ud83d"


async def test_tiers(tmp_path: Path) -> None:
    """A method of tier 2 takes twenty calls a minute."""
    async with staged(tmp_path, paced=True) as stage:
        for _ in range(20):
            await stage.client.users_list()
        with pytest.raises(SlackApiError, match="ratelimited") as limited:
            await stage.client.users_list()
        assert 1 <= int(limited.value.response.headers["Retry-After"]) <= 60
        await stage.client.users_info(user="U0ADA")


async def test_missing_scope_names_what_is_needed(tmp_path: Path) -> None:
    """A method without its scope says which one, and which ones there are."""
    async with staged(tmp_path, scopes=frozenset(["chat:write"])) as stage:
        with pytest.raises(SlackApiError) as failure:
            await stage.client.conversations_create(name="x")
        assert failure.value.response["needed"] == "channels:manage"
        assert failure.value.response["provided"] == "chat:write"


async def test_one_message_a_second_in_a_channel(tmp_path: Path) -> None:
    """Paced, the second message in a second meets 429, in another channel it does not."""
    async with staged(tmp_path, paced=True) as stage:
        await stage.client.chat_postMessage(channel="incidents", text="1")
        with pytest.raises(SlackApiError) as failure:
            await stage.client.chat_postMessage(channel="incidents", text="2")
        assert failure.value.response.status_code == 429
        assert failure.value.response.headers["Retry-After"] == "1"
        other = (await stage.client.conversations_create(name="other"))["channel"]["id"]
        await stage.client.chat_postMessage(channel=other, text="3")
        await stage.workspace.control("pace", {"on": False})
        await stage.client.chat_postMessage(channel="incidents", text="4")
