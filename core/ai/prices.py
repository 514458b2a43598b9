"""What a call costs: by the settings, else by the list that genai-prices carries (no network)."""

import asyncio
from dataclasses import dataclass

from core.ai.model import ProviderName
from core.domain.analysis import Usage
from core.domain.price import Price

# prices have steps for long prompts; ours are never that long
USUAL_TOKENS = 10_000


@dataclass
class Tokens:
    """Tokens as the provider counted them; `input` is the total, cached ones included."""

    input: int = 0
    cached: int = 0
    cache_written: int = 0
    output: int = 0

    def __bool__(self) -> bool:
        return bool(self.input or self.output)


async def price_of(provider: ProviderName, model: str) -> Price | None:
    """The list price of a million tokens of `model`, None where it is unknown."""

    def look_up() -> Price | None:
        sent = cost_usd(provider, model, Tokens(input=USUAL_TOKENS))
        received = cost_usd(provider, model, Tokens(output=USUAL_TOKENS))
        if sent is None or received is None:
            return None
        scale = 1_000_000 / USUAL_TOKENS
        return Price(sent * scale, received * scale)

    return await asyncio.to_thread(look_up)


async def priced(
    provider: ProviderName, model: str, tokens: Tokens, own: Price | None = None
) -> Usage:
    """`tokens` with their price in US dollars, None where the model's price is unknown.

    `own` is a price that was set and stands over the list; cached tokens count in full then.
    """
    if not tokens:
        return Usage()
    if own is not None:
        cost: float | None = own.of(tokens.input, tokens.output)
    else:
        cost = await asyncio.to_thread(cost_usd, provider, model, tokens)
    return Usage(input_tokens=tokens.input, output_tokens=tokens.output, cost_usd=cost)


def cost_usd(provider: ProviderName, model: str, tokens: Tokens) -> float | None:
    """The price of `tokens` in US dollars, None where it is unknown. Importing takes 0.15 s."""
    from genai_prices import Usage as Counted
    from genai_prices import calc_price

    counted = Counted(
        input_tokens=tokens.input,
        cache_read_tokens=tokens.cached,
        cache_write_tokens=tokens.cache_written,
        output_tokens=tokens.output,
    )
    try:
        price = calc_price(counted, model_ref=model, provider_id=provider)
    except LookupError:
        return None
    return float(price.total_price)


def added(one: Usage, other: Usage) -> Usage:
    """Both together; an unknown price makes the sum unknown."""
    known = one.cost_usd is not None and other.cost_usd is not None
    return Usage(
        input_tokens=one.input_tokens + other.input_tokens,
        output_tokens=one.output_tokens + other.output_tokens,
        cost_usd=(one.cost_usd or 0.0) + (other.cost_usd or 0.0) if known else None,
    )
