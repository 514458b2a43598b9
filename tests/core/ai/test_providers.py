"""Both SDKs against a local server: every way to answer, and every way to fail."""

import asyncio
import logging

import pytest

from core.ai.model import ProviderName
from core.domain.analysis import Reading
from tests.core.ai import cases
from tests.core.ai.conftest import MakeAnalysts
from tests.core.ai.model_server import Behaviour, ModelServer

APIS: list[tuple[ProviderName, str]] = [
    ("openai", "responses"),
    ("openai", "chat"),
    ("anthropic", "responses"),
]
LABEL = {"openai": "OpenAI", "anthropic": "Anthropic"}
each_api = pytest.mark.parametrize(("provider", "api"), APIS)


async def read(make: MakeAnalysts, provider: ProviderName, api: str, seconds: float = 8) -> Reading:
    """One analysis of the standing case."""
    about = cases.case()
    return await make(provider, api=api).read(
        about, cases.digest(about), cases.offline_reading(about), seconds=seconds, team=None
    )


@each_api
@pytest.mark.parametrize("kind", ["good", "fenced"])
async def test_a_good_answer_is_used(
    make_analysts: MakeAnalysts,
    model_server: ModelServer,
    provider: ProviderName,
    api: str,
    kind: str,
) -> None:
    """A streamed answer, also in a Markdown fence, becomes a verified reading with its cost."""
    model_server.script(Behaviour(kind))  # type: ignore[arg-type]
    reading = await read(make_analysts, provider, api)
    assert reading.fallback_reason is None
    assert reading.analyst == provider
    assert reading.usage.input_tokens == 812
    assert reading.usage.output_tokens == 214
    assert reading.usage.cost_usd
    assert reading.claims.verified == reading.claims.total > 3
    assert reading.findings[0].citations[0].quote in cases.LOG
    assert reading.prompt_version
    assert reading.prompt_version.startswith("analysis-")


FAILURES = [
    (Behaviour("status", 401), "API error: 401 (check {key})"),
    (Behaviour("status", 403), "API error: 403 (not allowed: check {key})"),
    (Behaviour("status", 404), 'API error: 404 (model "{model}" unknown: check {model_variable})'),
    (Behaviour("status", 408), "API error: 408 (the provider timed out)"),
    (Behaviour("status", 429, "600"), "API error: 429 (rate limit, asked to wait 600 s)"),
    (Behaviour("status", 500), "API error: 500 (the provider's side failed)"),
    (Behaviour("status", 529), "API error: 529 (overloaded)"),
    (Behaviour("broken_json"), ": answer was not valid JSON"),
    (Behaviour("wrong_form"), ": answer did not fit the form"),
    (Behaviour("refusal"), " refused to answer"),
    (Behaviour("cut_off"), ": answer cut off at the token limit"),
    (Behaviour("early_end"), ": answer broke off before its end"),
    (Behaviour("early_close"), ": no connection (check the network and"),
    (Behaviour("html"), ": answer"),
    (Behaviour("endless"), ": "),
    (Behaviour("slow"), ": no answer within 3 s"),
    (Behaviour("hang"), ": no answer within 3 s"),
]


@each_api
@pytest.mark.parametrize(("behaviour", "reason"), FAILURES)
async def test_a_failure_ends_in_the_offline_reading_with_its_reason(
    make_analysts: MakeAnalysts,
    model_server: ModelServer,
    provider: ProviderName,
    api: str,
    behaviour: Behaviour,
    reason: str,
) -> None:
    """However a call fails, the offline reading stands within the budget and says why."""
    model_server.script(behaviour)
    async with asyncio.timeout(3 + 2):
        reading = await read(make_analysts, provider, api, seconds=3)
    expected = (
        LABEL[provider]
        + " " * reason.startswith("API")
        + reason.format(
            key=f"{provider.upper()}_API_KEY",
            model="gpt-6.1-sol" if provider == "openai" else "claude-sonnet-5-5",
            model_variable=f"{provider.upper()}_MODEL",
        )
    )
    assert reading.fallback_reason is not None
    assert reading.fallback_reason.startswith(expected)
    assert reading.analyst == "offline"
    assert reading.summary == cases.offline_reading(cases.case()).summary


@pytest.mark.parametrize(
    "first",
    [Behaviour("status", 500), Behaviour("status", 429, "0.1"), Behaviour("early_close")],
)
@each_api
async def test_a_passing_failure_is_tried_once_more(
    make_analysts: MakeAnalysts,
    model_server: ModelServer,
    provider: ProviderName,
    api: str,
    first: Behaviour,
) -> None:
    """A server error, a short wait or a dropped connection costs one more request only."""
    model_server.script(first, Behaviour())
    assert (await read(make_analysts, provider, api)).fallback_reason is None
    assert len(model_server.requests) == 2


