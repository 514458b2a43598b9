"""The real parts that other tests stand on: if one is missing or dead, this says so first."""

import sqlite3
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


async def test_each_database_is_new_and_answers(database_url: str) -> None:
    """SQLite and PostgreSQL both come up empty and take a table."""
    create, count = "CREATE TABLE thing (id int)", "SELECT count(*) FROM thing"
    if database_url.startswith("sqlite:///"):
        file = sqlite3.connect(database_url.removeprefix("sqlite:///"))
        file.execute(create)
        assert file.execute(count).fetchone() == (0,)
        file.close()
    else:
        connection = await asyncpg.connect(database_url)
        await connection.execute(create)
        assert await connection.fetchval(count) == 0
        await connection.close()


def test_the_browser_shows_a_page(browser: "Chrome") -> None:
    """Chromium starts, draws a page and tells what a person would read on it."""
    browser.get("data:text/html;charset=utf-8,<h1>Page: INC-1 👀</h1>")
    assert browser.find_element("css selector", "h1").text == "Page: INC-1 👀"


def test_debians_prometheus_programs_run(promtool: Path, alertmanager: Path) -> None:
    """Promtool and Alertmanager are there and start."""
    for program in (promtool, alertmanager):
        shown = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        assert "version" in shown.stdout + shown.stderr
