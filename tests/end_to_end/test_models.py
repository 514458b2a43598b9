"""Models behind the whole bot: every answer, and every failure, ends in one honest post.

All scenes are played at once, a Tocsin for each API and one for two providers; the tests look at
what was seen. Before the first scene comes one that isn't looked at: the SDKs are still being
imported by all these processes at once, for seconds.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.core.ai.model_server import Behaviour, ModelServer
from tests.house import House, living, plain
from tests.waiting import wait_for

SECONDS = 5
GRACE = 2
OFFLINE_WITHIN = 5
LOGS = ["2026-11-24T14:05:31Z ERROR checkout: no connection from the pool after 30000 ms"]
APIS = {"responses": "OpenAI", "chat": "OpenAI", "messages": "Anthropic"}
MODELS = {"OpenAI": "openai gpt-6.1-sol", "Anthropic": "anthropic claude-sonnet-5-5"}
KEYS = {"OpenAI": "OPENAI_API_KEY", "Anthropic": "ANTHROPIC_API_KEY"}

# Each wave is played at once: no more than there are calls at a time, and fewer than five
# failures in a row that would open the breaker.
WAVES: Sequence[dict[str, tuple[Behaviour, str]]] = (
    {"good": (Behaviour("good"), "The evidence says:")},
    {
        "status-401": (Behaviour("status", 401), "{label} API error: 401 (check {key})"),
        "status-403": (
            Behaviour("status", 403),
            "{label} API error: 403 (not allowed: check {key})",
        ),
        "status-408": (Behaviour("status", 408), "{label} API error: 408 (the provider timed out)"),
        "status-429": (
            Behaviour("status", 429, "600"),
            "{label} API error: 429 (rate limit, asked to wait 600 s)",
        ),
    },
    {
        "status-500": (Behaviour("status", 500), "{label} API error: 500"),
        "status-529": (Behaviour("status", 529), "{label} API error: 529 (overloaded)"),
        "refusal": (Behaviour("refusal"), "{label} refused to answer"),
        "cut-off": (Behaviour("cut_off"), "{label}: answer cut off at the token limit"),
    },
    {
        "broken-json": (Behaviour("broken_json"), "{label}: answer was not valid JSON"),
        "endless": (Behaviour("endless"), "{label}: "),
        "a-byte-a-second": (Behaviour("slow"), "{label}: no answer within"),
        "hang": (Behaviour("hang"), "{label}: no answer within"),
    },
)
SCENES = {name: scene for wave in WAVES for name, scene in wave.items()}


@dataclass(frozen=True)
class Seen:
    """What stood in Slack after 5 s at most, and at the end of the analysis's time."""

    early: str
    late: str
    posts: int
    stored: dict[str, Any]


def title(name: str) -> str:
    """A title by which the model server knows the scene."""
    return f"Payments fail, scene {name}"


async def scene(house: House, name: str, *, done: str) -> Seen:
    """Declare, and look at the analysis post at both deadlines, counted from the request on.

    `done` are the words that only the finished post holds.
    """
    began = time.monotonic()
    body = {"title": title(name), "logs": LOGS, "severity": "high"}
    _, made = await house.api("POST", "/api/v1/incidents", json=body)
    number = int(made["id"].removeprefix("INC-"))
    early = await _read(house, number, "claims verified", began + OFFLINE_WITHIN)
    late = await _read(house, number, done, began + SECONDS + GRACE)
    posts = await house.posts_of(number, "analysis")
    _, stored = await house.api("GET", f"/api/v1/incidents/INC-{number}")
    return Seen(early, late, len(posts), stored)


async def _read(house: House, number: int, words: str, deadline: float) -> str:
    """The analysis post once it holds `words`, or as it stands at the deadline."""
    last = ""

    async def holds() -> bool:
        nonlocal last
        post = await house.analysis_now(number)
        last = plain(post) if post else ""
        return words in last or time.monotonic() >= deadline

    await wait_for(holds, f"the analysis of INC-{number}", timeout=SECONDS + 20, every=0.1)
    return last


