"""Tocsin and its sandbox as processes of their own, as an operator runs them."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.waiting import wait_for

ROOT = Path(__file__).parent.parent
READY_SECONDS = 30.0
# the SDK takes a proxy for loopback, too
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without anything that Tocsin reads, and `settings` over it."""
    foreign = ("TOCSIN_", "SLACK_", "AI_", "OPENAI_", "ANTHROPIC_", "DATABASE_URL", "PORT")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(foreign) and name not in PROXIES
    }
    return {**kept, **settings}


async def start(
    *arguments: str, settings: Mapping[str, str], folder: Path, output: Path | None = None
) -> Process:
    """Start `tocsin ARGUMENTS` in `folder`, its log into `output`."""
    folder.mkdir(parents=True, exist_ok=True)
    log = output.open("ab") if output is not None else DEVNULL
    try:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=folder,
            env={**environment(settings), "PYTHONPATH": str(ROOT)},
            stdout=PIPE if arguments[:1] == ("sandbox",) else log,
            stderr=log,
        )
    finally:
        if output is not None:
            log.close()  # type: ignore[union-attr]


async def stop(process: Process, number: int = signal.SIGTERM) -> int:
    """Signal the process and wait for its end; returns its exit code."""
    with suppress(ProcessLookupError):
        process.send_signal(number)
    return await process.wait()


async def ready(url: str, process: Process, *, seconds: float = READY_SECONDS) -> None:
    """Wait until `url/readyz` answers 200."""
    async with aiohttp.ClientSession() as session:

        async def answers() -> bool:
            if process.returncode is not None:
                raise AssertionError(f"the process ended with {process.returncode}")
            with suppress(aiohttp.ClientError):
                async with session.get(f"{url}/readyz") as response:
                    return response.status == 200
            return False

        await wait_for(answers, f"{url} is ready", timeout=seconds)


@dataclass(frozen=True)
class RunningSandbox:
    """A sandbox in its own process, and what a bot has to set to use it."""

    url: str
    settings: Mapping[str, str]


@asynccontextmanager
async def sandbox(folder: Path, events_url: str, *flags: str) -> AsyncIterator[RunningSandbox]:
    """A sandbox that sends its requests to `events_url`."""
    port = free_port()
    arguments = ("sandbox", "--port", str(port), "--events", events_url, "--data", str(folder))
    process = await start(*arguments, *flags, settings={}, folder=folder)
    try:
        yield RunningSandbox(f"http://127.0.0.1:{port}", await _printed(process))
    finally:
        await stop(process, signal.SIGKILL)


async def _printed(process: Process) -> dict[str, str]:
    """The three settings that `tocsin sandbox` prints."""
    settings: dict[str, str] = {}
    assert process.stdout is not None
    while len(settings) < 3:
        line = (await asyncio.wait_for(process.stdout.readline(), READY_SECONDS)).decode()
        assert line, "the sandbox ended before it was ready"
        name, _, value = line.strip().partition("=")
        if name.startswith("SLACK_"):
            settings[name] = value
    return settings


@asynccontextmanager
async def tocsin(
    folder: Path, settings: Mapping[str, str], output: Path | None = None
) -> AsyncIterator[tuple[str, Process]]:
    """A ready Tocsin: its address and its process."""
    given = {"PORT": str(free_port()), "TOCSIN_DATA_DIR": str(folder), **settings}
    process = await start("serve", settings=given, folder=folder, output=output)
    url = f"http://127.0.0.1:{given['PORT']}"
    try:
        await ready(url, process)
        yield url, process
    finally:
        if process.returncode is None:
            await stop(process, signal.SIGKILL)


async def in_thread(scene: Callable[[], None]) -> None:
    """Play a browser's scene on a thread, while processes are watched on this one."""
    await asyncio.to_thread(scene)
