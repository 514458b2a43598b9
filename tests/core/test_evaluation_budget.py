"""`tocsin eval --analyst NAME` within a budget: it ends honestly, and never overspends."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import spending
from core.actor import Actor
from core.ai.budget import Estimate, Limits
from core.ai.model import Call
from core.domain.analysis import Usage
from core.domain.price import Price
from core.store.store import Store
from core.store.work import Work
from tests import opened
from tests.core.ai.model_server import Behaviour, ModelServer
from tests.core.test_evaluation_models import Provider, evaluate, server, settings, written
from tests.opened import ADA

__all__ = ["server"]

# at 2 $ and 10 $ a million both models cost 0.088 $ an answer, and about 0.105 $ at the worst
COSTLY = Behaviour(tokens=(9_000, 7_000))
EIGHT_CENTS = Usage(input_tokens=9_000, output_tokens=7_000, cost_usd=0.088)


def categories(predictions: list[dict[str, Any]]) -> list[str]:
    """What was predicted: the model says OVERLOAD, the offline analyst EXTERNAL."""
    return [each["category"] for each in predictions]


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
async def test_a_run_ends_asking_before_it_costs_more(
    server: ModelServer, tmp_path: Path, provider: Provider
) -> None:
    """The rest is the offline analyst's, and all of that is said; the exit code is 1."""
    server.script(COSTLY)
    data, given = written(tmp_path, count=6), settings(server, provider)
    words = ("--sets", "rootcause", "--parallel", "1", "--budget", "0.3")
    ended = await evaluate(tmp_path, data, *words, given=given, provider=provider)
    assert len(server.requests) == 3
    assert categories(ended.predictions) == ["OVERLOAD"] * 3 + ["EXTERNAL"] * 3
    assert ended.code == 1
    assert "3 of 6 answers are the offline analyst's:" in ended.error
    assert "3 × the model budget of this run is used up: 0.26 $ of 0.30 $" in ended.error
    assert "(--budget)" in ended.error
    assert "(--budget)" in ended.document["stopped"]
    assert ended.document["sets"][0]["cost_usd"] == pytest.approx(0.264)


async def test_questions_side_by_side_wait_for_what_is_left(
    server: ModelServer, tmp_path: Path
) -> None:
    """Two fit at their dearest; all nine are asked, for each costs less in the end."""
    data, given = written(tmp_path, count=9), settings(server, "openai")
    words = ("--sets", "rootcause", "--budget", "0.25")
    ended = await evaluate(tmp_path, data, *words, given=given, provider="openai")
    assert ended.code == 0, ended.error
    assert categories(ended.predictions) == ["OVERLOAD"] * 9
    assert ended.document["stopped"] is None


async def test_questions_side_by_side_never_overspend(server: ModelServer, tmp_path: Path) -> None:
    """However many may be under way, what they cost together stays within the budget."""
    server.script(COSTLY)
    data, given = written(tmp_path, count=9), settings(server, "openai")
    words = ("--sets", "rootcause", "--budget", "0.5")
    ended = await evaluate(tmp_path, data, *words, given=given, provider="openai")
    assert len(server.requests) == 5
    assert ended.document["sets"][0]["cost_usd"] <= 0.5
    assert ended.code == 1


def _book(work: Work, actor: Actor, number: int) -> None:
    """A call of eight cents, made and paid."""
    price = Price(2, 10)
    asked = Estimate("openai", "gpt-6.1-sol", "analysis", 9_000, 9_000, 7_000, price)
    booking = spending.set_aside(work, actor, number, asked, Limits())
    call = Call("openai", "gpt-6.1-sol", "analysis", "ok", 1.0, EIGHT_CENTS, 0.088)
    spending.settle(work, actor, booking, replace(call, cost_usd=0.088))


async def _spend(store: Store) -> None:
    await store.write(_book, ADA, 1)


async def test_what_the_month_has_cost_counts(server: ModelServer, tmp_path: Path) -> None:
    """The ledger is read beside a running Tocsin; only what is left may be spent."""
    server.script(COSTLY)
    folder = tmp_path / "ledger"
    folder.mkdir()
    data = written(tmp_path, count=4)
    given = settings(server, "openai") | {
        "TOCSIN_DATA_DIR": str(folder),
        "AI_BUDGET_MONTH_USD": "0.3",
    }
    async with opened.store(f"sqlite:///{folder / 'tocsin.db'}") as store:
        await _spend(store)
        words = ("--sets", "rootcause", "--parallel", "1")
        ended = await evaluate(tmp_path, data, *words, given=given, provider="openai")
    assert categories(ended.predictions) == ["OVERLOAD", "OVERLOAD", "EXTERNAL", "EXTERNAL"]
    assert "0.088 $ of 0.30 $ are spent this month" in ended.error
    assert "what this run costs is not booked there" in ended.error
    assert "the model budget of this month is used up: 0.26 $ of 0.30 $" in ended.error
    assert ended.code == 1


async def test_a_month_that_can_t_be_read_is_said(server: ModelServer, tmp_path: Path) -> None:
    """Nothing is asked, for nobody knows what is left."""
    given = settings(server, "openai") | {
        "TOCSIN_DATA_DIR": str(tmp_path / "none"),
        "AI_BUDGET_MONTH_USD": "5",
    }
    ended = await evaluate(tmp_path, written(tmp_path), given=given, provider="openai")
    assert (ended.code, server.requests) == (2, [])
    assert "AI_BUDGET_MONTH_USD needs to know what is spent: There is no database" in ended.error


async def test_the_budget_of_an_incident_holds_for_each_question(
    server: ModelServer, tmp_path: Path
) -> None:
    """One that it can't pay at all is refused every time; the run isn't stopped by it."""
    data = written(tmp_path)
    words = ("--sets", "rootcause")
    given = settings(server, "openai") | {"AI_BUDGET_INCIDENT_USD": "0.02"}
    small = await evaluate(tmp_path, data, *words, given=given, provider="openai")
    given["AI_BUDGET_INCIDENT_USD"] = "0.2"
    enough = await evaluate(tmp_path, data, *words, given=given, provider="openai")
    assert (small.code, small.document["stopped"]) == (1, None)
    assert "3 × the model budget of this incident is used up" in small.error
    assert enough.code == 0
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("words", "provider", "said"),
    [
        (("--analyst", "offline", "--budget", "1"), "openai", "--budget goes with a model"),
        (("--budget", "0"), "openai", "US dollars, more than 0"),
    ],
)
async def test_a_senseless_budget_is_refused(
    server: ModelServer, tmp_path: Path, words: tuple[str, ...], provider: Provider, said: str
) -> None:
    """With exit code 2, before anything is asked."""
    given = settings(server, provider)
    ended = await evaluate(tmp_path, written(tmp_path), *words, given=given, provider=provider)
    assert (ended.code, server.requests) == (2, [])
    assert said in ended.error
