"""The manifest asks for exactly what is used, and the generated files are current."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.commands.manifests import generated
from bot.slack import door
from bot.slack.manifest import BOT_EVENTS, SCOPES, manifest
from tests.bot.sandbox.driver import Json
from tests.house import House, apart, plain
from tests.waiting import wait_for

FOLDER = Path(__file__).parents[3] / "manifests"
# docs.slack.dev/reference/events: the scope that a subscription needs, and its event
SUBSCRIPTIONS = {
    "message.channels": ("message", "channels:history"),
    "reaction_added": ("reaction_added", "reactions:read"),
    "reaction_removed": ("reaction_removed", "reactions:read"),
}


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A Tocsin beside a sandbox, which gives the app no more than the manifest asks for.

    Its announcement channel is one that the bot has to find and join.
    """
    settings = {"SLACK_MODE": "http", "SLACK_CHANNEL": "alarms"}
    async with apart(tmp_path_factory.mktemp("manifest"), settings, flags=("--unpaced",)) as made:
        await made.slack.act("channel", user="U0ADA", name="alarms")
        yield made


@pytest.mark.parametrize("name", sorted(generated()))
def test_generated_files_are_current(name: str) -> None:
    """`tocsin manifest --write manifests` would change nothing."""
    assert (FOLDER / name).read_text(encoding="utf-8") == generated()[name]


@pytest.mark.parametrize("name", ["slack-socket.yaml", "slack-http.yaml"])
def test_manifests_are_valid(name: str, shared: Path) -> None:
    """Slack's own schema takes both manifests."""
    schema = json.loads((shared / "schemas" / "slack-manifest.2.0.0.json").read_text())
    made = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    jsonschema.validate(made, schema)


def test_manifest_follows_the_deployment() -> None:
    """Another command and another address are in it; Socket Mode needs no address."""
    http = manifest(command="/fire", base_url="https://tocsin.example.net", socket=False)
    command = http["features"]["slash_commands"][0]
    assert command["command"] == "/fire"
    assert command["url"] == "https://tocsin.example.net/slack/events"
    assert http["settings"]["interactivity"]["request_url"] == command["url"]
    assert "request_url" not in str(manifest(socket=True))


def test_shortcuts_events_and_the_command_are_those_answered() -> None:
    """Whatever the manifest declares has a listener, and the other way round."""
    features = manifest(socket=True)["features"]
    assert {each["callback_id"] for each in features["shortcuts"]} == set(door.SHORTCUTS)
    assert [each["command"] for each in features["slash_commands"]] == ["/incident"]
    assert {SUBSCRIPTIONS[each][0] for each in BOT_EVENTS} == set(door.EVENTS)


async def test_every_scope_is_needed_and_none_is_missing(house: House) -> None:
    """Through all that Tocsin does in Slack, the calls need these scopes and no other."""
    await everything(house)
    calls = await calls_of(house)
    assert {each["error"] for each in calls} <= {None, "drop_before"}, calls
    held = set(manifest(socket=True)["oauth_config"]["scopes"]["bot"])
    needed = {scope for each in calls for scope in only_way(each, held)}
    needed |= {scope for _, scope in SUBSCRIPTIONS.values()}
    # no method's: the root command, and the content of a file (docs.slack.dev, *File object*)
    assert needed | {"commands", "files:read"} == held == set(SCOPES)


def only_way(call: Json, held: set[str]) -> set[str]:
    """The scopes without which a call would have been refused."""
    ways = [held.intersection(group) for group in call["scopes"]]
    return {next(iter(way)) for way in ways if len(way) == 1}


async def everything(house: House) -> None:
    """Own channel and thread, analysis, RCA, forms, reactions, a cut connection, an undo."""
    await house.slack.control("faults", {"method": "chat.postMessage", "kind": "drop_before"})
    high = await house.declare("declare high the shop is down")
    low = await house.declare("declare low a typo on the start page")
    card = await house.post_of(low, "card")
    await house.post_of(high, "announcement")
    said = await house.ada.say(card["channel"], "We found it", card["ts"])
    for name in ("eyes", "pushpin"):
        await house.ada.react(card["channel"], said if name == "pushpin" else card["ts"], name)
    await house.ada.shortcut("declare_incident")
    await house.ada.submit({"title": "Declared from the global shortcut"})
    await house.say(f"rca INC-{low}")
    await house.say(f"resolve INC-{high}")
    await house.post_of(low, "rca")
    mistake = await house.declare("declare low by mistake")
    answer = (await house.ada.ephemerals(await house.slack.channel("general")))[-1]
    assert f"INC-{mistake}" in plain(answer)
    await house.ada.click(await house.slack.channel("general"), answer, "undo")

    async def made() -> bool:
        return set(FLOW) <= {each["method"] for each in await calls_of(house)}

    await wait_for(made, f"all of {FLOW} were called", timeout=30)


FLOW = (
    "chat.delete",
    "chat.update",
    "conversations.history",
    "conversations.invite",
    "conversations.join",
    "conversations.open",
    "pins.add",
    "reactions.add",
    "reactions.get",
    "users.info",
)


async def calls_of(house: House) -> list[Json]:
    """The journal of the sandbox."""
    calls: list[Json] = (await house.slack.control("calls"))["calls"]
    return calls
