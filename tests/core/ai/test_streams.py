"""What becomes of a provider's stream: read to its end or dropped at once, nothing left over."""

import asyncio
import gc
import sys
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from core.ai.model import ProviderName
from core.domain.analysis import Reading
from tests.core.ai import cases
from tests.core.ai.conftest import MakeAnalysts
from tests.core.ai.model_server import Kind, ModelServer
from tests.waiting import wait_for

each_api = pytest.mark.parametrize(
    ("provider", "api"),
    [("openai", "responses"), ("openai", "chat"), ("anthropic", "responses")],
)


@contextmanager
def left_over() -> Iterator[list[str]]:
    """The unfinished async generators that the garbage collector finds, in whatever thread."""
    found: list[str] = []
    collecting = threading.local()
    first, last = sys.get_asyncgen_hooks()

    def watch(phase: str, _about: dict[str, int]) -> None:
        collecting.now = phase == "start"

    def dropped(generator: AsyncGenerator[Any, Any]) -> None:
        if getattr(collecting, "now", False):
            found.append(str(generator))
        if last is not None:
            last(generator)

    gc.collect()
    gc.callbacks.append(watch)
    sys.set_asyncgen_hooks(firstiter=first, finalizer=dropped)
    yield found
    gc.collect()
    sys.set_asyncgen_hooks(firstiter=first, finalizer=last)
    gc.callbacks.remove(watch)


async def read(
    make: MakeAnalysts, provider: ProviderName, api: str, *, seconds: float = 8, times: int = 1
) -> Reading:
    """The last of so many analyses of the standing case."""
    about, analysts = cases.case(), make(provider, api=api)
    for _ in range(times):
        reading = await analysts.read(
            about, None, cases.offline_reading(about), seconds=seconds, team=None
        )
    return reading


@each_api
@pytest.mark.parametrize(
    "kind",
    ["good", "refusal", "cut_off", "broken_json", "endless", "slow", "early_end", "early_close"],
)
async def test_nothing_is_left_to_the_garbage_collector(
    make_analysts: MakeAnalysts,
    model_server: ModelServer,
    provider: ProviderName,
    api: str,
    kind: Kind,
) -> None:
    """However an answer ends, every generator of the SDK has ended by then."""
    model_server.script(kind)
    with left_over() as found:
        await read(make_analysts, provider, api, seconds=2)
    assert found == []


@each_api
async def test_a_connection_serves_one_answer_after_another(
    make_analysts: MakeAnalysts, model_server: ModelServer, provider: ProviderName, api: str
) -> None:
    """A stream that was read to its end leaves its connection to the next call."""
    await read(make_analysts, provider, api, times=3)
    assert len(model_server.requests) == 3
    assert len({asked.connection for asked in model_server.requests}) == 1


@each_api
@pytest.mark.parametrize("kind", ["endless", "slow"])
async def test_the_provider_notices_at_once_that_nobody_listens(
    make_analysts: MakeAnalysts,
    model_server: ModelServer,
    provider: ProviderName,
    api: str,
    kind: Kind,
) -> None:
    """An answer that was cut or timed out costs the provider no more words."""
    model_server.script(kind)
    await read(make_analysts, provider, api, seconds=2)

    async def dropped() -> bool:
        return model_server.given_up == 1

    await wait_for(dropped, "the dropped connection")


@each_api
async def test_a_cancelled_analysis_drops_its_connection(
    make_analysts: MakeAnalysts, model_server: ModelServer, provider: ProviderName, api: str
) -> None:
    """Also when it isn't a time-out but a stop that ends it."""
    model_server.script("slow")
    reading = asyncio.ensure_future(read(make_analysts, provider, api, seconds=60))

    async def asked() -> bool:
        return len(model_server.requests) == 1

    async def dropped() -> bool:
        return model_server.given_up == 1

    await wait_for(asked, "the question")
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await wait_for(dropped, "the dropped connection")


@each_api
async def test_a_whole_answer_counts_though_its_stream_stays_open(
    make_analysts: MakeAnalysts, model_server: ModelServer, provider: ProviderName, api: str
) -> None:
    """A gateway that never closes costs no answer, and no failure is made of it."""
    model_server.script("unclosed")
    reading = await read(make_analysts, provider, api, seconds=4)
    assert reading.fallback_reason is None
    assert reading.analyst == provider
