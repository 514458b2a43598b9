"""One running server for each test that asks for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.web.server import Web, closed, serving


@pytest.fixture
async def web(sqlite_url: str, data_dir: Path) -> AsyncIterator[Web]:
    """A server on SQLite that needs no token."""
    async with serving(sqlite_url, data_dir) as running:
        yield running


@pytest.fixture
async def closed_web(sqlite_url: str, data_dir: Path) -> AsyncIterator[Web]:
    """A server on SQLite that lets in only who has a token."""
    async with serving(sqlite_url, data_dir, closed()) as running:
        yield running


@pytest.fixture
async def either_web(database_url: str, data_dir: Path) -> AsyncIterator[Web]:
    """A server that needs no token, once on SQLite and once on PostgreSQL."""
    async with serving(database_url, data_dir) as running:
        yield running
