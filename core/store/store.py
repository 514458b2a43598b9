"""The one seam to the database: `write` runs a use case in a transaction, `read` a query."""

import asyncio
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import asyncpg
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.actor import Actor, system
from core.clock import Clock
from core.errors import Conflict, DatabaseUnusable, Unavailable
from core.store import faults, jobs, schema, tables
from core.store.addresses import PostgresAddress, SqliteAddress, parse
from core.store.sqlite import Checkpointer, FolderLock, reader_engine, writer_engine
from core.store.work import Reactions, Read, Shared, Work
from core.store.writer import Writer

TRIES = 12
POSTGRES_CONNECTIONS = 16
CONNECT_SECONDS = 10.0

P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """A database, opened; use `open`."""

    def __init__(self, dialect: str, shared: Shared, clock: Clock, readers: AsyncEngine) -> None:
        self.dialect = dialect
        self._shared = shared
        self._clock = clock
        self._readers = readers
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._writer: Writer | None = None
        self._closers: list[Callable[[], None]] = []
        self._closed = False
        self._under_way: set[asyncio.Task[Any]] = set()
        self.commits = 0

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        reactions: Reactions,
        clock: Clock,
        migrate: bool = True,
    ) -> "Store":
        """Open the database at `url`, its schema brought up to date unless `migrate` is off.

        Raises:
            DatabaseUnusable: with what to do about it.
        """
        address = parse(url)
        shown = str(address.path) if isinstance(address, SqliteAddress) else address.shown
        try:
            if isinstance(address, SqliteAddress):
                return await cls._open_sqlite(address.path, reactions, clock, migrate)
            return await cls._open_postgres(address, reactions, clock, migrate)
        except (SQLAlchemyError, asyncpg.PostgresError, OSError, TimeoutError) as error:
            raise faults.unusable(error, shown) from None

    @classmethod
    async def _open_sqlite(
        cls, path: Path, reactions: Reactions, clock: Clock, migrate: bool
    ) -> "Store":
        lock = FolderLock(path)
        lock.take()
        engine = writer_engine(path)
        shared = Shared(reactions)
        try:
            await asyncio.to_thread(_prepare_sqlite, engine, shared, migrate)
        except BaseException:
            engine.dispose()
            lock.release()
            raise
        store = cls("sqlite", shared, clock, reader_engine(path))
        checkpointer = Checkpointer(path)
        writer = Writer(engine, shared, clock, store._committed_by(checkpointer))
        store._writer = writer
        store._closers = [writer.stop, checkpointer.stop, engine.dispose, lock.release]
        writer.start()
        checkpointer.start()
        await store.write(jobs.release, system("start"))
        return store

    @classmethod
    async def open_to_read(cls, url: str, *, clock: Clock) -> "Store":
        """Open the database at `url` for `read` alone, beside a Tocsin that may be using it.

        Raises:
            DatabaseUnusable: it isn't there, can't be used, or has another version's schema.
        """
        address = parse(url)
        if isinstance(address, SqliteAddress):
            if not address.path.is_file():
                raise DatabaseUnusable(
                    f"There is no database at {address.path}; set TOCSIN_DATA_DIR or DATABASE_URL."
                )
            dialect, shown, readers = "sqlite", str(address.path), reader_engine(address.path)
        else:
            dialect, shown, readers = "postgresql", address.shown, _postgres_engine(address)
        store = cls(dialect, Shared({}), clock, readers)
        try:
            async with readers.connect() as connection:
                await connection.run_sync(partial(schema.bring_up_to_date, migrate=False))
        except (SQLAlchemyError, asyncpg.PostgresError, OSError, TimeoutError) as error:
            await store.close()
            raise faults.unusable(error, shown) from None
        except DatabaseUnusable:
            await store.close()
            raise
        return store

    def _committed_by(self, checkpointer: Checkpointer) -> Callable[[], None]:
        def committed() -> None:
            checkpointer.committed()
            self._loop.call_soon_threadsafe(self._wake)

        return committed

    @classmethod
    async def _open_postgres(
        cls, address: PostgresAddress, reactions: Reactions, clock: Clock, migrate: bool
    ) -> "Store":
        engine = _postgres_engine(address)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(partial(schema.bring_up_to_date, migrate=migrate))
        except BaseException:
            await engine.dispose()
            raise
        return cls("postgresql", Shared(reactions), clock, engine)

    async def close(self) -> None:
        """Finish what was submitted, and let go of the database."""
        self._closed = True
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._readers.dispose()
        for closer in self._closers:
            await asyncio.to_thread(closer)
        self._closers = []

    async def write(
        self,
        use_case: Callable[Concatenate[Work, Actor, P], T],
        actor: Actor,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run `use_case` in one transaction; the result is there once that is committed.

        A caller that is cancelled stops waiting; its use case is committed all the same.

        Raises:
            Unavailable, Conflict: the database is away, or others got in the way; and
                whatever `use_case` raises.
        """

        def run(work: Work) -> T:
            return use_case(work, actor, *args, **kwargs)

        if self._closed:
            raise Unavailable("Tocsin is stopping; try again in a moment.")
        try:
            if self._writer is not None:
                return await asyncio.shield(asyncio.wrap_future(self._writer.submit(run)))
            # a caller that goes away must not cut a transaction in two
            task = asyncio.create_task(self._write_postgres(run))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
            return await asyncio.shield(task)
        except (SQLAlchemyError, OSError) as error:
            raise faults.meaning(error) from error

    async def _write_postgres(self, run: Callable[[Work], T]) -> T:
        for attempt in range(TRIES):
            try:
                async with self._readers.begin() as connection:
                    result, learnt = await connection.run_sync(self._run, run)
            except DBAPIError as error:
                if faults.code(error) not in faults.WORTH_ANOTHER_TRY or attempt == TRIES - 1:
                    raise
                await self._clock.sleep(random.uniform(0, 0.01 * 2 ** min(attempt, 6)))
                continue
            self._shared.principals.update(learnt)
            self._wake()
            return result
        raise Conflict("Too many requests want the same incident; try again.")

    def _run(self, connection: Connection, run: Callable[[Work], T]) -> tuple[T, dict[Any, Any]]:
        work = Work(connection, self._clock.now(), self._shared)
        result = run(work)
        work.flush()
        return result, work.learnt

    async def read(
        self,
        query: Callable[Concatenate[Read, Actor, P], T],
        actor: Actor,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run `query` over one moment of the database.

        Raises:
            Unavailable: the database is away; and whatever `query` raises.
        """

        def run(connection: Connection) -> T:
            return query(Read(connection, self._clock.now()), actor, *args, **kwargs)

        try:
            async with self._readers.connect() as connection:
                return await connection.run_sync(run)
        except (SQLAlchemyError, OSError) as error:
            raise faults.meaning(error) from error

    def _wake(self) -> None:
        self.commits += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_changed(self, seconds: float, since: int | None = None) -> None:
        """Wait until this process commits something, `seconds` at most.

        `since` is `commits` as it was before looking: what was committed since
        then ends the wait at once.
        """
        if since is not None and since != self.commits:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return

    @property
    def writes_waiting(self) -> int:
        """How many writes wait for their turn."""
        return self._writer.waiting if self._writer is not None else 0

    async def ping(self) -> None:
        """Ask the database for a sign of life; raises what the driver raises."""
        await self.read(_ping, system("ping"))

    async def writable(self) -> None:
        """Take and give back a write transaction; raises what the driver raises."""
        await self.write(_touch, system("ping"))

    async def schema_state(self) -> None:
        """Raises DatabaseUnusable where the schema is not one that this version can use."""
        await self.read(schema.check, system("ping"))


def _ping(read: Read, _actor: Actor) -> None:
    read.connection.execute(text("SELECT 1"))


def _touch(work: Work, _actor: Actor) -> None:
    # a real write: an update of no row would not notice a full disk
    work.connection.execute(tables.schema_marks.update().values(touched_at=work.now))


def _postgres_engine(address: PostgresAddress) -> AsyncEngine:
    """Connections opened by asyncpg itself, which reads addresses as people write them."""

    async def connect() -> Any:
        return await asyncpg.connect(
            address.dsn,
            timeout=CONNECT_SECONDS,
            server_settings={"application_name": "tocsin"},
        )

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=POSTGRES_CONNECTIONS,
        max_overflow=POSTGRES_CONNECTIONS,
        pool_pre_ping=True,
    )


def _prepare_sqlite(engine: Engine, shared: Shared, migrate: bool) -> None:
    with engine.begin() as connection:
        schema.bring_up_to_date(connection, migrate=migrate)
        given = text("SELECT seq FROM sqlite_sequence WHERE name = 'incidents'")
        last = connection.execute(given).scalar()
        highest = connection.execute(select(func.max(tables.incidents.c.id))).scalar()
        shared.next_number = max(int(last or 0), int(highest or 0)) + 1
