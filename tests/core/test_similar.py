"""Similar incidents over real databases."""

from core import incidents, notes, rca, similar, views
from core.actor import ALL_SCOPES, Actor, Principal, PrincipalKind, Via
from core.domain.analysis import Claims, SeverityOpinion
from core.domain.incident import NewIncident, Severity, Status, Visibility
from core.domain.report import draft
from core.rca_facts import facts
from core.store import search
from core.store.store import Store
from core.store.work import Work
from tests.opened import ADA, store

MEDIUM = SeverityOpinion(value=Severity.MEDIUM, reason="nothing says how bad it is")
GRACE = Actor(Principal(PrincipalKind.SLACK, "U0GRACE", "grace"), Via.SLACK, "r")
LOCAL = Actor(Principal(PrincipalKind.TOKEN, "local", "local", scopes=ALL_SCOPES), Via.REST, "r")
STRANGER = Actor(
    Principal(PrincipalKind.TOKEN, "eve", "eve", scopes=ALL_SCOPES - {"admin"}), Via.REST, "r"
)


def told(work: Work, actor: Actor, title: str, visibility: Visibility) -> int:
    """Declare an incident that can be found by its title."""
    new = NewIncident(title=title, visibility=visibility)
    number = incidents.declare(work, actor, new, MEDIUM).number
    search.remember(work, number, title)
    return number


async def declared(opened: Store, title: str, visibility: Visibility = Visibility.PUBLIC) -> int:
    """An incident of that title."""
    return await opened.write(told, ADA, title, visibility)


async def test_the_one_like_it_is_found_with_what_fixed_it(database_url: str) -> None:
    """Words in common find it; the note of its resolve, its people and open items are told.

    People are those in Slack: a token of the API is nobody who can be asked.
    """
    show = views.Views("http://tocsin.example.org")
    async with store(database_url) as opened:
        first = await declared(opened, "ConnectionPool exhausted in payments database")
        await declared(opened, "TLS certificate of the shop expired")
        await opened.write(notes.note, LOCAL, first, "from a script")
        await opened.write(incidents.move, GRACE, first, Status.RESOLVED, "raised max_connections")
        known = await opened.read(facts, ADA, first, show)
        written = rca.Written(draft(known), "offline", None, Claims())
        await opened.write(rca.store_draft, ADA, first, written, show)
        again = await declared(opened, "payments: database connection pool is exhausted")
        (found,) = await opened.read(similar.similar, ADA, again)
    assert (found.id, found.fixed_by, found.people) == (
        f"INC-{first}",
        "raised max_connections",
        ("grace",),
    )
    assert found.open_items
    assert (found.promised, found.all_done) == (False, False)


async def test_nothing_alike_is_nothing(database_url: str) -> None:
    """An incident with no words in common is not similar to anything."""
    async with store(database_url) as opened:
        await declared(opened, "TLS certificate of the shop expired")
        other = await declared(opened, "queue backlog grows")
        assert await opened.read(similar.similar, ADA, other) == []


async def test_the_same_trouble_in_general_is_not_alike(database_url: str) -> None:
    """Errors that customers report are in every incident; neither is the same service enough."""
    async with store(database_url) as opened:
        await declared(opened, "Errors in checkout: customers cannot pay, certificate expired")
        await declared(opened, "KeyError in checkout, customers see errors")
        number = await declared(opened, "Errors in checkout, customers affected: disk full")
        assert await opened.read(similar.similar, ADA, number) == []


async def test_what_fixed_it_is_also_told_by_a_note(database_url: str) -> None:
    """Where nobody said anything when it was resolved; one with no people names none."""
    async with store(database_url) as opened:
        first = await declared(opened, "Disk full on orders-db")
        await opened.write(notes.note, LOCAL, first, "The disk fills since the backup ran.")
        await opened.write(notes.note, LOCAL, first, "Deleted old backups, that fixed it.")
        await opened.write(incidents.move, LOCAL, first, Status.RESOLVED, "")
        number = await declared(opened, "orders-db: disk full again")
        (found,) = await opened.read(similar.similar, ADA, number)
    assert (found.fixed_by, found.people) == ("Deleted old backups, that fixed it.", ())
    assert (found.open_items, found.all_done) == ((), False)


async def test_an_old_one_is_found_among_many(database_url: str) -> None:
    """However many newer incidents share words that say nothing."""
    async with store(database_url) as opened:
        old = await declared(opened, "Errors: disk full on orders-db")
        for _ in range(search.CANDIDATES):
            await declared(opened, "Errors in production")
        number = await declared(opened, "Errors again: orders-db disk full")
        (found,) = await opened.read(similar.similar, ADA, number)
    assert found.id == f"INC-{old}"


async def test_a_private_incident_is_similar_to_nobody_elses(database_url: str) -> None:
    """What an actor may not know of is not told as similar either."""
    async with store(database_url) as opened:
        await declared(opened, "database pool exhausted in billing", Visibility.PRIVATE)
        number = await declared(opened, "database pool exhausted in orders")
        assert await opened.read(similar.similar, ADA, number)
        assert await opened.read(similar.similar, STRANGER, number) == []


async def test_words_that_mean_something_to_a_query_are_only_words(database_url: str) -> None:
    """Operators of either full text are words like any other."""
    async with store(database_url) as opened:
        await declared(opened, 'NOT "near" pool* OR (exhausted) & database:')
        number = await declared(opened, 'pool* AND exhausted! | database "near" NOT')
        assert await opened.read(similar.similar, ADA, number)
