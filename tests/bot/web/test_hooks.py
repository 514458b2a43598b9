"""Webhooks: who may send, what is read, and what becomes of it."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest

from bot.web import hooks
from bot.web.config import WebConfig
from core import tokens
from core.actor import system
from tests.bot.web.server import Web, bearer, problem, serving
from tests.waiting import wait_for

PATH = "/webhooks/alertmanager"
SECRET = "signing-secret"


def alert(name: str = "HighErrorRate", status: str = "firing", **more: Any) -> dict[str, Any]:
    """One alert as Alertmanager sends it."""
    return {
        "status": status,
        "labels": {"alertname": name, "severity": "critical", "service": "checkout"},
        "annotations": {"summary": "5xx above 5 %", "description": "since the deploy"},
        "startsAt": "2026-11-24T09:00:00.123456789Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example/graph",
        "fingerprint": hashlib.sha256(name.encode()).hexdigest()[:16],
        **more,
    }


def notification(*alerts: dict[str, Any], status: str = "firing", **more: Any) -> dict[str, Any]:
    """A version 4 notification."""
    return {
        "version": "4",
        "groupKey": '{}:{alertname="HighErrorRate"}',
        "truncatedAlerts": 0,
        "status": status,
        "receiver": "tocsin",
        "groupLabels": {"alertname": "HighErrorRate"},
        "commonLabels": {},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.example",
        "alerts": list(alerts) or [alert(status=status)],
        **more,
    }


async def settled(web: Web, delivery: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """The delivery, once it was taken."""

    async def done() -> dict[str, Any] | None:
        answer = await web.client.get(f"/api/v1/deliveries/{delivery}", headers=headers)
        assert answer.status == 200, await answer.text()
        body: dict[str, Any] = await answer.json()
        return body if body["state"] != "pending" else None

    told: dict[str, Any] = await wait_for(done, "the delivery")
    return told


async def test_a_group_is_one_incident(either_web: Web) -> None:
    """Firing, repeating and resolving a group make one incident that ends resolved."""
    web = either_web
    answer = await web.client.post(PATH, json=notification())
    accepted = await answer.json()
    assert (answer.status, accepted["accepted"]) == (202, 1)
    told = await settled(web, accepted["delivery"])
    assert told["state"] == "done"
    assert told["source"] == "alertmanager"
    assert told["incidents"] == ["INC-1"]
    assert told["alerts"][0]["decision"] == "declare"
    assert told["alerts"][0]["incident_id"] == "INC-1"
    again = await (await web.client.post(PATH, json=notification())).json()
    assert (await settled(web, again["delivery"]))["alerts"][0]["decision"] == "join"
    incident = await (await web.client.get("/api/v1/incidents/INC-1")).json()
    assert incident["title"] == "HighErrorRate: 5xx above 5 %"
    assert incident["severity"] == "critical"
    assert (incident["severity_source"], incident["source"]) == ("alert", "alertmanager")
    assert (incident["service"], incident["alert_count"]) == ("checkout", 2)
    ended = notification(alert(status="resolved", endsAt="2026-11-24T10:00:00Z"), status="resolved")
    over = await (await web.client.post(PATH, json=ended)).json()
    await settled(web, over["delivery"])
    incident = await (await web.client.get("/api/v1/incidents/INC-1")).json()
    assert incident["status"] == "resolved"


async def test_fields_of_forks_are_let_pass(web: Web) -> None:
    """Unknown fields, at any depth, and a missing fingerprint are no reason to lose an alert."""
    body = notification(alert(orgId=5, silenceURL="x"), tenant="a", orgId=1)
    del body["alerts"][0]["fingerprint"]
    body["alerts"][0]["labels"]["nul"] = "a\x00b"
    answer = await web.client.post(PATH, json=body)
    assert answer.status == 202, await answer.text()
    told = await settled(web, (await answer.json())["delivery"])
    assert told["incidents"] == ["INC-1"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/groupKey"),
        ([], ""),
        (notification(version="3"), "/version"),
        (notification(status="broken"), "/status"),
        (notification({**alert(), "startsAt": "noon"}), "/alerts/0/startsAt"),
        (notification({**alert(), "labels": {"a": 1}}), "/alerts/0/labels/a"),
        ({**notification(), "alerts": []}, "/alerts"),
        ({**notification(), "alerts": {"a": 1}}, "/alerts"),
    ],
)
async def test_other_bodies_are_refused(web: Web, body: Any, pointer: str) -> None:
    """A body that isn't a version 4 notification is 422, and nothing is kept."""
    told: dict[str, Any] = await problem(await web.client.post(PATH, json=body), 422)
    assert pointer in [error["pointer"] for error in told["errors"]]


async def test_broken_json_is_refused(web: Web) -> None:
    """What isn't JSON is 400."""
    await problem(await web.client.post(PATH, data=b"{"), 400)
    await problem(await web.client.post(PATH, data=b"[" * 10_000), 400)


