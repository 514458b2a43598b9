"""What the models need to know, apart from where it is set."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from core.ai.budget import Limits
from core.ai.model import ProviderName
from core.domain.price import Price

if TYPE_CHECKING:
    from core.settings import Settings

DEFAULT_OPENAI_MODEL = "gpt-6.1-sol"
DEFAULT_ANTHROPIC_MODEL = "claude-sonnet-5-5"


@dataclass(frozen=True)
class ProviderConfig:
    """One provider's key, model and address; the key never shows in `repr`."""

    provider: ProviderName
    key: str = field(repr=False)
    model: str
    base_url: str
    api: Literal["responses", "chat"] = "responses"
    price: Price | None = None


@dataclass(frozen=True)
class AiConfig:
    """Whom to ask, in order, and within which bounds.

    `seconds` is the budget of one whole analysis, `concurrency` the calls under way at once;
    `limits` what may be spent. `trust_env` lets the proxy variables count.
    """

    providers: tuple[ProviderConfig, ...] = ()
    seconds: float = 60.0
    temperature: float = 0.7
    max_tokens: int = 2000
    prompts_dir: Path | None = None
    concurrency: int = 4
    limits: Limits = field(default_factory=Limits)
    trust_env: bool = True

    @classmethod
    def from_settings(cls, settings: "Settings") -> "AiConfig":
        """The configured provider first, then the other one if it has a key; none when offline."""
        chosen = settings.provider.value
        rows = [] if chosen == "offline" else [_openai(settings), _anthropic(settings)]
        known = [row for row in rows if row is not None]
        return cls(
            providers=tuple(sorted(known, key=lambda row: row.provider != chosen)),
            seconds=settings.ai_timeout,
            temperature=settings.ai_temperature,
            max_tokens=settings.ai_max_tokens,
            prompts_dir=settings.tocsin_prompts_dir,
            limits=Limits(settings.ai_budget_incident_usd, settings.ai_budget_month_usd),
        )


def _price(settings: "Settings") -> Price | None:
    sent, received = settings.ai_price_input_usd, settings.ai_price_output_usd
    return Price(sent, received) if sent is not None and received is not None else None


def _openai(settings: "Settings") -> ProviderConfig | None:
    key = settings.openai_api_key
    if key is None or not key.get_secret_value().strip():
        return None
    return ProviderConfig(
        "openai",
        key.get_secret_value().strip(),
        settings.openai_model or DEFAULT_OPENAI_MODEL,
        settings.openai_base_url or "https://api.openai.com/v1",
        settings.openai_api,
        _price(settings),
    )


def _anthropic(settings: "Settings") -> ProviderConfig | None:
    key = settings.anthropic_api_key
    if key is None or not key.get_secret_value().strip():
        return None
    return ProviderConfig(
        "anthropic",
        key.get_secret_value().strip(),
        settings.anthropic_model or DEFAULT_ANTHROPIC_MODEL,
        settings.anthropic_base_url or "https://api.anthropic.com",
        price=_price(settings),
    )
