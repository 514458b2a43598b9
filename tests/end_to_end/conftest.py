"""A whole Tocsin in its own process, with its sandbox, as `make run` starts it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import House, living


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Tocsin with nothing set: sandbox, SQLite, offline analyst."""
    async with living(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The same, one for all tests of a module; the sandbox sets no rate limits."""
    async with living(tmp_path_factory.mktemp("town")) as made:
        await made.slack.control("pace", {"on": False})
        yield made
