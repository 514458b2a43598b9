"""What model adapters share: deadline, retry, reading, mapping."""

import asyncio
import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import BaseModel

from core.ai import faults
from core.ai.answer_text import parsed
from core.ai.config import ProviderConfig
from core.ai.faults import Names
from core.ai.model import FailureKind, ModelFailure, ProviderName, Reply, T
from core.ai.prices import Tokens, added, price_of, priced
from core.ai.schema import answer_schema
from core.clock import Clock
from core.domain.analysis import Usage
from core.domain.price import Price

Ending = Literal["done", "limit", "refused", "filtered"]
LONGEST_RETRY_WAIT = 5.0
PAUSE_BEFORE_RETRY = 0.4
LEFT_FOR_A_RETRY = 1.0
# a provider closes its stream right behind the last event; one that doesn't isn't waited for
LAST_WORDS_SECONDS = 0.2
RETRIED = frozenset({FailureKind.CONNECTION, FailureKind.SERVER, FailureKind.RATE})


@dataclass(frozen=True)
class Question:
    """One call, ready to be put into a provider's words."""

    system: str
    prompt: str
    name: str
    schema: dict[str, Any]
    max_tokens: int


@dataclass
class Heard:
    """What came of a stream so far; kept beside the call so that a failure can still be booked."""

    most: int
    parts: list[str] = field(default_factory=list)
    length: int = 0
    tokens: Tokens = field(default_factory=Tokens)
    ending: Ending | None = None
    stop: str | None = None
    request_id: str | None = None

    @property
    def begun(self) -> bool:
        """Whether the provider began to answer."""
        return bool(self.request_id or self.parts or self.tokens)

    def take(self, text: str) -> bool:
        """Keep a piece of the answer; False once there is more than any honest answer has."""
        self.parts.append(text)
        self.length += len(text)
        return self.length <= self.most


