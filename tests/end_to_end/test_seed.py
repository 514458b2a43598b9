"""The seed's curl lines, and what they leave in Slack."""

import random
from typing import Any

from tests.house import House

LINE = "ERROR: Unable to acquire connection"
POOL = {
    "title": "Database Connection Pool Exhausted",
    "description": "Production database connection pool at capacity",
    "logs": [LINE],
}
DECOYS = (
    "INFO health check passed, errors=0",
    "INFO GET /errors/500.html 200 in 3 ms",
    "INFO retry succeeded, no error",
    "DEBUG error_rate 0.0 over the last minute",
    "INFO user Error Jones logged in",
    "INFO exception handler registered",
)
FAILURES = (
    "ERROR pool: Unable to acquire connection within 30000 ms",
    "ERROR pool: Unable to acquire connection within 30000 ms (50 of 50 in use)",
    "ERROR checkout: HTTP 500 for POST /pay: no connection from the pool",
)


async def test_every_endpoint_of_the_seed(house: House) -> None:
    """Create, analyze, RCA, summarize, list, update, delete answer as promised."""
    status, incident = await house.api("POST", "/api/v1/incidents", json=POOL)
    assert status == 201
    assert incident["severity"] in ("critical", "high")
    assert incident["severity_reason"]
    assert incident["logs"] == [LINE]
    path = f"/api/v1/incidents/{incident['id']}"
    status, analysis = await house.api("POST", f"{path}/analyze")
    assert status == 200
    assert analysis["severity"]["reason"]
    for name in ("findings", "root_causes", "recommendations"):
        assert analysis[name], name
        cited = [c for claim in analysis[name] for c in claim["citations"]]
        assert any((c["evidence"], c["line"]) == ("logs", 1) for c in cited), name
        assert all(c["quote"] in LINE for c in cited if c["evidence"] == "logs")
    status, rca = await house.api("POST", f"{path}/rca/generate")
    assert status == 200
    assert all(rca[part] for part in ("summary", "impact", "root_cause", "timeline", "markdown"))
    status, summary = await house.api("POST", "/api/v1/logs/summarize", json={"logs": [LINE]})
    assert status == 200
    assert summary["first_error"]["line"] == 1
    status, page = await house.api("GET", "/api/v1/incidents?status=open")
    assert (status, [item["id"] for item in page["items"]]) == (200, [incident["id"]])
    status, changed = await house.api("PUT", path, json={"status": "resolved"})
    assert (status, changed["status"]) == (200, "resolved")
    assert await house.post_of(1, "card")
    assert await house.post_of(1, "analysis")
    assert await house.post_of(1, "rca")
    assert (await house.api("DELETE", path))[0] == 204
    assert (await house.api("GET", path))[0] == 404


async def test_three_lines_that_matter_among_two_hundred(house: House) -> None:
    """The true failures are found and cited, in whatever order the lines come."""
    for seed in range(3):
        draw = random.Random(seed)
        lines = [draw.choice(DECOYS) + f" #{n}" for n in range(197)] + list(FAILURES)
        draw.shuffle(lines)
        _, incident = await house.api(
            "POST", "/api/v1/incidents", json={"title": "Payments fail", "logs": lines}
        )
        path = f"/api/v1/incidents/{incident['id']}"
        _, analysis = await house.api("POST", f"{path}/analyze")
        true = {n for n, line in enumerate(lines, 1) if line in FAILURES}
        cited = {
            c["line"]
            for name in ("findings", "root_causes")
            for claim in analysis[name]
            for c in claim["citations"]
            if c["evidence"] == "logs"
        }
        assert cited
        assert cited <= true, [lines[n - 1] for n in cited - true]
        assert analysis["outcome"] == "complete"
        _, summary = await house.api("POST", "/api/v1/logs/summarize", json={"logs": lines})
        assert summary["first_error"]["line"] == min(true)


async def test_bad_input_is_told_what_to_do(house: House) -> None:
    """Broken JSON, wrong types, unknown fields, unknown ids and illegal moves get a clear 4xx."""
    headers = {"Content-Type": "application/json"}
    cases: list[tuple[int, str, str, dict[str, Any]]] = [
        (400, "POST", "/api/v1/incidents", {"data": b"{", "headers": headers}),
        (422, "POST", "/api/v1/incidents", {"json": {"title": 5}}),
        (422, "POST", "/api/v1/incidents", {"json": {"title": "x", "colour": "red"}}),
        (404, "GET", "/api/v1/incidents/INC-99", {}),
        (422, "GET", "/api/v1/incidents?colour=red", {}),
        (401, "POST", "/slack/events", {"data": b"x", "headers": {}}),
        (
            401,
            "POST",
            "/slack/events",
            {"data": b"a=b", "headers": {"X-Slack-Request-Timestamp": "soon"}},
        ),
    ]
    for wanted, method, path, request in cases:
        status, problem = await house.api(method, path, **request)
        assert status == wanted, (path, problem)
        assert problem["detail"]
        assert "Traceback" not in str(problem)
    await house.api("POST", "/api/v1/incidents", json={"title": "x"})
    status, problem = await house.api("PUT", "/api/v1/incidents/INC-1", json={"status": "closed"})
    assert (status, problem["allowed"]) == (409, ["in_progress", "resolved"])
    _, page = await house.api("GET", "/api/v1/incidents")
    assert len(page["items"]) == 1
