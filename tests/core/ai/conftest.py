"""A model server, and the analysts that are pointed at it."""

from collections.abc import AsyncIterator, Callable

import pytest

from core.ai.analyst import Analysts
from core.ai.build import build_analysts
from core.ai.config import AiConfig, ProviderConfig
from core.ai.model import ProviderName
from core.clock import SystemClock
from tests.core.ai.model_server import ModelServer

MakeAnalysts = Callable[..., Analysts]


@pytest.fixture
async def model_server() -> AsyncIterator[ModelServer]:
    """A model server that answers well until it is told otherwise."""
    server = await ModelServer.start()
    yield server
    await server.close()


def provider_config(
    server: ModelServer, provider: ProviderName, *, api: str = "responses", model: str | None = None
) -> ProviderConfig:
    """A provider that is the model server."""
    openai = provider == "openai"
    return ProviderConfig(
        provider,
        f"sk-{provider}-key-of-the-test",
        model or ("gpt-6.1-sol" if openai else "claude-sonnet-5-5"),
        server.base_url_openai if openai else server.base_url_anthropic,
        "chat" if api == "chat" else "responses",
    )


@pytest.fixture
async def make_analysts(model_server: ModelServer) -> AsyncIterator[MakeAnalysts]:
    """Analysts with the named providers, all of them the model server; closed afterwards."""
    made: list[Analysts] = []

    def make(*providers: ProviderName, api: str = "responses", **more: object) -> Analysts:
        rows = tuple(provider_config(model_server, name, api=api) for name in providers)
        config = AiConfig(providers=rows, trust_env=False, **more)  # type: ignore[arg-type]
        analysts = build_analysts(config, clock=SystemClock())
        made.append(analysts)
        return analysts

    yield make
    for analysts in made:
        await analysts.close()
