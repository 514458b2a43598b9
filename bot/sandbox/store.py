"""The workspace's SQLite file, owned by one thread; every change is one transaction."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")
Document = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS users (
    id TEXT PRIMARY KEY, name TEXT UNIQUE NOT NULL, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS channels (
    id TEXT PRIMARY KEY, name TEXT UNIQUE NOT NULL, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS members (
    channel TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (channel, user)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
    channel TEXT NOT NULL, ts TEXT NOT NULL, thread TEXT NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (channel, ts)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS messages_by_thread ON messages (channel, thread, ts);
CREATE TABLE IF NOT EXISTS reactions (
    channel TEXT NOT NULL, ts TEXT NOT NULL, name TEXT NOT NULL, user TEXT NOT NULL,
    added REAL NOT NULL, PRIMARY KEY (channel, ts, name, user)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pins (
    channel TEXT NOT NULL, ts TEXT NOT NULL, user TEXT NOT NULL, added INTEGER NOT NULL,
    PRIMARY KEY (channel, ts)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    kind TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS documents_by_owner ON documents (kind, owner, id);
CREATE TABLE IF NOT EXISTS contents (id TEXT PRIMARY KEY, content BLOB NOT NULL);
"""


class Database:
    """One synchronous connection, used only on the thread of its `Store`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        # The operating system keeps what a killed process wrote; only a power cut could lose the
        # last moments of a simulator, and an fsync a message would slow every test.
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(SCHEMA)

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run one statement."""
        return self._connection.execute(sql, values)

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """All rows as tuples."""
        return self._connection.execute(sql, values).fetchall()

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        row = self._connection.execute(sql, values).fetchone()
        return None if row is None else row[0]

    def document(self, sql: str, *values: Any) -> Document | None:
        """The first row's one JSON column, or None."""
        text = self.value(sql, *values)
        return None if text is None else load(text)

    def documents(self, sql: str, *values: Any) -> list[Document]:
        """Every row's one JSON column."""
        return [load(row[0]) for row in self.rows(sql, *values)]

    def keep(self, kind: str, id: str, owner: str, doc: Document) -> None:
        """Store a small thing (bookmark, view, file, trigger …) under its kind and id."""
        self.execute(
            "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)", kind, id, owner, dump(doc)
        )

    def kept(self, kind: str, id: str) -> Document | None:
        """What `keep` stored, or None."""
        return self.document("SELECT doc FROM documents WHERE kind = ? AND id = ?", kind, id)

    def kept_by(self, kind: str, owner: str) -> list[Document]:
        """Everything of a kind that an owner has, oldest id first."""
        return self.documents(
            "SELECT doc FROM documents WHERE kind = ? AND owner = ? ORDER BY id", kind, owner
        )

    def drop(self, kind: str, ids: Iterable[str]) -> None:
        """Forget kept things."""
        for id in ids:
            self.execute("DELETE FROM documents WHERE kind = ? AND id = ?", kind, id)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class Store:
    """Runs plain functions on the database's thread, one transaction each.

    A function that raises leaves nothing behind.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-store")
        self._database: Database | None = None

    async def open(self) -> None:
        """Open or create the file."""
        loop = asyncio.get_running_loop()
        self._database = await loop.run_in_executor(self._thread, Database, self._path)

    async def run(self, work: Callable[[Database], Result]) -> Result:
        """Run `work(database)` in a transaction and return what it returns after the commit."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transact, work)

    async def close(self) -> None:
        """Close the file and end the thread."""
        if self._database is not None:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._thread, self._database.close)
        self._thread.shutdown(wait=False)

    def _transact(self, work: Callable[[Database], Result]) -> Result:
        if self._database is None:
            raise RuntimeError("The sandbox was not started: await sandbox.start() first.")
        self._database.execute("BEGIN IMMEDIATE")
        try:
            result = work(self._database)
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
        return result


def dump(doc: Any) -> str:
    """Compact ASCII JSON; SQLite takes no half of a surrogate pair, and people can send one."""
    return json.dumps(doc, separators=(",", ":"))


def load(text: str) -> Document:
    """Read what `dump` wrote."""
    loaded: Document = json.loads(text)
    return loaded
