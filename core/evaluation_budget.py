"""What one evaluation may cost: a limit of its own, and what is left of the month's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from core.ai.budget import Estimate, Limits, Spent, Standing
from core.ai.model import Call


class RunBudget:
    """The account of a run, on which every question is an incident of its own.

    `before` is how the month stood when the run began. A question that doesn't fit waits for
    those under way; once none fits, none is asked any more. `closed` says why, and is None before.
    """

    def __init__(self, limits: Limits, before: Standing) -> None:
        self._own = Limits(usd_per_incident=limits.usd_per_incident)
        self._whole = replace(limits, usd_per_incident=None)
        self._before = before
        self._spent = 0.0
        self._set_aside: list[Estimate] = []
        self._changed = asyncio.Condition()
        self.closed: str | None = None

    @asynccontextmanager
    async def question(self, most: Estimate) -> AsyncIterator[str | None]:
        """A turn to ask what costs `most` at its dearest; or the reason why there is none.

        Waiting for it takes nothing of the question's own time.
        """
        if await self._turn(most):
            try:
                yield None
            finally:
                async with self._changed:
                    self._set_aside.remove(most)
                    self._changed.notify_all()
        else:
            yield self.closed

    async def _turn(self, most: Estimate) -> bool:
        async with self._changed:
            while self.closed is None:
                refusal = self._refusal(most)
                if refusal is None:
                    self._set_aside.append(most)
                    return True
                if not self._set_aside:
                    self.closed = refusal
                    self._changed.notify_all()
                else:
                    await self._changed.wait()
        return False

    def _refusal(self, most: Estimate) -> str | None:
        used = self._spent + sum(each.usd or 0.0 for each in self._set_aside)
        month = self._before.month
        standing = Standing(
            self._whole, month=replace(month, usd=month.usd + used), run=Spent(usd=used)
        )
        return standing.refusal(most)

    async def standing(self) -> Standing:
        return Standing(self._own, ratios=self._before.ratios)

    async def set_aside(self, estimate: Estimate) -> int:
        # the question's turn has set more aside already
        del estimate
        return 0

    async def settle(self, booking: int, call: Call) -> None:
        del booking
        self._spent += call.cost_usd or 0.0
