"""OpenAI's API, by Responses or by Chat Completions; the SDK is imported when first needed."""

import re
from typing import Any

from core.ai.config import AiConfig, ProviderConfig
from core.ai.faults import STATUS_OF, Names, from_status
from core.ai.model import ModelFailure
from core.ai.prices import Tokens
from core.ai.streamed import Heard, Question, StreamedModel, hear_out, schema_in_words
from core.clock import Clock

TAKES_TEMPERATURE = re.compile(r"gpt-4|gpt-3\.5|chatgpt-4o")
# These came before structured outputs and refuse `json_schema`.
TAKES_NO_SCHEMA = re.compile(r"gpt-3\.5|gpt-4($|-(?!o)|-turbo)")
THINKS = re.compile(r"o\d|gpt-(?:[5-9]|\d\d)")
# The Responses-only `pro` models and chat snapshots take no lower effort.
FIXED_EFFORT = re.compile(r"-pro|-chat|deep-research")
ROOM_FOR_THINKING = 6000


class OpenAi(StreamedModel):
    """An OpenAI model, or one of a server that speaks its API."""

    def __init__(self, config: ProviderConfig, ai: AiConfig, clock: Clock) -> None:
        names = Names("OpenAI", config.model, "OPENAI_API_KEY", "OPENAI_MODEL", "OPENAI_BASE_URL")
        super().__init__(config, names, clock)
        self._ai = ai

    def _make_client(self) -> Any:
        import openai

        http = None if self._ai.trust_env else openai.DefaultAsyncHttpxClient(trust_env=False)
        return openai.AsyncOpenAI(
            api_key=self.config.key,
            base_url=self.config.base_url,
            max_retries=0,
            timeout=self._ai.seconds + 5,
            http_client=http,
        )

    async def _listen(self, client: Any, question: Question, heard: Heard) -> None:
        asked = self._asked(question)
        if self._chats:
            stream = await client.chat.completions.create(**asked)
        else:
            stream = await client.responses.create(**asked)
        heard.request_id = stream.response.headers.get("x-request-id")
        hear = _hear_chunk if self._chats else self._hear_event
        await hear_out(stream, heard, lambda event: hear(event, heard))

    @property
    def _chats(self) -> bool:
        return self.config.api == "chat"

    def _asked(self, question: Question) -> dict[str, Any]:
        asked: dict[str, Any] = {"model": self.model, "stream": True}
        if TAKES_TEMPERATURE.match(self.model):
            asked["temperature"] = self._ai.temperature
        return asked | (self._chat(question) if self._chats else self._response(question))

    @property
    def _thinks(self) -> bool:
        return bool(THINKS.match(self.model))

    @property
    def _takes_effort(self) -> bool:
        return self._thinks and not FIXED_EFFORT.search(self.model)

    @property
    def room_for_thinking(self) -> int:
        return ROOM_FOR_THINKING * self._thinks

    def _system(self, question: Question) -> str:
        if TAKES_NO_SCHEMA.match(self.model):
            return question.system + schema_in_words(question.schema)
        return question.system

    def _response(self, question: Question) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "instructions": self._system(question),
            "input": question.prompt,
            "max_output_tokens": self.most_output(question.max_tokens),
            "store": False,
        }
        if not TAKES_NO_SCHEMA.match(self.model):
            asked["text"] = {"format": {"type": "json_schema", **_schema(question)}}
        if self._takes_effort:
            asked["reasoning"] = {"effort": "low"}
        return asked

    def _chat(self, question: Question) -> dict[str, Any]:
        limit = self.most_output(question.max_tokens)
        asked: dict[str, Any] = {
            "messages": [
                {"role": "system", "content": self._system(question)},
                {"role": "user", "content": question.prompt},
            ],
            "stream_options": {"include_usage": True},
            # Servers that only know Chat Completions know the older name.
            ("max_completion_tokens" if self._thinks else "max_tokens"): limit,
        }
        if not TAKES_NO_SCHEMA.match(self.model):
            asked["response_format"] = {"type": "json_schema", "json_schema": _schema(question)}
        if self._takes_effort:
            asked["reasoning_effort"] = "low"
        return asked

    def _hear_event(self, event: Any, heard: Heard) -> bool:
        """Take one event in; False when there is nothing more to wait for."""
        kind = getattr(event, "type", "")
        if kind == "response.output_text.delta":
            return heard.take(event.delta)
        if kind in ("response.refusal.delta", "response.refusal.done"):
            heard.ending = "refused"
        elif kind == "error":
            raise self._refusal(event.code)
        elif kind in ("response.completed", "response.incomplete", "response.failed"):
            self._finish(event.response, heard)
            return False
        return True

    def _finish(self, response: Any, heard: Heard) -> None:
        if response.usage is not None:
            cached = getattr(response.usage.input_tokens_details, "cached_tokens", 0) or 0
            heard.tokens = Tokens(
                response.usage.input_tokens, cached, 0, response.usage.output_tokens
            )
        if response.status == "failed":
            raise self._refusal(response.error.code if response.error else None)
        if response.status == "incomplete":
            why = response.incomplete_details.reason if response.incomplete_details else None
            heard.ending = "filtered" if why == "content_filter" else "limit"
        elif heard.ending is None:
            heard.ending = "done" if response.status == "completed" else None

    def _refusal(self, code: str | None) -> ModelFailure:
        return from_status(STATUS_OF.get(code or "", 500), {code or ""}, self._names)


def _schema(question: Question) -> dict[str, Any]:
    return {"name": question.name, "strict": True, "schema": question.schema}


def _hear_chunk(chunk: Any, heard: Heard) -> bool:
    if chunk.usage is not None:
        details = chunk.usage.prompt_tokens_details
        cached = (details.cached_tokens if details else 0) or 0
        heard.tokens = Tokens(chunk.usage.prompt_tokens, cached, 0, chunk.usage.completion_tokens)
    for choice in chunk.choices[:1]:
        if choice.delta.refusal:
            heard.ending = "refused"
        if choice.delta.content and not heard.take(choice.delta.content):
            return False
        if choice.finish_reason and heard.ending is None:
            endings = {"length": "limit", "content_filter": "filtered"}
            heard.ending = endings.get(choice.finish_reason, "done")  # type: ignore[assignment]
    return True
