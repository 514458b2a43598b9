"""Forms and controls: the stack of modals, what may be sent, and what the app receives."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox import state
from bot.sandbox.errors import SlackError
from tests.bot.sandbox.bolt_app import form
from tests.bot.sandbox.conftest import Stage
from tests.bot.sandbox.driver import RefusedError


async def opened(stage: Stage) -> dict[str, Any]:
    """A form on Ada's screen."""
    await stage.ada.shortcut("start")
    view = await stage.ada.view()
    assert view is not None
    return view


async def test_answers_move_through_the_stack(stage: Stage) -> None:
    """`update` replaces, `push` puts on top up to three, `clear` takes all away."""
    first = await opened(stage)
    await stage.ada.submit({"title": "update", "kind": "high"})
    updated = await stage.ada.view()
    assert updated is not None
    assert (updated["id"], updated["callback_id"], updated["depth"]) == (first["id"], "next", 1)
    assert updated["hash"] != first["hash"]


async def test_pushed_form_lies_on_top(stage: Stage) -> None:
    """Closing it shows the one below."""
    first = await opened(stage)
    await stage.ada.submit({"title": "push", "kind": "high"})
    second = await stage.ada.view()
    assert second is not None
    assert (second["depth"], second["callback_id"]) == (2, "next")
    await stage.workspace.act("view_close", user="U0ADA", view_id=second["id"])
    below = await stage.ada.view()
    assert below is not None
    assert below["id"] == first["id"]


async def test_clear_closes_everything(stage: Stage) -> None:
    """No form is left."""
    await opened(stage)
    await stage.ada.submit({"title": "clear", "kind": "high"})
    assert await stage.ada.view() is None
    with pytest.raises(RefusedError):
        await stage.ada.submit({})


async def test_closing_is_told_when_it_was_asked_for(stage: Stage) -> None:
    """`notify_on_close` sends view_closed, and says whether the whole stack went."""
    view = await opened(stage)
    asking = {**form(), "notify_on_close": True}
    await stage.client.views_update(view_id=view["id"], view=asking)
    await stage.workspace.act("view_close", user="U0ADA", view_id=view["id"], all=True)
    assert [(a["type"], a["is_cleared"]) for a in stage.app.actions] == [("view_closed", True)]
    assert await stage.ada.view() is None


async def test_views_update_guards_against_races(stage: Stage) -> None:
    """An old hash is a conflict, an unknown view is not found."""
    view = await opened(stage)
    changed = await stage.client.views_update(view_id=view["id"], hash=view["hash"], view=form())
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await stage.client.views_update(view_id=view["id"], hash=view["hash"], view=form())
    assert changed["view"]["hash"] != view["hash"]
    with pytest.raises(SlackApiError, match="not_found"):
        await stage.client.views_update(view_id="V404", view=form())


async def test_home_tab_is_one_persons(stage: Stage) -> None:
    """A published home is seen by its owner only."""
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    await stage.client.views_publish(user_id="U0ADA", view=view)
    assert (await stage.workspace.read("home", user="U0ADA"))["view"] is not None
    assert (await stage.workspace.read("home", user="U0LINUS"))["view"] is None


async def test_nobody_clicks_what_is_not_there(stage: Stage) -> None:
    """A click on an unknown element or message reaches no app."""
    channel = await stage.workspace.channel("incidents")
    posted = await stage.client.chat_postMessage(channel=channel, text="no buttons")
    for ts in (posted["ts"], "1.000000"):
        with pytest.raises(RefusedError):
            await stage.workspace.act(
                "action", user="U0ADA", channel=channel, ts=ts, block_id="b", action_id="a"
            )


