"""Waiting for something to become true, in place of sleeping and hoping."""

import asyncio
import inspect
import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


async def wait_for(
    condition: Callable[[], Any],
    what: str = "the condition",
    *,
    timeout: float = 20.0,
    every: float = 0.02,
) -> Any:
    """The first true value of `condition`, sync or async, asked `every` seconds.

    Fails the test with `what` and the last value when `timeout` seconds pass first.
    """
    deadline = time.monotonic() + timeout
    while True:
        answer = condition()
        value = await answer if inspect.isawaitable(answer) else answer
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true in {timeout} s; last seen: {value!r}")
        await asyncio.sleep(every)


def wait_until(
    condition: Callable[[], T | None],
    what: str = "the condition",
    *,
    timeout: float = 20.0,
    every: float = 0.05,
) -> T:
    """`wait_for` without an event loop, for browsers and processes."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true in {timeout} s; last seen: {value!r}")
        time.sleep(every)
