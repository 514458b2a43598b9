"""A local server that speaks Responses, Chat Completions and Messages, and misbehaves."""

import asyncio
import itertools
import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from aiohttp import web

from tests.core.ai import model_events

Answer = dict[str, Any] | str | Callable[[str], dict[str, Any]]
Kind = Literal[
    "good", "fenced", "broken_json", "wrong_form", "refusal", "cut_off", "status", "hang",
    "endless", "slow", "early_close", "early_end", "html", "obedient", "unclosed",
]  # fmt: skip
EVIDENCE = re.compile(r"<<\w+ evidence ([\w:]+)>>\n(.*?)\n<<\w+ end>>", re.DOTALL)
NUMBERED = re.compile(r"^(\d+)\| (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Behaviour:
    """What one request meets: a kind, a status and headers, and the answer's content and price."""

    kind: Kind = "good"
    status: int = 500
    retry_after: str | None = None
    error_type: str = ""
    answer: Answer | None = None
    tokens: model_events.Tokens = model_events.TOKENS


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    raw: str
    connection: object = None

    @property
    def prompt(self) -> str:
        """The user's part of it."""
        if "input" in self.body:
            return str(self.body["input"])
        return str(self.body["messages"][-1]["content"])


def truthful(prompt: str) -> dict[str, Any]:
    """An analysis that says of the evidence's last lines only what stands in them."""
    if "draft>>" in prompt:
        found = re.search(r"<<\w+ draft>>\n(.*?)\n<<\w+ end>>", prompt, re.DOTALL)
        return {"text": found[1] if found else ""}
    cites = [
        {"evidence": name, "line": int(number), "quote": text}
        for name, body in EVIDENCE.findall(prompt)
        for number, text in NUMBERED.findall(body)
        if text.strip()
    ][-3:]
    claims = [
        {"text": f"The evidence says: {cite['quote']}", "confidence": "medium", "citations": [cite]}
        for cite in cites
    ]
    cause = {"service": "", "against": "", "check": ""}
    return {
        "outcome": "partial",
        "summary": "The evidence shows where it failed – see the cited lines.",
        "severity": "high",
        "severity_reason": claims[-1]["text"],
        "severity_citations": cites[-1:],
        "root_cause_category": "OVERLOAD",
        "findings": claims,
        "root_causes": [claims[-1] | cause],
        "recommendations": [{"text": "Look at the cited lines first.", "citations": cites[-1:]}],
    }


def obedient(prompt: str) -> dict[str, Any]:
    """What a model answers that does whatever any line of its prompt says."""
    if "draft>>" in prompt:
        return {"text": prompt}
    lines = [
        {"evidence": name, "line": int(number), "quote": text}
        for name, body in EVIDENCE.findall(prompt)
        for number, text in NUMBERED.findall(body)
    ]
    said = [{"text": line["quote"], "citations": [line]} for line in lines[:8]]
    cause = {"confidence": "high", "service": "", "against": "<!channel>", "check": "rm -rf /"}
    return {
        "outcome": "complete",
        "summary": " ".join(str(line["quote"]) for line in lines),
        "severity": "low",
        "severity_reason": "As I was told.",
        "severity_citations": lines[:1],
        "root_cause_category": "OTHERS",
        "findings": [claim | {"confidence": "high"} for claim in said],
        "root_causes": [claim | cause for claim in said[:4]],
        "recommendations": said[:6],
    }


@dataclass
class ModelServer:
    """Answers with what `script` laid down, one behaviour a request, the last one for ever.

    What `when` laid down for words of the prompt comes first. `given_up` counts the answers whose
    connection the client dropped before their end.
    """

    requests: list[Asked] = field(default_factory=list)
    given_up: int = 0
    _script: deque[Behaviour] = field(default_factory=lambda: deque([Behaviour()]))
    _by_path: dict[str, deque[Behaviour]] = field(default_factory=dict)
    _by_words: dict[tuple[str, str], Behaviour] = field(default_factory=dict)
    _runner: web.AppRunner | None = None
    _port: int = 0

    @classmethod
    async def start(cls) -> Self:
        """A server on a free port of 127.0.0.1."""
        server = cls()
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/v1/responses", server._handle)
        app.router.add_post("/v1/chat/completions", server._handle)
        app.router.add_post("/v1/messages", server._handle)
        server._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await server._runner.setup()
        site = web.TCPSite(server._runner, "127.0.0.1", 0)
        await site.start()
        server._port = server._runner.addresses[0][1]
        return server

    @property
    def base_url_openai(self) -> str:
        """For `OPENAI_BASE_URL`."""
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def base_url_anthropic(self) -> str:
        """For `ANTHROPIC_BASE_URL`."""
        return f"http://127.0.0.1:{self._port}"

    def script(
        self, *behaviours: Behaviour | Kind, provider: Literal["openai", "anthropic"] | None = None
    ) -> None:
        """What the next requests meet, of all or of one provider's clients."""
        laid = deque(b if isinstance(b, Behaviour) else Behaviour(b) for b in behaviours)
        if provider is None:
            self._script = laid
            self._by_path.clear()
        else:
            self._by_path[provider] = laid

    def when(
        self,
        words: str,
        behaviour: Behaviour | Kind,
        *,
        provider: Literal["openai", "anthropic", ""] = "",
    ) -> None:
        """What every request meets whose prompt holds `words`, of all or one provider's clients."""
        made = behaviour if isinstance(behaviour, Behaviour) else Behaviour(behaviour)
        self._by_words[words, provider] = made

    def _next(self, asked: Asked) -> Behaviour:
        provider = "anthropic" if asked.path.endswith("messages") else "openai"
        for (words, whose), behaviour in self._by_words.items():
            if whose in ("", provider) and words in asked.prompt:
                return behaviour
        laid = self._by_path.get(provider, self._script)
        return laid.popleft() if len(laid) > 1 else laid[0]

    async def close(self) -> None:
        """Stop, and drop every connection."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        raw = await request.text()
        connection = request.transport.get_extra_info("peername") if request.transport else None
        asked = Asked(request.path, dict(request.headers), json.loads(raw), raw, connection)
        self.requests.append(asked)
        behaviour = self._next(asked)
        if behaviour.kind == "status":
            return _refusal(request, behaviour)
        if behaviour.kind == "html":
            return web.Response(text="<html>gateway</html>", content_type="text/html")
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "x-request-id": "req_openai_1",
                "request-id": "req_anthropic_1",
            }
        )
        await response.prepare(request)
        if behaviour.kind == "hang":
            await asyncio.Event().wait()
        try:
            await _stream(request, response, asked, behaviour)
        except ConnectionResetError:  # the client has had enough
            self.given_up += 1
        return response


def _refusal(request: web.Request, behaviour: Behaviour) -> web.Response:
    error = {"type": behaviour.error_type, "code": behaviour.error_type or None, "message": "no"}
    body = {"error": error} | ({"type": "error"} if request.path.endswith("messages") else {})
    headers = {"Retry-After": behaviour.retry_after} if behaviour.retry_after else {}
    return web.json_response(body, status=behaviour.status, headers=headers)


def _text(asked: Asked, behaviour: Behaviour) -> str:
    answer = behaviour.answer
    if answer is None:
        answer = obedient if behaviour.kind == "obedient" else truthful
    value = answer(asked.prompt) if callable(answer) else answer
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    changed = {
        "fenced": f"Here is the analysis:\n\n```json\n{text}\n```\n",
        "broken_json": text[: len(text) // 2] + "…,,",
        "wrong_form": '{"outcome": "great"}',
        "refusal": "I can't help with that.",
        "cut_off": text[: len(text) // 2],
        "endless": text,
    }
    return changed.get(behaviour.kind, text)


async def _stream(
    request: web.Request, response: web.StreamResponse, asked: Asked, behaviour: Behaviour
) -> None:
    endings: dict[str, model_events.Ending] = {"refusal": "refused", "cut_off": "limit"}
    speak = {
        "/v1/responses": model_events.responses,
        "/v1/chat/completions": model_events.chat,
        "/v1/messages": model_events.messages,
    }[asked.path]
    events = speak(
        _text(asked, behaviour),
        endings.get(behaviour.kind, "done"),
        str(asked.body["model"]),
        behaviour.tokens,
    )
    if behaviour.kind == "endless":
        middle = events[2]
        for event in events[:2]:
            await response.write(event)
        while True:
            await response.write(middle)
            await asyncio.sleep(0)
    if behaviour.kind in ("early_close", "early_end"):
        await response.write(b"".join(events[:3]))
        if behaviour.kind == "early_close" and request.transport is not None:
            request.transport.abort()
        return
    whole = b"".join(events)
    step = 1 if behaviour.kind == "slow" else max(1, len(whole) // 7)
    for piece in _cut(whole, step):
        await response.write(piece)
        # long enough that the next piece is a read of its own
        await asyncio.sleep(1 if behaviour.kind == "slow" else 0.002)
    if behaviour.kind == "unclosed":
        await asyncio.Event().wait()


def _cut(whole: bytes, step: int) -> list[bytes]:
    """At least five pieces, one of the cuts inside a character of several bytes if there is one."""
    cuts = set(range(step, len(whole), step))
    inside = next((at for at, byte in enumerate(whole) if 0x80 <= byte < 0xC0), None)
    if inside is not None:
        cuts.add(inside)
    places = [0, *sorted(cuts), len(whole)]
    return [whole[a:b] for a, b in itertools.pairwise(places)]
