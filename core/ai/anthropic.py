"""Anthropic's Messages API; the SDK is imported when first needed."""

import re
from typing import Any

from core.ai.config import AiConfig, ProviderConfig
from core.ai.faults import Names
from core.ai.prices import Tokens
from core.ai.streamed import (
    Ending,
    Heard,
    Question,
    StreamedModel,
    hear_out,
    schema_in_words,
)
from core.clock import Clock

# Before 4.5 models know no `output_config`; since 5 they take an effort, and think.
TAKES_NO_SCHEMA = re.compile(r"claude-(?:instant|[123](?:[.-]|$)|(?:opus|sonnet)-4-(?:0|1|2025))")
THINKS = re.compile(r"claude-[a-z]+-(?:[5-9]|\d\d)(?:-|$)")
ROOM_FOR_THINKING = 6000
ENDINGS: dict[str, Ending] = {
    "end_turn": "done",
    "stop_sequence": "done",
    "max_tokens": "limit",
    "model_context_window_exceeded": "limit",
    "refusal": "refused",
}


class Anthropic(StreamedModel):
    """An Anthropic model. It takes no temperature, so none is sent."""

    def __init__(self, config: ProviderConfig, ai: AiConfig, clock: Clock) -> None:
        names = Names(
            "Anthropic", config.model, "ANTHROPIC_API_KEY", "ANTHROPIC_MODEL", "ANTHROPIC_BASE_URL"
        )
        super().__init__(config, names, clock)
        self._ai = ai

    def _make_client(self) -> Any:
        import anthropic

        http = None if self._ai.trust_env else anthropic.DefaultAsyncHttpxClient(trust_env=False)
        return anthropic.AsyncAnthropic(
            api_key=self.config.key,
            base_url=self.config.base_url,
            max_retries=0,
            timeout=self._ai.seconds + 5,
            http_client=http,
            open_telemetry=False,
        )

    async def _listen(self, client: Any, question: Question, heard: Heard) -> None:
        stream = await client.messages.create(**self._asked(question))
        heard.request_id = stream.response.headers.get("request-id")
        await hear_out(stream, heard, lambda event: _hear_event(event, heard))

    @property
    def room_for_thinking(self) -> int:
        return ROOM_FOR_THINKING * bool(THINKS.match(self.model))

    def _asked(self, question: Question) -> dict[str, Any]:
        thinks = bool(THINKS.match(self.model))
        asked: dict[str, Any] = {
            "model": self.model,
            "stream": True,
            "system": question.system,
            "messages": [{"role": "user", "content": question.prompt}],
            "max_tokens": self.most_output(question.max_tokens),
        }
        if TAKES_NO_SCHEMA.match(self.model):
            asked["system"] += schema_in_words(question.schema)
            return asked
        config: dict[str, Any] = {"format": {"type": "json_schema", "schema": question.schema}}
        if thinks:
            config["effort"] = "low"
        return asked | {"output_config": config}


def _hear_event(event: Any, heard: Heard) -> bool:
    kind = getattr(event, "type", "")
    if kind == "message_start":
        used = event.message.usage
        cached, written = used.cache_read_input_tokens or 0, used.cache_creation_input_tokens or 0
        heard.tokens = Tokens(used.input_tokens + cached + written, cached, written, 0)
    elif kind == "content_block_delta" and event.delta.type == "text_delta":
        return heard.take(event.delta.text)
    elif kind == "message_delta":
        heard.tokens.output = event.usage.output_tokens
        heard.stop = event.delta.stop_reason
    elif kind == "message_stop":
        heard.ending = ENDINGS.get(heard.stop or "")
        return False
    return True
