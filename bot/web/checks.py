"""What Tocsin looks at to know whether it is ready."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pydantic import BaseModel

from core.errors import TocsinError

PROBE_SECONDS = 2.0


@dataclass(frozen=True)
class Check:
    """One thing to look at; `probe` returns nothing when it is well, else why not.

    What is `needed` and away makes Tocsin unready (503); anything else only
    degraded, or Kubernetes would take every pod out when Slack is down.
    """

    name: str
    needed: bool
    probe: Callable[[], Awaitable[str | None]]


class Checked(BaseModel):
    """What one check found, and how long it took."""

    name: str
    ok: bool
    needed: bool
    ms: float
    reason: str | None = None


async def look(check: Check) -> Checked:
    """Run a check, for two seconds at most; one that raises has failed."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            reason = await check.probe()
    except TimeoutError:
        reason = f"no answer in {PROBE_SECONDS:g} s"
    except TocsinError as error:
        reason = error.detail
    except Exception as error:  # noqa: BLE001  whatever a driver raises is the answer here
        reason = type(error).__name__
    elapsed = round((time.perf_counter() - began) * 1000, 1)
    return Checked(
        name=check.name, ok=reason is None, needed=check.needed, ms=elapsed, reason=reason
    )
