"""Similar incidents over real databases."""

from core import incidents, rca, similar, views
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
    """Words in common find it; the note of its resolve, its people and open items are told."""
    show = views.Views("http://tocsin.example.org")
    async with store(database_url) as opened:
        first = await declared(opened, "ConnectionPool exhausted in payments database")
        await declared(opened, "TLS certificate of the shop expired")
        await opened.write(incidents.move, ADA, first, Status.RESOLVED, "raised max_connections")
        known = await opened.read(facts, ADA, first, show)
        written = rca.Written(draft(known), "offline", None, Claims())
        await opened.write(rca.store_draft, ADA, first, written, show)
        again = await declared(opened, "payments: database connection pool is exhausted")
        (found,) = await opened.read(similar.similar, ADA, again)
    assert (found.id, found.fixed_by, found.people) == (
        f"INC-{first}",
        "raised max_connections",
        ("ada",),
    )
    assert found.open_items


async def test_nothing_alike_is_nothing(database_url: str) -> None:
    """An incident with no words in common is not similar to anything."""
    async with store(database_url) as opened:
        await declared(opened, "TLS certificate of the shop expired")
        other = await declared(opened, "queue backlog grows")
        assert await opened.read(similar.similar, ADA, other) == []


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
