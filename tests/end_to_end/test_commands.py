"""Everything that people type and click, and what they see of it."""

import pytest

from tests.bot.sandbox.driver import Json
from tests.house import House, plain
from tests.waiting import wait_for


async def card_says(house: House, number: int, text: str) -> Json:
    """The card, once it shows a text."""

    async def shown() -> Json | None:
        card = await house.post_of(number, "card")
        return card if text in plain(card) else None

    card: Json = await wait_for(shown, f"{text!r} on the card of INC-{number}", timeout=30)
    return card


async def timeline_says(house: House, number: int, text: str) -> None:
    """Wait until an entry of the timeline has a text."""

    async def told() -> bool:
        path = f"/api/v1/incidents/INC-{number}/timeline"
        _, page = await house.api("GET", path)
        return any(text in str(entry) for entry in page["items"])

    await wait_for(told, f"{text!r} on the timeline of INC-{number}")


@pytest.mark.parametrize(
    "title",
    [
        "bad payload in the queue",
        "page load times 10×",
        "close button dead",
        "status page is down",
        "resolve DNS for shop.example.org fails",
    ],
)
async def test_titles_that_begin_like_verbs_declare(town: House, title: str) -> None:
    """A first word is a verb only if all that follows is that verb's arguments."""
    answer = await town.say(title)
    assert plain(answer).startswith("Declared INC-"), plain(answer)
    assert title in plain(answer)


async def test_quotes_always_declare(town: House) -> None:
    """What stands in quotes is a title, even if it is a sentence of the grammar."""
    answer = await town.say('"list all"')
    assert "Declared" in plain(answer)
    assert "list all" in plain(answer)


async def test_every_verb(town: House) -> None:
    """Each verb of the grammar does what it says, and says what it did."""
    number = await town.declare("declare low slow search", "incidents")
    name = f"INC-{number}"
    said = {
        f"show {name}": f"{name} slow search",
        f"ack {name}": f"You acknowledged {name}",
        f"severity {name} medium": f"{name} is now medium",
        f"status {name} in progress": f"{name} was in progress already",
        f"note {name} the index is rebuilt": f"Noted on the timeline of {name}",
        f"logs {name} ERROR index: shard 3 is missing": f"Added 1 line to {name}",
        f"logs {name}": "shard 3 is missing",
        f"analyze {name}": f"Analyzing {name}",
        f"timeline {name}": "the index is rebuilt",
        f"resolve {name} rebuilt": f"{name} is resolved now",
        f"rca {name}": f"Drafting the RCA of {name}",
        f"close {name}": f"{name} is closed now",
        f"reopen {name}": f"{name} is reopened",
        "list all": name,
        "help": "What you can say",
    }
    for text, wanted in said.items():
        answer = await town.say(text, "incidents")
        assert wanted in plain(answer), (text, plain(answer))
    await town.post_of(number, "rca")
    incident = await town.incident(number)
    assert (incident["severity"], incident["status"]) == ("medium", "in_progress")


@pytest.mark.parametrize("text", ["ack INC-999", "show INC-999", "resolve INC-999"])
async def test_unknown_incidents(town: House, text: str) -> None:
    """An incident that is not there is said so, to its author alone."""
    assert "INC-999" in plain(await town.say(text))


async def test_misspelt_verbs_ask(town: House) -> None:
    """`resovle` asks, and both *Run it* and *Declare it* do what they say."""
    number = await town.declare("declare low printer on fire", "incidents")
    answer = await town.say(f"resovle INC-{number}", "incidents")
    assert "Did you mean" in plain(answer)
    assert "`" not in plain(answer)
    await town.ada.click(answer["channel"], answer, "run_command:0")

    async def resolved() -> bool:
        return bool((await town.incident(number))["status"] == "resolved")

    await wait_for(resolved, "Run it resolves")
    before = await town.count()
    answer = await town.say("resovle", "incidents")
    await town.ada.click(answer["channel"], answer, "run_command:1")

    async def declared() -> bool:
        return await town.count() == before + 1

    await wait_for(declared, "Declare it declares")


async def test_which_incident(town: House) -> None:
    """A verb without an incident offers the open ones; a click does it."""
    number = await town.declare("declare low which one", "incidents")
    answer = await town.say("ack")
    assert "Which incident" in plain(answer)
    buttons = answer["blocks"][-1]["elements"]
    chosen = next(each for each in buttons if f"INC-{number} " in each["text"]["text"])
    await town.ada.click(answer["channel"], answer, chosen["action_id"])

    async def acknowledged() -> bool:
        return bool((await town.incident(number))["acknowledged_by"])

    await wait_for(acknowledged, "the chosen incident is acknowledged")


async def test_undo(town: House) -> None:
    """Undo takes the incident, its card and its own channel back; nobody else can."""
    number = await town.declare("declare high a false alarm")
    general = await town.slack.channel("general")
    # an answer to somebody else's click may come in between
    answers = await town.ada.ephemerals(general)
    answer = next(each for each in answers if f"Declared INC-{number} " in plain(each))
    await town.ada.click(general, answer, "undo")

    async def gone() -> bool:
        return not await town.posts_of(number)

    await wait_for(gone, "card, announcement and analysis are gone")
    assert (await town.api("GET", f"/api/v1/incidents/INC-{number}"))[0] == 404


