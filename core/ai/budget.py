"""What models may cost per incident and per calendar month (UTC), and what a call may cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from core.ai.model import Call, FailureKind, Model, ModelFailure, ProviderName
from core.domain.analysis import Usage
from core.domain.price import Price

PRICE_SETTINGS = "AI_PRICE_INPUT_USD and AI_PRICE_OUTPUT_USD"
INCIDENT_SETTING = "AI_BUDGET_INCIDENT_USD"
MONTH_SETTING = "AI_BUDGET_MONTH_USD"
RUN_OPTION = "--budget"
# how far a model's own count of tokens may correct ours
LEAST_RATIO, MOST_RATIO = 0.5, 3.0
# the provider broke off, so its count, if there is one, isn't the last
UNFINISHED = frozenset(
    {
        FailureKind.TIMEOUT,
        FailureKind.CONNECTION,
        FailureKind.SERVER,
        FailureKind.EARLY_END,
        FailureKind.ENDLESS,
    }
)


@dataclass(frozen=True)
class Limits:
    """US dollars that an incident, a calendar month and an evaluation may cost, None: no limit."""

    usd_per_incident: float | None = None
    usd_per_month: float | None = None
    usd_per_run: float | None = None

    @property
    def any(self) -> bool:
        """Whether there is a limit at all."""
        limits = (self.usd_per_incident, self.usd_per_month, self.usd_per_run)
        return any(limit is not None for limit in limits)


@dataclass(frozen=True)
class Estimate:
    """What a call may cost at most, before it is made.

    `tokens` is our own estimate of what is sent, `input_tokens` the same corrected by what the
    model counted before; `price` is None where it is unknown.
    """

    provider: ProviderName
    model: str
    purpose: str
    tokens: int
    input_tokens: int
    output_tokens: int
    price: Price | None

    @property
    def usd(self) -> float | None:
        """The most that the call costs, None where the price is unknown."""
        if self.price is None:
            return None
        return self.price.of(self.input_tokens, self.output_tokens)


@dataclass(frozen=True)
class Spent:
    """US dollars that are spent or set aside, and the tokens of calls whose price is unknown."""

    usd: float = 0.0
    unpriced_input: int = 0
    unpriced_output: int = 0

    def at(self, price: Price | None) -> float:
        """All of it in dollars, what has no price counted as if it had `price`."""
        unpriced = price.of(self.unpriced_input, self.unpriced_output) if price else 0.0
        return self.usd + unpriced


@dataclass(frozen=True)
class Standing:
    """How spending stands under each limit, and how models count our tokens."""

    limits: Limits = field(default_factory=Limits)
    incident: Spent = field(default_factory=Spent)
    month: Spent = field(default_factory=Spent)
    run: Spent = field(default_factory=Spent)
    ratios: Mapping[str, float] = field(default_factory=dict)

    def ratio(self, model: str) -> float:
        """By how much the model's count of tokens differs from our estimate."""
        return min(max(self.ratios.get(model, 1.0), LEAST_RATIO), MOST_RATIO)

    def left(self, price: Price | None) -> tuple[float, str] | None:
        """The dollars left under the tighter limit, with whose they are; None without a limit."""
        rows = [
            (limit - spent.at(price), f"{whose}'s budget")
            for limit, spent, whose, _ in self._rows()
        ]
        return min(rows) if rows else None

    def refusal(self, estimate: Estimate) -> str | None:
        """Why the call may not be made, fit to be shown, naming the setting; None when it may."""
        if not self.limits.any:
            return None
        if estimate.usd is None:
            return (
                f"the price of {estimate.model} is unknown, so no budget can hold: "
                f"set {PRICE_SETTINGS}"
            )
        for limit, spent, whose, setting in self._rows():
            used = spent.at(estimate.price)
            if used + estimate.usd > limit:
                return (
                    f"the model budget of {whose} is used up: {dollars(used)} of {dollars(limit)} "
                    f"are spent or set aside, and one more call may cost {dollars(estimate.usd)} "
                    f"({setting})"
                )
        return None

    def after(self, estimate: Estimate) -> "Standing":
        """How it stands once the call is set aside."""
        usd = estimate.usd or 0.0
        return replace(
            self,
            incident=replace(self.incident, usd=self.incident.usd + usd),
            month=replace(self.month, usd=self.month.usd + usd),
        )

    def told(self, price: Price | None) -> tuple[str, ...]:
        """A line for each limit, `0.03 $ of 1.00 $ this incident`."""
        return tuple(
            f"{dollars(spent.at(price))} of {dollars(limit)} {whose}"
            for limit, spent, whose, _ in self._rows()
        )

    def _rows(self) -> list[tuple[float, Spent, str, str]]:
        rows = [
            (self.limits.usd_per_incident, self.incident, "this incident", INCIDENT_SETTING),
            (self.limits.usd_per_month, self.month, "this month", MONTH_SETTING),
            (self.limits.usd_per_run, self.run, "this run", RUN_OPTION),
        ]
        return [
            (limit, spent, who, setting) for limit, spent, who, setting in rows if limit is not None
        ]


class OverBudget(Exception):
    """A call that may not be made; the message is fit to be shown and names the setting."""


class Account(Protocol):
    """The account that an incident's calls are booked on."""

    async def standing(self) -> Standing:
        """How it stands now."""
        ...

    async def set_aside(self, estimate: Estimate) -> int:
        """Book the most that a call may cost, before it is made; returns the booking.

        Raises:
            OverBudget: more would be spent than is allowed.
        """
        ...

    async def settle(self, booking: int, call: Call) -> None:
        """Put what the call cost in the place of what was set aside."""
        ...


class NoAccount:
    """For calls that belong to no incident: nothing is limited and nothing is kept."""

    async def standing(self) -> Standing:
        return Standing()

    async def set_aside(self, estimate: Estimate) -> int:
        del estimate
        return 0

    async def settle(self, booking: int, call: Call) -> None:
        """Nothing is kept."""


def dollars(usd: float) -> str:
    """An amount for people; small ones keep the digits that tell."""
    return f"{usd:.2f} $" if usd >= 0.095 or usd <= 0 else f"{usd:.2g} $"


async def estimated(
    model: Model, purpose: str, tokens: int, max_tokens: int, standing: Standing
) -> Estimate:
    """What a call of `tokens` by our own count may cost at most."""
    return Estimate(
        provider=model.provider,
        model=model.model,
        purpose=purpose,
        tokens=tokens,
        input_tokens=round(tokens * standing.ratio(model.model)),
        output_tokens=model.most_output(max_tokens),
        price=await model.price(),
    )


def booked(estimate: Estimate, usage: Usage, failure: ModelFailure | None) -> float | None:
    """What a call is booked at: as counted, or at its estimate where no count can be had."""
    if failure is not None and failure.kind is not FailureKind.TIMEOUT and not failure.begun:
        return usage.cost_usd
    broken_off = failure is not None and failure.kind in UNFINISHED
    counted = usage.input_tokens or usage.output_tokens
    return usage.cost_usd if counted and not broken_off else estimate.usd
