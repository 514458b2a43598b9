"""A real Alertmanager pages Tocsin, and Prometheus reads its metrics."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientError, ClientSession

from tests import process
from tests.end_to_end.test_commands import card_says
from tests.house import House
from tests.waiting import wait_for

CONFIG = """
route:
  receiver: tocsin
  group_by: [alertname]
  group_wait: 200ms
  group_interval: 500ms
  repeat_interval: 1s
receivers:
  - name: tocsin
    webhook_configs:
      - url: {url}/webhooks/alertmanager
        send_resolved: true
"""


@dataclass(frozen=True)
class Pager:
    """A running Alertmanager."""

    url: str
    session: ClientSession

    async def send(self, name: str, *, firing: bool) -> None:
        """Tell it that an alert fires, or has ended."""
        now = datetime.now(UTC)
        alert = {
            "labels": {"alertname": name, "severity": "warning", "service": "checkout"},
            "annotations": {"summary": f"{name} on checkout"},
            "startsAt": (now - timedelta(minutes=1)).isoformat(),
            "endsAt": (now + timedelta(hours=1) if firing else now).isoformat(),
        }
        async with self.session.post(f"{self.url}/api/v2/alerts", json=[alert]) as answer:
            assert answer.status == 200, await answer.text()


@asynccontextmanager
async def pager(program: Path, folder: Path, house: House) -> AsyncIterator[Pager]:
    """An Alertmanager whose only receiver is Tocsin."""
    config, port = folder / "alertmanager.yml", process.free_port()
    config.write_text(CONFIG.format(url=house.url))
    running = await asyncio.create_subprocess_exec(
        str(program),
        f"--config.file={config}",
        f"--storage.path={folder / 'alertmanager'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"

    async def answers() -> bool:
        try:
            async with house.session.get(f"{url}/-/ready") as answer:
                return answer.status == 200
        except ClientError:
            return False

    try:
        await wait_for(answers, "Alertmanager is ready")
        yield Pager(url, house.session)
    finally:
        await process.stop(running)


async def test_a_group_fires_repeats_and_ends(
    house: House, alertmanager: Path, tmp_path: Path
) -> None:
    """One incident a group; repeats are counted; its end resolves it unless a person holds it."""
    async with pager(alertmanager, tmp_path, house) as paging:
        await paging.send("HighErrorRate", firing=True)
        await wait_for(house.count, "the group makes an incident")

        async def repeated() -> bool:
            return bool((await house.incident(1))["alert_count"] >= 3)

        await wait_for(repeated, "repeats are counted", timeout=30)
        assert await house.count() == 1
        await house.post_of(1, "card")
        await paging.send("HighErrorRate", firing=False)

        async def resolved() -> bool:
            return bool((await house.incident(1))["status"] == "resolved")

        await wait_for(resolved, "the group's end resolves it", timeout=30)
        await paging.send("QueueGrows", firing=True)
        await house.post_of(2, "card")
        await house.say("ack INC-2")
        await paging.send("QueueGrows", firing=False)
        await card_says(house, 2, "All alerts of INC-2 are quiet")
        assert (await house.incident(2))["status"] == "in_progress"
        assert await house.count() == 2


async def test_metrics_are_well_formed(house: House, promtool: Path) -> None:
    """`promtool check metrics` has nothing to say about `/metrics`."""
    await house.api("POST", "/api/v1/incidents", json={"title": "x"})
    await house.post_of(1, "analysis")
    _, text = await house.api("GET", "/metrics")
    checking = await asyncio.create_subprocess_exec(
        str(promtool),
        "check",
        "metrics",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await checking.communicate(text.encode())
    assert (checking.returncode, said.decode()) == (0, "")
