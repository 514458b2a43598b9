"""Who is let in: tokens, scopes, expiry, rates, and the open loopback's own checks."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.web.config import WebConfig
from core import tokens
from core.actor import ALL_SCOPES, system
from tests.bot.web.server import TOKEN, Web, bearer, problem, serving

PATH = "/api/v1/incidents"
BY = system("test")


async def test_without_a_token_nothing_is_told(closed_web: Web) -> None:
    """No token, a wrong one or another scheme is 401 with a challenge, before the body is read."""
    for headers in (
        {},
        bearer("wrong"),
        bearer("toc_unknown_secret"),
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": "Bearer "},
    ):
        answer = await closed_web.client.post(PATH, data=b"{broken", headers=headers)
        await problem(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_the_configured_token_has_every_right(closed_web: Web) -> None:
    """Each configured token works, so that they can be rotated."""
    answer = await closed_web.client.post(PATH, json={"title": "x"}, headers=bearer())
    assert answer.status == 201


async def test_tokens_rotate_with_no_gap(sqlite_url: str, data_dir: Path) -> None:
    """The current and the previous token both work."""
    config = WebConfig(api_tokens=("new", "old"))
    async with serving(sqlite_url, data_dir, config) as web:
        for token in ("new", "old"):
            assert (await web.client.get(PATH, headers=bearer(token))).status == 200


async def test_a_kept_token_has_its_scopes(closed_web: Web) -> None:
    """A token of the database may do what its scopes say; else 403 names the scope."""
    reader = await closed_web.store.write(
        tokens.create, BY, "reader", frozenset({"incidents:read"})
    )
    assert (await closed_web.client.get(PATH, headers=bearer(reader))).status == 200
    refused = await closed_web.client.post(PATH, data=b"{broken", headers=bearer(reader))
    await problem(refused, 403)
    assert 'scope="incidents:write"' in refused.headers["WWW-Authenticate"]
    await problem(await closed_web.client.get("/api/v1/jobs", headers=bearer(reader)), 403)
    await problem(await closed_web.client.get("/metrics", headers=bearer(reader)), 403)


async def test_another_secret_does_not_fit(closed_web: Web) -> None:
    """The id of a token with another secret is 401."""
    token = await closed_web.store.write(tokens.create, BY, "reader", ALL_SCOPES)
    await problem(await closed_web.client.get(PATH, headers=bearer(token[:-1])), 401)
    await problem(await closed_web.client.get(PATH, headers=bearer(f"{token}x")), 401)


async def test_expired_and_revoked_tokens_are_refused(closed_web: Web) -> None:
    """A token that has expired, or was revoked, is 401."""
    store = closed_web.store
    gone = datetime.now(UTC) - timedelta(seconds=1)
    expired = await store.write(tokens.create, BY, "expired", ALL_SCOPES, gone)
    revoked = await store.write(tokens.create, BY, "revoked", ALL_SCOPES)
    await store.write(tokens.revoke, BY, revoked.split("_")[1])
    for token in (expired, revoked):
        await problem(await closed_web.client.get(PATH, headers=bearer(token)), 401)


async def test_a_kept_token_closes_the_loopback(web: Web) -> None:
    """Once a token was given out, callers on this machine need one, too."""
    token = await web.store.write(tokens.create, BY, "first", ALL_SCOPES)
    await problem(await web.client.get(PATH), 401)
    assert (await web.client.get(PATH, headers=bearer(token))).status == 200


async def test_an_open_host_needs_a_token(sqlite_url: str, data_dir: Path) -> None:
    """Beyond loopback nothing is open, even if no token is configured."""
    async with serving(sqlite_url, data_dir, WebConfig(host="0.0.0.0")) as web:
        await problem(await web.client.get(PATH), 401)


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "127.1.2.3:80", "[::1]:8080"])
async def test_loopback_hosts_are_let_in(web: Web, host: str) -> None:
    """This machine's own names pass."""
    assert (await web.client.get(PATH, headers={"Host": host})).status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8080", "10.0.0.1", ""],
)
async def test_foreign_hosts_are_refused(web: Web, host: str) -> None:
    """A name that only resolves to this machine is 403 on the open loopback."""
    await problem(await web.client.get(PATH, headers={"Host": host}), 403)
    await problem(await web.client.get("/", headers={"Host": host}), 403)
    webhook = await web.client.post("/webhooks/alertmanager", json={}, headers={"Host": host})
    await problem(webhook, 403)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:9999", "http://127.0.0.1.evil.org"]
)
async def test_foreign_origins_are_refused(web: Web, origin: str) -> None:
    """Another site's page is 403 and declares nothing."""
    headers = {"Origin": origin, "Host": "localhost:8080"}
    await problem(await web.client.post(PATH, json={"title": "x"}, headers=headers), 403)
    assert (await (await web.client.get(PATH)).json())["items"] == []


async def test_its_own_origin_is_let_in(web: Web) -> None:
    """Pages of this server may call it."""
    headers = {"Origin": "http://localhost:8080", "Host": "localhost:8080"}
    assert (await web.client.get(PATH, headers=headers)).status == 200


async def test_with_a_token_the_host_does_not_matter(closed_web: Web) -> None:
    """Behind a token any name and origin may be used."""
    headers = {**bearer(), "Host": "tocsin.example.org", "Origin": "https://example.org"}
    assert (await closed_web.client.get(PATH, headers=headers)).status == 200


async def test_one_token_has_its_rate(sqlite_url: str, data_dir: Path) -> None:
    """Over the rate is 429 with Retry-After, while health still answers."""
    config = WebConfig(api_tokens=("a", TOKEN), rate_limit=3)
    async with serving(sqlite_url, data_dir, config) as web:
        answers = [await web.client.get(PATH, headers=bearer()) for _ in range(20)]
        refused = next(answer for answer in answers if answer.status == 429)
        await problem(refused, 429)
        assert refused.headers["Retry-After"] == "1"
        assert (await web.client.get("/readyz")).status == 200


async def test_health_needs_no_token(closed_web: Web) -> None:
    """Probes carry no token; metrics need one."""
    for path in ("/livez", "/readyz", "/healthz", "/", "/docs/api", "/openapi.json"):
        assert (await closed_web.client.get(path)).status == 200, path
    await problem(await closed_web.client.get("/metrics"), 401)
    assert (await closed_web.client.get("/metrics", headers=bearer())).status == 200


async def test_a_private_incident_is_there_for_its_members_only(closed_web: Web) -> None:
    """To anyone but its members and admins a private incident does not exist."""
    scopes = frozenset({"incidents:read", "incidents:write"})
    web, by = closed_web, system("test")
    owner = bearer(await web.store.write(tokens.create, by, "owner", scopes))
    other = bearer(await web.store.write(tokens.create, by, "other", scopes))
    body = {"title": "Key leaked", "visibility": "private"}
    assert (await web.client.post(PATH, json=body, headers=owner)).status == 201
    for headers, count in ((owner, 1), (bearer(), 1), (other, 0)):
        listed = await (await web.client.get(PATH, headers=headers)).json()
        assert len(listed["items"]) == count
    for method, path in (
        ("GET", "1"),
        ("GET", "1/timeline"),
        ("PUT", "1"),
        ("DELETE", "1"),
        ("POST", "1/analyze"),
        ("POST", "1/rca/generate"),
    ):
        json = {"title": "x"} if method == "PUT" else None
        answer = await web.client.request(method, f"{PATH}/{path}", json=json, headers=other)
        await problem(answer, 404)
    assert (await web.client.get(f"{PATH}/1", headers=owner)).status == 200
