"""The same input, analysed offline by two processes, is the same analysis byte for byte."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.core.logs import samples
from tests.house import House, living
from tests.waiting import wait_for

SEEDS = ("1", "4242")
VARIES = ("id", "created_at", "duration_seconds")
YEARLESS = [
    "Nov 23 22:01:07 web-3 sshd[411]: Accepted publickey for deploy from 10.0.0.9 port 4122",
    "Nov 23 22:01:44 web-3 kernel: Out of memory: Killed process 7731 (java)",
    "Nov 23 22:01:45 web-3 systemd[1]: checkout.service: Main process exited, status=9/KILL",
]
TRACE = [
    "2026-11-24T14:05:10Z INFO checkout deploy v2.3.1 finished",
    "2026-11-24T14:05:31Z WARN checkout pool nearly exhausted: active=48 idle=2 waiting=7",
    "2026-11-24T14:05:33Z ERROR checkout Cannot get a connection",
    "java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available",
    "    at com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)",
    "2026-11-24T14:05:34Z ERROR checkout HTTP 503 for GET /cart after 30000 ms",
]


def inputs() -> list[dict[str, Any]]:
    """Incidents as they are posted: a log of each style, year-less times, a trace, prose alone."""
    logged = [
        {"title": f"Errors on the {style}", "logs": [line for line, _ in samples.lines(style, 300)]}
        for style in sorted(samples.STYLES)
    ]
    return [
        *logged,
        {"title": "web-3 restarts", "logs": YEARLESS, "service": "web", "severity": "high"},
        {
            "title": "Checkout returns 503s since the 14:05 deploy",
            "description": "Half of the carts fail.\nNobody changed the database.",
            "logs": TRACE,
            "labels": {"region": "eu-1", "cluster": "b", "app": "checkout"},
        },
        {"title": "Search is slow", "description": "p95 went from 80 ms to 2.4 s at 09:10."},
    ]


def alert(service: str, number: int) -> dict[str, Any]:
    """One alert of a group, with several labels."""
    labels = {"alertname": "HighErrorRate", "service": service, "pod": f"{service}-{number}"}
    annotations = {"summary": f"{23 + number} % errors", "runbook": "wiki/high-error-rate"}
    return {
        "status": "firing",
        "labels": labels,
        "annotations": annotations,
        "startsAt": f"2026-11-24T14:0{number}:00Z",
        "fingerprint": f"f{number}",
    }


async def paged(house: House) -> str:
    """An incident that an alert made, others joined and somebody noted things about."""
    alerts = [alert("checkout", number) for number in range(4)]
    for sent in (alerts[:2], alerts[2:]):
        body = {"version": "4", "groupKey": "g1", "status": "firing", "alerts": sent}
        status, taken = await house.api("POST", "/webhooks/alertmanager", json=body)
        assert status == 202, taken
        path = f"/api/v1/deliveries/{taken['delivery']}"

        async def done(path: str = path) -> dict[str, Any] | None:
            _, told = await house.api("GET", path)
            return told if told["state"] != "pending" else None

        told = await wait_for(done, "the delivery's alerts")
    name = str(told["incidents"][0])
    for text in ("Rolled back to v2.3.0 at 14:20", "Errors fell at 14:22"):
        command = {"text": f"note {name} {text}"}
        assert (await house.api("POST", "/api/v1/commands", json=command))[0] == 200
    return name


async def bytes_of(folder: Path, seed: str) -> list[str]:
    """Every analysis as it was sent, by a new process with an empty data folder."""
    found = []
    settings = {"PYTHONHASHSEED": seed, "SLACK_MODE": "off"}
    async with living(folder, settings) as house:
        made = [await house.api("POST", "/api/v1/incidents", json=body) for body in inputs()]
        for name in [await paged(house), *(str(answer["id"]) for _, answer in made)]:
            path = f"{house.url}/api/v1/incidents/{name}/analyze"
            async with house.session.post(path) as response:
                assert response.status == 200
                found.append((await response.read()).decode())
    return found


def without(text: str, *names: str) -> str:
    """The bytes without the fields that may differ, everything else left as it was sent."""
    for name in names:
        text, count = re.subn(rf'"{name}":\s*("[^"]*"|[\d.e+-]+)', f'"{name}":…', text)
        assert count == 1, (name, text)
    return text


@pytest.fixture(scope="module")
async def both(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Each analysis as the one process sent it, and as the other did."""
    folder = tmp_path_factory.mktemp("bytes")
    one, other = await asyncio.gather(*(bytes_of(folder / seed, seed) for seed in SEEDS))
    return list(zip(one, other, strict=True))


def differing(both: list[tuple[str, str]], *names: str) -> list[str]:
    """The incidents whose two analyses differ beside `names`."""
    return [
        json.loads(one)["incident_id"]
        for one, other in both
        if without(one, *names) != without(other, *names)
    ]


async def test_two_processes_say_the_same(both: list[tuple[str, str]]) -> None:
    """Whatever the hash seed, and though it was made at another time and in another database."""
    assert len(both) >= 7
    assert differing(both, *VARIES) == []
    assert all(json.loads(one)["claims"]["total"] for one, _ in both)
