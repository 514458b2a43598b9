"""`Idempotency-Key`: sent twice, done once."""

import asyncio
from typing import Any

import pytest

from core import tokens
from core.actor import ALL_SCOPES, system
from tests.bot.web.server import Web, bearer, problem

PATH = "/api/v1/incidents"
KEY = {"Idempotency-Key": "order-66"}


async def items(web: Web) -> list[Any]:
    """All incidents."""
    found: list[Any] = (await (await web.client.get(PATH)).json())["items"]
    return found


async def test_the_same_request_has_the_same_answer(either_web: Web) -> None:
    """A declaration sent again declares nothing, and answers as before with its headers."""
    body = {"title": "Once", "logs": ["a", "b"]}
    first = await either_web.client.post(PATH, json=body, headers=KEY)
    again = await either_web.client.post(PATH, json=body, headers=KEY)
    assert (first.status, again.status) == (201, 201)
    assert await first.read() == await again.read()
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    for name in ("ETag", "Location", "Content-Type"):
        assert first.headers[name] == again.headers[name]
    assert len(await items(either_web)) == 1


async def test_many_at_once_declare_once(either_web: Web) -> None:
    """Twenty equal requests at the same time make one incident."""
    answers = await asyncio.gather(
        *(either_web.client.post(PATH, json={"title": "Once"}, headers=KEY) for _ in range(20))
    )
    assert {answer.status for answer in answers} == {201}
    (name,) = {(await answer.json())["id"] for answer in answers}
    assert [incident["id"] for incident in await items(either_web)] == [name]


async def test_another_body_is_refused(web: Web) -> None:
    """The same key with another body, or for another address, is 422."""
    await web.client.post(PATH, json={"title": "Once"}, headers=KEY)
    await problem(await web.client.post(PATH, json={"title": "Twice"}, headers=KEY), 422)
    command = await web.client.post("/api/v1/commands", json={"text": "help"}, headers=KEY)
    await problem(command, 422)
    assert len(await items(web)) == 1


async def test_keys_belong_to_their_caller(closed_web: Web) -> None:
    """Two tokens may use the same key."""
    other = await closed_web.store.write(tokens.create, system("test"), "other", ALL_SCOPES)
    for token in (bearer(), bearer(other)):
        answer = await closed_web.client.post(PATH, json={"title": "x"}, headers={**KEY, **token})
        assert "Idempotency-Replayed" not in answer.headers
        assert answer.status == 201


async def test_a_refused_request_may_be_mended(web: Web) -> None:
    """A refusal isn't kept: the same key works once the request is right."""
    await problem(await web.client.post(PATH, json={"titel": "x"}, headers=KEY), 422)
    assert (await web.client.post(PATH, json={"title": "x"}, headers=KEY)).status == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "schlüssel"])
async def test_odd_keys_are_refused(web: Web, key: str) -> None:
    """A key that is empty, too long or not ASCII is 422."""
    headers = {"Idempotency-Key": key}
    await problem(await web.client.post(PATH, json={"title": "x"}, headers=headers), 422)
    assert await items(web) == []


async def test_the_existing_incident_is_answered_again(web: Web) -> None:
    """A key on a declaration that found an open incident replays that answer."""
    await web.declare("Disk", dedup_key="disk")
    body = {"title": "Disk", "dedup_key": "disk"}
    first = await web.client.post(PATH, json=body, headers=KEY)
    again = await web.client.post(PATH, json=body, headers=KEY)
    assert (first.status, again.status) == (200, 200)
    assert await first.read() == await again.read()


async def test_other_posts_replay_too(web: Web) -> None:
    """Logs added, commands, analyses, RCAs and summaries with a key happen once."""
    await web.declare("Pool exhausted", logs=["ERROR: Unable to acquire connection"])
    for number, (path, body) in enumerate(
        [
            (f"{PATH}/1/logs", {"logs": ["more"]}),
            (f"{PATH}/1/analyze?fresh=1", None),
            (f"{PATH}/1/rca/generate", None),
            ("/api/v1/commands", {"text": "note INC-1 seen"}),
            ("/api/v1/logs/summarize", {"logs": ["ERROR a"]}),
        ]
    ):
        headers = {"Idempotency-Key": f"key-{number}"}
        first = await web.client.post(path, json=body, headers=headers)
        again = await web.client.post(path, json=body, headers=headers)
        assert first.status == 200, await first.text()
        assert await first.read() == await again.read(), path
        assert again.headers["Idempotency-Replayed"] == "true"
    incident = await (await web.client.get(f"{PATH}/1")).json()
    assert incident["logs"] == ["ERROR: Unable to acquire connection", "more"]
    timeline = await (await web.client.get(f"{PATH}/1/timeline")).json()
    assert [entry["kind"] for entry in timeline["items"]].count("noted") == 1


async def test_a_summary_with_another_log_is_refused(web: Web) -> None:
    """A streamed body counts as much as any other."""
    path = "/api/v1/logs/summarize"
    await web.client.post(path, json={"logs": ["a"]}, headers=KEY)
    await problem(await web.client.post(path, json={"logs": ["b"]}, headers=KEY), 422)
