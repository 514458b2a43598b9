"""Alive, ready, degraded, draining; and the metrics."""

import asyncio
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.bot.web.server import Web


async def ready(web: Web, query: str = "") -> tuple[int, dict[str, Any]]:
    """What /readyz says."""
    answer = await web.client.get(f"/readyz{query}")
    return answer.status, await answer.json()


async def test_ready(web: Web) -> None:
    """All is well: 200, and `?verbose` names each check with its milliseconds."""
    assert await ready(web) == (200, {"status": "ready", "away": []})
    status, body = await ready(web, "?verbose")
    assert status == 200
    assert [check["name"] for check in body["checks"]] == ["database", "slack"]
    assert all(check["ms"] >= 0 for check in body["checks"])


async def test_degraded_is_ready(web: Web) -> None:
    """Slack being away is 200, and named with its reason."""
    web.state.away["slack"] = "connection refused"
    status, body = await ready(web, "?verbose")
    assert (status, body["status"], body["away"]) == (200, "degraded", ["slack"])
    assert body["checks"][1]["reason"] == "connection refused"


async def test_unready_without_a_database(web: Web) -> None:
    """The database being away is 503, while the process is alive."""
    web.state.away["database"] = "not writable"
    for path in ("/readyz", "/healthz"):
        assert (await web.client.get(path)).status == 503
    assert (await web.client.get("/livez")).status == 200


async def test_draining_is_unready(web: Web) -> None:
    """While stopping, nothing new is sent here."""
    web.state.draining = True
    status, body = await ready(web)
    assert (status, body["away"]) == (503, ["draining"])
    assert (await web.client.get("/livez")).status == 200


async def test_requests_are_counted_by_route(web: Web) -> None:
    """The histogram is labelled by method, route template and status, never by an id."""
    await web.declare()
    await web.client.get("/api/v1/incidents/INC-1")
    await web.client.get("/nothing/here")
    text = await (await web.client.get("/metrics")).text()
    route = 'method="GET",route="/api/v1/incidents/{id}",status="200"'
    assert f"tocsin_http_request_duration_seconds_count{{{route}}} 1.0" in text
    assert "INC-1" not in text
    assert "nothing" not in text


async def test_openmetrics_on_request(web: Web) -> None:
    """A scraper that asks for OpenMetrics gets it."""
    accept = {"Accept": "application/openmetrics-text; version=1.0.0"}
    answer = await web.client.get("/metrics", headers=accept)
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    assert (await answer.text()).endswith("# EOF\n")


@pytest.mark.alertmanager
async def test_promtool_accepts_the_metrics(web: Web, promtool: Path) -> None:
    """Prometheus' own linter has nothing to say."""
    await web.declare()
    text = await (await web.client.get("/metrics")).text()
    code, said = await asyncio.to_thread(_lint, promtool, text)
    assert (code, said) == (0, "")


def _lint(promtool: Path, text: str) -> tuple[int, str]:
    done = subprocess.run(
        [promtool, "check", "metrics"], input=text, text=True, capture_output=True, check=False
    )
    return done.returncode, done.stdout + done.stderr
