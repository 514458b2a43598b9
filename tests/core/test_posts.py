"""What was posted, over real databases: never missing, never left doubled."""

import asyncio
from typing import Any

from sqlalchemy import select

from core import posts
from core.actor import Actor
from core.posts import Post
from core.store import tables
from core.store.store import Store
from core.store.work import Read
from tests.core.test_incidents import declared
from tests.opened import ADA, store


def card(job: int = 1, ts: str | None = None) -> Post:
    """The card of incident 1, by a job."""
    return Post(job, "card", 1, "C1", None, ts)


def promised(read: Read, _actor: Actor) -> list[tuple[str, dict[str, Any]]]:
    """The jobs there are."""
    columns = tables.jobs.c.reaction, tables.jobs.c.args
    rows = read.connection.execute(select(*columns).order_by(tables.jobs.c.id))
    return [(row.reaction, row.args) for row in rows]


async def intended(opened: Store) -> None:
    """Incident 1, and its card about to be sent."""
    await declared(opened)
    intent = await opened.write(posts.intend, ADA, card())
    assert (intent.post, intent.in_doubt) == (card(), False)


async def test_an_attempt_that_was_cut_off_is_in_doubt(database_url: str) -> None:
    """Intended and not known to stand: the next attempt must look before it posts."""
    async with store(database_url) as opened:
        await intended(opened)
        assert (await opened.write(posts.intend, ADA, card())).in_doubt


async def test_what_stands_is_known(database_url: str) -> None:
    """Once it stands, the next attempt finds where, and so does who asks for its purpose."""
    async with store(database_url) as opened:
        await intended(opened)
        assert await opened.read(posts.of_purpose, ADA, 1, "card") is None
        assert await opened.write(posts.stands, ADA, 1, "C1", "17.01") == "17.01"
        again = await opened.write(posts.intend, ADA, card())
        assert (again.post.ts, again.in_doubt) == ("17.01", False)
        assert await opened.read(posts.by_job, ADA, 1) == card(ts="17.01")
        assert await opened.read(posts.of_purpose, ADA, 1, "card") == card(ts="17.01")
        assert await opened.read(posts.of_purpose, ADA, 1, "analysis") is None


async def test_what_was_refused_is_not_in_doubt(database_url: str) -> None:
    """A post that Slack refused for certain is tried again as if for the first time."""
    async with store(database_url) as opened:
        await intended(opened)
        await opened.write(posts.forget, ADA, 1)
        assert not (await opened.write(posts.intend, ADA, card())).in_doubt
        await opened.write(posts.stands, ADA, 1, "C1", "17.01")
        await opened.write(posts.forget, ADA, 1)
        assert await opened.read(posts.by_job, ADA, 1) == card(ts="17.01")


async def test_the_same_message_told_twice_is_one(database_url: str) -> None:
    """The answer to our call and our own event name the same message: nothing is deleted."""
    async with store(database_url) as opened:
        await intended(opened)
        for _ in range(2):
            assert await opened.write(posts.stands, ADA, 1, "C1", "17.01") == "17.01"
        assert await opened.read(promised, ADA) == []


async def test_of_two_messages_the_later_is_deleted(database_url: str) -> None:
    """Whichever is heard of first, the earlier stays and a job deletes the later, once each."""
    for first, second in (("17.01", "17.20"), ("17.20", "17.01"), ("9.5", "10.5")):
        async with store(database_url) as opened:
            number = await declared(opened)
            job = number
            await opened.write(posts.intend, ADA, card(job))
            await opened.write(posts.stands, ADA, job, "C1", first)
            earlier, later = sorted((first, second), key=float)
            assert await opened.write(posts.stands, ADA, job, "C1", second) == earlier
            found = await opened.read(posts.by_job, ADA, job)
            assert found == card(job, earlier)
            (*_, newest) = await opened.read(promised, ADA)
            assert newest == ("delete_double", {"channel": "C1", "ts": later})


async def test_both_heard_of_at_once_leave_one(database_url: str) -> None:
    """At the same moment, from two sides: one stays, one job deletes the other."""
    async with store(database_url) as opened:
        await intended(opened)
        await asyncio.gather(
            *(opened.write(posts.stands, ADA, 1, "C1", ts) for ts in ("17.20", "17.01"))
        )
        assert await opened.read(posts.by_job, ADA, 1) == card(ts="17.01")
        assert await opened.read(promised, ADA) == [
            ("delete_double", {"channel": "C1", "ts": "17.20"})
        ]


async def test_a_message_of_a_job_that_never_was_is_left_alone(database_url: str) -> None:
    """A forged id, or our job's id in another channel, moves and deletes nothing."""
    async with store(database_url) as opened:
        await intended(opened)
        await opened.write(posts.stands, ADA, 1, "C1", "17.20")
        assert await opened.write(posts.stands, ADA, 99, "C1", "17.01") == "17.01"
        assert await opened.write(posts.stands, ADA, 1, "C2", "17.01") == "17.01"
        assert await opened.read(posts.by_job, ADA, 1) == card(ts="17.20")
        assert await opened.read(promised, ADA) == []