class StreamedModel(ABC):
    """Asks a provider for a streamed answer and shows it only whole."""

    def __init__(self, config: ProviderConfig, names: Names, clock: Clock) -> None:
        self.config = config
        self._names = names
        self._clock = clock
        self._client: Any = None
        self._making = asyncio.Lock()

    @property
    def provider(self) -> ProviderName:
        return self.config.provider

    @property
    def label(self) -> str:
        return self._names.label

    @property
    def model(self) -> str:
        return self.config.model

    def most_output(self, max_tokens: int) -> int:
        return max_tokens + self.room_for_thinking

    @property
    @abstractmethod
    def room_for_thinking(self) -> int:
        """The tokens that are allowed beyond the visible answer."""

    async def price(self) -> Price | None:
        return self.config.price or await price_of(self.provider, self.model)

    @abstractmethod
    def _make_client(self) -> Any:
        """Import the SDK and make its client; runs in a thread."""

    @abstractmethod
    def _asked(self, question: Question) -> dict[str, Any]:
        """The request as it is sent."""

    @abstractmethod
    async def _listen(self, client: Any, question: Question, heard: Heard) -> None:
        """Send the question and fill `heard`; whatever the SDK raises may pass."""

    def manner(self, answer: type[BaseModel], max_tokens: int) -> str:
        asked = self._asked(_question("", "", answer, max_tokens))
        told = [self.provider, self.config.base_url, self.config.api, asked]
        text = json.dumps(told, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    async def warm(self) -> None:
        async with self._making:
            if self._client is None:
                self._client = await asyncio.to_thread(self._make_client)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()

    async def ask(
        self, *, system: str, prompt: str, answer: type[T], max_tokens: int, seconds: float
    ) -> Reply[T]:
        question = _question(system, prompt, answer, max_tokens)
        began = self._clock.monotonic()
        try:
            return await self._once(question, answer, began, seconds)
        except ModelFailure as failure:
            left = seconds - (self._clock.monotonic() - began)
            wait = failure.retry_after if failure.retry_after is not None else PAUSE_BEFORE_RETRY
            hopeless = failure.kind not in RETRIED or wait > LONGEST_RETRY_WAIT
            if hopeless or left - wait < LEFT_FOR_A_RETRY:
                raise
            first = failure.usage
        await self._clock.sleep(wait)
        return await self._again(question, answer, began, seconds, first)

    async def _again(
        self, question: Question, answer: type[T], began: float, seconds: float, first: Usage
    ) -> Reply[T]:
        """A second try, its usage with what the `first` one cost."""
        try:
            reply = await self._once(question, answer, began, seconds)
        except ModelFailure as failure:
            raise faults.with_usage(failure, added(first, failure.usage)) from None
        return replace(reply, usage=added(first, reply.usage))

    async def _once(
        self, question: Question, answer: type[T], began: float, seconds: float
    ) -> Reply[T]:
        heard = Heard(most=20 * question.max_tokens + 2000)
        failure = await self._hear(question, heard, began, seconds)
        usage = await priced(self.provider, self.model, heard.tokens, self.config.price)
        if failure is None:
            failure = self._flaw(heard)
        if failure is not None:
            failure.begun = heard.begun
            raise faults.with_usage(failure, usage)
        try:
            value = parsed("".join(heard.parts), answer, self.label)
        except ModelFailure as unreadable:
            unreadable.begun = True
            raise faults.with_usage(unreadable, usage) from None
        spent = self._clock.monotonic() - began
        return Reply(value, self.provider, self.model, usage, spent, heard.request_id)

    async def _hear(
        self, question: Question, heard: Heard, began: float, seconds: float
    ) -> ModelFailure | None:
        """Listen until the end; a failure is returned, not raised, lest a key stay in it."""
        left = seconds - (self._clock.monotonic() - began)
        try:
            async with asyncio.timeout(max(left, 0.0)):
                await self.warm()
                await self._listen(self._client, question, heard)
        except TimeoutError:
            # a whole answer counts, though its stream was never closed
            return None if heard.ending else faults.timed_out(self._names, seconds)
        except Exception as error:  # noqa: BLE001  the edge of two SDKs that raise anything
            return faults.from_exception(error, self._names, seconds)
        return None

    def _flaw(self, heard: Heard) -> ModelFailure | None:
        label = self.label
        if heard.length > heard.most:
            return ModelFailure(
                FailureKind.ENDLESS,
                f"{label}: answer did not end (cut after {heard.most} characters)",
            )
        flaws = {
            None: (FailureKind.EARLY_END, f"{label}: answer broke off before its end"),
            "limit": (FailureKind.CUT_OFF, f"{label}: answer cut off at the token limit"),
            "refused": (FailureKind.REFUSED, f"{label} refused to answer"),
            "filtered": (FailureKind.FILTERED, f"{label}: answer stopped by its content filter"),
        }
        flaw = flaws.get(heard.ending) if heard.ending != "done" else None
        return ModelFailure(*flaw) if flaw else None


def _question(system: str, prompt: str, answer: type[BaseModel], max_tokens: int) -> Question:
    return Question(system, prompt, answer.__name__.lower(), answer_schema(answer), max_tokens)


async def hear_out(stream: Any, heard: Heard, hear: Callable[[Any], bool]) -> None:
    """Hand each event to `hear` until it returns False, and leave nothing of the stream behind.

    What an SDK's stream reads from is closed only by reading to its end or by a cancelled read;
    closing the stream alone leaves that to the garbage collector, in whatever thread it runs.
    """
    async with stream:
        try:
            while (event := await anext(stream, None)) is not None:
                if not hear(event):
                    break
        finally:
            # whatever goes wrong behind the last event changes nothing of what was heard
            with suppress(Exception):
                async with asyncio.timeout(LAST_WORDS_SECONDS if heard.ending else 0):
                    while await anext(stream, None) is not None:
                        pass


def schema_in_words(schema: dict[str, Any]) -> str:
    """The schema as a sentence, for models that take none as a parameter."""
    asked = "Answer with one JSON object and nothing else, of this JSON schema:"
    return f"\n\n{asked}\n{json.dumps(schema)}"