async def test_buttons_of_the_card(town: House) -> None:
    """Keep or change the severity, acknowledge, resolve: the card shows each."""
    answer = await town.say("the newsletter has a typo", "incidents")
    number = int(plain(answer).split()[1].removeprefix("INC-"))
    card = await town.post_of(number, "card")
    await town.ada.click(card["channel"], card, "keep_severity")
    card = await card_says(town, number, "kept by ada")
    await town.ada.click(card["channel"], card, "change_severity", f"INC-{number} medium")
    card = await card_says(town, number, "🟡 medium")
    await town.ada.click(card["channel"], card, "acknowledge")
    card = await card_says(town, number, "Acknowledged")
    await town.ada.click(card["channel"], card, "resolve")
    await card_says(town, number, "✅")
    assert len(await town.posts_of(number, "card")) == 1


async def test_homes(town: House) -> None:
    """High gets a channel of its own with topic, pin and announcement; low stays in a thread."""
    high = await town.declare("declare high Ünïcode checkout: 500s!")
    low = await town.declare("declare low nothing much")
    card, announcement = await town.post_of(high, "card"), await town.post_of(high, "announcement")
    state = await town.slack.read("state", user="U0ADA")
    channels = {each["id"]: each for each in state["channels"]}
    assert channels[card["channel"]]["name"] == f"inc-{high}-unicode-checkout-500s"
    assert channels[announcement["channel"]]["name"] == "incidents"
    assert card["text"].startswith(f"INC-{high} ")

    async def furnished() -> bool:
        topics = await town.slack.calls("conversations.setTopic")
        pins = await town.slack.calls("pins.add")
        return all(
            any(each["arguments"]["channel"] == card["channel"] for each in calls)
            for calls in (topics, pins)
        )

    await wait_for(furnished, "the channel has its topic and its pin")
    thread = await town.post_of(low, "card")
    assert channels[thread["channel"]]["name"] == "incidents"
    analysis = await town.post_of(low, "analysis")
    assert analysis["thread_ts"] == thread["ts"]
    assert not await town.posts_of(low, "announcement")


async def test_reactions(town: House) -> None:
    """👀 acknowledges, 📌 and ⏱ keep a message, and taking 📌 back takes it off again."""
    number = await town.declare("declare low watch me", "incidents")
    card = await town.post_of(number, "card")
    channel = card["channel"]
    await town.ada.react(channel, card["ts"], "eyes")
    await card_says(town, number, "Acknowledged")
    first = await town.ada.say(channel, "the cache is cold", card["ts"])
    second = await town.ada.say(channel, "warmed it up", card["ts"])
    await town.ada.react(channel, first, "pushpin")
    await town.ada.react(channel, second, "stopwatch")
    await timeline_says(town, number, "the cache is cold")
    await timeline_says(town, number, "warmed it up")
    await town.ada.react(channel, first, "pushpin", on=False)
    await timeline_says(town, number, "unkept")
    elsewhere = await town.slack.channel("incidents")
    stray = await town.ada.say(elsewhere, "just talking")
    await town.ada.react(elsewhere, stray, "pushpin")
    await town.ada.wait_for(elsewhere, lambda m: "in no incident" in m["text"])


async def test_events_delivered_twice(town: House) -> None:
    """A redelivered reaction is done once."""
    number = await town.declare("declare low twice", "incidents")
    card = await town.post_of(number, "card")
    said = await town.ada.say(card["channel"], "only once please", card["ts"])
    await town.ada.react(card["channel"], said, "pushpin")
    await timeline_says(town, number, "only once please")
    await town.slack.control("redeliver", {})
    await town.slack.control("redeliver", {})
    await town.say(f"note INC-{number} afterwards", "incidents")
    await timeline_says(town, number, "afterwards")
    _, page = await town.api("GET", f"/api/v1/incidents/INC-{number}/timeline")
    assert sum("only once please" in str(entry) for entry in page["items"]) == 1


async def test_forms(town: House) -> None:
    """The form needs a title, and takes what a message says."""
    channel = await town.slack.channel("checkout-team")
    said = await town.ada.say(channel, "carts are empty\nfor everybody in Europe")
    await town.ada.shortcut("declare_incident_from_message", channel, said)
    view = await town.ada.view()
    assert view is not None
    assert "carts are empty" in str(view)
    refused = await town.ada.submit({"title": "   "})
    assert refused["errors"]
    await town.ada.submit({"title": "carts are empty", "severity": "low"})
    seen = await town.ada.wait_for(channel, lambda m: "Declared INC-" in plain(m))
    number = int(plain(seen).split()[1].removeprefix("INC-"))
    assert (await town.incident(number))["severity"] == "low"
    await town.say("", "general")
    assert await town.ada.view() is not None


async def test_redact_preview_says_in_words_what_is_masked(town: House) -> None:
    """Kinds as people call them; a private address stays, and it is said that it does."""
    logs = [
        "ERROR 8.8.8.8 and 1.1.1.1 refused ada@example.com, password=hunter2xyz",
        "ERROR 10.0.0.5:5432 is down",
    ]
    _, made = await town.api("POST", "/api/v1/incidents", json={"title": "x", "logs": logs})
    said = plain(await town.say(f"redact-preview {made['id']}"))
    masked = "1 e-mail address, 2 × public IP address, 1 value of a secret"
    assert f"Masked: {masked} (private addresses and host names stay readable)." in said
    assert "10.0.0.5:5432 is down" in said
    for gone in ("8.8.8.8", "1.1.1.1", "ada@example.com", "hunter2xyz"):
        assert gone not in said
    _, made = await town.api("POST", "/api/v1/incidents", json={"title": "y", "logs": ["ERROR"]})
    assert "Masked: nothing." in plain(await town.say(f"redact-preview {made['id']}"))
