"""The write seam over real databases: one transaction a use case, whole or not at all."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from core import incidents, notes, views
from core.actor import Actor
from core.clock import SystemClock
from core.domain.analysis import SeverityOpinion
from core.domain.incident import NewIncident, Severity
from core.errors import DatabaseUnusable, NotFound, Unavailable
from core.store import schema, tables
from core.store.addresses import PostgresAddress, SqliteAddress, parse
from core.store.jobs import ReactionRule
from core.store.store import Store
from core.store.work import Read, Work
from tests.opened import ADA, store

MEDIUM = SeverityOpinion(value=Severity.MEDIUM, reason="nothing says how bad it is")
VIEWS = views.Views("http://tocsin.example.org")


def declare(work: Work, actor: Actor, title: str, key: str | None = None) -> int:
    """Declare with a fixed suggestion."""
    new = NewIncident(title=title, dedup_key=key)
    return incidents.declare(work, actor, new, MEDIUM).number


def count(read: Read, _actor: Actor, table: str) -> int:
    """How many rows a table has."""
    return int(
        read.connection.execute(
            select(func.count()).select_from(tables.metadata.tables[table])
        ).scalar_one()
    )


async def test_the_first_incident_is_number_one(database_url: str) -> None:
    """Numbers begin at 1, and one that was deleted is never used again, not after a restart."""
    async with store(database_url) as opened:
        assert await opened.write(declare, ADA, "first") == 1
        await opened.write(incidents.delete, ADA, 1)
    async with store(database_url) as opened:
        assert await opened.write(declare, ADA, "second") == 2
        with pytest.raises(NotFound):
            await opened.read(VIEWS.get, ADA, 1)


async def test_one_that_fails_costs_the_others_nothing(database_url: str) -> None:
    """Of use cases that share a commit, each stands or falls by itself."""

    def fails(work: Work, actor: Actor, title: str) -> None:
        number = declare(work, actor, title)
        work.incident(number)
        work.connection.execute(select(tables.incidents.c.id))
        raise ValueError("no")

    async with store(database_url) as opened:
        outcomes = await asyncio.gather(
            *(
                opened.write(fails if n % 3 == 0 else declare, ADA, f"number {n}")
                for n in range(30)
            ),
            return_exceptions=True,
        )
        failed = [outcome for outcome in outcomes if isinstance(outcome, ValueError)]
        assert len(failed) == 10
        assert await opened.read(count, ADA, "incidents") == 20
        assert await opened.read(count, ADA, "events") == 20


async def test_a_row_that_does_not_fit_is_its_callers_alone(database_url: str) -> None:
    """A constraint broken by a collected row fails that use case, not its group."""

    def breaks(work: Work, _actor: Actor) -> None:
        work.add(tables.members, incident_id=10**6, principal_id=1, role="x", since=work.now)

    async with store(database_url) as opened:
        outcomes = await asyncio.gather(
            opened.write(declare, ADA, "one"),
            opened.write(breaks, ADA),
            opened.write(declare, ADA, "two"),
            return_exceptions=True,
        )
        assert isinstance(outcomes[1], Exception)
        assert await opened.read(count, ADA, "incidents") == 2


async def test_fifty_at_once_for_one_alarm_make_one_incident(database_url: str) -> None:
    """Look first, insert then: the unique index and the seam's retries make it one."""
    async with store(database_url) as opened:
        numbers = await asyncio.gather(
            *(opened.write(declare, ADA, f"alarm {n}", "disk") for n in range(50))
        )
        assert len(set(numbers)) == 1
        assert await opened.read(count, ADA, "incidents") == 1


async def test_two_replicas_for_one_alarm_make_one_incident(postgres_url: str) -> None:
    """Two processes on one PostgreSQL can't both declare an open alarm."""
    async with store(postgres_url) as one, store(postgres_url) as other:
        numbers = await asyncio.gather(
            *(s.write(declare, ADA, "alarm", "disk") for s in (one, other) * 20)
        )
        assert len(set(numbers)) == 1


async def test_the_timeline_is_a_chain(database_url: str) -> None:
    """Events of an incident are numbered without gaps, each over the digest of the one before."""
    async with store(database_url) as opened:
        number = await opened.write(declare, ADA, "chain")
        await asyncio.gather(
            *(opened.write(notes.note, ADA, number, f"note {n}") for n in range(20))
        )

        def links(read: Read, _actor: Actor) -> list[Any]:
            return list(
                read.connection.execute(select(tables.events).order_by(tables.events.c.seq))
            )

        rows = await opened.read(links, ADA)
        assert [row.seq for row in rows] == list(range(1, 22))
        assert [row.previous_digest for row in rows[1:]] == [row.digest for row in rows[:-1]]
        assert len({row.digest for row in rows}) == 21


async def test_a_caller_that_goes_away_loses_nothing_of_others(database_url: str) -> None:
    """Cancelling one caller leaves its group as it was."""
    async with store(database_url) as opened:
        going = asyncio.create_task(opened.write(declare, ADA, "going"))
        staying = [asyncio.create_task(opened.write(declare, ADA, f"s{n}")) for n in range(10)]
        going.cancel()
        numbers = await asyncio.gather(*staying)
        assert len(set(numbers)) == 10
        with pytest.raises(asyncio.CancelledError):
            await going


