"""Bad requests: a clear 4xx, never a stack trace, never half an incident."""

import gzip
import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bot.web.server import Web, problem

PATH = "/api/v1/incidents"
JSON = {"Content-Type": "application/json"}


async def count(web: Web) -> int:
    """How many incidents there are."""
    answer = await web.client.get(f"{PATH}?limit=200")
    return len((await answer.json())["items"])


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"{'title': 'x'}", b"title=x", b"\xff\xfe", b'{"title": "\\ud800"}', b"[" * 9999],
)
async def test_broken_json_is_400(web: Web, body: bytes) -> None:
    """What isn't JSON is 400."""
    await problem(await web.client.post(PATH, data=body, headers=JSON), 400)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ([], ""),
        ("title", ""),
        ({}, "/title"),
        ({"title": None}, "/title"),
        ({"title": 5}, "/title"),
        ({"title": ""}, "/title"),
        ({"title": " \n"}, "/title"),
        ({"title": "x" * 301}, "/title"),
        ({"title": "x", "severity": "awful"}, "/severity"),
        ({"title": "x", "logs": "one"}, "/logs"),
        ({"title": "x", "logs": ["a", 5]}, "/logs/1"),
        ({"title": "x", "labels": {"a": 1}}, "/labels/a"),
        ({"title": "x", "labels": []}, "/labels"),
        ({"title": "x", "kind": "party"}, "/kind"),
        ({"title": "x", "titel": "y"}, "/titel"),
        ({"title": "x", "a/b~c": 1}, "/a~1b~0c"),
        ({"title": "x", "id": "INC-9"}, "/id"),
    ],
)
async def test_wrong_fields_are_named(web: Web, body: object, pointer: str) -> None:
    """A wrong, missing or unknown field is 422, named by its JSON pointer."""
    answer = await web.client.post(PATH, json=body)
    told: dict[str, Any] = await problem(answer, 422)
    assert pointer in [error["pointer"] for error in told["errors"]]
    assert await count(web) == 0


async def test_null_is_no_incident(web: Web) -> None:
    """JSON that isn't an object is 422."""
    await problem(await web.client.post(PATH, data=b"null", headers=JSON), 422)


async def test_what_was_sent_is_not_repeated(web: Web) -> None:
    """A refusal never echoes the value that was sent."""
    secret = "hunter2-hunter2"
    for body in ({"title": "x", "severity": secret}, {"title": [secret]}, {"title": secret * 99}):
        answer = await web.client.post(PATH, json=body)
        assert answer.status == 422
        assert secret not in await answer.text()


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"]
)
async def test_other_media_types_are_415(web: Web, media: str) -> None:
    """A body that isn't JSON in UTF-8 is 415 and says what is read."""
    body: dict[str, Any] = await problem(
        await web.client.post(PATH, data=b'{"title": "x"}', headers={"Content-Type": media}), 415
    )
    assert "application/json" in body["detail"] or "UTF-8" in body["detail"]


async def test_a_body_over_the_limit_is_413(web: Web) -> None:
    """Over the limit is 413: by its announced length, in chunks, and once unpacked."""
    big = json.dumps({"title": "x", "description": "y" * 10_500_000}).encode()
    await problem(await web.client.post(PATH, data=BytesIO(big), headers=JSON), 413)

    async def chunks() -> Any:
        for start in range(0, len(big), 65_536):
            yield big[start : start + 65_536]

    await problem(await web.client.post(PATH, data=chunks(), headers=JSON), 413)
    packed = gzip.compress(b" " * 50_000_000)
    headers = {**JSON, "Content-Encoding": "gzip"}
    await problem(await web.client.post(PATH, data=packed, headers=headers), 413)
    assert await count(web) == 0


async def test_a_body_that_cannot_be_unpacked_is_400(web: Web) -> None:
    """A body that isn't what its Content-Encoding says is refused."""
    headers = {**JSON, "Content-Encoding": "gzip"}
    answer = await web.client.post(PATH, data=b'{"title": "x"}', headers=headers)
    assert answer.status == 400
    headers = {**JSON, "Content-Encoding": "compress"}
    answer = await web.client.post(PATH, data=b'{"title": "x"}', headers=headers)
    assert answer.status == 415


async def test_unknown_addresses_and_methods(web: Web) -> None:
    """An unknown address is 404, a wrong method 405 with the right ones."""
    await problem(await web.client.get("/api/v1/nothing"), 404)
    await problem(await web.client.get("/api/v2/incidents"), 404)
    answer = await web.client.delete(PATH)
    await problem(answer, 405)
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(","))


@pytest.mark.parametrize("path", ["analyze", "rca/generate"])
async def test_addresses_without_a_body(web: Web, path: str) -> None:
    """Where no body is taken, an empty object passes and anything else is 422."""
    await web.declare()
    refused = await web.client.post(f"{PATH}/1/{path}", json={"fresh": True})
    await problem(refused, 422)
    assert (await web.client.post(f"{PATH}/1/{path}", json={})).status == 200


async def test_unknown_parameters_are_refused_everywhere(web: Web) -> None:
    """A query parameter that an address doesn't know is 422."""
    await web.declare()
    await problem(await web.client.get(f"{PATH}/1?verbose=1"), 422)
    await problem(await web.client.post(f"{PATH}/1/analyze?frsh=1"), 422)
    await problem(await web.client.post(f"{PATH}/1/analyze?fresh=maybe"), 422)


async def test_a_request_id_is_kept_if_it_is_sane(web: Web) -> None:
    """A sane X-Request-ID comes back; anything else is replaced."""
    answer = await web.client.get("/api/v1/nothing", headers={"X-Request-ID": "trace-1.2_3"})
    assert answer.headers["X-Request-ID"] == "trace-1.2_3"
    answer = await web.client.get("/api/v1/nothing", headers={"X-Request-ID": "a b<c>" * 99})
    assert "<" not in answer.headers["X-Request-ID"]
    await problem(answer, 404)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["title", "description", "severity", "logs", "labels", "kind", "visibility", "dedup_key", "x"]
)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    body=st.dictionaries(FIELDS, JSON_VALUES, max_size=5), method=st.sampled_from(["POST", "PUT"])
)
async def test_any_json_is_taken_or_refused(web: Web, body: dict[str, Any], method: str) -> None:
    """Whatever JSON comes, the answer is a success or a 4xx, and refusals leave nothing behind."""
    before = await count(web)
    path = PATH if method == "POST" else f"{PATH}/1"
    answer = await web.client.request(method, path, json=body)
    assert answer.status in (200, 201, 404, 409, 422), await answer.text()
    if answer.status != 201:
        assert await count(web) == before


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.binary(max_size=60))
async def test_any_bytes_are_refused(web: Web, body: bytes) -> None:
    """Whatever bytes come that aren't an incident, the answer is 400 or 422."""
    answer = await web.client.post(PATH, data=body, headers=JSON)
    assert answer.status in (400, 422)
    assert await count(web) == 0