async def test_unknown_senders_are_told_who_is_known(web: Web) -> None:
    """An unknown source is 404 and lists the known ones."""
    body = await problem(await web.client.post("/webhooks/nobody", json={}), 404)
    assert "alertmanager" in str(body["detail"])


async def test_once_a_token_is_set_it_is_needed(sqlite_url: str, data_dir: Path) -> None:
    """The webhook token comes as bearer or basic password; a wrong or missing one is 401."""
    config = WebConfig(webhook_tokens=("hook", "old-hook"))
    async with serving(sqlite_url, data_dir, config) as web:
        for headers in ({}, bearer("wrong"), basic("x", "wrong"), {"Authorization": "Basic !"}):
            answer = await web.client.post(PATH, json=notification(), headers=headers)
            await problem(answer, 401)
            assert "Basic" in answer.headers["WWW-Authenticate"]
        for headers in (bearer("hook"), bearer("old-hook"), basic("tocsin", "hook")):
            answer = await web.client.post(PATH, json=notification(), headers=headers)
            assert answer.status == 202


async def test_a_secret_signs(sqlite_url: str, data_dir: Path) -> None:
    """With that sender's secret the body must be signed; one byte changed is 401."""
    config = WebConfig(webhook_secrets={"alertmanager": (SECRET, "previous")})
    raw = json.dumps(notification()).encode()
    async with serving(sqlite_url, data_dir, config) as web:
        for secret, body, status in (
            (SECRET, raw, 202),
            ("previous", raw, 202),
            ("other", raw, 401),
            (SECRET, raw + b" ", 401),
        ):
            signature = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
            headers = {"X-Hub-Signature-256": f"sha256={signature}"}
            assert (await web.client.post(PATH, data=body, headers=headers)).status == status
        await problem(await web.client.post(PATH, data=raw), 401)


async def test_beyond_loopback_a_token_is_needed(sqlite_url: str, data_dir: Path) -> None:
    """On an open host unsigned bodies are 401; an API token with alerts:write will do."""
    config = WebConfig(host="0.0.0.0", api_tokens=("api",))
    async with serving(sqlite_url, data_dir, config) as web:
        await problem(await web.client.post(PATH, json=notification()), 401)
        sender = await web.store.write(
            tokens.create, system("test"), "sender", frozenset({"alerts:write"})
        )
        reader = await web.store.write(
            tokens.create, system("test"), "reader", frozenset({"incidents:read"})
        )
        assert (
            await web.client.post(PATH, json=notification(), headers=bearer(sender))
        ).status == 202
        refused = await web.client.post(PATH, json=notification(), headers=bearer(reader))
        await problem(refused, 403)


async def test_a_delivery_sent_twice_is_taken_once(web: Web) -> None:
    """With an Idempotency-Key the same delivery counts once; another body is 422."""
    headers = {"Idempotency-Key": "delivery-1"}
    first = await web.client.post(PATH, json=notification(), headers=headers)
    again = await web.client.post(PATH, json=notification(), headers=headers)
    assert await first.json() == await again.json()
    other = await web.client.post(PATH, json=notification(receiver="x"), headers=headers)
    await problem(other, 422)
    await settled(web, (await first.json())["delivery"])
    incident = await (await web.client.get("/api/v1/incidents/1")).json()
    assert incident["alert_count"] == 1


async def test_unknown_deliveries(web: Web) -> None:
    """A delivery that never came is 404."""
    await problem(await web.client.get("/api/v1/deliveries/nothing"), 404)


def test_titles_hold_the_name_first() -> None:
    """The alert's own name, then its summary, cut to what an incident takes."""
    body = notification(alert(annotations={"summary": "x" * 500}))
    (found,) = hooks.read("alertmanager", body)
    assert found.title.startswith("HighErrorRate: xxx")
    assert len(found.title) == 300
    (bare,) = hooks.read("alertmanager", notification(alert(annotations={})))
    assert bare.title == "HighErrorRate"


def test_group_keys_of_any_length_stay_apart() -> None:
    """Long group keys fit their column and still differ."""
    keys = [f"{'x' * 2000}{number}" for number in range(3)]
    read = [hooks.read("alertmanager", notification(groupKey=key))[0] for key in keys]
    assert len({one.group_key for one in read}) == 3
    assert max(len(one.group_key) for one in read) <= 480


def test_bodies_that_cannot_be_read_say_so() -> None:
    """Reading a kept body that doesn't fit raises what the intake writes down."""
    with pytest.raises(ValueError, match="do not fit"):
        hooks.read("alertmanager", {"version": "4"})
    with pytest.raises(ValueError, match="nobody"):
        hooks.read("nobody", {})


def basic(user: str, password: str) -> dict[str, str]:
    """Basic authentication."""
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}
