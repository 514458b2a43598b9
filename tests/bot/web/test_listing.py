"""The list of incidents: filters, order and pages, on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from yarl import URL

from tests.bot.web.server import Web, problem

PATH = "/api/v1/incidents"


async def listed(web: Web, query: str = "") -> dict[str, Any]:
    """The answer to a list request."""
    answer = await web.client.get(f"{PATH}{query}")
    assert answer.status == 200, await answer.text()
    body: dict[str, Any] = await answer.json()
    return body


def ids(body: Mapping[str, Any]) -> Sequence[str]:
    """The ids on a page."""
    return [item["id"] for item in body["items"]]


@pytest.fixture
async def filled(either_web: Web) -> Web:
    """Five incidents that differ in what can be filtered by."""
    web = either_web
    await web.declare("Checkout is down", severity="critical", service="checkout", team="shop")
    await web.declare("Search is slow", severity="low", labels={"region": "eu-1", "a.b": "x"})
    await web.declare("Cart is down", severity="high", kind="drill", description="100% of carts")
    await web.declare("Mail is late", severity="medium", source="pager", team="shop")
    await web.declare("Disk is full", severity="high", labels={"region": "us-1"})
    await web.client.put(f"{PATH}/1", json={"status": "resolved"})
    await web.client.put(f"{PATH}/4", json={"status": "in_progress"})
    return web


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [5, 4, 3, 2, 1]),
        ("?status=resolved", [1]),
        ("?status=open,in_progress", [5, 4, 3, 2]),
        ("?status=resolved&status=in_progress", [4, 1]),
        ("?severity=critical", [1]),
        ("?severity=sev2", [5, 3]),
        ("?severity=high,low", [5, 3, 2]),
        ("?source=pager", [4]),
        ("?service=checkout", [1]),
        ("?team=shop", [4, 1]),
        ("?team=shop&status=resolved", [1]),
        ("?kind=drill", [3]),
        ("?label=region%3Deu-1", [2]),
        ("?label=region=eu-1&label=a.b=x", [2]),
        ("?label=region=eu-1&label=a.b=y", []),
        ("?label=none=x", []),
        ("?q=is+down", [3, 1]),
        ("?q=DOWN+checkout", [1]),
        ("?q=100%25", [3]),
        ("?q=_", []),
        ("?sort=created_at", [1, 2, 3, 4, 5]),
        ("?sort=-updated_at&status=resolved,in_progress", [4, 1]),
        ("?since=2000-01-01T00:00:00Z", [5, 4, 3, 2, 1]),
        ("?until=2000-01-01T00:00:00%2B02:00", []),
        ("?since=2100-01-01T00:00:00+02:00", []),
        ("?since=0001-01-01T00:00:00%2B14:00", [5, 4, 3, 2, 1]),
        ("?until=9999-12-31t23:59:59-14:00", [5, 4, 3, 2, 1]),
    ],
)
async def test_filters(filled: Web, query: str, expected: list[int]) -> None:
    """Each filter narrows the list to what it says."""
    assert ids(await listed(filled, query)) == [f"INC-{number}" for number in expected]


@pytest.mark.parametrize("sort", ["-created_at", "created_at", "-updated_at", "updated_at"])
async def test_pages_hold_everything_once(filled: Web, sort: str) -> None:
    """Following `next` gives every incident exactly once, in the order of one big page."""
    whole = ids(await listed(filled, f"?sort={sort}"))
    found: list[str] = []
    query = f"?sort={sort}&limit=2"
    while True:
        page = await listed(filled, query)
        found += ids(page)
        if page["next"] is None:
            break
        query = f"?sort={sort}&limit=2&cursor={page['next']}"
    assert found == whole


async def test_the_next_page_is_linked(filled: Web) -> None:
    """The Link header leads to the next page with the same filters."""
    answer = await filled.client.get(f"{PATH}?limit=1&severity=high&severity=low")
    following = URL(str(answer.links["next"]["url"]))
    page = await (await filled.client.get(following.relative())).json()
    assert ids(page) == ["INC-3"]
    last = await filled.client.get(f"{PATH}?limit=200")
    assert "Link" not in last.headers


@pytest.mark.parametrize(
    "query",
    [
        "?limit=0",
        "?limit=201",
        "?limit=many",
        "?limit=1&limit=2",
        "?status=broken",
        "?severity=awful",
        "?sort=title",
        "?kind=none",
        "?since=yesterday",
        "?since=2026-01-01",
        "?since=2026-01-01T00:00:00",
        "?since=1700000000",
        "?label=region",
        "?label==x",
        "?offset=5",
        "?Status=open",
    ],
)
async def test_wrong_parameters_are_named(web: Web, query: str) -> None:
    """An unknown or wrong parameter is 422, and its name is in the errors."""
    body: dict[str, Any] = await problem(await web.client.get(f"{PATH}{query}"), 422)
    name = query[1:].split("=", maxsplit=1)[0]
    assert body["errors"][0]["pointer"].startswith(f"/{name}")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "AAAA",
        "é",
        "%00",
        "W10",
        "WzEsIi1jcmVhdGVkX2F0IiwiMDAwMS0wMS0wMVQwMDowMDowMCsxNDowMCIsMV0",
        "WzEsIi1jcmVhdGVkX2F0IiwiMjAyNi0wMS0wMVQwMDowMDowMCswMDowMCIsOTk5OTk5OTk5OTk5OTk5OTk5OTld",
        "W" * 5000,
    ],
)
async def test_a_foreign_cursor_is_refused(either_web: Web, cursor: str) -> None:
    """A cursor that was not made here is 400."""
    await problem(await either_web.client.get(f"{PATH}?cursor={cursor}"), 400)


async def test_a_cursor_of_another_order_is_refused(filled: Web) -> None:
    """A cursor belongs to the order it was made for."""
    cursor = (await listed(filled, "?limit=1"))["next"]
    await problem(await filled.client.get(f"{PATH}?sort=created_at&cursor={cursor}"), 400)


@pytest.mark.parametrize("name", ['"', "'", "\\", "$", "[0]", "a\x00b", '"] || 1 --', "ключ", "."])
async def test_odd_label_names_are_only_names(either_web: Web, name: str) -> None:
    """Whatever a label is called, its filter finds it and nothing else."""
    await either_web.declare("odd", labels={name: "x"})
    await either_web.declare("plain", labels={"region": "x"})
    answer = await either_web.client.get(PATH, params={"label": f"{name}=x"})
    assert answer.status == 200, await answer.text()
    assert ids(await answer.json()) == ["INC-1"]


async def test_lists_show_the_first_log_lines(web: Web) -> None:
    """A list cuts each incident's logs to 50 lines; the incident itself has all."""
    await web.declare(logs=[f"line {number}" for number in range(80)])
    assert len((await listed(web))["items"][0]["logs"]) == 50
    assert len((await (await web.client.get(f"{PATH}/1")).json())["logs"]) == 80