async def test_reactions_become_jobs_in_the_same_commit(database_url: str) -> None:
    """An event and its jobs are there together, and equal waiting keys are one job."""
    rules = {"noted": (ReactionRule("refresh", "incident:{incident}", key="card:{incident}"),)}
    async with store(database_url, rules) as opened:
        number = await opened.write(declare, ADA, "keys")
        await asyncio.gather(
            *(opened.write(notes.note, ADA, number, f"note {n}") for n in range(20))
        )
        assert await opened.read(count, ADA, "jobs") == 1


async def test_a_read_cannot_write(sqlite_url: str) -> None:
    """A query that tries to change something is refused."""

    def sneaky(read: Read, _actor: Actor) -> None:
        read.connection.execute(tables.inbox.delete())

    async with store(sqlite_url) as opened:
        with pytest.raises(Exception, match=r"readonly|read-only"):
            await opened.read(sneaky, ADA)


async def test_one_process_at_a_time_on_sqlite(sqlite_url: str) -> None:
    """A second process on the same file is refused with what to do."""
    async with store(sqlite_url):
        with pytest.raises(DatabaseUnusable, match="Another Tocsin"):
            async with store(sqlite_url):
                raise AssertionError("two processes on one file")


async def test_a_later_schema_is_refused(database_url: str) -> None:
    """A database of a later version is not touched, and the remedy is said."""

    def advance(work: Work, _actor: Actor) -> None:
        work.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        work.connection.exec_driver_sql("UPDATE schema_marks SET compatible_from = '9999'")

    async with store(database_url) as opened:
        await opened.write(advance, ADA)
    with pytest.raises(DatabaseUnusable, match="later version"):
        async with store(database_url):
            raise AssertionError("served a schema it doesn't know")


async def test_migrations_and_tables_agree(database_url: str) -> None:
    """What the migrations build is what the statements are written against."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def differences(read: Read, _actor: Actor) -> list[Any]:
        # full text is neither database's own affair in the same way, so no table describes it
        options = {"include_name": lambda name, _kind, _parents: "search" not in str(name)}
        context = MigrationContext.configure(read.connection, opts=options)
        found: list[Any] = compare_metadata(context, tables.metadata)
        return found

    async with store(database_url) as opened:
        assert await opened.read(differences, ADA) == []
        await opened.read(schema.check, ADA)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u@h/d", "postgresql://u@h/d"),
        ("postgresql://u@h/d?sslmode=require", "postgresql://u@h/d?sslmode=require"),
        ("postgresql://u@h/d?channel_binding=require", "postgresql://u@h/d"),
        ("sqlite:///data/t.db", "data/t.db"),
        ("sqlite:////var/t.db", "/var/t.db"),
    ],
)
def test_addresses_as_people_write_them(given: str, used: str) -> None:
    """The driver is ours to choose, and options of managed databases are taken."""
    address = parse(given)
    if isinstance(address, SqliteAddress):
        assert str(address.path) == used
    else:
        assert isinstance(address, PostgresAddress)
        assert address.dsn == used


@pytest.mark.parametrize("given", ["sqlite://", "sqlite:///:memory:", "mysql://h/d", "nonsense"])
def test_addresses_that_cannot_be_used(given: str) -> None:
    """An address without a file, or of another database, is refused with an example."""
    with pytest.raises(DatabaseUnusable, match="for example"):
        parse(given)


async def test_a_connection_with_options(postgres_url: str) -> None:
    """Options that libpq knows reach the server or are left out."""
    joint = "&" if "?" in postgres_url else "?"
    async with store(f"{postgres_url}{joint}sslmode=prefer&channel_binding=prefer") as opened:
        await opened.ping()
        await opened.writable()


async def test_a_later_schema_that_says_so_is_served(database_url: str) -> None:
    """In a rolling upgrade the version before goes on with a schema that marks itself usable."""

    def advance(work: Work, _actor: Actor) -> None:
        work.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    async with store(database_url) as opened:
        await opened.write(advance, ADA)
        await opened.schema_state()
    async with store(database_url) as opened:
        assert await opened.write(declare, ADA, "still served") == 1


async def test_after_closing_nothing_is_taken(sqlite_url: str) -> None:
    """A write after the end is refused instead of waiting for ever."""
    async with store(sqlite_url) as opened:
        pass
    with pytest.raises(Unavailable):
        await opened.write(declare, ADA, "late")


async def test_an_unreachable_database_is_named() -> None:
    """A database that isn't there is told with what to check, without a password."""
    with pytest.raises(DatabaseUnusable) as caught:
        await Store.open(
            "postgresql://tocsin:hunter2@127.0.0.1:1/tocsin",
            reactions={},
            clock=SystemClock(),
        )
    assert "DATABASE_URL" in caught.value.detail
    assert "hunter2" not in caught.value.detail
