"""`tocsin eval --analyst NAME`: both SDKs against a local server, and what goes wrong."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from bot.__main__ import main
from tests import process
from tests.core.ai.model_server import Behaviour, ModelServer
from tests.waiting import wait_for

LOGS = "2026-11-24T14:00:00Z INFO web: up\n2026-11-24T14:05:31Z ERROR web: disk is full"
Provider = Literal["openai", "anthropic"]


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    error: str
    predictions: list[dict[str, Any]]
    document: dict[str, Any]


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    """A model server that answers truthfully."""
    running = await ModelServer.start()
    yield running
    await running.close()


def written(folder: Path, count: int = 3) -> Path:
    """A folder with so many items in each set that asks."""
    data = folder / "data"
    data.mkdir()
    sets: dict[str, dict[str, Any]] = {
        "severity": {"source": "statuspage/x", "description": "Nobody can log in"},
        "rootcause": {"text": "The root cause was a fiber cut."},
        "rca_cases": {"source": "holmes", "logs": LOGS},
    }
    for name, about in sets.items():
        rows = [{"id": f"{name}-{n}", "title": f"Login {n} fails", **about} for n in range(count)]
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (data / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return data


def settings(server: ModelServer, provider: Provider) -> dict[str, str]:
    """A key for one provider, whose address is the server's."""
    address = server.base_url_openai if provider == "openai" else server.base_url_anthropic
    name = provider.upper()
    return {f"{name}_API_KEY": "test-key", f"{name}_BASE_URL": address, "AI_TIMEOUT": "20"}


async def evaluate(
    folder: Path, data: Path, *words: str, given: Mapping[str, str], provider: Provider
) -> Ended:
    """Run the command to its end."""
    running = await start(folder, data, *words, given=given, provider=provider)
    out, error = await running.communicate()
    return Ended(
        running.returncode or 0,
        error.decode(),
        read(folder / "out.jsonl"),
        json.loads(out) if out.strip() else {},
    )


