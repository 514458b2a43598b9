"""Skips have names, and where CI=true only one kind of skip is allowed."""

import os
from collections.abc import Iterable
from typing import Any

import pytest

SHARED_ABSENT = "the folder ../shared is not here"


def unexpected(reason: str) -> bool:
    """Whether a skip for `reason` must fail: under CI everything but `../shared` is installed."""
    return os.environ.get("CI") == "true" and SHARED_ABSENT not in reason


def refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn an unexpected skip into a failure that names it; leave expected failures alone."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = reason_of(report)
    if unexpected(reason):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped where nothing may be: {reason}"


def reason_of(report: Any) -> str:
    """Why a test was skipped, as given to `pytest.skip`."""
    where = report.longrepr
    text = where[2] if isinstance(where, tuple) else str(where)
    return text.removeprefix("Skipped: ")


def lines(reports: Iterable[Any]) -> list[str]:
    """One line a skipped test: its name and the reason."""
    return sorted(f"{report.nodeid}: {reason_of(report)}" for report in reports)
