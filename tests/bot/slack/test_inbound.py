"""What comes to `/slack/events` is checked before anything is believed."""

import hashlib
import hmac
import io
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession

from tests import process

FORM = "application/x-www-form-urlencoded"
NEW, OLD = "the-new-signing-secret", "the-old-signing-secret"


@dataclass(frozen=True)
class Door:
    """A Tocsin in HTTP mode, whose Slack is away."""

    url: str
    session: ClientSession

    async def send(
        self, body: bytes, content_type: str = FORM, **headers: str
    ) -> tuple[int, dict[str, Any], str]:
        """POST a body; the status, the JSON of the answer, and its text."""
        url = f"{self.url}/slack/events"
        given = {"Content-Type": content_type, **headers}
        async with self.session.post(url, data=io.BytesIO(body), headers=given) as answer:
            text = await answer.text()
            found = json.loads(text) if "json" in answer.content_type else {}
            return answer.status, found, text

    async def signed(
        self, body: bytes, content_type: str = FORM, *, secret: str = NEW, age: int = 0
    ) -> tuple[int, dict[str, Any], str]:
        """The same, signed as Slack signs, `age` seconds ago."""
        stamp = str(int(time.time()) - age)
        headers = {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": sign(secret, stamp, body),
        }
        return await self.send(body, content_type, **headers)


def sign(secret: str, stamp: str, body: bytes) -> str:
    """Slack's signature, computed from its description alone."""
    base = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One Tocsin for the module; its signing secret is being rotated."""
    settings = {
        "SLACK_MODE": "http",
        "SLACK_BOT_TOKEN": "xoxb-nobody-knows",
        "SLACK_SIGNING_SECRET": f"{NEW},{OLD}",
        "SLACK_API_URL": f"http://127.0.0.1:{process.free_port()}/api/",
    }
    folder: Path = tmp_path_factory.mktemp("door")
    async with process.tocsin(folder, settings) as (url, _), ClientSession() as session:
        yield Door(url, session)


def command(text: str, trigger: str) -> bytes:
    """A slash command as Slack sends it."""
    fields = {
        "token": "unused",
        "command": "/incident",
        "text": text,
        "trigger_id": trigger,
        "user_id": "U1",
        "user_name": "ada",
        "team_id": "T1",
        "channel_id": "C1",
        "api_app_id": "A1",
        "response_url": "http://127.0.0.1:9/response",
    }
    return urlencode(fields).encode()


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, "must be a number"),
        ({"X-Slack-Request-Timestamp": "soon"}, "must be a number"),
        ({"X-Slack-Request-Timestamp": "²³"}, "must be a number"),
        ({"X-Slack-Request-Timestamp": "9" * 40}, "must be a number"),
        ({"X-Slack-Request-Timestamp": "1000000000"}, "older than five minutes"),
        ({"X-Slack-Request-Timestamp": str(int(time.time()))}, "SLACK_SIGNING_SECRET"),
    ],
)
@pytest.mark.parametrize("body", [b"text=x", b"\xff\x00 neither form nor JSON", b""])
async def test_unsigned_requests(
    door: Door, headers: dict[str, str], said: str, body: bytes
) -> None:
    """Without a fresh signature nothing is read, whatever the body: 401 with what to check."""
    status, problem, text = await door.send(body, "application/json", **headers)
    assert (status, problem["status"]) == (401, 401)
    assert said in problem["detail"]
    assert "Traceback" not in text


async def test_forged_and_stale_signatures(door: Door) -> None:
    """Another secret, a body changed after signing, and an old signature are 401."""
    body = command("declare nothing", "forged.1")
    assert (await door.signed(body, secret="somebody-else's"))[0] == 401
    assert (await door.signed(body, age=301))[0] == 401
    assert (await door.signed(body, age=-301))[0] == 401
    stamp = str(int(time.time()))
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": sign(NEW, stamp, body)}
    assert (await door.send(body + b"&text=more", **headers))[0] == 401
    headers["X-Slack-Signature"] = "v0=é"
    assert (await door.send(body, **headers))[0] == 401


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b'"text"', "application/json"),
        (b"", FORM),
        (b"payload=%7B", FORM),
        (b"\xff\xfe", "application/json"),
        (b"[" * 100_000, "application/json"),
    ],
)
async def test_broken_bodies(door: Door, body: bytes, content_type: str) -> None:
    """A signed body that holds no payload is 400, not a stack trace."""
    status, problem, text = await door.signed(body, content_type)
    assert (status, problem["status"]) == (400, 400)
    assert "Traceback" not in text


async def test_oversize_bodies(door: Door) -> None:
    """Slack sends nothing above a megabyte."""
    status, problem, _ = await door.signed(b"text=" + b"x" * 1_048_576)
    assert (status, problem["status"]) == (413, 413)


async def test_addresses_are_verified(door: Door) -> None:
    """`url_verification` is answered with its challenge, `ssl_check` with an empty 200."""
    asked = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    assert (await door.signed(asked, "application/json"))[:2] == (200, {"challenge": "abc"})
    assert (await door.signed(b"ssl_check=1&token=x"))[::2] == (200, "")


@pytest.mark.parametrize("secret", [NEW, OLD])
async def test_secrets_rotate_without_a_gap(door: Door, secret: str) -> None:
    """Both the current and the previous signing secret are taken."""
    status, _, text = await door.signed(command("help", f"rotated.{secret}"), secret=secret)
    assert status == 200
    assert "What you can say" in text


async def test_the_word_payload(door: Door) -> None:
    """A command that has the word in its text is a command, and declares."""
    status, _, text = await door.signed(command("bad payload in the queue", "payload.1"))
    assert status == 200
    assert "Declared" in text
    assert "bad payload in the queue" in text


async def test_a_command_delivered_twice(door: Door) -> None:
    """The same trigger is the same command: one incident, and an answer both times."""
    body = command("declare low delivered twice", "twice.1")
    first, second = await door.signed(body), await door.signed(body)
    assert first[0] == second[0] == 200
    async with door.session.get(f"{door.url}/api/v1/incidents?q=twice") as answer:
        assert len((await answer.json())["items"]) == 1
    assert "open for this already" in second[2]


async def test_zero_characters(door: Door) -> None:
    """U+0000, which no database takes, becomes U+FFFD."""
    status, _, text = await door.signed(command("zero \x00 here", "zero.1"))
    assert (status, "zero \ufffd here" in json.loads(text)["text"] + text) == (200, True)


async def test_unknown_interactions(door: Door) -> None:
    """A button of a newer or older version is acknowledged and does nothing."""
    payload = {
        "type": "block_actions",
        "user": {"id": "U1", "username": "ada"},
        "team": {"id": "T1"},
        "api_app_id": "A1",
        "trigger_id": "unknown.1",
        "actions": [{"type": "button", "action_id": "of_tomorrow", "block_id": "b", "value": "1"}],
    }
    status, _, _ = await door.signed(urlencode({"payload": json.dumps(payload)}).encode())
    assert status == 200
