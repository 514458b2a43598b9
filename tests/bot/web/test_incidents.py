"""Incidents over HTTP: declared, read, changed and deleted."""

from typing import Any

import pytest

from tests.bot.web.server import BASE_URL, Web, problem

PATH = "/api/v1/incidents"


async def test_a_title_is_enough(either_web: Web) -> None:
    """Declaring answers 201 with the whole incident, its address and its version."""
    answer = await either_web.client.post(PATH, json={"title": "Checkout is down"})
    incident = await answer.json()
    assert answer.status == 201
    assert answer.headers["Location"] == f"{PATH}/{incident['id']}"
    assert answer.headers["ETag"] == f'"{incident["version"]}"'
    assert incident["id"] == "INC-1"
    assert incident["severity_source"] == "suggested"
    assert incident["severity_reason"]
    assert incident["created_at"].endswith("Z")
    assert incident["url"] == f"{BASE_URL}{PATH}/INC-1"
    read = await either_web.client.get(f"{PATH}/INC-1")
    assert await read.json() == incident


async def test_the_seeds_first_curl_line(web: Web) -> None:
    """The seed's example declares, with its log line kept."""
    answer = await web.client.post(
        PATH,
        json={
            "title": "Database Connection Pool Exhausted",
            "description": "Production database connection pool at capacity",
            "logs": ["ERROR: Unable to acquire connection"],
        },
    )
    incident = await answer.json()
    assert answer.status == 201
    assert incident["logs"] == ["ERROR: Unable to acquire connection"]
    assert (await (await web.client.get(f"{PATH}/1")).json()) == incident


@pytest.mark.parametrize("name", ["INC-1", "inc-1", "1"])
async def test_an_incident_has_three_names(web: Web, name: str) -> None:
    """Paths take INC-1, inc-1 and 1."""
    await web.declare()
    assert (await (await web.client.get(f"{PATH}/{name}")).json())["id"] == "INC-1"


@pytest.mark.parametrize("name", ["INC-2", "nonsense", "0", "-1", "99999999999999999999", "%00"])
async def test_unknown_ids_are_not_found(web: Web, name: str) -> None:
    """An id that names no incident is 404 on every method."""
    await web.declare()
    for method in ("GET", "PUT", "DELETE"):
        body = {"title": "x"} if method == "PUT" else None
        await problem(await web.client.request(method, f"{PATH}/{name}", json=body), 404)


async def test_the_same_open_alarm_is_one_incident(either_web: Web) -> None:
    """The same open dedup_key answers 200 with the incident that is there."""
    first = await either_web.declare("Disk full", dedup_key="disk:1", logs=["no space"])
    again = await either_web.client.post(PATH, json={"title": "Again", "dedup_key": "disk:1"})
    assert again.status == 200
    assert await again.json() == first


async def test_put_changes_what_is_sent(web: Web) -> None:
    """PUT leaves the other fields as they are, and people's severity is theirs."""
    before = await web.declare(description="since noon", service="checkout")
    answer = await web.client.put(f"{PATH}/1", json={"title": "Cart is down", "severity": "sev2"})
    after = await answer.json()
    assert answer.status == 200
    assert (after["title"], after["severity"]) == ("Cart is down", "high")
    assert after["severity_source"] == "person"
    assert (after["description"], after["service"]) == ("since noon", "checkout")
    assert after["version"] > int(str(before["version"]))
    assert answer.headers["ETag"] == f'"{after["version"]}"'


async def test_status_moves_along_the_legal_moves(web: Web) -> None:
    """A legal move acknowledges and resolves; an illegal one is 409 with the allowed ones."""
    await web.declare()
    moved = await (await web.client.put(f"{PATH}/1", json={"status": "resolved"})).json()
    assert moved["status"] == "resolved"
    assert moved["acknowledged_at"]
    refused = await problem(await web.client.put(f"{PATH}/1", json={"status": "open"}), 409)
    assert refused["allowed"] == ["closed", "in_progress"]


async def test_a_refused_change_changes_nothing(web: Web) -> None:
    """When one field of a change is refused, none of it happens."""
    before = await web.declare()
    change = {"title": "Other", "severity": "low", "status": "closed"}
    await problem(await web.client.put(f"{PATH}/1", json=change), 409)
    assert await (await web.client.get(f"{PATH}/1")).json() == before


async def test_a_stale_version_is_refused(web: Web) -> None:
    """An old If-Match is 412 and tells the current version; `*` or none is let pass."""
    await web.declare()
    first = (await web.client.get(f"{PATH}/1")).headers["ETag"]
    changed = await web.client.put(
        f"{PATH}/1", json={"title": "Second"}, headers={"if-match": first}
    )
    assert changed.status == 200
    stale = await web.client.put(f"{PATH}/1", json={"title": "Third"}, headers={"If-Match": first})
    await problem(stale, 412)
    assert stale.headers["ETag"] == changed.headers["ETag"]
    await problem(await web.client.delete(f"{PATH}/1", headers={"If-Match": first}), 412)
    for header in ("*", f"{first}, {changed.headers['ETag']}"):
        current = {"If-Match": header}
        answer = await web.client.put(f"{PATH}/1", json={}, headers=current)
        assert answer.status == 200


