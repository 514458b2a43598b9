"""What models cost: kept, shared, limited, and not paid twice; real SDKs and real databases."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from core import analysis, incidents, spending
from core.actor import Actor
from core.ai import offline
from core.ai.analyst import IMPORTANCE, Analysts
from core.ai.budget import Limits
from core.ai.build import build_analysts
from core.ai.config import AiConfig
from core.ai.model import Call, ProviderName
from core.ai.prices import price_of
from core.analysis import Analyses
from core.clock import SystemClock
from core.domain.analysis import Analysis, Outcome, SeverityOpinion
from core.domain.incident import NewIncident, Severity, Visibility
from core.domain.price import Price
from core.spending import IncidentAccount
from core.store import tables
from core.store.store import Store
from core.store.work import Read, Work
from tests.core.ai.conftest import provider_config
from tests.core.ai.model_server import Behaviour, ModelServer
from tests.opened import ADA, SetClock, store

MEDIUM = SeverityOpinion(value=Severity.MEDIUM, reason="nothing says how bad it is")
LINE = "2026-11-24T14:05:31Z ERROR checkout: request {n} got no connection after 30000 ms"
UNKNOWN = "gpt-6.2-sol"
each_provider = pytest.mark.parametrize("provider", ["openai", "anthropic"])


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    """A model server that answers well until it is told otherwise."""
    running = await ModelServer.start()
    yield running
    await running.close()


class Shop:
    """A store with analysts that book on it."""

    def __init__(self, opened: Store, analysts: Analysts, calls: list[Call]) -> None:
        self.store, self.analysts, self.calls = opened, analysts, calls
        self.analyses = Analyses(opened, analysts, offline.analyse, SystemClock(), 20.0)

    async def declare(self, title: str, visibility: Visibility = Visibility.PUBLIC) -> int:
        """An incident of that title."""
        new = NewIncident(title=title, description=LINE.format(n=7), visibility=visibility)
        return (await self.store.write(incidents.declare, ADA, new, MEDIUM)).number

    async def analyse(self, number: int, *, fresh: bool = False) -> Analysis:
        """The newest analysis, after the job has run."""
        await self.analyses.run(ADA, number, fresh=fresh)
        found = await self.store.read(analysis.latest, ADA, number)
        assert found is not None
        return found

    async def booked(self) -> list[dict[str, Any]]:
        """Every row of the ledger."""
        return await self.store.read(_rows, ADA)


def _rows(read: Read, _actor: Actor) -> list[dict[str, Any]]:
    table = tables.model_calls
    return [
        dict(row) for row in read.connection.execute(select(table).order_by(table.c.id)).mappings()
    ]


@asynccontextmanager
async def shop(
    url: str,
    server: ModelServer,
    limits: Limits | None = None,
    *,
    clock: SystemClock | None = None,
    model: str | None = None,
    price: Price | None = None,
    provider: ProviderName = "openai",
    api: str = "responses",
    **config: Any,
) -> AsyncIterator[Shop]:
    """A store and a provider's SDK pointed at the model server."""
    limits = limits or Limits()
    row = replace(provider_config(server, provider, api=api, model=model), price=price)
    made: list[Call] = []
    async with store(url, clock=clock) as opened:
        analysts = build_analysts(
            AiConfig(providers=(row,), trust_env=False, limits=limits, **config),
            clock=SystemClock(),
            on_call=made.append,
            accounts=lambda number: IncidentAccount(opened, limits, number),
        )
        try:
            yield Shop(opened, analysts, made)
        finally:
            await analysts.close()


async def worst(shop: Shop, number: int) -> float:
    """What one more call for the incident was set aside at: the last booking's estimate."""
    rows = await shop.booked()
    price = await price_of(rows[-1]["provider"], rows[-1]["model"])
    assert price is not None
    return price.of(rows[-1]["estimated_tokens"], 8000)


@each_provider
async def test_every_call_is_a_row(
    database_url: str, server: ModelServer, provider: ProviderName
) -> None:
    """With what the provider counted and what it cost; the metrics are told the same."""
    async with shop(database_url, server, provider=provider) as there:
        found = await there.analyse(await there.declare("Checkout fails"))
        (row,) = await there.booked()
        standing = await there.store.read(spending.standing, ADA, row["incident_id"], Limits())
    assert (row["provider"], row["purpose"], row["outcome"]) == (provider, "analysis", "ok")
    assert row["input_tokens"] + row["output_tokens"] == 1026
    assert row["cost_usd"] == pytest.approx(found.usage.cost_usd)
    assert [call.cost_usd for call in there.calls] == [row["cost_usd"]]
    assert standing.ratios == {row["model"]: row["input_tokens"] / row["estimated_tokens"]}
    assert found.notes == ()


