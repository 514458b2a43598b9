"""Lists and single incidents as people and callers read them, over real databases."""

from datetime import timedelta
from typing import Any

import pytest

from core import incidents, notes, views
from core.actor import ALL_SCOPES, Actor, Principal, PrincipalKind, Via
from core.domain.analysis import SeverityOpinion
from core.domain.incident import Incident, Kind, NewIncident, Severity, Status, Visibility
from core.errors import BadRequest, NotFound
from core.store.store import Store
from core.store.work import Work
from core.views import Filters, Page, Sort
from tests.opened import ADA, SetClock, store

VIEWS = views.Views("http://tocsin.example.org")
MEDIUM = SeverityOpinion(value=Severity.MEDIUM, reason="nothing says how bad it is")
EVE = Actor(
    Principal(PrincipalKind.TOKEN, "eve", "eve", scopes=ALL_SCOPES - {"admin"}), Via.REST, "r"
)


async def declared(opened: Store, title: str, **fields: Any) -> int:
    """An incident of that title."""

    def use_case(work: Work, actor: Actor) -> int:
        new = NewIncident(title=title, **fields)
        return incidents.declare(work, actor, new, MEDIUM).number

    return await opened.write(use_case, ADA)


async def listed(
    opened: Store,
    filters: Filters,
    *,
    actor: Actor = ADA,
    sort: Sort = "-created_at",
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Incident]:
    """A page of the list."""
    return await opened.read(VIEWS.list, actor, filters, sort=sort, limit=limit, cursor=cursor)


async def numbers(opened: Store, filters: Filters, sort: Sort = "-created_at") -> list[int]:
    """The numbers of the incidents that `filters` leave."""
    return [found.number for found in (await listed(opened, filters, sort=sort)).items]


async def test_one_is_read_with_its_address(database_url: str) -> None:
    """An incident says where it is found; an unknown number is not found."""
    async with store(database_url) as opened:
        await declared(opened, "checkout is down", logs=["a", "b"])
        found = await opened.read(VIEWS.get, ADA, 1)
        assert found.url == "http://tocsin.example.org/api/v1/incidents/INC-1"
        assert (found.logs, found.slack, found.version) == (["a", "b"], None, 1)
        with pytest.raises(NotFound, match="INC-2"):
            await opened.read(VIEWS.get, ADA, 2)


async def test_a_list_is_narrowed(database_url: str) -> None:
    """Every filter by itself, and two together."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        start = clock.now()
        await declared(opened, "one", severity="high", service="shop", team="red")
        clock.advance(60)
        await declared(opened, "two", severity="low", kind=Kind.DRILL, source="pager")
        clock.advance(60)
        await declared(opened, "three", severity="high", team="blue")
        await opened.write(incidents.move, ADA, 3, Status.RESOLVED)
        minute = start + timedelta(seconds=60)
        expected: list[tuple[Filters, list[int]]] = [
            (Filters(), [3, 2, 1]),
            (Filters(status=(Status.OPEN,)), [2, 1]),
            (Filters(status=(Status.OPEN, Status.RESOLVED)), [3, 2, 1]),
            (Filters(severity=(Severity.HIGH,)), [3, 1]),
            (Filters(severity=(Severity.LOW, Severity.HIGH)), [3, 2, 1]),
            (Filters(service="shop"), [1]),
            (Filters(team="blue"), [3]),
            (Filters(kind=Kind.DRILL), [2]),
            (Filters(source="pager"), [2]),
            (Filters(since=minute), [3, 2]),
            (Filters(until=minute), [1]),
            (Filters(severity=(Severity.HIGH,), status=(Status.OPEN,)), [1]),
        ]
        for filters, left in expected:
            assert await numbers(opened, filters) == left, filters


async def test_a_list_is_in_the_order_asked_for(database_url: str) -> None:
    """By when they were declared or changed, both ways; equal times go by number."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        for title in ("one", "two", "three"):
            await declared(opened, title)
        clock.advance(60)
        await declared(opened, "four")
        clock.advance(60)
        await opened.write(incidents.move, ADA, 2, Status.RESOLVED)
        assert await numbers(opened, Filters(), "-created_at") == [4, 3, 2, 1]
        assert await numbers(opened, Filters(), "created_at") == [1, 2, 3, 4]
        assert await numbers(opened, Filters(), "-updated_at") == [2, 4, 3, 1]
        assert await numbers(opened, Filters(), "updated_at") == [1, 3, 4, 2]


@pytest.mark.parametrize("sort", ["-created_at", "created_at", "-updated_at", "updated_at"])
async def test_pages_are_stable_while_others_declare(database_url: str, sort: Sort) -> None:
    """Following cursors gives what was there at the start once each, whatever is new."""
    clock = SetClock()
    async with store(database_url, clock=clock) as opened:
        for number in range(7):
            await declared(opened, f"number {number}")
            clock.advance(number % 2)
        seen: list[int] = []
        page = await listed(opened, Filters(), sort=sort, limit=3)
        while True:
            seen += [found.number for found in page.items]
            if page.next is None:
                break
            await declared(opened, "meanwhile")
            page = await listed(opened, Filters(), sort=sort, limit=3, cursor=page.next)
            clock.advance(1)
        old = [number for number in seen if number <= 7]
        assert sorted(old) == list(range(1, 8))
        assert old == sorted(old, reverse=sort.startswith("-"))
        assert len(set(seen)) == len(seen)


