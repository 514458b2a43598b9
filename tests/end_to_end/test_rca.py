"""The RCA of a whole incident: nothing invented, nothing missing, approved in Slack."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.house import House, living, plain
from tests.waiting import wait_for

BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=6)
NOTES = (
    "About 18 % of checkouts failed, 412 orders are affected",
    "Could it be the cache?",
    "It is not the cache, hit rate is normal",
    "Rolled back payments-api to v4.1.7",
    "We should add an alert on connection pool usage",
)
PINNED = "Support reports 37 tickets since 14:02"
RESOLVED = "The v4.2.0 config halved the pool size; rolled back, error rate is normal again"


def logs() -> list[str]:
    """Five minutes of a service that runs out of connections."""
    at = [BEGAN + timedelta(seconds=5 * n) for n in range(60)]
    lines = [f"{t:%Y-%m-%dT%H:%M:%SZ} INFO payments-api: charge ok in 120 ms" for t in at[:40]]
    lines.append(f"{at[40]:%Y-%m-%dT%H:%M:%SZ} INFO payments-api: deployed v4.2.0 pool_size=10")
    lines += [
        f"{t:%Y-%m-%dT%H:%M:%SZ} ERROR payments-api: no connection from the pool after 30000 ms"
        for t in at[41:]
    ]
    return lines


def alert(name: str) -> dict[str, Any]:
    """A firing alert as Alertmanager sends it."""
    return {
        "status": "firing",
        "labels": {"alertname": name, "service": "payments-api", "severity": "warning"},
        "annotations": {"summary": "Payments fail for more than 5 % of requests"},
        "startsAt": f"{BEGAN + timedelta(minutes=4):%Y-%m-%dT%H:%M:%SZ}",
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": f"{name.lower():0<16}"[:16],
    }


def delivery(*alerts: dict[str, Any]) -> dict[str, Any]:
    """One group of alerts."""
    return {
        "version": "4",
        "groupKey": '{}:{alertname="PaymentsFail"}',
        "status": "firing",
        "receiver": "tocsin",
        "groupLabels": {"service": "payments-api"},
        "commonLabels": {},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.example.org",
        "alerts": list(alerts),
    }


@pytest.fixture(scope="module")
async def lived(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A Tocsin in which INC-1 happened from the alert to the resolve."""
    folder: Path = tmp_path_factory.mktemp("rca")
    async with living(folder, {}) as house:
        body = delivery(alert("PaymentsFail"), alert("PoolExhausted"))
        status, _ = await house.api("POST", "/webhooks/alertmanager", json=body)
        assert status == 202
        card = await house.post_of(1, "card")
        await house.api("PATCH", "/api/v1/incidents/INC-1", json={"logs": logs()})
        await house.say("ack INC-1", who="U0ADA")
        for number, text in enumerate(NOTES):
            await house.say(f"note INC-1 {text}", who=("U0ADA", "U0GRACE")[number % 2])
        await pinned(house, card)
        await house.say(f"resolve INC-1 {RESOLVED}", who="U0GRACE")
        await house.api("POST", "/api/v1/incidents/INC-1/analyze")
        yield house


async def pinned(house: House, card: dict[str, Any]) -> None:
    """Grace writes in the thread and Ada keeps it on the timeline."""
    grace = house.slack.person("U0GRACE")
    said = await grace.say(card["channel"], PINNED, thread=card["ts"])
    await house.ada.react(card["channel"], said, "pushpin")

    async def kept() -> bool:
        _, page = await house.api("GET", "/api/v1/incidents/INC-1/timeline")
        return any(entry["kind"] == "kept" for entry in page["items"])

    await wait_for(kept, "the kept message on the timeline")


async def test_nothing_is_missing(lived: House) -> None:
    """Every note, the kept message, the alerts, the people and the durations are in it."""
    status, rca = await lived.api("POST", "/api/v1/incidents/INC-1/rca/generate")
    assert status == 200
    document = unescaped(rca["markdown"])
    for text in (*NOTES, PINNED, RESOLVED):
        assert text in document, text
    assert "18 % of checkouts" in rca["impact"]
    assert "2 firing alerts were received for it" in rca["impact"]
    assert "payments-api" in rca["impact"]
    assert "37 tickets" in rca["detection"]
    assert "config halved the pool size" in rca["root_cause"]
    assert rca["root_cause_category"] == "CONFIG"
    assert rca["action_items"][0]["text"] == NOTES[4]
    assert f"what fixed it: “{NOTES[3]}” (grace".lower() in rca["response"].lower()
    assert not any("roll" in item["text"].lower() for item in rca["action_items"])
    assert set(rca["durations"].values()) != {None}
    (kept,) = [line for line in rca["timeline"] if line["kind"] == "kept"]
    assert (kept["actor"], kept["text"]) == ("grace", f"{PINNED} (kept by ada)")
    for who in ("ada", "grace"):
        assert who in rca["response"].lower()


