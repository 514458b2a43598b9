"""The inbox over real databases: what came in is kept once and done once."""

import asyncio
from typing import Any

import pytest

from core import deliveries, inbox
from core.actor import Actor, Principal, PrincipalKind, Via
from core.domain.incident import Visibility
from core.errors import Forbidden, NotFound
from core.store.work import Work
from tests.core.test_incidents import EVE, declare, declared
from tests.opened import ADA, SetClock, store

DAY = 24 * 60 * 60


def nothing(_work: Work, _actor: Actor) -> tuple[str, dict[str, Any]]:
    """A use case that must not run."""
    raise AssertionError("done a second time")


def answer(work: Work, actor: Actor) -> tuple[str, dict[str, Any]]:
    """A use case whose answer says who asked."""
    said = f"for {actor.label} at {work.now}"
    return said, {"said": said}


def said(kept: dict[str, Any]) -> str:
    """The answer that was kept."""
    return str(kept["said"])


async def test_a_delivery_is_kept_once(database_url: str) -> None:
    """The same id of the same source again is no new delivery; of another source it is."""
    async with store(database_url) as opened:
        assert await opened.write(inbox.accept, ADA, "grafana", "d-1", {"n": 1})
        assert not await opened.write(inbox.accept, ADA, "grafana", "d-1", {"n": 1})
        assert await opened.write(inbox.accept, ADA, "alertmanager", "d-1", {"n": 1})
        assert len(await opened.write(lambda work, _by: inbox.pending(work, 10), ADA)) == 2


async def test_deliveries_wait_in_the_order_they_came(database_url: str) -> None:
    """The oldest come first, as they were sent, and only as many as asked for."""
    async with store(database_url) as opened:
        assert not await opened.read(inbox.any_pending, ADA)
        for number in range(3):
            await opened.write(inbox.accept, ADA, "grafana", f"d-{number}", {"n": [number, "ä"]})
        assert await opened.read(inbox.any_pending, ADA)
        oldest = await opened.write(lambda work, _by: inbox.pending(work, 2), ADA)
        assert [row["body"] for row in oldest] == [{"n": [0, "ä"]}, {"n": [1, "ä"]}]
        assert {row["request_id"] for row in oldest} == {ADA.request_id}


async def test_the_first_can_be_set_aside(database_url: str) -> None:
    """One that can't be taken is failed with the reason; the next is then the oldest."""
    async with store(database_url) as opened:
        for number in range(2):
            await opened.write(inbox.accept, ADA, "grafana", f"d-{number}", {})
        await opened.write(inbox.set_first_aside, ADA, "it breaks the intake")
        (left,) = await opened.write(lambda work, _by: inbox.pending(work, 10), ADA)
        assert left["delivery_id"] == "d-1"
        aside = await opened.read(deliveries.get, ADA, "d-0")
        assert (aside["state"], aside["error"]) == ("failed", "it breaks the intake")


async def test_a_request_is_done_once(database_url: str) -> None:
    """The second time it is answered as the first, and nothing runs."""
    async with store(database_url) as opened:
        first = await opened.write(inbox.once, ADA, "d-1", answer, said)
        assert await opened.write(inbox.once, ADA, "d-1", nothing, said) == first
        with pytest.raises(AssertionError):
            await opened.write(inbox.once, ADA, "d-2", nothing, said)
        assert await opened.write(inbox.once, ADA, "d-2", answer, said)


async def test_without_an_id_nothing_is_remembered(database_url: str) -> None:
    """A request that can't be told from others is done every time."""
    async with store(database_url) as opened:
        await opened.write(inbox.once, ADA, None, answer, said)
        with pytest.raises(AssertionError):
            await opened.write(inbox.once, ADA, None, nothing, said)


async def test_many_at_once_are_done_once(database_url: str) -> None:
    """Twenty of one delivery at the same moment declare one incident, and all hear of it."""

    def use_case(work: Work, actor: Actor) -> tuple[str, dict[str, Any]]:
        outcome = {"said": f"INC-{declare(work, actor)}"}
        return outcome["said"], outcome

    async with store(database_url) as opened:
        answers = await asyncio.gather(
            *(opened.write(inbox.once, ADA, "d-1", use_case, said) for _ in range(20))
        )
        assert len(set(answers)) == 1


async def test_what_is_done_is_forgotten_after_a_week(database_url: str) -> None:
    """Done deliveries go when no sender repeats them any more; waiting and failed ones stay."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        await opened.write(inbox.once, ADA, "done", answer, said)
        await opened.write(inbox.accept, ADA, "grafana", "failed", {})
        await opened.write(inbox.set_first_aside, ADA, "broken")
        await opened.write(inbox.accept, ADA, "grafana", "waiting", {})
        clock.advance(7 * DAY)
        assert await opened.write(inbox.purge, ADA) == 0
        clock.advance(1)
        assert await opened.write(inbox.purge, ADA) == 1
        for left in ("failed", "waiting"):
            assert (await opened.read(deliveries.get, ADA, left))["state"] != "done"


async def test_a_delivery_tells_only_of_what_its_reader_may_know(database_url: str) -> None:
    """Private incidents are left out for strangers, and without the scope nothing is told."""
    async with store(database_url) as opened:
        await declared(opened, ADA, visibility=Visibility.PRIVATE)
        await declared(opened)
        await opened.write(inbox.accept, ADA, "grafana", "d-1", {})
        rows = [
            {"fingerprint": name, "decision": "join", "incident_id": name, "reason": "open"}
            for name in ("INC-1", "INC-2")
        ]
        outcome = {"alerts": rows, "incidents": ["INC-1", "INC-2"]}
        await opened.write(
            lambda work, _by: inbox.settle_delivery(work, "grafana", "d-1", outcome), ADA
        )
        for reader, known in ((ADA, ["INC-1", "INC-2"]), (EVE, ["INC-2"])):
            found = await opened.read(deliveries.get, reader, "d-1")
            assert (found["state"], found["incidents"]) == ("done", known)
            told = [row["incident_id"] for row in found["alerts"] if row["incident_id"]]
            assert told == known
        with pytest.raises(NotFound, match="d-9"):
            await opened.read(deliveries.get, ADA, "d-9")
        blind = Actor(Principal(PrincipalKind.TOKEN, "x", "x"), Via.REST, "request-9")
        with pytest.raises(Forbidden):
            await opened.read(deliveries.get, blind, "d-1")


def test_a_digest_is_of_what_a_body_means() -> None:
    """The order of keys makes no difference, any value does."""
    assert inbox.digest_of({"a": 1, "b": 2}) == inbox.digest_of({"b": 2, "a": 1})
    assert inbox.digest_of({"a": 1}) != inbox.digest_of({"a": "1"})
