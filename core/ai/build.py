"""Puts the analysts together from their configuration."""

from collections.abc import Callable

from core.ai.analyst import Analysts
from core.ai.anthropic import Anthropic
from core.ai.budget import Account
from core.ai.config import AiConfig, ProviderConfig
from core.ai.egress import Egress
from core.ai.failover import Failover
from core.ai.model import Call, Model
from core.ai.openai import OpenAi
from core.ai.prompts import Prompts
from core.clock import Clock


def build_analysts(
    config: AiConfig,
    *,
    clock: Clock,
    egress: Egress | None = None,
    on_call: Callable[[Call], None] | None = None,
    accounts: Callable[[int], Account] | None = None,
) -> Analysts:
    """The analysts that `config` describes; nothing is imported or connected yet.

    `on_call` is told of every call to a model, for the metrics; `accounts` gives the account that
    an incident's calls are booked on, without it none is booked.

    Raises:
        PromptsDoNotFit: with every problem of the prompt files.
    """
    models = [_model(provider, config, clock) for provider in config.providers]
    told = {"on_call": on_call} if on_call is not None else {}
    return Analysts(
        Failover(models, clock, concurrency=config.concurrency, **told),
        Prompts(config.prompts_dir),
        egress or Egress(),
        clock,
        max_tokens=config.max_tokens,
        accounts=accounts,
    )


def _model(provider: ProviderConfig, config: AiConfig, clock: Clock) -> Model:
    if provider.provider == "openai":
        return OpenAi(provider, config, clock)
    return Anthropic(provider, config, clock)