async def test_the_last_page_has_no_next(database_url: str) -> None:
    """A list that ends where its page ends says so."""
    async with store(database_url) as opened:
        for title in ("one", "two"):
            await declared(opened, title)
        assert (await listed(opened, Filters(), limit=2)).next is None
        assert (await listed(opened, Filters(), limit=1)).next is not None


@pytest.mark.parametrize(
    "cursor",
    ["x", "e30", "WzFd", "bnVsbA", "💥", "WzIsIi1jcmVhdGVkX2F0Iiwibm93IiwxXQ", "W" * 5000],
)
async def test_a_foreign_cursor_is_refused(sqlite_url: str, cursor: str) -> None:
    """What was not made here is the caller's mistake, with what to do about it."""
    async with store(sqlite_url) as opened:
        with pytest.raises(BadRequest, match="start again without one"):
            await listed(opened, Filters(), cursor=cursor)


async def test_a_cursor_of_another_order_is_refused(sqlite_url: str) -> None:
    """A cursor continues the order that it was made in, and no other."""
    async with store(sqlite_url) as opened:
        for title in ("one", "two"):
            await declared(opened, title)
        cursor = (await listed(opened, Filters(), limit=1)).next
        with pytest.raises(BadRequest, match="another sort order"):
            await listed(opened, Filters(), sort="created_at", cursor=cursor)


async def test_words_are_found_wherever_they_are(database_url: str) -> None:
    """All words of `q`, in title or description, in either case; no words find nothing."""
    async with store(database_url) as opened:
        await declared(opened, "Checkout is down", description="since the Deploy")
        await declared(opened, "checkout is slow")
        expected = {
            "CHECKOUT": [2, 1],
            "deploy checkout": [1],
            "out": [2, 1],
            "checkout nothing": [],
            "": [],
            "  ": [],
        }
        for q, left in expected.items():
            assert await numbers(opened, Filters(q=q)) == left, q


async def test_wildcards_are_only_characters(database_url: str) -> None:
    """`%`, `_` and a backslash mean themselves."""
    async with store(database_url) as opened:
        await declared(opened, "error rate 23%")
        await declared(opened, "error rate 234")
        await declared(opened, "pool_size is 5")
        await declared(opened, "poolXsize is 5")
        await declared(opened, r"share \\files is gone")
        expected = {"23%": [1], "pool_size": [3], "%": [1], "_": [3], r"\\files": [5], "'": []}
        for q, left in expected.items():
            assert await numbers(opened, Filters(q=q)) == left, q


async def test_labels_are_matched_exactly(database_url: str) -> None:
    """A label filter is key and value to the letter, whatever characters they hold."""
    odd = {"a.b/c": "1", 'say "hi"': "x", "größe": "groß", "$[0]": "y", "it's": "%", "\\": "\\"}
    async with store(database_url) as opened:
        await declared(opened, "one", labels=odd)
        await declared(opened, "two", labels={"a": "1", "b": "2"})
        for key, value in odd.items():
            assert await numbers(opened, Filters(labels={key: value})) == [1], key
            assert await numbers(opened, Filters(labels={key: value + "?"})) == []
        assert await numbers(opened, Filters(labels={"a": "1", "b": "2"})) == [2]
        assert await numbers(opened, Filters(labels={"a": "1", "b": "3"})) == []
        assert await numbers(opened, Filters(labels={"missing": "1"})) == []


async def test_a_list_shows_the_first_log_lines(database_url: str) -> None:
    """A page doesn't carry whole logs: 50 lines of each at most."""
    async with store(database_url) as opened:
        lines = [f"line {n}" for n in range(60)]
        await declared(opened, "logs", logs=lines)
        (found,) = (await listed(opened, Filters())).items
        assert found.logs == lines[:50]
        assert (await opened.read(VIEWS.get, ADA, 1)).logs == lines


async def test_private_and_deleted_incidents_are_in_no_list(database_url: str) -> None:
    """A stranger's list leaves private incidents out, and nobody's has deleted ones."""
    async with store(database_url) as opened:
        await declared(opened, "secret", visibility=Visibility.PRIVATE)
        await declared(opened, "public")
        await declared(opened, "gone")
        await opened.write(incidents.delete, ADA, 3)
        assert await numbers(opened, Filters()) == [2, 1]
        strangers = await listed(opened, Filters(), actor=EVE)
        assert [found.number for found in strangers.items] == [2]


async def test_a_timeline_goes_on_where_it_stopped(database_url: str) -> None:
    """Pages of a timeline are in order and complete."""
    async with store(database_url) as opened:
        await declared(opened, "notes")
        for number in range(5):
            await opened.write(notes.note, ADA, 1, f"note {number}")
        first = await opened.read(views.timeline, ADA, 1, limit=4)
        assert first.next == "4"
        rest = await opened.read(views.timeline, ADA, 1, after=4, limit=4)
        assert [entry.seq for entry in (*first.items, *rest.items)] == [1, 2, 3, 4, 5, 6]
        assert rest.next is None
        assert (rest.items[-1].text, rest.items[-1].actor) == ("note 4", "ada")
