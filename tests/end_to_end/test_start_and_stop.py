"""How Tocsin starts, what it says, and how it ends."""

import asyncio
import json
import signal
import socket
from pathlib import Path

from aiohttp import ClientSession

from tests import process
from tests.bot.sandbox.driver import Workspace
from tests.house import House, living
from tests.waiting import wait_for


async def ended(folder: Path, settings: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Run `tocsin` until it ends by itself: its exit code and what it said on stderr."""
    folder.mkdir(parents=True, exist_ok=True)
    given = {"PORT": str(process.free_port()), "TOCSIN_DATA_DIR": str(folder / "data"), **settings}
    log = folder / "ended.log"
    running = await process.start(
        *(arguments or ("serve",)), settings=given, folder=folder, output=log
    )
    code = await asyncio.wait_for(running.wait(), 30)
    return code, log.read_text(encoding="utf-8")


async def test_with_nothing_set(tmp_path: Path) -> None:
    """It says that it is ready, where, and once that no model is asked."""
    async with living(tmp_path) as house:
        text = house.log.read_text(encoding="utf-8")
        said = [line for line in text.splitlines() if not line.startswith("{")]
        assert said == [f"Tocsin ready: {house.url}/"]
        warnings = [each for each in house.logged() if each["level"] == "warning"]
        assert [each["event"] for each in warnings] == ["ai.offline"]
        assert "OPENAI_API_KEY" in warnings[0]["why"]
        assert "ANTHROPIC_API_KEY" in warnings[0]["why"]
        mode = (tmp_path / "data").stat().st_mode & 0o777
        assert mode == 0o700


async def test_a_taken_port(tmp_path: Path) -> None:
    """A port that somebody holds ends the start with 2, naming PORT."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        code, said = await ended(tmp_path, {"PORT": str(held.getsockname()[1])})
    assert code == 2
    assert "PORT" in said
    assert "Traceback" not in said


async def test_wrong_settings_are_all_listed(tmp_path: Path) -> None:
    """Every wrong value is named, not only the first."""
    wrong = {"AI_TIMEOUT": "soon", "LOG_LEVEL": "loud", "SLACK_MODE": "fax"}
    code, said = await ended(tmp_path, wrong)
    assert code == 2
    assert all(name in said for name in wrong)
    assert "Traceback" not in said


async def test_an_open_host_needs_a_token(tmp_path: Path) -> None:
    """Beyond loopback without a token it does not start, and says what mends it."""
    code, said = await ended(tmp_path, {"TOCSIN_HOST": "0.0.0.0"})
    assert code == 2
    assert "TOCSIN_API_TOKEN" in said


async def test_a_second_process_on_the_same_folder(tmp_path: Path) -> None:
    """SQLite is for one process: the second ends with 3 and the remedy."""
    async with living(tmp_path):
        given = {"TOCSIN_DATA_DIR": str(tmp_path / "data")}
        code, said = await ended(tmp_path / "second", given)
    assert code == 3
    assert "DATABASE_URL" in said
    assert "Traceback" not in said


async def test_stop_and_start_again(tmp_path: Path) -> None:
    """SIGTERM ends it with 0 in time; incidents, messages and jobs are there after the start."""
    data, log = tmp_path / "data", tmp_path / "tocsin.log"
    async with ClientSession() as session:
        async with process.tocsin(data, {}, log) as (url, running):
            house = House(url, session, Workspace(session, f"{url}/sandbox"), log)
            await house.declare("declare high first light")
            await house.say("declare low on its way")
            running.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(running.wait(), 10) == 0
        async with process.tocsin(data, {}, log) as (url, _):
            house = House(url, session, Workspace(session, f"{url}/sandbox"), log)
            assert await house.count() == 2
            for number in (1, 2):
                await house.post_of(number, "card")
                await house.post_of(number, "analysis")
                assert len(await house.posts_of(number, "card")) == 1
    assert house.logged()[-1]["event"] != "job.parked"


async def test_logs_tell_no_secrets(house: House) -> None:
    """No word of a person and no token is in the log; one request id goes from command to post."""
    title = "zebra crossing melts quietly"
    number = await house.declare(f"declare high {title}")
    await house.post_of(number, "analysis")
    await house.say(f"note INC-{number} the giraffe did it")
    await house.api("POST", "/api/v1/incidents", json={"title": "x", "logs": ["ERROR walrus"]})
    await house.post_of(2, "analysis")
    text = house.log.read_text(encoding="utf-8")
    keys = json.loads((house.log.parent / "data" / "keys.json").read_text())["sandbox"]
    for secret in ("zebra", "giraffe", "walrus", *keys.values()):
        assert secret not in text
    command = next(each for each in house.logged() if each["event"] == "slack.request")

    def posted() -> list[str]:
        return [
            each["reaction"]
            for each in house.logged()
            if each.get("request_id") == command["request_id"] and each["event"] == "job.booked"
        ]

    await wait_for(lambda: {"open_home", "analyse", "post_analysis"} <= set(posted()), "one id")