@pytest.mark.parametrize(
    "first",
    [Behaviour("status", 401), Behaviour("status", 429, error_type="insufficient_quota")],
)
async def test_what_waiting_cannot_mend_goes_to_the_other_provider_at_once(
    make_analysts: MakeAnalysts, model_server: ModelServer, first: Behaviour
) -> None:
    """A wrong key or an empty account is not tried twice; the other provider answers."""
    model_server.script(first, provider="openai")
    about = cases.case()
    reading = await make_analysts("openai", "anthropic").read(
        about, cases.digest(about), cases.offline_reading(about), seconds=8, team=None
    )
    assert reading.analyst == "anthropic"
    assert [asked.path for asked in model_server.requests] == ["/v1/responses", "/v1/messages"]


async def test_a_hanging_provider_leaves_half_of_the_time_to_the_other(
    make_analysts: MakeAnalysts, model_server: ModelServer
) -> None:
    """While another provider waits, a call gets no more than half of what is left."""
    model_server.script("hang", provider="openai")
    about = cases.case()
    async with asyncio.timeout(6):
        reading = await make_analysts("openai", "anthropic").read(
            about, cases.digest(about), cases.offline_reading(about), seconds=4, team=None
        )
    assert reading.analyst == "anthropic"


async def test_all_reasons_are_told(make_analysts: MakeAnalysts, model_server: ModelServer) -> None:
    """When everyone fails, the reason names them one by one."""
    model_server.script(Behaviour("status", 401))
    about = cases.case()
    reading = await make_analysts("openai", "anthropic").read(
        about, cases.digest(about), cases.offline_reading(about), seconds=5, team=None
    )
    assert reading.fallback_reason == (
        "OpenAI API error: 401 (check OPENAI_API_KEY); "
        "Anthropic API error: 401 (check ANTHROPIC_API_KEY)"
    )


async def test_without_a_provider_nothing_is_asked(make_analysts: MakeAnalysts) -> None:
    """Offline, the offline reading comes back as it is."""
    analysts = make_analysts()
    about = cases.case()
    offline = cases.offline_reading(about)
    assert not analysts.configured
    assert await analysts.read(about, None, offline, seconds=5, team=None) == offline


async def test_a_failing_provider_is_left_alone_for_a_while(
    make_analysts: MakeAnalysts, model_server: ModelServer
) -> None:
    """After five failures in a row the next analysis doesn't wait for it, and says why."""
    model_server.script(Behaviour("status", 429, "600"))
    analysts = make_analysts("openai")
    about = cases.case()
    offline = cases.offline_reading(about)
    for _ in range(5):
        await analysts.read(about, None, offline, seconds=5, team=None)
    asked = len(model_server.requests)
    reading = await analysts.read(about, None, offline, seconds=5, team=None)
    assert len(model_server.requests) == asked == 5
    assert reading.fallback_reason is not None
    assert "not asked again for" in reading.fallback_reason


@pytest.mark.parametrize(
    ("provider", "model", "sent", "unsent"),
    [
        ("openai", "gpt-4", {"temperature": 0.7, "max_output_tokens": 2000}, ["text", "reasoning"]),
        ("openai", "gpt-4o", {"temperature": 0.7, "max_output_tokens": 2000}, ["reasoning"]),
        ("openai", "gpt-6.1-sol", {"reasoning": {"effort": "low"}}, ["temperature"]),
        (
            "anthropic",
            "claude-3-5-sonnet-20241022",
            {"max_tokens": 2000},
            ["temperature", "output_config"],
        ),
        ("anthropic", "claude-sonnet-5-5", {"max_tokens": 8000}, ["temperature", "thinking"]),
    ],
)
async def test_no_model_is_sent_what_it_refuses(
    model_server: ModelServer,
    provider: ProviderName,
    model: str,
    sent: dict[str, object],
    unsent: list[str],
) -> None:
    """Old names go out unchanged, each with the parameters of its family alone."""
    from core.ai.build import build_analysts
    from core.ai.config import AiConfig
    from core.clock import SystemClock
    from tests.core.ai.conftest import provider_config

    rows = (provider_config(model_server, provider, model=model),)
    analysts = build_analysts(AiConfig(rows, trust_env=False), clock=SystemClock())
    about = cases.case()
    reading = await analysts.read(about, None, cases.offline_reading(about), seconds=8, team=None)
    await analysts.close()
    body = model_server.requests[0].body
    assert reading.fallback_reason is None
    assert body["model"] == model
    assert {key: body.get(key) for key in sent} == sent
    assert not [key for key in unsent if key in body]


async def test_no_key_and_no_prompt_reaches_a_log(
    make_analysts: MakeAnalysts, model_server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever fails, neither the key nor a line of evidence is in any log record."""
    caplog.set_level(logging.INFO)
    for kind in ("good", "broken_json", "early_close"):
        model_server.script(kind)
        for provider, api in APIS:
            await read(make_analysts, provider, api)
    said = "\n".join(record.getMessage() + str(record.exc_text or "") for record in caplog.records)
    assert "key-of-the-test" not in said
    assert "pool exhausted" not in said