def settings(server: ModelServer, *labels: str, api: str = "responses") -> dict[str, str]:
    """A Tocsin with a key for each provider, little patience, and a channel for each incident."""
    made = {"AI_TIMEOUT": str(SECONDS), "SLACK_CHANNEL_SEVERITY": "low", "OPENAI_API": api}
    if "OpenAI" in labels:
        made |= {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": server.base_url_openai}
    if "Anthropic" in labels:
        made |= {"ANTHROPIC_API_KEY": "sk-ant-t", "ANTHROPIC_BASE_URL": server.base_url_anthropic}
    return made


async def play(server: ModelServer, api: str, folder: Path) -> dict[str, Seen]:
    """Every scene with one API; the last incident is also asked for over REST."""
    label = APIS[api]
    seen: dict[str, Seen] = {}
    given = settings(server, label, api="chat" if api == "chat" else "responses")
    async with living(folder, given) as house:
        await house.slack.control("pace", {"on": False})
        await warm(house, "warming", done="1026 tokens")
        for wave in WAVES:
            reasons = [_filled(reason, label) for _, reason in wave.values()]
            found = await asyncio.gather(
                *(scene(house, name, done=why) for name, why in zip(wave, reasons, strict=True))
            )
            seen |= dict(zip(wave, found, strict=True))
        seen["asked"] = await asked(house)
    return seen


async def warm(house: House, name: str, *, done: str) -> None:
    """Play a scene until it ends as it should."""
    late = ""
    for _ in range(5):
        late = (await scene(house, name, done=done)).late
        if done in late:
            return
    raise AssertionError(f"{name} never ended in {done!r}; last seen: {late!r}")


async def asked(house: House) -> Seen:
    """`POST …/analyze` while the provider hangs; the client gives up at the promised time."""
    _, made = await house.api("POST", "/api/v1/incidents", json={"title": title("hang")})
    patience = aiohttp.ClientTimeout(total=SECONDS + GRACE)
    status, stored = await house.api(
        "POST", f"/api/v1/incidents/{made['id']}/analyze", timeout=patience
    )
    return Seen("", str(status), 1, stored)


async def play_two(server: ModelServer, folder: Path) -> dict[str, Seen]:
    """Both keys set: the second provider answers for the first, or neither does."""
    scenes = {
        "first-fails": "anthropic claude-sonnet-5-5 ·",
        "first-hangs": "anthropic claude-sonnet-5-5 ·",
        "both-fail": "Anthropic API error: 401",
    }
    async with living(folder, settings(server, "OpenAI", "Anthropic")) as house:
        await warm(house, "warming, two", done=scenes["both-fail"])
        found = await asyncio.gather(
            *(scene(house, name, done=words) for name, words in scenes.items())
        )
    return dict(zip(scenes, found, strict=True))


def _filled(reason: str, label: str) -> str:
    return reason.format(label=label, key=KEYS[label])


@pytest.fixture(scope="module")
async def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Seen]]:
    """What was seen in every scene, by API and name."""
    server, folder = await ModelServer.start(), tmp_path_factory.mktemp("models")
    for name, (behaviour, _) in SCENES.items():
        server.when(title(name), behaviour)
    server.when(title("first-fails"), Behaviour("status", 500), provider="openai")
    server.when(title("first-hangs"), "hang", provider="openai")
    for name in ("both-fail", "warming, two"):
        server.when(title(name), Behaviour("status", 401))
    try:
        *each, two = await asyncio.gather(
            *(play(server, api, folder / api) for api in APIS), play_two(server, folder / "two")
        )
    finally:
        await server.close()
    return {**dict(zip(APIS, each, strict=True)), "two": two}


each_api = pytest.mark.parametrize("api", sorted(APIS))


@each_api
async def test_a_good_answer_completes_the_post(seen: dict[str, dict[str, Seen]], api: str) -> None:
    """The model's verified claims stand in the one post, with model, tokens and cost."""
    text = seen[api]["good"].late
    assert "The evidence says: 2026-11-24T14:05:31Z ERROR checkout" in text
    assert MODELS[APIS[api]] in text
    assert "claims verified · 1026 tokens · $0." in text
    assert seen[api]["good"].posts == 1


@each_api
@pytest.mark.parametrize("name", [name for name in SCENES if name != "good"])
async def test_every_failure_ends_in_an_honest_post(
    seen: dict[str, dict[str, Seen]], api: str, name: str
) -> None:
    """Offline within 5 s, and within `AI_TIMEOUT` + 2 s the reason in the same, finished post."""
    found, reason = seen[api][name], _filled(SCENES[name][1], APIS[api])
    assert "claims verified" in found.early, "the offline analysis was not there within 5 s"
    assert "pool" in found.early.lower()
    assert reason in found.late
    assert "offline" in found.late
    assert "pool" in found.late.lower()
    assert "still reading" not in found.late
    assert found.posts == 1


@each_api
async def test_a_caller_is_answered_in_time(seen: dict[str, dict[str, Seen]], api: str) -> None:
    """`POST …/analyze` answers within `AI_TIMEOUT` + 2 s while the provider hangs."""
    found = seen[api]["asked"]
    assert found.late == "200", found.stored
    assert found.stored["analyst"] == "offline"


@pytest.mark.parametrize("name", ["first-fails", "first-hangs"])
async def test_the_second_provider_answers_for_the_first(
    seen: dict[str, dict[str, Seen]], name: str
) -> None:
    """Its verified analysis stands within the same budget."""
    found = seen["two"][name]
    assert MODELS["Anthropic"] in found.late
    assert "The evidence says:" in found.late


@pytest.mark.parametrize(
    ("name", "reason"),
    [("first-fails", "OpenAI API error: 500"), ("first-hangs", "OpenAI: no answer within")],
)
async def test_the_footer_says_why_the_second_answered(
    seen: dict[str, dict[str, Seen]], name: str, reason: str
) -> None:
    """The first provider's failure stands beside the second's name."""
    assert reason in seen["two"][name].late


async def test_when_both_fail_both_reasons_are_told(seen: dict[str, dict[str, Seen]]) -> None:
    """The offline analysis stands, and the footer names both."""
    found = seen["two"]["both-fail"]
    assert "OpenAI API error: 401 (check OPENAI_API_KEY)" in found.late
    assert "Anthropic API error: 401 (check ANTHROPIC_API_KEY)" in found.late
    assert "offline" in found.late
