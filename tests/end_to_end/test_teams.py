"""An incident's team by rules, label or form, and its own prompt in what a model is asked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import process
from tests.core.ai.model_server import ModelServer
from tests.house import House, living
from tests.waiting import wait_for

RULES = """
teams:
  - team: Payments
    services: [checkout, "pay-*"]
  - team: search
    title: [index*]
"""
OURS = "Payments' own words. {{ mark }}\n---\n{{ evidence }}\n"
OUR_RCA = "Payments' own document. {{ mark }} {{ section }}\n---\n{{ facts }}\n{{ draft }}\n"


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[ModelServer]:
    """A model server that answers truthfully."""
    running = await ModelServer.start()
    yield running
    await running.close()


@pytest.fixture(scope="module")
async def ruled(
    server: ModelServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """A Tocsin with rules, a prompt of one team's own, and a model."""
    folder: Path = tmp_path_factory.mktemp("ruled")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    (folder / "prompts" / "payments").mkdir(parents=True)
    for name, text in (("analysis", OURS), ("rca", OUR_RCA)):
        path = folder / "prompts" / "payments" / f"{name}.md"
        path.write_text(text, encoding="utf-8")
    settings = {
        "TOCSIN_RULES": str(folder / "rules.yaml"),
        "TOCSIN_PROMPTS_DIR": str(folder / "prompts"),
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": server.base_url_openai,
    }
    async with living(folder, settings) as house:
        yield house


async def declared(house: House, title: str) -> dict[str, object]:
    """The incident with this title, once it is there."""

    async def found() -> dict[str, object] | None:
        _, page = await house.api("GET", "/api/v1/incidents?limit=200")
        return next((dict(each) for each in page["items"] if each["title"] == title), None)

    incident: dict[str, object] = await wait_for(found, f"the incident {title!r}")
    return incident


async def asked(server: ModelServer, title: str) -> str:
    """The whole request that a model got about the incident with this title."""

    async def found() -> str | None:
        return next((each.raw for each in server.requests if title in each.prompt), None)

    raw: str = await wait_for(found, f"a question about {title!r}", timeout=20)
    return raw


async def test_rest(server: ModelServer, ruled: House) -> None:
    """The rules decide where the caller doesn't; a later service brings the team."""
    path = "/api/v1/incidents"
    _, made = await ruled.api("POST", path, json={"title": "Cards fail", "service": "checkout"})
    assert made["team"] == "Payments"
    assert "Payments' own words" in await asked(server, "Cards fail")
    given = {"title": "Cards slow", "service": "checkout", "team": "web"}
    _, made = await ruled.api("POST", path, json=given)
    assert made["team"] == "web"
    assert "Payments' own words" not in await asked(server, "Cards slow")
    _, made = await ruled.api("POST", path, json={"title": "Something is odd"})
    assert made["team"] is None
    _, made = await ruled.api("PATCH", f"{path}/{made['id']}", json={"service": "pay-api"})
    assert made["team"] == "Payments"


async def test_rca(server: ModelServer, ruled: House) -> None:
    """The document's prose is asked for in the team's words, too."""
    new = {"title": "Cards vanish", "service": "checkout"}
    _, made = await ruled.api("POST", "/api/v1/incidents", json=new)
    status, _ = await ruled.api("POST", f"/api/v1/incidents/{made['id']}/rca/generate")
    assert status == 200
    assert any("Payments' own document" in each.raw for each in server.requests)


async def test_webhook(server: ModelServer, ruled: House) -> None:
    """An alert's service or its own label decides."""
    for name, labels in (
        ("CardsRefused", {"service": "checkout"}),
        ("CardsLost", {"service": "checkout", "team": "web"}),
    ):
        alert = {
            "status": "firing",
            "labels": {"alertname": name, **labels},
            "annotations": {},
            "startsAt": "2026-11-24T12:00:00Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "fingerprint": name,
        }
        body = {
            "version": "4",
            "groupKey": name,
            "status": "firing",
            "receiver": "tocsin",
            "groupLabels": {"alertname": name},
            "commonLabels": {},
            "commonAnnotations": {},
            "externalURL": "http://alertmanager.example",
            "alerts": [alert],
        }
        status, _ = await ruled.api("POST", "/webhooks/alertmanager", json=body)
        assert status == 202
    assert (await declared(ruled, "CardsRefused"))["team"] == "Payments"
    assert (await declared(ruled, "CardsLost"))["team"] == "web"
    assert "Payments' own words" in await asked(server, "CardsRefused")


async def test_slack(server: ModelServer, ruled: House) -> None:
    """Typed, the title decides; in the form the service does, unless a team is named."""
    number = await ruled.declare("Indexing is stuck")
    assert (await ruled.incident(number))["team"] == "search"
    for title, team, wanted in (
        ("Refunds hang", "", "Payments"),
        ("Refunds doubled", "search", "search"),
    ):
        await ruled.ada.shortcut("declare_incident")
        values = {"title": title, "service": "pay-refunds"} | ({"team": team} if team else {})
        assert "errors" not in await ruled.ada.submit(values)
        assert (await declared(ruled, title))["team"] == wanted
    assert "Payments' own words" in await asked(server, "Refunds hang")


async def test_rules_that_do_not_fit_stop_the_start(tmp_path: Path) -> None:
    """Exit code 2, with the file and the entry."""
    rules, log = tmp_path / "rules.yaml", tmp_path / "log"
    rules.write_text("teams: [{team: a, service: b}]", encoding="utf-8")
    settings = {"TOCSIN_RULES": str(rules), "PORT": str(process.free_port())}
    running = await process.start("serve", settings=settings, folder=tmp_path, output=log)
    assert await running.wait() == 2
    assert f"TOCSIN_RULES: {rules}, entry 1 (a), service" in log.read_text(encoding="utf-8")
