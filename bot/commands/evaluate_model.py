"""A model that answers in `tocsin eval`, within what it may cost."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from core.actor import Via, system
from core.ai import offline
from core.ai.analyst import Analysts
from core.ai.budget import Estimate, Limits, Standing, dollars
from core.ai.build import build_analysts
from core.ai.config import AiConfig
from core.clock import SystemClock
from core.domain.analysis import Case, Reading
from core.errors import DatabaseUnusable
from core.evaluation_analysts import ModelAnalyst
from core.evaluation_budget import RunBudget
from core.logs import summarise
from core.settings import Settings, load
from core.spending import month
from core.store.store import Store


@asynccontextmanager
async def model_analyst(name: str, at_once: int, usd: float | None) -> AsyncIterator[ModelAnalyst]:
    """The provider `name`, asked `at_once` questions at a time that cost `usd` at most.

    Raises:
        ValueError: it isn't configured, or the month's budget can't be read.
    """
    settings = load().settings
    config = AiConfig.from_settings(settings)
    # alone, or the answers would be of two minds
    chosen = tuple(each for each in config.providers if each.provider == name)
    if not chosen:
        raise ValueError(
            f"{name} is not configured: set {name.upper()}_API_KEY (and not AI_PROVIDER=offline)"
        )
    config = replace(config, providers=chosen, concurrency=at_once)
    before = await _before(settings, config.limits)
    budget = RunBudget(replace(config.limits, usd_per_run=usd), before)
    analysts = build_analysts(config, clock=SystemClock(), accounts=lambda _: budget)
    asking = Asking(analysts, budget, await analysts.dearest(before), settings.ai_timeout)
    try:
        yield ModelAnalyst(asking.read, lambda: budget.closed)
    finally:
        await analysts.close()


async def _before(settings: Settings, limits: Limits) -> Standing:
    """How the month stands, if that is limited; it is told, for this run won't be booked on it."""
    if limits.usd_per_month is None:
        return Standing()
    try:
        store = await Store.open_to_read(settings.database, clock=SystemClock())
    except DatabaseUnusable as error:
        raise ValueError(f"AI_BUDGET_MONTH_USD needs to know what is spent: {error}") from None
    try:
        found = await store.read(month, system("eval", Via.CLI))
    finally:
        await store.close()
    print(
        f"{dollars(found.month.at(None))} of {dollars(limits.usd_per_month)} are spent this month; "
        "what this run costs is not booked there",
        file=sys.stderr,
    )
    return found


@dataclass(frozen=True)
class Asking:
    """Asks `analysts` about one case after another; each costs at most what `most` says."""

    analysts: Analysts
    budget: RunBudget
    most: Estimate
    seconds: float

    async def read(self, case: Case) -> Reading:
        """The model's reading, or the offline analyst's and why."""
        standing = await asyncio.to_thread(offline.analyse, case)
        logs = [line for piece in case.evidence if piece.kind == "logs" for line in piece.lines]
        async with self.budget.question(self.most) as refusal:
            if refusal is not None:
                return standing.model_copy(update={"fallback_reason": refusal})
            digest = await asyncio.to_thread(summarise, logs) if logs else None
            # each question is an incident of its own, whatever its number
            return await self.analysts.read(
                case, digest, standing, seconds=self.seconds, team=None, incident=0
            )
