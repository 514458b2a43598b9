"""The same command by every way in, and what happens when Slack fails."""

from pathlib import Path

import pytest

from tests.house import House, apart, living, plain
from tests.waiting import wait_for

WAYS = {
    "http": {"SLACK_MODE": "http", "SLACK_APP_TOKEN": ""},
    "socket": {"SLACK_MODE": "socket", "SLACK_SIGNING_SECRET": ""},
}


async def the_same(house: House) -> None:
    """Declare, see it acknowledged with its severity, acknowledge by a button, be answered."""

    async def connected() -> bool:
        status, _ = await house.api("GET", "/readyz")
        events = {each["event"] for each in house.logged()}
        return status == 200 and "slack.identified" in events

    await wait_for(connected, "Slack knows the bot")
    number = await house.declare("declare low bad payload in the queue", "incidents")
    assert number == 1
    card = await house.post_of(1, "card")
    assert card["text"].startswith("INC-1 bad payload in the queue")
    await house.ada.click(card["channel"], card, "acknowledge")

    async def acknowledged() -> bool:
        return bool((await house.incident(1))["acknowledged_by"])

    await wait_for(acknowledged, "the button acknowledges")
    assert "INC-1" in plain(await house.say("list", "incidents"))
    await house.ada.shortcut("declare_incident")
    refused = await house.ada.submit({"title": " "})
    assert refused["errors"]
    await house.post_of(1, "analysis")
    assert len(await house.posts_of(1, "card")) == 1


@pytest.mark.parametrize("way", sorted(WAYS))
async def test_a_sandbox_of_its_own(way: str, tmp_path: Path) -> None:
    """Signed HTTP and Socket Mode do the same."""
    async with apart(tmp_path, WAYS[way], flags=("--unpaced",)) as house:
        if way == "socket":
            connected = "slack.socket_connected"
            await wait_for(
                lambda: any(each["event"] == connected for each in house.logged()), connected
            )
        await the_same(house)


async def test_the_sandbox_within(tmp_path: Path) -> None:
    """So does the sandbox that is there when nothing is set."""
    async with living(tmp_path) as house:
        await the_same(house)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "value": "internal_error", "times": 2},
        {"kind": "http", "value": 503, "times": 2},
        {"kind": "ratelimited", "value": 1, "times": 2},
        {"kind": "drop", "times": 2},
        {"kind": "drop_before", "times": 2},
    ],
    ids=lambda fault: str(fault["kind"]),
)
async def test_slack_fails_while_it_posts(town: House, fault: dict[str, object]) -> None:
    """The acknowledgement is there all the same; the card follows, once."""
    planned = {"method": "chat.postMessage", **fault}
    await town.slack.control("faults", planned)
    answer = await town.say(f"declare low {fault['kind']}", "incidents")
    assert plain(answer).startswith("Declared INC-"), plain(answer)
    number = int(plain(answer).split()[1].removeprefix("INC-"))
    await town.post_of(number, "analysis")
    assert len(await town.posts_of(number, "card")) == 1
    assert (await town.slack.control("faults"))["planned"] == []


async def test_no_form_can_be_opened(town: House) -> None:
    """When Slack doesn't open the form, the answer says what to type."""
    await town.slack.control("faults", {"method": "views.open", "kind": "error", "value": "oops"})
    answer = await town.say("", "incidents")
    assert "/incident what is wrong" in plain(answer)


async def test_slack_is_away(town: House) -> None:
    """Every call fails for a while: declaring works, and the card stands when Slack is back."""
    await town.slack.control("faults", {"method": "*", "kind": "drop_before", "times": 6})
    answer = await town.say("declare high all is quiet on the other side", "incidents")
    number = int(plain(answer).split()[1].removeprefix("INC-"))
    card = await town.post_of(number, "card")
    assert len(await town.posts_of(number, "card")) == 1
    assert card["text"].startswith(f"INC-{number} ")
    _, parked = await town.api("GET", "/api/v1/jobs?state=parked")
    assert parked["items"] == []
