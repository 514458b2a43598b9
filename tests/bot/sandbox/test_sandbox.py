"""The sandbox as a whole: its file, its own server, and who may use it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession

from bot.sandbox import SandboxConfig, serve
from tests.bot.sandbox.bolt_app import MANIFEST
from tests.bot.sandbox.conftest import Stage, config_for, listening, staged
from tests.bot.sandbox.driver import RefusedError
from tests.waiting import wait_for


async def test_workspace_survives_a_restart(tmp_path: Path) -> None:
    """Channels, messages, reactions and ts are as they were; new ts follow the old ones."""
    async with staged(tmp_path) as stage:
        channel = (await stage.client.conversations_create(name="inc-1"))["channel"]["id"]
        posted = await stage.client.chat_postMessage(channel=channel, text="before")
        await stage.client.reactions_add(channel=channel, timestamp=posted["ts"], name="eyes")
        await stage.client.chat_postEphemeral(channel="incidents", user="U0ADA", text="gone")
        before = (await stage.client.conversations_history(channel=channel))["messages"]
    async with staged(tmp_path) as stage:
        after = (await stage.client.conversations_history(channel=channel))["messages"]
        assert after == before
        again = await stage.client.chat_postMessage(channel=channel, text="after")
        assert again["ts"] > posted["ts"]
        incidents = await stage.workspace.channel("incidents")
        assert await stage.ada.ephemerals(incidents) == []


async def test_ts_rise_even_when_the_clock_stands(tmp_path: Path) -> None:
    """A hundred messages in one moment have a hundred different, rising ts."""
    async with staged(tmp_path) as stage:
        posts = [stage.client.chat_postMessage(channel="incidents", text="x") for _ in range(100)]
        stamps = [answer["ts"] for answer in await asyncio.gather(*posts)]
        assert len(set(stamps)) == 100
        history = await stage.client.conversations_history(
            channel=await stage.workspace.channel("incidents"), limit=100
        )
        assert [m["ts"] for m in history["messages"]] == sorted(stamps, reverse=True)


async def test_fresh_workspace_has_people_and_something_to_declare(stage: Stage) -> None:
    """Three channels, the bot in #incidents, and a report of failing checkouts."""
    state = await stage.workspace.read("state", user="U0ADA")
    assert [c["name"] for c in state["channels"]] == ["checkout-team", "general", "incidents"]
    assert len(state["users"]) == 5
    assert [c["name"] for c in state["commands"]] == ["/echo", "/form", "/boom"]
    team = await stage.workspace.channel("checkout-team")
    texts = [m["text"] for m in await stage.ada.messages(team)]
    assert any("checkout returns 500s" in text for text in texts)
    assert stage.app.events == []


async def test_foreign_hosts_and_origins_are_refused(stage: Stage) -> None:
    """A page elsewhere can neither reach the sandbox by another name nor act in it."""
    session, base = stage.workspace.session, stage.workspace.base_url
    rebound = await session.get(f"{base}/ui/state", headers={"Host": "evil.example"})
    assert rebound.status == 403
    body = {"user": "U0ADA", "channel": "C1", "text": "x"}
    foreign = {"Origin": "https://evil.example"}
    assert (await session.post(f"{base}/ui/message", json=body, headers=foreign)).status == 403
    assert (await session.post(f"{base}/ui/message", data=body)).status == 415
    assert (
        await session.post(f"{base}/control/pace", json={"on": 1}, headers=foreign)
    ).status == 403


async def test_page_is_served_under_a_strict_policy(stage: Stage) -> None:
    """No inline script, nothing from elsewhere; files by name only."""
    session, base = stage.workspace.session, stage.workspace.base_url
    page = await session.get(base)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    html = await page.text()
    assert '<base href="/sandbox/">' in html
    assert "style=" not in html
    assert "<script>" not in html
    assert (await session.get(f"{base}/static/main.js")).content_type == "text/javascript"
    assert (await session.get(f"{base}/static/..%2Fapp.py")).status == 404


