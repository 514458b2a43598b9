"""SQLite: pragmas, engines, the lock on the data folder, and the checkpointer."""

import contextlib
import fcntl
import os
import sqlite3
import threading
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.errors import DatabaseUnusable

BUSY_MILLISECONDS = 10_000
CHECKPOINT_SECONDS = 0.25
RESTART_BYTES = 64 * 1024 * 1024
READERS = 4


def writer_engine(path: Path) -> Engine:
    """The writer's engine: BEGIN IMMEDIATE, WAL, a durable commit."""
    engine = create_engine(f"sqlite+pysqlite:///{path}", pool_size=1, max_overflow=1)
    _plain_transactions(engine, "BEGIN IMMEDIATE", read_only=False)
    return engine


def reader_engine(path: Path) -> AsyncEngine:
    """The readers' engine; a read sees one moment of the database and can't write."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", pool_size=READERS, max_overflow=8)
    _plain_transactions(engine.sync_engine, "BEGIN", read_only=True)
    return engine


def _plain_transactions(engine: Engine, begin: str, *, read_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        # the driver's own idea of when to begin is off; see SQLAlchemy's notes on pysqlite
        connection.isolation_level = None
        cursor = connection.cursor()
        if not read_only:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA wal_autocheckpoint=0")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA foreign_keys=ON")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)


class FolderLock:
    """One process at a time on a SQLite file."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + ".lock")
        self._file: TextIO | None = None

    def take(self) -> None:
        """Hold the lock until `release` or the end of the process.

        Raises:
            DatabaseUnusable: another process holds it, or the folder can't be written.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a+", encoding="ascii")
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            raise DatabaseUnusable(
                f"Another Tocsin uses {self._path.parent}: stop it, set TOCSIN_DATA_DIR to "
                "another folder, or set DATABASE_URL to PostgreSQL for several processes."
            ) from None
        except OSError as error:
            raise DatabaseUnusable(
                f"{self._path.parent} cannot be written ({error.strerror}); set TOCSIN_DATA_DIR."
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Let another process in."""
        if self._file is not None:
            self._file.close()


class Checkpointer:
    """Moves the write-ahead log into the database beside the writer, never inside a commit.

    Passive alone never resets the log under load, so it is restarted when it
    is past 64 MB, and once nothing was written for a while.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stop = threading.Event()
        self._dirty = False
        self._left = False
        self._thread = threading.Thread(target=self._run, name="sqlite-checkpoint", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def committed(self) -> None:
        """Something was written."""
        self._dirty = True

    def stop(self) -> None:
        """End, with the log emptied."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        connection = sqlite3.connect(self._path, isolation_level=None)
        connection.execute("PRAGMA busy_timeout=1000")
        try:
            while not self._stop.wait(CHECKPOINT_SECONDS):
                # a full disk or a busy reader is met again at the next turn
                with contextlib.suppress(sqlite3.Error):
                    self._turn(connection)
            with contextlib.suppress(sqlite3.Error):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

    def _turn(self, connection: sqlite3.Connection) -> None:
        if self._dirty:
            self._dirty, self._left = False, True
            mode = "RESTART" if self._log_bytes() > RESTART_BYTES else "PASSIVE"
            connection.execute(f"PRAGMA wal_checkpoint({mode})")
        elif self._left:
            # only emptying the file makes it small again
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._left = False

    def _log_bytes(self) -> int:
        log = self._path.with_name(self._path.name + "-wal")
        return log.stat().st_size if log.exists() else 0
