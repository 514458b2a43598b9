"""A log in an incident's thread is never dropped in silence, and never taken unasked."""

from contextlib import suppress

from tests.bot.sandbox.driver import Json, RefusedError
from tests.house import House, plain
from tests.waiting import wait_for

LOG = """```
2026-11-24T14:05:33Z ERROR checkout pool exhausted: active=50 waiting=12
2026-11-24T14:05:34Z ERROR checkout timeout after 30000 ms for <GET /cart>
2026-11-24T14:05:35Z INFO checkout retrying & waiting
```"""
OFFER = "That reads like a log."


async def thread_of(house: House, title: str) -> tuple[int, str, str]:
    """A new incident with its card in the announcement channel: number, channel, ts."""
    number = await house.declare(f"declare low {title}", "incidents")
    card = await house.post_of(number, "card")
    return number, str(card["channel"]), str(card["ts"])


async def offers(house: House, channel: str, root: str = "", who: str = "U0ADA") -> list[Json]:
    """What somebody was offered in a channel or, with `root`, in a thread."""
    person = house.slack.person(who)
    seen = await (person.thread(channel, root) if root else person.messages(channel))
    return [each for each in seen if each.get("is_ephemeral") and OFFER in plain(each)]


async def offered(house: House, channel: str, root: str = "") -> Json:
    """The offer, once it is there."""

    async def there() -> Json | None:
        return next(iter(await offers(house, channel, root)), None)

    offer: Json = await wait_for(there, "an offer")
    return offer


async def has_logs(house: House, number: int, count: int) -> list[str]:
    """The incident's logs, once there are so many lines."""

    async def there() -> list[str] | None:
        logs = (await house.incident(number))["logs"]
        return list(logs) if len(logs) == count else None

    lines: list[str] = await wait_for(there, f"{count} lines of INC-{number}")
    return lines


async def test_a_pasted_log_is_offered_once_and_added_on_a_click(town: House) -> None:
    """Only its author sees the offer; the lines are added as they were pasted, and only once."""
    number, channel, card = await thread_of(town, "pool is full")
    name = f"INC-{number}"
    await town.ada.say(channel, LOG, card)
    offer = await offered(town, channel, card)
    assert name in plain(offer)
    assert (await town.incident(number))["logs"] == []
    await town.ada.say(channel, LOG, card)
    for _ in range(2):
        await town.ada.click(channel, offer, "add_log")
    lines = await has_logs(town, number, 3)
    assert lines[1].endswith("timeout after 30000 ms for <GET /cart>")
    assert lines[2].endswith("retrying & waiting")
    await town.ada.wait_for(channel, lambda m: f"{name} has that log already." in plain(m))
    assert len(await offers(town, channel, card)) == 1
    assert await offers(town, channel, card, "U0GRACE") == []
    assert len((await town.incident(number))["logs"]) == 3


async def test_an_attached_log_is_offered_and_read_on_a_click(town: House) -> None:
    """In an incident's own channel, a text file; a picture is none."""
    number = await town.declare("declare critical checkout is down", "incidents")
    channel = str((await town.post_of(number, "card"))["channel"])

    async def shared() -> bool:
        with suppress(RefusedError):  # until the bot has invited who declared
            return bool(await town.ada.share(channel, "graph.png", b"\x89PNG"))
        return False

    await wait_for(shared, "a shared picture")
    await town.ada.share(channel, "app.log", b"ERROR one\r\nERROR two\n", "what I saw")
    offer = await offered(town, channel)
    await town.ada.click(channel, offer, "add_log")
    assert await has_logs(town, number, 2) == ["ERROR one", "ERROR two"]


async def test_talk_is_not_offered(town: House) -> None:
    """Sentences, however many, and logs elsewhere are nobody's evidence."""
    number, channel, card = await thread_of(town, "quiet please")
    talk = "I saw an error at noon\nthen it was gone\nand the pool was fine again"
    await town.ada.say(channel, talk, card)
    elsewhere = await town.slack.channel("general")
    await town.ada.say(elsewhere, LOG)
    await town.ada.say(channel, LOG, card)
    offer = await offered(town, channel, card)
    assert f"INC-{number}" in plain(offer)
    assert len(await offers(town, channel, card)) == 1
    assert await offers(town, elsewhere) == []
