"""What is asked for while the incident's analysis is still under way."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.core.ai.model_server import ModelServer
from tests.house import House, modelled
from tests.waiting import wait_for

SECONDS = 5
TITLE = "Checkout hangs behind a slow model"


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A Tocsin whose model never answers."""
    folder: Path = tmp_path_factory.mktemp("rca-waits")
    server = await ModelServer.start()
    server.when(TITLE, "hang")
    async with modelled(folder, server, {"AI_TIMEOUT": str(SECONDS)}) as opened:
        # the first call imports the SDK, for seconds
        _, made = await opened.api("POST", "/api/v1/incidents", json={"title": "warm up"})
        await opened.api("POST", f"/api/v1/incidents/{made['id']}/analyze")
        yield opened
    await server.close()


async def test_it_waits_for_its_turn_and_answers(house: House) -> None:
    """200 within `AI_TIMEOUT` + 2 s, with what code wrote from the standing analysis."""
    _, made = await house.api("POST", "/api/v1/incidents", json={"title": TITLE})
    status, rca = await house.api("POST", f"/api/v1/incidents/{made['id']}/rca/generate")
    assert status == 200, rca
    assert rca["analyst"] == "offline"
    assert TITLE in rca["summary"]
    assert "as drafted by code" in " ".join(rca["notes"])


async def test_when_the_time_is_up_it_says_when_to_ask_again_and_follows(house: House) -> None:
    """Behind two analyses it can't be in time: 503 with Retry-After, and the document comes."""
    _, made = await house.api("POST", "/api/v1/incidents", json={"title": TITLE})
    path = f"/api/v1/incidents/{made['id']}"
    await house.say(f"analyze {made['id']}")
    async with house.session.post(f"{house.url}{path}/rca/generate") as answer:
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0

    async def drafted() -> bool:
        status, _ = await house.api("GET", f"{path}/rca")
        return status == 200

    await wait_for(drafted, "the document that follows", timeout=40)


async def test_an_analysis_that_was_under_way_before_the_logs_came_is_no_answer(
    house: House,
) -> None:
    """Logs added meanwhile are in the analysis that `analyze` answers with."""
    _, made = await house.api("POST", "/api/v1/incidents", json={"title": TITLE})
    path = f"/api/v1/incidents/{made['id']}"
    lines = ["2026-11-24T14:05:31Z FATAL checkout: No space left on device"]
    await house.api("PATCH", path, json={"logs": lines})
    status, analysis = await house.api("POST", f"{path}/analyze")
    assert status == 200
    cited = {c["evidence"] for cause in analysis["root_causes"] for c in cause["citations"]}
    assert "logs" in cited
