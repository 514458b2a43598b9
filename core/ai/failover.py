"""Asks one provider after another within one budget, and leaves alone what keeps failing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from core.ai.egress import Sealed
from core.ai.model import FailureKind, Model, ModelFailure, ProviderName, Reply, T
from core.ai.prices import added
from core.clock import Clock
from core.domain.analysis import Usage

FAILURES_THAT_OPEN = 5
REST_SECONDS = 20.0
UNWELL = frozenset(
    {FailureKind.TIMEOUT, FailureKind.CONNECTION, FailureKind.SERVER, FailureKind.RATE}
)


@dataclass(frozen=True)
class Call:
    """One call to a model as metrics see it; `outcome` is `ok` or a `FailureKind`."""

    provider: ProviderName
    model: str
    purpose: str
    outcome: str
    seconds: float
    usage: Usage


class NobodyAnswered(Exception):
    """Every provider failed; `reason` says how, provider by provider, and `usage` what it cost."""

    def __init__(self, failures: Sequence[ModelFailure], usage: Usage) -> None:
        self.reason = "; ".join(failure.reason for failure in failures)
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

    async def ask(
        self, purpose: str, prompt: Sealed, answer: type[T], *, max_tokens: int, seconds: float
    ) -> Reply[T]:
        """The first good answer within `seconds`; a call gets half of them while another waits.

        The reply's usage includes what the failed calls before it cost.

        Raises:
            NobodyAnswered: with every provider's reason.
        """
        until = self._clock.monotonic() + seconds
        failures: list[ModelFailure] = []
        spent = Usage()
        for position, model in enumerate(self.models):
            waiting = position + 1 < len(self.models)
            try:
                reply = await self._one(purpose, model, prompt, answer, max_tokens, until, waiting)
            except ModelFailure as failure:
                failures.append(failure)
                spent = added(spent, failure.usage)
                continue
            return Reply(
                reply.answer,
                reply.provider,
                reply.model,
                added(spent, reply.usage),
                reply.seconds,
                reply.request_id,
            )
        raise NobodyAnswered(failures, spent)

    async def _one(
        self,
        purpose: str,
        model: Model,
        prompt: Sealed,
        answer: type[T],
        max_tokens: int,
        until: float,
        waiting: bool,
    ) -> Reply[T]:
        breaker = self._breakers[model.provider]
        if refusal := breaker.refusal():
            raise ModelFailure(FailureKind.NOT_ASKED, refusal)
        async with self._slot(model, until):
            began = self._clock.monotonic()
            left = until - began
            if left <= 0:
                raise ModelFailure(FailureKind.NOT_ASKED, f"{model.label}: no time was left")
            outcome, usage = "cancelled", Usage()
            try:
                reply = await model.ask(
                    system=prompt.system,
                    prompt=prompt.text,
                    answer=answer,
                    max_tokens=max_tokens,
                    seconds=left / 2 if waiting else left,
                )
                breaker.record(None)
                outcome, usage = "ok", reply.usage
                return reply
            except ModelFailure as failure:
                breaker.record(failure)
                outcome, usage = failure.kind.value, failure.usage
                raise
            finally:
                took = self._clock.monotonic() - began
                self._on_call(Call(model.provider, model.model, purpose, outcome, took, usage))

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
