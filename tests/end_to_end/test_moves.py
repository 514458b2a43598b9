"""What the team must know of an incident's end: who resolved it, how, and that it is back."""

from tests.bot.sandbox.driver import Json
from tests.house import House, plain
from tests.waiting import wait_for


async def told(house: House, number: int, count: int) -> list[Json]:
    """The posts that tell of moves, once there are so many."""

    async def there() -> list[Json] | None:
        posts = await house.posts_of(number, "update")
        return posts if len(posts) == count else None

    posts: list[Json] = await wait_for(there, f"{count} updates of INC-{number}", timeout=30)
    return posts


async def test_in_its_own_channel_everybody_reads_who_resolved_it_and_how(town: House) -> None:
    """By the command, with its words; resolving again says nothing more."""
    number = await town.declare("declare critical checkout is down", "incidents")
    card = await town.post_of(number, "card")
    for _ in range(2):
        await town.say(f"resolve INC-{number} rolled back to <b>41</b>")
    (post,) = await told(town, number, 1)
    assert post["channel"] == card["channel"]
    assert not post.get("thread_ts")
    assert plain(post) == "✅ Resolved by ada rolled back to <b>41</b>"
    assert post["text"] == f"INC-{number} resolved by ada: rolled back to &lt;b&gt;41&lt;/b&gt;"


async def test_in_a_thread_it_is_a_reply(town: House) -> None:
    """Under the card, by the button too; what is reopened is told, what is closed is not."""
    number = await town.declare("declare low a typo", "incidents")
    card = await town.post_of(number, "card")
    await town.ada.click(card["channel"], card, "resolve")
    (post,) = await told(town, number, 1)
    assert (post["channel"], post["thread_ts"]) == (card["channel"], card["ts"])
    assert plain(post) == "✅ Resolved by ada"
    await town.say(f"close INC-{number}")
    await town.say(f"reopen INC-{number}")
    posts = await told(town, number, 2)
    assert plain(posts[-1]) == "🔁 Reopened by ada"
