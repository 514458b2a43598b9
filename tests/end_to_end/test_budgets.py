"""Budgets around the whole bot: what a model may cost, what stands at the limit, what is kept."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.core.ai.model_server import Behaviour, ModelServer
from tests.house import House, living, plain
from tests.waiting import wait_for

# at 2 $ and 10 $ a million both models cost 0.088 $ an answer, and about 0.11 $ at the worst
COSTLY = Behaviour(tokens=(9_000, 7_000))
LIMITS = {"AI_BUDGET_INCIDENT_USD": "0.15", "AI_BUDGET_MONTH_USD": "0.22"}
MODELS = {"openai": "gpt-6.1-sol", "anthropic": "claude-sonnet-5-5"}


@dataclass(frozen=True)
class Seen:
    """The last words of every analysis post, the metrics, and how often the model was asked.

    `answered` and `month` are of two incidents that the model read, `again` of the first one
    asked afresh, `refused` of a third incident; `restarted` and `raised` come after a restart
    with the same limits, and after one with a higher limit.
    """

    answered: str
    again: str
    month: str
    refused: str
    restarted: str
    raised: str
    metrics: str
    requests: tuple[int, int, int]


def settings(server: ModelServer, provider: str, **limits: str) -> dict[str, str]:
    """A key for one provider, and what its answers may cost."""
    address = server.base_url_openai if provider == "openai" else server.base_url_anthropic
    name = provider.upper()
    given = {f"{name}_API_KEY": "sk-test", f"{name}_BASE_URL": address, "AI_TIMEOUT": "30"}
    return given | {"SLACK_CHANNEL_SEVERITY": "low"} | LIMITS | limits


async def declare(house: House, title: str) -> tuple[int, str]:
    """A new incident, and its analysis once nobody reads on."""
    body = {
        "title": title,
        "severity": "high",
        "logs": [f"2026-11-24T14:05:31Z ERROR app: {title}: no connection after 30000 ms"],
    }
    _, made = await house.api("POST", "/api/v1/incidents", json=body)
    number = int(made["id"].removeprefix("INC-"))
    return number, await read(house, number)


async def read(house: House, number: int, *, but: str = "") -> str:
    """The analysis post of an incident once it is complete and no longer `but`.

    How a budget stands is told in complete ones alone.
    """
    said = ""

    async def complete() -> bool:
        nonlocal said
        post = await house.analysis_now(number)
        said = plain(post) if post else ""
        return ("$ this month" in said or "used up" in said) and said != but

    await wait_for(complete, f"the analysis of INC-{number}", timeout=40)
    return said


async def play(server: ModelServer, provider: str, folder: Path) -> Seen:
    """Spend two answers, be refused twice, restart, be refused, restart with more, be answered."""
    asked: list[int] = []
    async with living(folder, settings(server, provider)) as house:
        await house.slack.control("pace", {"on": False})
        number, answered = await declare(house, "Checkout fails")
        status, _ = await house.api("POST", f"/api/v1/incidents/INC-{number}/analyze?fresh=1")
        assert status == 200
        again = await read(house, number, but=answered)
        _, month = await declare(house, "Search fails")
        _, refused = await declare(house, "Login fails")
        _, metrics = await house.api("GET", "/metrics")
        asked.append(len(server.requests))
    async with living(folder, settings(server, provider)) as house:
        _, restarted = await declare(house, "Mail fails")
        asked.append(len(server.requests))
    async with living(folder, settings(server, provider, AI_BUDGET_MONTH_USD="1")) as house:
        _, raised = await declare(house, "Search stays empty")
        asked.append(len(server.requests))
    first, second, third = asked
    return Seen(answered, again, month, refused, restarted, raised, metrics, (first, second, third))


@pytest.fixture(scope="module")
async def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """What was seen with each provider."""
    folder = tmp_path_factory.mktemp("budgets")
    servers = [await ModelServer.start() for _ in MODELS]
    for server in servers:
        server.script(COSTLY)
    try:
        found = await asyncio.gather(
            *(
                play(server, provider, folder / provider)
                for server, provider in zip(servers, MODELS, strict=True)
            )
        )
    finally:
        for server in servers:
            await server.close()
    return dict(zip(MODELS, found, strict=True))


each_provider = pytest.mark.parametrize("provider", list(MODELS))


@each_provider
async def test_within_the_budget_the_model_answers(seen: dict[str, Seen], provider: str) -> None:
    """Its post says who read, and what of which budget is spent."""
    for said, spent in ((seen[provider].answered, "0.088"), (seen[provider].month, "0.18")):
        assert f"{provider} {MODELS[provider]}" in said
        assert "0.088 $ of 0.15 $ this incident" in said
        assert f"{spent} $ of 0.22 $ this month" in said
        assert "used up" not in said


@each_provider
async def test_at_the_limit_the_offline_analysis_stands(
    seen: dict[str, Seen], provider: str
) -> None:
    """The post names the budget, what of it is spent, and the setting."""
    refused = seen[provider].refused
    assert "the model budget of this month is used up: 0.18 $ of 0.22 $" in refused
    assert "(AI_BUDGET_MONTH_USD)" in refused
    assert "offline" in refused
    assert "claims verified" in refused
    assert "no connection after 30000 ms" in refused
    assert MODELS[provider] not in refused.split("used up")[0]


@each_provider
async def test_what_a_model_said_of_the_same_input_stays(
    seen: dict[str, Seen], provider: str
) -> None:
    """Asked afresh with nothing left, its post says when it was read, and why not again."""
    answered, again = seen[provider].answered, seen[provider].again
    who = f"{provider} {MODELS[provider]}"
    assert again.split(who)[0] == answered.split(who)[0]
    assert "read at 20" in again
    refusal = "not read afresh: the model budget of this incident is used up: 0.088 $ of 0.15 $"
    assert refusal in again
    assert "(AI_BUDGET_INCIDENT_USD)" in again
    assert "0 tokens" in again


@each_provider
async def test_a_refused_call_is_not_made(seen: dict[str, Seen], provider: str) -> None:
    """The provider was asked twice for four analyses."""
    assert seen[provider].requests[0] == 2


@each_provider
async def test_the_metrics_tell_of_it(seen: dict[str, Seen], provider: str) -> None:
    """Calls that were made, calls that no budget paid for, and dollars; the provider stays up."""
    lines = seen[provider].metrics.splitlines()
    purpose = f'provider="{provider}",purpose="analysis"'
    assert f'tocsin_ai_requests_total{{outcome="ok",{purpose}}} 2.0' in lines
    assert f'tocsin_ai_requests_total{{outcome="over_budget",{purpose}}} 2.0' in lines
    (cost,) = (line for line in lines if line.startswith("tocsin_ai_cost_usd_total"))
    assert float(cost.split()[-1]) == pytest.approx(0.176)


@each_provider
async def test_a_restart_forgets_nothing(seen: dict[str, Seen], provider: str) -> None:
    """The month stays spent, and the model isn't asked; a higher limit counts from there."""
    found = seen[provider]
    assert "the model budget of this month is used up: 0.18 $ of 0.22 $" in found.restarted
    assert found.requests[1:] == (2, 3)
    assert f"{provider} {MODELS[provider]}" in found.raised
    assert "0.26 $ of 1.00 $ this month" in found.raised
