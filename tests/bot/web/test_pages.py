"""The pages: what people see first, escaped and closed to anything from elsewhere."""

import re

from bot.web.app import document
from tests.bot.web.server import BASE_URL, Web

EVIL = "<script>alert(1)</script>"


async def test_home_shows_what_is_open(web: Web) -> None:
    """Open incidents are on the page, resolved ones are not."""
    await web.declare("Checkout is down", severity="critical")
    await web.declare("Long over")
    await web.client.put("/api/v1/incidents/2", json={"status": "resolved"})
    text = await (await web.client.get("/")).text()
    assert "Checkout is down" in text
    assert "Long over" not in text


async def test_what_people_wrote_is_escaped(web: Web) -> None:
    """Markup in a title or service is text."""
    await web.declare(EVIL, service=EVIL)
    text = await (await web.client.get("/")).text()
    assert EVIL not in text
    assert "&lt;script&gt;" in text


async def test_nothing_comes_from_elsewhere(web: Web) -> None:
    """Pages load from this server alone, and the policy says so."""
    for path in ("/", "/docs/api"):
        answer = await web.client.get(path)
        assert answer.status == 200
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        text = await answer.text()
        for address in re.findall(r'(?:src|href)="([^"]*)"', text):
            assert address.startswith(("/", "#")), address
        for asset in re.findall(r'(?:src|href)="(/static/[^"]*)"', text):
            assert (await web.client.get(asset)).status == 200
        assert "style=" not in text


async def test_a_closed_server_shows_no_incident(closed_web: Web) -> None:
    """Where a token is needed, the page tells nothing of incidents."""
    headers = {"Authorization": "Bearer test-token-with-every-right"}
    await closed_web.client.post(
        "/api/v1/incidents", json={"title": "Secret outage"}, headers=headers
    )
    assert "Secret outage" not in await (await closed_web.client.get("/")).text()


async def test_every_operation_and_problem_is_documented(web: Web) -> None:
    """The reference has a place for each operation, and for each `type` a problem points at."""
    text = await (await web.client.get("/docs/api")).text()
    for methods in document()["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in text
    refused = await web.client.post("/api/v1/incidents", json={})
    address = (await refused.json(content_type=None))["type"]
    assert address.startswith(f"{BASE_URL}/docs/api#")
    assert f'id="{address.partition("#")[2]}"' in text


async def test_docs_lead_to_the_api(web: Web) -> None:
    """`/docs` leads to the reference."""
    answer = await web.client.get("/docs", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/docs/api")