async def test_what_the_caller_has_is_not_sent_again(web: Web) -> None:
    """If-None-Match with the current version is 304 without a body."""
    await web.declare()
    tag = (await web.client.get(f"{PATH}/1")).headers["ETag"]
    answer = await web.client.get(f"{PATH}/1", headers={"If-None-Match": tag})
    assert answer.status == 304
    assert answer.headers["ETag"] == tag
    assert await answer.read() == b""


async def test_patch_merges(web: Web) -> None:
    """A merge patch removes by null and merges labels one by one."""
    await web.declare(service="checkout", labels={"region": "eu", "tier": "1"})
    answer = await web.client.patch(
        f"{PATH}/1",
        json={"service": None, "labels": {"tier": None, "zone": "b"}, "description": None},
        headers={"Content-Type": "application/merge-patch+json"},
    )
    incident = await answer.json()
    assert answer.status == 200, incident
    assert incident["service"] is None
    assert incident["labels"] == {"region": "eu", "zone": "b"}
    assert incident["description"] == ""


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("field", ["title", "severity", "status"])
async def test_what_an_incident_needs_cannot_be_removed(web: Web, method: str, field: str) -> None:
    """A title, severity or status of null is 422, naming the field."""
    await web.declare()
    answer = await web.client.request(method, f"{PATH}/1", json={field: None})
    body: dict[str, Any] = await problem(answer, 422)
    assert [error["pointer"] for error in body["errors"]] == [f"/{field}"]


async def test_a_deleted_incident_is_gone_from_every_read(web: Web) -> None:
    """DELETE is 204; then it is neither read nor listed, nor is its number used again."""
    await web.declare()
    answer = await web.client.delete(f"{PATH}/1")
    assert (answer.status, await answer.read()) == (204, b"")
    for path in (f"{PATH}/1", f"{PATH}/1/timeline"):
        await problem(await web.client.get(path), 404)
    await problem(await web.client.delete(f"{PATH}/1"), 404)
    assert (await (await web.client.get(PATH)).json())["items"] == []
    assert (await web.declare())["id"] == "INC-2"


async def test_the_timeline_tells_what_happened(web: Web) -> None:
    """The timeline lists events in order, page by page."""
    await web.declare()
    await web.client.put(f"{PATH}/1", json={"status": "in_progress"})
    whole = await (await web.client.get(f"{PATH}/1/timeline")).json()
    kinds = [entry["kind"] for entry in whole["items"]]
    assert kinds[0] == "declared"
    assert {"acknowledged", "moved"} <= set(kinds)
    assert {"seq", "at", "kind", "actor", "via", "text"} == whole["items"][0].keys()
    assert whole["items"][0]["via"] == "rest"
    first = await (await web.client.get(f"{PATH}/1/timeline?limit=1")).json()
    rest = await (await web.client.get(f"{PATH}/1/timeline?cursor={first['next']}")).json()
    assert first["items"] + rest["items"] == whole["items"]


async def test_logs_are_added(web: Web) -> None:
    """Log lines count on from those that are there."""
    await web.declare(logs=["one"])
    answer = await web.client.post(f"{PATH}/1/logs", json={"logs": ["two", "three"]})
    assert (await answer.json())["logs"] == ["one", "two", "three"]
    await problem(await web.client.post(f"{PATH}/1/logs", json={"logs": []}), 422)


async def test_analysis_and_rca(web: Web) -> None:
    """Analyse and RCA answer with whole documents that name the incident."""
    await web.declare(
        "Database Connection Pool Exhausted", logs=["ERROR: Unable to acquire connection"]
    )
    analysed = await web.client.post(f"{PATH}/1/analyze")
    analysis = await analysed.json()
    assert analysed.status == 200, analysis
    assert analysis["incident_id"] == "INC-1"
    assert analysis["findings"]
    assert (await (await web.client.post(f"{PATH}/1/analyze")).json())["id"] == analysis["id"]
    fresh = await (await web.client.post(f"{PATH}/1/analyze?fresh=1")).json()
    assert fresh["id"] > analysis["id"]
    drafted = await web.client.post(f"{PATH}/1/rca/generate")
    document = await drafted.json()
    assert drafted.status == 200, document
    assert (document["incident_id"], document["status"]) == ("INC-1", "draft")
    assert document["markdown"]


async def test_a_nul_character_is_readable(either_web: Web) -> None:
    """U+0000 is stored as U+FFFD on both databases."""
    incident = await either_web.declare(
        "a\x00b", description="\x00", logs=["c\x00d"], labels={"k\x00": "v\x00"}, service="s\x00"
    )
    assert incident["title"] == "a\ufffdb"
    assert incident["logs"] == ["c\ufffdd"]
    assert incident["labels"] == {"k\ufffd": "v\ufffd"}
    assert incident["service"] == "s\ufffd"