@pytest.mark.parametrize(
    ("behaviour", "outcome", "costs"),
    [(Behaviour("status", 401), "key", False), (Behaviour("early_end"), "early_end", True)],
)
@each_provider
async def test_a_failed_call_is_a_row(
    database_url: str,
    server: ModelServer,
    provider: ProviderName,
    behaviour: Behaviour,
    outcome: str,
    costs: bool,
) -> None:
    """One that was refused cost nothing; one that broke off is booked at our estimate."""
    server.script(behaviour)
    async with shop(database_url, server, provider=provider) as there:
        await there.analyse(await there.declare("Checkout fails"))
        (row,) = await there.booked()
        assert row["outcome"] == outcome
        assert row["cost_usd"] == (pytest.approx(await worst(there, 1)) if costs else 0)


@each_provider
async def test_a_restart_keeps_the_budget(
    database_url: str, server: ModelServer, provider: ProviderName
) -> None:
    """What was spent before counts after; the earlier analysis stands and names the setting."""
    limits = Limits(usd_per_incident=0.1)
    async with shop(database_url, server, limits, provider=provider) as there:
        number = await there.declare("Checkout fails")
        first = await there.analyse(number)
        await there.store.write(_spend, ADA, number, 0.09)
    async with shop(database_url, server, limits, provider=provider) as there:
        second = await there.analyse(number, fresh=True)
    assert first.fallback_reason is None
    assert any(note.endswith(" of 0.10 $ this incident") for note in first.notes)
    assert second.analyst == provider
    assert "the model budget of this incident is used up" in second.notes[-1]
    assert "AI_BUDGET_INCIDENT_USD" in second.notes[-1]
    assert len(server.requests) == 1


def _spend(work: Work, _actor: Actor, number: int, usd: float) -> None:
    work.add(
        tables.model_calls,
        incident_id=number,
        at=work.now,
        provider="openai",
        model="gpt-6.1-sol",
        purpose="rca",
        outcome="ok",
        estimated_tokens=0,
        input_tokens=0,
        output_tokens=0,
        cost_usd=usd,
        seconds=1.0,
    )


async def test_the_month_turns(database_url: str, server: ModelServer) -> None:
    """A month's budget holds for all incidents, and is whole again with the next month in UTC."""
    clock = SetClock()
    clock.at = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    async with shop(database_url, server, Limits(usd_per_month=0.2), clock=clock) as there:
        spent_on, other = await there.declare("Search fails"), await there.declare("Checkout fails")
        await there.store.write(_spend, ADA, spent_on, 0.19)
        before = await there.analyse(other)
        clock.advance(60)
        after = await there.analyse(other)
    assert before.fallback_reason is not None
    assert "AI_BUDGET_MONTH_USD" in before.fallback_reason
    assert after.fallback_reason is None


async def test_near_the_limit_less_evidence_is_sent(database_url: str, server: ModelServer) -> None:
    """The server sees less of the same log, and the answer is partial and says why."""
    logs = "\n".join(LINE.format(n=n) for n in range(2000))
    outcome = []
    async with shop(database_url, server, Limits(usd_per_incident=0.2)) as there:
        for spent in (0.108, 0.0):
            number = await there.declare(f"Checkout fails after {spent}")
            await there.store.write(_log, ADA, number, logs)
            if spent:
                await there.store.write(_spend, ADA, number, spent)
            outcome.append(await there.analyse(number))
    cut, whole = (len(asked.prompt) for asked in server.requests)
    assert outcome[0].fallback_reason is outcome[1].fallback_reason is None
    assert cut < 0.8 * whole
    assert outcome[0].outcome is not Outcome.COMPLETE
    assert outcome[0].notes[0] == "shortened: 0.092 $ of this incident's budget was left"
    assert not any("shortened" in note for note in outcome[1].notes)


def _log(work: Work, _actor: Actor, number: int, content: str) -> None:
    lines = content.count("\n") + 1
    work.add(
        tables.evidence,
        incident_id=number,
        kind="logs",
        sha256="0" * 64,
        content=content,
        line_count=lines,
        created_at=work.now,
    )


async def test_analyses_side_by_side_never_overspend(
    database_url: str, server: ModelServer
) -> None:
    """Eight at once for one incident: only as many are asked as the limit holds at the worst."""
    limits = Limits(usd_per_incident=0.25)
    async with shop(database_url, server, limits) as there:
        number = await there.declare("Checkout fails")
        server.script("hang")
        about = await there.store.read(analysis.subject, ADA, number)
        read = offline.analyse(about.case)
        await asyncio.gather(
            *(
                there.analysts.read(about.case, None, read, seconds=3, team=None, incident=number)
                for _ in range(8)
            )
        )
        rows = await there.booked()
    assert 1 <= len(rows) == len(server.requests) < 8
    assert sum(row["cost_usd"] for row in rows) <= 0.25
    assert {row["outcome"] for row in rows} == {"timeout"}


