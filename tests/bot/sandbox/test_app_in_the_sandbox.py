"""A real Bolt app works in the sandbox as it does in Slack."""

from __future__ import annotations

from tests.bot.sandbox.conftest import Stage


async def test_command_is_answered_to_the_person_alone(stage: Stage) -> None:
    """A command's text comes back as a message that nobody else sees."""
    channel = await stage.workspace.channel("incidents")
    await stage.ada.command(channel, "/echo hello")
    assert [m["text"] for m in await stage.ada.ephemerals(channel)] == ["You said: hello"]
    assert await stage.workspace.person("U0LINUS").ephemerals(channel) == []


async def test_message_shortcut_opens_a_form_that_can_be_sent(stage: Stage) -> None:
    """A message shortcut's form is filled from the message, checked, and posts in its thread."""
    channel = await stage.workspace.channel("incidents")
    ts = await stage.ada.say(channel, "checkout returns 500s")
    await stage.ada.shortcut("keep", channel, ts)
    view = await stage.ada.view()
    assert view is not None
    assert view["title"] == "A form"
    assert (await stage.ada.submit({}))["errors"].keys() == {"title", "kind"}
    assert (await stage.ada.submit({"title": "bad", "kind": "high"}))["errors"] == {
        "title": "Not that one."
    }
    await stage.ada.submit({"title": "good", "kind": "low", "who": "U0GRACE"})
    assert await stage.ada.view() is None
    assert [m["text"] for m in await stage.ada.thread(channel, ts)][1:] == ["Kept: good"]
    values = stage.app.submissions[-1]
    assert values["note"]["note"]["value"] == "checkout returns 500s"
    assert values["kind"]["kind"]["selected_option"]["value"] == "low"
    assert values["who"]["who"]["selected_user"] == "U0GRACE"


async def test_button_answers_through_its_response_url(stage: Stage) -> None:
    """A click reaches the app with its value, and the app answers the one who clicked."""
    channel = await stage.workspace.channel("incidents")
    await stage.ada.command(channel, "/echo loud wake up")
    posted = await stage.ada.wait_for(channel, lambda m: m["text"] == "wake up")
    await stage.ada.click(channel, posted, "again")
    answer = await stage.ada.wait_for(channel, lambda m: m["text"] == "Again: wake up")
    assert answer["is_ephemeral"]
