"""Models behind the whole bot: every answer, and every failure, ends in one honest post."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.core.ai.model_server import Behaviour, ModelServer
from tests.house import House, living, plain
from tests.waiting import wait_for

SECONDS = 4
LOGS = ["2026-11-24T14:05:31Z ERROR checkout: no connection from the pool after 30000 ms"]


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[ModelServer]:
    """A model server that does as it is told."""
    running = await ModelServer.start()
    yield running
    await running.close()


@pytest.fixture(scope="module")
async def modelled(
    server: ModelServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """A Tocsin with a key for OpenAI, and little patience."""
    folder: Path = tmp_path_factory.mktemp("models")
    settings = {
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": server.base_url_openai,
        "AI_TIMEOUT": str(SECONDS),
    }
    async with living(folder, settings) as house:
        yield house


async def analysis_post(house: House, title: str, words: str) -> str:
    """The analysis post of a new incident once it holds `words`; there is exactly one."""
    _, made = await house.api("POST", "/api/v1/incidents", json={"title": title, "logs": LOGS})
    number = int(made["id"].removeprefix("INC-"))

    async def told() -> str | None:
        posts = await house.posts_of(number, "analysis")
        text = plain(posts[0]) if posts else ""
        return text if words in text else None

    text: str = await wait_for(told, f"{words!r} in the analysis", timeout=SECONDS + 12)
    assert len(await house.posts_of(number, "analysis")) == 1
    return text


async def test_a_good_answer_completes_the_post(server: ModelServer, modelled: House) -> None:
    """The model's verified claims stand in the one post, with model, tokens and cost."""
    server.script(Behaviour("good"))
    text = await analysis_post(modelled, "Payments fail (good)", "claims verified · 1026 tokens")
    assert "The evidence says:" in text
    assert "openai gpt-6.1-sol" in text


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (Behaviour("status", 401), "OpenAI API error: 401 (check OPENAI_API_KEY)"),
        (Behaviour("status", 429, "600"), "OpenAI API error: 429"),
        (Behaviour("status", 500), "OpenAI API error: 500"),
        (Behaviour("broken_json"), "OpenAI"),
        (Behaviour("refusal"), "OpenAI refused to answer"),
        (Behaviour("hang"), "OpenAI: no answer within"),
    ],
    ids=lambda value: value.kind + str(value.status) if isinstance(value, Behaviour) else "",
)
async def test_every_failure_ends_in_an_honest_post(
    server: ModelServer, modelled: House, behaviour: Behaviour, reason: str
) -> None:
    """The offline analysis stands in the same post, with the reason why no model's does."""
    server.script(Behaviour("good"))
    # a success first: after five failures in a row the breaker would answer in the model's place
    await analysis_post(modelled, f"Before {behaviour.kind} {behaviour.status}", "1026 tokens")
    server.script(behaviour)
    text = await analysis_post(modelled, f"During {behaviour.kind} {behaviour.status}", reason)
    assert "claims verified" in text
    assert "pool" in text.lower()
    assert "still reading" not in text
