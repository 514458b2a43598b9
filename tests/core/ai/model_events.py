"""The streams of the three APIs, made with the SDKs' own response types."""

import json
from collections.abc import Iterable
from typing import Any, Literal

from anthropic.types import (
    Message,
    MessageDeltaUsage,
    RawContentBlockDeltaEvent,
    RawContentBlockStartEvent,
    RawContentBlockStopEvent,
    RawMessageDeltaEvent,
    RawMessageStartEvent,
    RawMessageStopEvent,
    TextBlock,
    TextDelta,
    Usage,
)
from anthropic.types.raw_message_delta_event import Delta
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import Choice, ChoiceDelta
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseIncompleteEvent,
    ResponseOutputMessage,
    ResponseOutputRefusal,
    ResponseOutputText,
    ResponseRefusalDeltaEvent,
    ResponseTextDeltaEvent,
    ResponseUsage,
)
from openai.types.responses.response import IncompleteDetails
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails
from pydantic import BaseModel

Ending = Literal["done", "limit", "refused"]
# as the provider counts them: what was sent, and what it answered
Tokens = tuple[int, int]
TOKENS: Tokens = (812, 214)


def _event(value: BaseModel, name: str | None = None) -> bytes:
    data = json.dumps(value.model_dump(mode="json", by_alias=True), ensure_ascii=False)
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {data}\n\n".encode()


def _pieces(text: str) -> list[str]:
    size = max(1, len(text) // 6)
    return [text[at : at + size] for at in range(0, len(text), size)]


def responses(text: str, ending: Ending, model: str, tokens: Tokens = TOKENS) -> list[bytes]:
    """The events of OpenAI's Responses API, the last one terminal."""
    part: Any = ResponseOutputText(annotations=[], text=text, type="output_text")
    if ending == "refused":
        part = ResponseOutputRefusal(refusal=text, type="refusal")
    events: list[bytes] = []
    for number, piece in enumerate(_pieces(text)):
        common: dict[str, Any] = {"content_index": 0, "item_id": "msg_1", "output_index": 0}
        if ending == "refused":
            delta: BaseModel = ResponseRefusalDeltaEvent(
                **common, delta=piece, sequence_number=number, type="response.refusal.delta"
            )
        else:
            delta = ResponseTextDeltaEvent(
                **common,
                delta=piece,
                logprobs=[],
                sequence_number=number,
                type="response.output_text.delta",
            )
        events.append(_event(delta, str(delta.type)))  # type: ignore[attr-defined]
    return [*events, _response_end(part, ending, model, tokens)]


def _response_end(part: Any, ending: Ending, model: str, tokens: Tokens) -> bytes:
    response = Response(
        id="resp_1",
        created_at=1_795_500_000,
        model=model,
        object="response",
        output=[
            ResponseOutputMessage(
                id="msg_1", content=[part], role="assistant", status="completed", type="message"
            )
        ],
        parallel_tool_calls=False,
        tool_choice="auto",
        tools=[],
        status="incomplete" if ending == "limit" else "completed",
        incomplete_details=IncompleteDetails(reason="max_output_tokens")
        if ending == "limit"
        else None,
        usage=ResponseUsage(
            input_tokens=tokens[0],
            input_tokens_details=InputTokensDetails(cached_tokens=0, cache_write_tokens=0),
            output_tokens=tokens[1],
            output_tokens_details=OutputTokensDetails(reasoning_tokens=0),
            total_tokens=sum(tokens),
        ),
    )
    if ending == "limit":
        incomplete = ResponseIncompleteEvent(
            response=response, sequence_number=99, type="response.incomplete"
        )
        return _event(incomplete, "response.incomplete")
    completed = ResponseCompletedEvent(
        response=response, sequence_number=99, type="response.completed"
    )
    return _event(completed, "response.completed")


def chat(text: str, ending: Ending, model: str, tokens: Tokens = TOKENS) -> list[bytes]:
    """The chunks of OpenAI's Chat Completions, with the usage in the last one and `[DONE]`."""

    def chunk(choices: Iterable[Choice], usage: CompletionUsage | None = None) -> bytes:
        return _event(
            ChatCompletionChunk(
                id="chatcmpl-1",
                choices=list(choices),
                created=1_795_500_000,
                model=model,
                object="chat.completion.chunk",
                usage=usage,
            )
        )

    field = "refusal" if ending == "refused" else "content"
    events = [
        chunk([Choice(index=0, delta=ChoiceDelta(role="assistant", **{field: piece}))])  # type: ignore[arg-type]
        for piece in _pieces(text)
    ]
    reason: Literal["length", "stop"] = "length" if ending == "limit" else "stop"
    used = CompletionUsage(
        prompt_tokens=tokens[0],
        completion_tokens=tokens[1],
        total_tokens=sum(tokens),
    )
    last = chunk([Choice(index=0, delta=ChoiceDelta(), finish_reason=reason)])
    return [*events, last, chunk([], used), b"data: [DONE]\n\n"]


def messages(text: str, ending: Ending, model: str, tokens: Tokens = TOKENS) -> list[bytes]:
    """The events of Anthropic's Messages API."""
    start = Message(
        id="msg_1",
        content=[],
        model=model,
        role="assistant",
        type="message",
        usage=Usage(input_tokens=tokens[0], output_tokens=1),
    )
    reasons: dict[Ending, Literal["end_turn", "max_tokens", "refusal"]] = {
        "done": "end_turn",
        "limit": "max_tokens",
        "refused": "refusal",
    }
    block = TextBlock(text="", type="text")
    events: list[BaseModel] = [
        RawMessageStartEvent(message=start, type="message_start"),
        RawContentBlockStartEvent(content_block=block, index=0, type="content_block_start"),
    ]
    events += [
        RawContentBlockDeltaEvent(
            delta=TextDelta(text=piece, type="text_delta"), index=0, type="content_block_delta"
        )
        for piece in _pieces(text)
    ]
    events += [
        RawContentBlockStopEvent(index=0, type="content_block_stop"),
        RawMessageDeltaEvent(
            delta=Delta(stop_reason=reasons[ending]),
            type="message_delta",
            usage=MessageDeltaUsage(output_tokens=tokens[1]),
        ),
        RawMessageStopEvent(type="message_stop"),
    ]
    return [_event(event, str(event.type)) for event in events]  # type: ignore[attr-defined]
