"""What every model is to the rest of Tocsin: a question in, a valid answer or a failure out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from core.domain.analysis import Usage
from core.domain.price import Price

T = TypeVar("T", bound=BaseModel)
ProviderName = Literal["openai", "anthropic"]


class FailureKind(StrEnum):
    """Why a call gave no answer; a closed set, fit for a metric label."""

    KEY = "key"
    UNKNOWN_MODEL = "unknown_model"
    QUOTA = "quota"
    RATE = "rate"
    REQUEST = "request"
    SERVER = "server"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    FILTERED = "filtered"
    CUT_OFF = "cut_off"
    EARLY_END = "early_end"
    ENDLESS = "endless"
    INVALID = "invalid"
    NOT_ASKED = "not_asked"
    OVER_BUDGET = "over_budget"


class ModelFailure(Exception):
    """A call that gave no usable answer.

    `reason` is fit to be shown to people and holds neither a key nor anybody's text. `usage` is
    what the call cost all the same; `retry_after` the seconds that the provider asked us to wait;
    `begun` whether an answer had begun, so that the call was likely billed.
    """

    def __init__(
        self,
        kind: FailureKind,
        reason: str,
        *,
        usage: Usage | None = None,
        retry_after: float | None = None,
        begun: bool = False,
    ) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.usage = usage or Usage()
        self.retry_after = retry_after
        self.begun = begun


@dataclass(frozen=True)
class Reply(Generic[T]):
    """A model's validated answer, what it cost and how long it took.

    `failed_before` are the reasons of the providers that were asked first and failed, `manner` is
    how this one was asked.
    """

    answer: T
    provider: ProviderName
    model: str
    usage: Usage
    seconds: float
    request_id: str | None = None
    failed_before: tuple[str, ...] = ()
    manner: str | None = None


@dataclass(frozen=True)
class Call:
    """One call to a model as metrics and ledger see it; `outcome` is `ok` or a `FailureKind`.

    One that is `over_budget` was not made, and only the metrics hear of it.
    `cost_usd` is what it is booked at, None where the price is unknown; `masked` how many values
    were masked in what was sent.
    """

    provider: ProviderName
    model: str
    purpose: str
    outcome: str
    seconds: float
    usage: Usage
    cost_usd: float | None = 0.0
    masked: int = 0


class Model(Protocol):
    """A model behind one provider's API."""

    @property
    def provider(self) -> ProviderName:
        """Whose it is."""
        ...

    @property
    def label(self) -> str:
        """The provider's name as people write it, `OpenAI`."""
        ...

    @property
    def model(self) -> str:
        """The model's name as it is sent."""
        ...

    async def ask(
        self, *, system: str, prompt: str, answer: type[T], max_tokens: int, seconds: float
    ) -> Reply[T]:
        """The answer to `prompt` as an `answer`, within `seconds` for the whole call.

        `max_tokens` is the length of the visible answer.

        Raises:
            ModelFailure: always this, whatever went wrong.
        """
        ...

    def most_output(self, max_tokens: int) -> int:
        """The tokens that may come back for a visible answer of `max_tokens`, thinking included."""
        ...

    def manner(self, answer: type[BaseModel], max_tokens: int) -> str:
        """A digest of all that shapes an answer beside the prompt: address, form, parameters."""
        ...

    async def price(self) -> Price | None:
        """What its tokens cost, None where that is unknown."""
        ...

    async def warm(self) -> None:
        """Import the SDK and make the client, in a thread, so that the first call finds them."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...