async def test_an_unknown_price_is_refused_under_a_budget(
    database_url: str, server: ModelServer
) -> None:
    """The reason names the settings; without a budget it is asked; with a set price it counts."""
    limits = Limits(usd_per_incident=0.1)
    async with shop(database_url, server, limits, model=UNKNOWN) as there:
        number = await there.declare("Checkout fails")
        refused = await there.analyse(number)
    async with shop(database_url, server, model=UNKNOWN) as there:
        unpriced = await there.analyse(number, fresh=True)
    async with shop(database_url, server, limits, model=UNKNOWN, price=Price(1, 5)) as there:
        priced = await there.analyse(number, fresh=True)
        await there.store.write(_spend, ADA, number, 0.09)
        full = await there.analyse(number, fresh=True)
    assert refused.fallback_reason is not None
    assert "AI_PRICE_INPUT_USD and AI_PRICE_OUTPUT_USD" in refused.fallback_reason
    assert unpriced.usage.cost_usd is None
    counted = priced.usage
    assert counted.cost_usd == pytest.approx(
        Price(1, 5).of(counted.input_tokens, counted.output_tokens)
    )
    assert "the model budget of this incident is used up" in full.notes[-1]


async def test_the_same_question_is_paid_once(database_url: str, server: ModelServer) -> None:
    """Within a day, from a public incident, unless asked afresh; a copy costs nothing."""
    clock = SetClock()
    async with shop(database_url, server, clock=clock) as there:
        first = await there.analyse(await there.declare("Checkout fails"))
        clock.advance(3600)
        number = await there.declare("Checkout fails")
        copy = await there.analyse(number)
        assert len(server.requests) == 1
        await there.analyse(number, fresh=True)
        assert len(server.requests) == 2
        clock.advance(25 * 3600)
        await there.analyse(await there.declare("Checkout fails"))
        assert len(server.requests) == 3
    assert copy.input_sha256 == first.input_sha256
    assert copy.summary == first.summary
    assert copy.notes == (f"from the cache of {first.incident_id}",)
    assert (copy.usage.input_tokens, copy.usage.cost_usd) == (0, 0)


BESIDE_THE_MODEL: list[tuple[str, dict[str, Any]]] = [
    ("gpt-4o", {"temperature": 0.2}),
    ("gpt-6.1-sol", {"max_tokens": 1500}),
]


@pytest.mark.parametrize(("model", "changed"), BESIDE_THE_MODEL)
async def test_another_manner_of_asking_asks_again(
    database_url: str, server: ModelServer, model: str, changed: dict[str, Any]
) -> None:
    """What a model is sent beside the question decides the answer, too; back again it is reused."""
    async with shop(database_url, server, model=model) as there:
        await there.analyse(await there.declare("Checkout fails"))
    async with shop(database_url, server, model=model, **changed) as there:
        other = await there.analyse(await there.declare("Checkout fails"))
        assert len(server.requests) == 2
    async with shop(database_url, server, model=model) as there:
        same = await there.analyse(await there.declare("Checkout fails"))
        assert len(server.requests) == 2
    assert other.notes == ()
    assert same.notes == ("from the cache of INC-1",)


async def test_what_a_model_is_not_sent_changes_nothing(
    database_url: str, server: ModelServer
) -> None:
    """A model that takes no temperature answers the same whatever is set."""
    async with shop(database_url, server) as there:
        await there.analyse(await there.declare("Checkout fails"))
    async with shop(database_url, server, temperature=0.1) as there:
        await there.analyse(await there.declare("Checkout fails"))
    assert len(server.requests) == 1


async def test_another_address_or_api_asks_again(database_url: str, server: ModelServer) -> None:
    """The same name may be another model elsewhere."""
    other = await ModelServer.start()
    try:
        for place, api in ((server, "responses"), (other, "responses"), (server, "chat")):
            async with shop(database_url, place, api=api) as there:
                await there.analyse(await there.declare("Checkout fails"))
    finally:
        await other.close()
    assert [asked.path for asked in server.requests] == ["/v1/responses", "/v1/chat/completions"]
    assert len(other.requests) == 1


async def test_a_private_answer_stays_private(database_url: str, server: ModelServer) -> None:
    """The same question of another incident is asked again."""
    async with shop(database_url, server) as there:
        await there.analyse(await there.declare("Checkout fails", Visibility.PRIVATE))
        other = await there.analyse(await there.declare("Checkout fails"))
    assert len(server.requests) == 2
    assert other.notes == ()


async def test_sections_are_paid_in_order_of_importance(
    database_url: str, server: ModelServer
) -> None:
    """Where the money isn't enough for all, the least important ones stay as drafted."""
    drafts = dict.fromkeys(reversed(IMPORTANCE), "The pool of checkout was full.")
    async with shop(database_url, server, Limits(usd_per_incident=0.18)) as there:
        number = await there.declare("Checkout fails")
        improved = await there.analysts.improve_sections(
            drafts, facts="The pool of checkout was full.", seconds=10, incident=number
        )
        rows = await there.booked()
    assert set(improved.texts) == {"summary", "root_cause"}
    assert set(improved.kept) == {"impact", "response", "detection"}
    assert "AI_BUDGET_INCIDENT_USD" in improved.reasons[0]
    assert {row["purpose"] for row in rows} == {"rca"}
