"""SIGKILL at seeded moments: what was acknowledged is there once, and posted once.

The sandbox runs in its own process. Two proxies hold requests and answers for
a moment, so that a kill can fall before the commit, between commit and
acknowledgement, between claim and post, and between post and bookkeeping.
"""

import asyncio
import random
import signal
import time
from asyncio.subprocess import Process
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests import process
from tests.chaos.proxy import Proxy
from tests.waiting import wait_for

WINDOWS = ("before_commit", "commit_to_ack", "claim_to_post", "post_to_bookkeeping")
COUNTED = (
    "seed",
    "faults",
    "accepted",
    "refused",
    "lost",
    "doubled_incidents",
    "posts_missing",
    "posts_doubled",
    "posts_doubled_for_a_while",
    "order_violations",
    "parked",
)
HELD_SECONDS = 0.15
SETTLE_SECONDS = 60.0
PERSON = "U0ADA"


@dataclass
class Report:
    """What came of a scenario, in the shape of `out/chaos.jsonl`."""

    database: str
    seed: int
    faults: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    accepted: int = 0
    refused: int = 0
    lost: int = 0
    doubled_incidents: int = 0
    posts_missing: int = 0
    posts_doubled: int = 0
    posts_doubled_for_a_while: int = 0
    order_violations: int = 0
    recovery_seconds: float = 0.0
    parked: int = 0
    why: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing lost, nothing missing, nothing left doubled, every window hit."""
        wrong = (
            self.lost,
            self.doubled_incidents,
            self.posts_missing,
            self.posts_doubled,
            self.order_violations,
            self.parked,
        )
        return not any(wrong) and not self.why

    def line(self) -> dict[str, Any]:
        """The JSON line."""
        return {
            "schema": "tocsin-chaos/1",
            "scenario": "kill",
            "database": self.database,
            "replicas": 1,
            **{name: getattr(self, name) for name in COUNTED},
            "hits": dict(self.hits),
            "recovery_seconds": round(self.recovery_seconds, 2),
            "ok": self.ok,
            "why": "; ".join(self.why),
        }


@dataclass
class Stage:
    """The sandbox, the proxies, and the bot that is killed again and again."""

    folder: Path
    database: str
    database_url: str | None
    slack: process.RunningSandbox
    inward: Proxy
    outward: Proxy
    session: aiohttp.ClientSession
    bot: Process | None = None
    bot_url: str = ""

    async def start_bot(self) -> None:
        """Start the bot and wait until it is ready."""
        port = process.free_port()
        settings = {
            **self.slack.settings,
            "SLACK_API_URL": f"{self.outward.url}/api/",
            "SLACK_MODE": "http",
            "PORT": str(port),
            "TOCSIN_DATA_DIR": str(self.folder / "bot"),
        }
        if self.database_url is not None:
            settings["DATABASE_URL"] = self.database_url
        self.bot_url = f"http://127.0.0.1:{port}"
        self.bot = await process.start(
            "serve", settings=settings, folder=self.folder, output=self.folder / "bot.log"
        )
        await process.ready(self.bot_url, self.bot)
        self.inward.aim(self.bot_url)

    async def kill_bot(self) -> None:
        """SIGKILL."""
        assert self.bot is not None
        await process.stop(self.bot, signal.SIGKILL)

    async def ui(self, path: str, **body: Any) -> dict[str, Any]:
        """Act as a person in the sandbox."""
        async with self.session.post(f"{self.slack.url}/ui/{path}", json=body) as response:
            return dict(await response.json())

    async def look(self, path: str, **query: str) -> dict[str, Any]:
        """See what a person sees."""
        url = f"{self.slack.url}/ui/{path}"
        async with self.session.get(url, params={"user": PERSON, **query}) as response:
            return dict(await response.json())


def moment_of(stage: Stage, window: str) -> "asyncio.Future[None]":
    """Done at the beginning of `window` of the next declaration."""
    return {
        "before_commit": lambda: stage.inward.next("/slack/events", "asked"),
        "commit_to_ack": lambda: stage.inward.next("/slack/events", "answered"),
        "claim_to_post": lambda: stage.outward.next("/chat.postMessage", "asked"),
        "post_to_bookkeeping": lambda: stage.outward.next("/chat.postMessage", "answered"),
    }[window]()


async def one_kill(
    stage: Stage, report: Report, window: str, title: str, draw: random.Random, channel: str
) -> bool:
    """Declare, kill the bot in `window`, start it again; returns whether it was acknowledged."""
    begun = moment_of(stage, window)
    declared = asyncio.create_task(
        stage.ui("command", user=PERSON, channel=channel, text=f"/incident declare low {title}")
    )
    await asyncio.wait_for(begun, 20)
    await asyncio.sleep(draw.uniform(0, HELD_SECONDS * 0.8))
    await stage.kill_bot()
    report.faults += 1
    report.hits[window] += 1
    answer = await declared
    await stage.start_bot()
    return bool(answer.get("ok")) and not answer.get("refused")


async def incidents(stage: Stage) -> dict[str, list[dict[str, Any]]]:
    """The incidents that the API lists, by title."""
    found: dict[str, list[dict[str, Any]]] = {}
    query = "?limit=200"
    while True:
        async with stage.session.get(f"{stage.bot_url}/api/v1/incidents{query}") as response:
            page = await response.json()
        for item in page["items"]:
            found.setdefault(item["title"], []).append(item)
        if page["next"] is None:
            return found
        query = f"?limit=200&cursor={page['next']}"


async def posts(stage: Stage, channel: str) -> dict[tuple[str, str], int]:
    """How many messages there are of each (incident, purpose)."""
    found: Counter[tuple[str, str]] = Counter()
    roots = (await stage.look("messages", channel=channel))["messages"]
    for root in roots:
        thread = [root]
        if root.get("reply_count"):
            thread = (await stage.look("thread", channel=channel, ts=root["ts"]))["messages"]
        for message in thread:
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == "tocsin_post":
                payload = metadata["event_payload"]
                found[payload["incident"], payload["purpose"]] += 1
    return found


async def settled(stage: Stage, report: Report, channel: str) -> dict[tuple[str, str], int]:
    """Wait until every incident has its card and its analysis, and none twice."""
    began = time.monotonic()
    doubled = False
    seen: dict[tuple[str, str], int] = {}

    async def all_there() -> bool:
        nonlocal doubled, seen
        seen = await posts(stage, channel)
        doubled = doubled or any(count > 1 for count in seen.values())
        names = [item["id"] for items in (await incidents(stage)).values() for item in items]
        wanted = [(name, purpose) for name in names for purpose in ("card", "analysis")]
        return all(seen.get(each) == 1 for each in wanted)

    try:
        await wait_for(all_there, "everything is posted once", timeout=SETTLE_SECONDS, every=0.3)
    except AssertionError as error:
        report.why.append(str(error))
    report.recovery_seconds = max(report.recovery_seconds, time.monotonic() - began)
    report.posts_doubled_for_a_while += doubled
    return seen


async def judge(stage: Stage, report: Report, acknowledged: dict[str, bool], channel: str) -> None:
    """Compare what was acknowledged with what is there."""
    seen = await settled(stage, report, channel)
    there = await incidents(stage)
    for title, acked in acknowledged.items():
        items = there.get(title, [])
        report.accepted += acked
        report.refused += not acked
        if acked and not items:
            report.lost += 1
            report.why.append(f"{title} was acknowledged and is gone")
        report.doubled_incidents += max(0, len(items) - 1)
        for item in items:
            for purpose in ("card", "analysis"):
                count = seen.get((item["id"], purpose), 0)
                report.posts_missing += count == 0
                report.posts_doubled += max(0, count - 1)
    async with stage.session.get(f"{stage.bot_url}/api/v1/jobs?state=parked") as response:
        report.parked = len((await response.json())["items"])


async def run(
    folder: Path, database: str, database_url: str | None, *, kills: int, seed: int, least: int
) -> Report:
    """The whole scenario: `kills` kills spread over the windows, at least `least` in each."""
    draw = random.Random(seed)
    report = Report(database, seed)
    windows = [WINDOWS[n % len(WINDOWS)] for n in range(kills)]
    draw.shuffle(windows)
    inward = Proxy("http://127.0.0.1:9", lambda path: HELD_SECONDS)
    outward = Proxy("", lambda path: HELD_SECONDS if path.endswith("chat.postMessage") else 0.0)
    await inward.start(process.free_port())
    (folder / "slack").mkdir(parents=True)
    async with (
        process.sandbox(folder / "slack", f"{inward.url}/slack/events", "--unpaced") as slack,
        aiohttp.ClientSession() as session,
    ):
        outward.aim(slack.url)
        await outward.start(process.free_port())
        stage = Stage(folder, database, database_url, slack, inward, outward, session)
        try:
            await stage.start_bot()
            channels = (await stage.look("state"))["channels"]
            channel = next(c["id"] for c in channels if c["name"] == "incidents")
            acknowledged: dict[str, bool] = {}
            for number, window in enumerate(windows):
                title = f"kill {number} {window}"
                acknowledged[title] = await one_kill(stage, report, window, title, draw, channel)
            await judge(stage, report, acknowledged, channel)
        finally:
            if stage.bot is not None and stage.bot.returncode is None:
                await stage.kill_bot()
            await outward.stop()
            await inward.stop()
    for window in WINDOWS:
        if report.hits[window] < least:
            report.why.append(f"only {report.hits[window]} kills fell {window}")
    return report
