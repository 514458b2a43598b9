"""What every test may ask for: real parts, and a skip that names itself where one is absent."""

import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests import chromium, postgres, skips

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

ROOT = Path(__file__).resolve().parent.parent

# A busy machine must not fail a property; under CI the examples are the same every time, too.
hypothesis.settings.register_profile("tocsin", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("tocsin")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `../shared` beside the repository: facts, seed and data that aren't ours."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(skips.SHARED_ABSENT)
    return folder


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty data folder, for `TOCSIN_DATA_DIR`; made by whoever uses it."""
    return tmp_path / "data"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL, one for the session."""
    with postgres.server() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that isn't there yet."""
    return f"sqlite:///{tmp_path / 'tocsin.db'}"


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a new, empty PostgreSQL database."""
    with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A new database, the test running once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def browser() -> Iterator["Chrome"]:
    """A window of a real Chromium with an empty profile."""
    with chromium.window() as chrome:
        yield chrome


@pytest.fixture(scope="session")
def promtool() -> Path:
    """Debian's promtool (package `prometheus`)."""
    return _program("promtool", "prometheus")


@pytest.fixture(scope="session")
def alertmanager() -> Path:
    """Debian's Alertmanager (package `prometheus-alertmanager`), for the test to start."""
    return _program("prometheus-alertmanager", "prometheus-alertmanager")


def _program(name: str, package: str) -> Path:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"no {name}: install the package {package}")
    return Path(found)


MARKS = {
    "alertmanager": "alertmanager",
    "browser": "browser",
    "postgres_server": "postgres",
    "promtool": "alertmanager",
    "shared": "shared",
}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark each test with what it needs, so that `-m "not browser"` and the like are true."""
    for fixture in getattr(item, "fixturenames", ()):
        if fixture in MARKS:
            item.add_marker(MARKS[fixture])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under CI a test that skips itself for anything but `../shared` has failed."""
    report = yield
    skips.refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """So has a module that does."""
    report = yield
    skips.refuse(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every test that was skipped, and why."""
    if skipped := skips.lines(terminalreporter.stats.get("skipped", [])):
        terminalreporter.section("skipped, by name")
        for line in skipped:
            terminalreporter.write_line(line)
