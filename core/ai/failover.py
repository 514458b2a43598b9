"""Asks one provider after another within one budget, and leaves alone what keeps failing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from pydantic import BaseModel

from core.ai.budget import Account, Estimate, OverBudget, booked, estimated
from core.ai.egress import Sealed
from core.ai.material import answer_tokens, estimated_tokens
from core.ai.model import Call, FailureKind, Model, ModelFailure, Reply, T
from core.ai.prices import added
from core.clock import Clock
from core.domain.analysis import Usage

FAILURES_THAT_OPEN = 5
REST_SECONDS = 20.0
UNWELL = frozenset(
    {FailureKind.TIMEOUT, FailureKind.CONNECTION, FailureKind.SERVER, FailureKind.RATE}
)


class NobodyAnswered(Exception):
    """Every provider failed; `reason` says how, provider by provider, and `usage` what it cost."""

    def __init__(self, failures: Sequence[ModelFailure], usage: Usage) -> None:
        # a used up budget refuses every provider in the same words
        self.reason = "; ".join(dict.fromkeys(failure.reason for failure in failures))
        self.usage = usage
        super().__init__(self.reason)


class Breaker:
    """Leaves a provider alone for a while after it failed several times in a row."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._until = 0.0
        self._last = ""

    def refusal(self) -> str | None:
        """Why the provider is not to be asked now, or None. After the rest one call tries."""
        left = self._until - self._clock.monotonic()
        if left <= 0:
            return None
        return f"{self._last} (not asked again for {left:.0f} s)"

    def record(self, failure: ModelFailure | None) -> None:
        """Note how a call went."""
        if failure is None or failure.kind not in UNWELL:
            self._failures = 0
            return
        self._failures += 1
        self._last = failure.reason
        if self._failures >= FAILURES_THAT_OPEN:
            self._until = self._clock.monotonic() + REST_SECONDS


@dataclass(frozen=True)
class Ask:
    """A sealed question, whatever provider answers it, and the account that pays for it."""

    purpose: str
    prompt: Sealed
    max_tokens: int
    account: Account

    def tokens(self, answer: type[BaseModel]) -> int:
        """About how many tokens it is with the form of the answer."""
        sent = estimated_tokens(self.prompt.system) + estimated_tokens(self.prompt.text)
        return sent + answer_tokens(answer)


def _ignore(call: Call) -> None:
    """Nobody counts the calls."""


class Failover:
    """The providers in their order; what they are sent was sealed by the egress door."""

    def __init__(
        self,
        models: Sequence[Model],
        clock: Clock,
        *,
        concurrency: int = 4,
        on_call: Callable[[Call], None] = _ignore,
    ) -> None:
        self.models = tuple(models)
        self._clock = clock
        self._slots = asyncio.Semaphore(concurrency)
        self._breakers = {model.provider: Breaker(clock) for model in models}
        self._on_call = on_call

    async def ask(self, asked: Ask, answer: type[T], *, seconds: float) -> Reply[T]:
        """The first good answer within `seconds`; a call gets half of them while another waits.

        The reply's usage includes what the failed calls before it cost, and it says why they
        failed. Every call is booked on the question's account: the most it may cost before it is
        made, what it cost afterwards.

        Raises:
            NobodyAnswered: with every provider's reason.
        """
        until = self._clock.monotonic() + seconds
        failures: list[ModelFailure] = []
        spent = Usage()
        for position, model in enumerate(self.models):
            waiting = position + 1 < len(self.models)
            try:
                reply = await self._one(asked, model, answer, until, waiting)
            except ModelFailure as failure:
                failures.append(failure)
                spent = added(spent, failure.usage)
                continue
            reasons = tuple(failure.reason for failure in failures)
            return replace(
                reply,
                usage=added(spent, reply.usage),
                failed_before=reasons,
                manner=model.manner(answer, asked.max_tokens),
            )
        raise NobodyAnswered(failures, spent)

    async def _one(
        self, asked: Ask, model: Model, answer: type[T], until: float, waiting: bool
    ) -> Reply[T]:
        breaker = self._breakers[model.provider]
        if refusal := breaker.refusal():
            raise ModelFailure(FailureKind.NOT_ASKED, refusal)
        async with self._slot(model, until):
            if until <= self._clock.monotonic():
                raise ModelFailure(FailureKind.NOT_ASKED, f"{model.label}: no time was left")
            estimate, booking = await self._set_aside(asked, model, answer)
            began = self._clock.monotonic()
            left = until - began
            seconds = left / 2 if waiting else left
            reply, failure = None, None
            try:
                reply = await model.ask(
                    system=asked.prompt.system,
                    prompt=asked.prompt.text,
                    answer=answer,
                    max_tokens=asked.max_tokens,
                    seconds=seconds,
                )
            except ModelFailure as caught:
                failure = caught
            # one that is cancelled stays booked at its estimate: nobody knows what it cost
            breaker.record(failure)
            usage = reply.usage if reply else failure.usage if failure else Usage()
            call = Call(
                model.provider,
                model.model,
                asked.purpose,
                failure.kind.value if failure else "ok",
                self._clock.monotonic() - began,
                usage,
                booked(estimate, usage, failure),
                asked.prompt.masked,
            )
            await asked.account.settle(booking, call)
            self._on_call(call)
            if reply is None:
                raise failure or ModelFailure(FailureKind.INVALID, f"{model.label}: no answer")
            return reply

    async def _set_aside(self, asked: Ask, model: Model, answer: type[T]) -> tuple[Estimate, int]:
        standing = await asked.account.standing()
        tokens = asked.tokens(answer)
        estimate = await estimated(model, asked.purpose, tokens, asked.max_tokens, standing)
        try:
            return estimate, await asked.account.set_aside(estimate)
        except OverBudget as refusal:
            self.count_refused(model, asked.purpose)
            raise ModelFailure(FailureKind.OVER_BUDGET, str(refusal)) from None

    def count_refused(self, model: Model, purpose: str) -> None:
        """Count a call that isn't made because no budget pays for it."""
        outcome = FailureKind.OVER_BUDGET.value
        self._on_call(Call(model.provider, model.model, purpose, outcome, 0.0, Usage()))

    @asynccontextmanager
    async def _slot(self, model: Model, until: float) -> AsyncIterator[None]:
        """A place among the calls under way; waiting for it doesn't eat the call's own time-out."""
        try:
            async with asyncio.timeout(max(until - self._clock.monotonic(), 0.0)):
                await self._slots.acquire()
        except TimeoutError:
            raise ModelFailure(
                FailureKind.NOT_ASKED, f"{model.label}: too many calls are under way"
            ) from None
        try:
            yield
        finally:
            self._slots.release()

    async def warm(self) -> None:
        """Import the SDKs and make the clients, in threads."""
        for model in self.models:
            await model.warm()

    async def close(self) -> None:
        """Close every provider's connections."""
        for model in self.models:
            await model.close()
