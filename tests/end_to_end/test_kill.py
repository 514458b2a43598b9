"""A short run of the kill scenario, so that every change meets it; `make chaos` runs all of it."""

from pathlib import Path

import pytest

from tests.chaos import kill

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
async def test_kills(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Eight kills, two in each window: nothing acknowledged is lost, nothing stands twice."""
    url = request.getfixturevalue("postgres_url") if database == "postgres" else None
    report = await kill.run(tmp_path, database, url, kills=8, seed=3, least=2)
    assert report.ok, report.line()