async def test_runs_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`serve` prints what to set, answers the Web API there, and stops when cancelled."""
    at = listening()
    port = at.getsockname()[1]
    at.close()
    config = config_for(tmp_path, port, 9)
    running = asyncio.ensure_future(serve(config, "127.0.0.1", port))
    async with ClientSession() as session:

        async def answers() -> Any:
            try:
                answer = await session.post(
                    f"{config.api_url}auth.test", data={"token": "xoxb-sandbox"}
                )
            except ClientConnectionError:
                return False
            return bool((await answer.json())["ok"])

        await wait_for(answers, "the sandbox")
        page = await session.get(f"http://127.0.0.1:{port}/")
        assert (page.url.path, page.status) == ("/sandbox", 200)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert capsys.readouterr().out.splitlines() == [
        f"SLACK_API_URL=http://127.0.0.1:{port}/sandbox/api/",
        "SLACK_BOT_TOKEN=xoxb-sandbox",
        "SLACK_SIGNING_SECRET=a-signing-secret",
    ]


async def test_listens_on_loopback_only(tmp_path: Path) -> None:
    """An open address is refused with the reason."""
    with pytest.raises(ValueError, match="loopback only"):
        await serve(config_for(tmp_path, 1, 2), "0.0.0.0", 1)


def test_manifest_gives_the_app_facts(tmp_path: Path) -> None:
    """Name, commands, shortcuts, scopes and events are the manifest's, unless given."""
    config = config_for(tmp_path, 1, 2)
    assert (config.app_name, config.api_url) == ("Echo", "http://127.0.0.1:1/sandbox/api/")
    assert [(c.name, c.escape) for c in config.commands][:2] == [("/echo", True), ("/form", False)]
    assert [(s.callback_id, s.kind) for s in config.shortcuts] == [
        ("start", "global"),
        ("keep", "message"),
    ]
    assert "message.channels" in config.bot_events
    other = SandboxConfig.from_manifest(
        MANIFEST,
        database=tmp_path / "x.db",
        base_url="http://127.0.0.1:1",
        events_url="http://127.0.0.1:2",
        signing_secret="s",
        bot_token="b",
        app_token="a",
        app_name="Other",
    )
    assert (other.app_name, other.prefix) == ("Other", "")


async def test_pages_hear_of_changes(stage: Stage) -> None:
    """An open page is told of a new message, and of a private one only its reader's."""
    channel = await stage.workspace.channel("incidents")
    address = f"{stage.workspace.base_url}/ui/live?user="
    session = stage.workspace.session
    async with session.get(f"{address}U0ADA") as ada, session.get(f"{address}U0LINUS") as linus:
        assert ada.content_type == "text/event-stream"
        for page in (ada, linus):
            assert await page.content.readuntil(b"\n\n") == b"event: hello\ndata: {}\n\n"
        await stage.client.chat_postEphemeral(channel=channel, user="U0ADA", text="psst")
        await stage.ada.say(channel, "for all")
        change = f'data: {{"kind": "messages", "channel": "{channel}"}}\n\n'.encode()
        assert await ada.content.readuntil(b"\n\n") == change
        assert await ada.content.readuntil(b"\n\n") == change
        assert await linus.content.readuntil(b"\n\n") == change


async def test_guests_see_only_their_channels(stage: Stage) -> None:
    """A guest knows of no channel they are not in, and cannot make one."""
    guest = stage.workspace.person("U0GUEST")
    state = await stage.workspace.read("state", user=guest.id)
    seen = [c["name"] for c in state["channels"] if not c["hidden"]]
    assert seen == ["checkout-team"]
    with pytest.raises(RefusedError, match="channel_not_found"):
        await guest.messages(await stage.workspace.channel("incidents"))
    with pytest.raises(RefusedError, match="restricted_action"):
        await stage.workspace.act("channel", user=guest.id, name="mine")