async def test_buttons_inside_containers_and_cards_work(stage: Stage) -> None:
    """Elements in nested blocks get ids, and can be clicked."""
    channel = await stage.workspace.channel("incidents")
    go = {"type": "button", "action_id": "again", "text": {"type": "plain_text", "text": "Go"}}
    title = {"type": "plain_text", "text": "T"}
    card = {"type": "card", "title": title, "actions": [{**go, "value": "card"}]}
    row = {"type": "actions", "elements": [{**go, "value": "row"}]}
    blocks: list[dict[str, Any]] = [
        {"type": "container", "title": title, "child_blocks": [row]},
        {"type": "carousel", "elements": [card]},
    ]
    await stage.client.chat_postMessage(channel=channel, text="x", blocks=blocks)
    posted = (await stage.ada.messages(channel))[-1]
    for block, value in (
        (posted["blocks"][0]["child_blocks"][0], "row"),
        (posted["blocks"][1]["elements"][0], "card"),
    ):
        await stage.workspace.act(
            "action",
            user="U0ADA",
            channel=channel,
            ts=posted["ts"],
            block_id=block["block_id"],
            action_id="again",
            value=value,
        )
        await stage.ada.wait_for(channel, partial(_says, f"Again: {value}"))


def _says(text: str, message: dict[str, Any]) -> bool:
    return bool(message["text"] == text)


async def test_app_offers_the_options(stage: Stage) -> None:
    """An external select asks the app for options, and sends the chosen one."""
    channel = await stage.workspace.channel("incidents")
    select = {"type": "external_select", "action_id": "find", "min_query_length": 1}
    blocks = [{"type": "actions", "block_id": "b", "elements": [select]}]
    posted = await stage.client.chat_postMessage(channel=channel, text="x", blocks=blocks)
    where = {"user": "U0ADA", "channel": channel, "ts": posted["ts"]}
    at = {**where, "block_id": "b", "action_id": "find"}
    offered = (await stage.workspace.act("options", **at, value="check"))["options"]
    assert [each["value"] for each in offered] == ["checkout", "checkin"]
    await stage.workspace.act("action", **at, value="checkin")
    chosen = stage.app.actions[0]["actions"][0]["selected_option"]
    assert chosen["value"] == "checkin"


OPTIONS = [{"text": {"type": "plain_text", "text": each}, "value": each} for each in ("a", "b")]

STATED = [
    ({"type": "static_select", "options": OPTIONS}, "a", {"selected_option": OPTIONS[0]}),
    ({"type": "radio_buttons", "options": OPTIONS}, None, {"selected_option": None}),
    ({"type": "checkboxes", "options": OPTIONS}, ["a", "b"], {"selected_options": OPTIONS}),
    ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
    ({"type": "multi_users_select"}, ["U1"], {"selected_users": ["U1"]}),
    ({"type": "channels_select"}, "C1", {"selected_channel": "C1"}),
    ({"type": "multi_conversations_select"}, None, {"selected_conversations": []}),
    ({"type": "datepicker"}, "2026-11-24", {"selected_date": "2026-11-24"}),
    ({"type": "datetimepicker"}, "1795000000", {"selected_date_time": 1795000000}),
    ({"type": "plain_text_input"}, "", {"value": None}),
    ({"type": "overflow", "options": OPTIONS}, "b", {"selected_option": OPTIONS[1]}),
]


@pytest.mark.parametrize(("element", "value", "wanted"), STATED)
def test_values_become_typed_state(
    element: dict[str, Any], value: Any, wanted: dict[str, Any]
) -> None:
    """Each kind of input is sent in the field that Slack uses for it."""
    assert state.stated(element, value) == {"type": element["type"], **wanted}


def test_only_offered_options_can_be_chosen() -> None:
    """A value that is not among the options is refused."""
    with pytest.raises(SlackError, match="invalid_option"):
        state.stated({"type": "static_select", "options": OPTIONS}, "c")


def test_lengths_are_checked_before_the_app_is_asked() -> None:
    """Required, shortest and longest, as Slack's own client does."""
    element = {
        "type": "plain_text_input",
        "action_id": "a",
        "min_length": 2,
        "max_length": 3,
    }
    blocks = [{"type": "input", "block_id": "b", "element": element}]
    answers = [state.complaints(blocks, {"b": {"a": text}}).get("b") for text in ("", "x", "xxxx")]
    assert answers == [
        "Please complete this required field.",
        "Must be at least 2 characters.",
        "Must be at most 3 characters.",
    ]
    assert state.complaints(blocks, {"b": {"a": "xx"}}) == {}
    assert state.complaints([{**blocks[0], "optional": True}], {}) == {}