async def start(
    folder: Path, data: Path, *words: str, given: Mapping[str, str], provider: Provider
) -> asyncio.subprocess.Process:
    """Start the command."""
    arguments = ["--analyst", provider, "--out", str(folder / "out.jsonl"), "--json", *words]
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "eval",
        str(data),
        *arguments,
        cwd=folder,
        env={**process.environment(given), "PYTHONPATH": str(process.ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def read(path: Path) -> list[dict[str, Any]]:
    """The predictions that are there."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
async def test_a_model_answers_every_set(
    server: ModelServer, tmp_path: Path, provider: Provider
) -> None:
    """Its severity, category and cited lines are the predictions, with tokens and costs."""
    given = settings(server, provider)
    ended = await evaluate(tmp_path, written(tmp_path), given=given, provider=provider)
    assert ended.code == 0, ended.error
    by_set: dict[str, list[dict[str, Any]]] = {}
    for made in ended.predictions:
        by_set.setdefault(made.pop("set"), []).append(made)
    assert by_set["severity"] == [
        {"id": f"severity-{n}", "label": "high", "score": 2.0} for n in range(3)
    ]
    assert {each["category"] for each in by_set["rootcause"]} == {"OVERLOAD"}
    for case in by_set["rca_cases"]:
        assert set(case["lines"]) == set(LOGS.split("\n"))
    assert len(server.requests) == 9
    assert ended.document["answers"] == {"model": 9, "offline": {}}
    costs = {each["name"]: each for each in ended.document["sets"]}
    assert all(each["input_tokens"] and each["cost_usd"] > 0 for each in costs.values())
    assert "tokens" in ended.error


async def test_a_model_of_unknown_price_costs_an_unknown_sum(
    server: ModelServer, tmp_path: Path
) -> None:
    """What nobody can know is not called free."""
    given = {**settings(server, "openai"), "OPENAI_MODEL": "our-own-model"}
    words = ("--sets", "rootcause")
    ended = await evaluate(tmp_path, written(tmp_path), *words, given=given, provider="openai")
    assert ended.document["sets"][0]["cost_usd"] is None
    assert "unknown" in ended.error


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
async def test_where_a_provider_fails_the_offline_answer_stands(
    server: ModelServer, tmp_path: Path, provider: Provider
) -> None:
    """Every prediction is there, the reasons are counted, and the exit code is 1."""
    server.script(Behaviour("status", 401))
    data, given = written(tmp_path), settings(server, provider)
    ended = await evaluate(tmp_path, data, given=given, provider=provider)
    assert ended.code == 1
    assert "9 of 9 answers are the offline analyst's:" in ended.error
    assert "9 × " in ended.error
    assert "401" in ended.error
    out = tmp_path / "offline.jsonl"
    assert await asyncio.to_thread(main, ["eval", str(data), "--out", str(out)]) == 0
    assert read(out) == ended.predictions


async def test_one_failure_is_told_and_no_more(server: ModelServer, tmp_path: Path) -> None:
    """The others are the model's, so the run is good."""
    server.script(Behaviour("refusal"), Behaviour("good"))
    words = ("--sets", "rootcause", "--parallel", "1")
    given = settings(server, "openai")
    ended = await evaluate(tmp_path, written(tmp_path), *words, given=given, provider="openai")
    assert ended.code == 0
    assert "1 of 3 answers are the offline analyst's:" in ended.error
    assert [each["category"] for each in ended.predictions] == [
        "EXTERNAL",
        "OVERLOAD",
        "OVERLOAD",
    ]


async def test_asks_about_a_part(server: ModelServer, tmp_path: Path) -> None:
    """`--limit` takes items evenly spread, and says how that scores."""
    data, given = written(tmp_path, count=6), settings(server, "openai")
    words = ("--limit", "2", "--sets", "rootcause")
    ended = await evaluate(tmp_path, data, *words, given=given, provider="openai")
    assert [each["id"] for each in ended.predictions] == ["rootcause-0", "rootcause-3"]
    assert "score.py counts items that were not asked about as wrong" in ended.error


async def test_asks_side_by_side(server: ModelServer, tmp_path: Path) -> None:
    """So many questions are under way at once, and no more."""
    server.script(Behaviour("hang"))
    words = ("--sets", "severity", "--parallel", "4")
    data, given = written(tmp_path, count=9), settings(server, "openai")
    running = await start(tmp_path, data, *words, given=given, provider="openai")

    async def asked() -> bool:
        return len(server.requests) == 4

    await wait_for(asked, "four questions")
    running.send_signal(signal.SIGINT)
    _, error = await running.communicate()
    assert running.returncode == 1
    assert len(server.requests) == 4
    assert "interrupted; 0 predictions are in" in error.decode()


async def test_an_interrupted_run_keeps_what_it_has(server: ModelServer, tmp_path: Path) -> None:
    """Ctrl-C ends what is under way; what was answered stays in the file."""
    server.script(Behaviour("good"), Behaviour("good"), Behaviour("hang"))
    words = ("--sets", "rootcause", "--parallel", "1")
    data, given = written(tmp_path, count=5), settings(server, "openai")
    running = await start(tmp_path, data, *words, given=given, provider="openai")

    async def two_are_there() -> bool:
        return len(read(tmp_path / "out.jsonl")) == 2 and len(server.requests) == 3

    await wait_for(two_are_there, "two predictions, and a question that hangs")
    running.send_signal(signal.SIGINT)
    _, error = await running.communicate()
    assert running.returncode == 1
    assert "interrupted; 2 predictions are in" in error.decode()
    assert [each["id"] for each in read(tmp_path / "out.jsonl")] == ["rootcause-0", "rootcause-1"]


async def test_a_provider_without_a_key_is_said(server: ModelServer, tmp_path: Path) -> None:
    """Exit code 2 with the variable; another provider's key is no help."""
    given = settings(server, "openai")
    ended = await evaluate(tmp_path, written(tmp_path), given=given, provider="anthropic")
    assert (ended.code, ended.predictions) == (2, [])
    assert "set ANTHROPIC_API_KEY" in ended.error


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("provider", ["openai", "anthropic"])
async def test_real_texts(
    shared: Path, server: ModelServer, tmp_path: Path, provider: Provider
) -> None:
    """A few items of every set of the data that isn't ours, all answered by the model."""
    given = settings(server, provider)
    words = ("--limit", "4", "--sets", "severity,rootcause,rca_cases,runbooks,similar")
    ended = await evaluate(tmp_path, shared / "data", *words, given=given, provider=provider)
    assert ended.code == 0, ended.error
    assert ended.document["answers"]["model"] == 12
    assert len(ended.predictions) > 12