async def test_what_was_done_is_not_proposed_again(lived: House) -> None:
    """Analysed after the rollback was noted, no step and no deciding check asks for one."""
    _, analysis = await lived.api("POST", "/api/v1/incidents/INC-1/analyze")
    told = [step["text"] for step in analysis["recommendations"]]
    told += [cause["check"] for cause in analysis["root_causes"]]
    assert told
    assert not [text for text in told if text.lower().startswith("roll")]


async def test_nothing_is_invented(lived: House) -> None:
    """Every number of the prose stands in what was said, logged, alerted or on the clock."""
    _, rca = await lived.api("POST", "/api/v1/incidents/INC-1/rca/generate")
    _, incident = await lived.api("GET", "/api/v1/incidents/INC-1")
    _, page = await lived.api("GET", "/api/v1/incidents/INC-1/timeline?limit=200")
    _, analysis = await lived.api("POST", "/api/v1/incidents/INC-1/analyze")
    known = " ".join([str(incident), str(page), str(analysis), *NOTES, PINNED, RESOLVED, *logs()])
    # counted by code: alerts and their kinds, log records, errors and their share
    counted = {"2", "61", "60", "19", "32", "31", "41"}
    for section in ("summary", "impact", "detection", "root_cause"):
        bare = re.sub(r"\d+ (?:min|s|h|d)\b|[\d-]+ [\d:]+ UTC|\d\d:\d\d UTC", "", rca[section])
        for number in re.findall(r"\d+", bare):
            assert number in known or number in counted, (section, number, rca[section])


async def test_it_is_reviewed_and_approved_in_slack(lived: House) -> None:
    """The post has the buttons; it is drawn again in place, and names who approved."""
    await lived.say("rca INC-1")
    post = await lived.post_of(1, "rca")
    assert "Send to review" in plain(post)
    # one clock in the whole post: the prose says UTC, so the timeline does as well
    assert f"Timeline (UTC) {BEGAN:%Y-%m-%d} " in plain(post)
    assert '"type": "date"' not in json.dumps(post["blocks"])
    status, moved = await lived.api(
        "PATCH", "/api/v1/incidents/INC-1/rca", json={"status": "in_review"}
    )
    assert (status, moved["status"]) == (200, "in_review")
    await lived.say("rca INC-1 approve", who="U0GRACE")

    async def approved() -> str | None:
        text = plain(await lived.post_of(1, "rca"))
        return text if "approved by" in text else None

    text: str = await wait_for(approved, "the approval in the post")
    assert "Send to review" not in text
    assert len(await lived.posts_of(1, "rca")) == 1
    status, refused = await lived.api(
        "PATCH", "/api/v1/incidents/INC-1/rca", json={"status": "draft"}
    )
    assert (status, refused["allowed"]) == (409, [])


async def test_drafting_anew_says_what_changed(lived: House) -> None:
    """Unchanged, the same version answers; after another note, the difference is shown."""
    _, first = await lived.api("POST", "/api/v1/incidents/INC-1/rca/generate")
    _, same = await lived.api("POST", "/api/v1/incidents/INC-1/rca/generate")
    assert same["version"] == first["version"]
    await lived.say("note INC-1 Grace forgot to announce it, no customer data was lost")
    _, second = await lived.api("POST", "/api/v1/incidents/INC-1/rca/generate")
    assert second["version"] == first["version"] + 1
    assert {"Impact", "Timeline"} <= {change["section"] for change in second["changes"]}
    (remark,) = second["wording"]
    assert "forgot to announce" in remark["text"]

    async def told() -> str | None:
        posts = await lived.posts_of(1, "rca")
        text = plain(posts[-1])
        return text if f"Changed since version {first['version']}" in text else None

    text: str = await wait_for(told, "the difference in the newest post")
    assert "this blames a person" in text


def unescaped(markdown: str) -> str:
    """The document's words without Markdown's escapes."""
    return re.sub(r"\\([\\`*_\[\]<>#|~&:.+=)-])", r"\1", markdown)
