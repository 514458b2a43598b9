"""Log lines out of a request body while it still arrives: bounded memory, whatever its size."""

import asyncio
import codecs
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web

from bot.web import bodies
from bot.web.splitters import Splitter
from core.errors import BadRequest

MOST_AT_ONCE = 4
STALLED_SECONDS = 60.0

T = TypeVar("T")


THREADS: web.AppKey[Executor] = web.AppKey("log_threads", Executor)


@dataclass
class Stream:
    """A request's lines, counted and hashed on the way."""

    request: web.Request
    limit: int
    splitter: Splitter
    digest: Any = field(default_factory=hashlib.sha256)

    async def batches(self) -> AsyncIterator[list[str]]:
        """Lines as they become whole.

        Raises:
            TooLarge, BadRequest, Problem.
        """
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        async for piece in bodies.pieces(self.request, self.limit):
            self.digest.update(piece)
            if lines := self.splitter.feed(decoder.decode(piece)):
                yield lines
        if lines := self.splitter.feed(decoder.decode(b"", final=True)) + self.splitter.end():
            yield lines


def executor() -> Executor:
    """Threads that read logs and nothing else: slow senders hold up no other work."""
    return ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="logs")


async def in_thread(
    threads: Executor, batches: AsyncIterator[list[str]], read: Callable[[Iterator[str]], T]
) -> T:
    """Run `read` in one of `threads` over lines that come on the loop; it waits for each batch.

    Raises:
        BadRequest: nothing came for a minute; and what `batches` and `read` raise.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(threads, lambda: read(_pulled(batches, loop)))


def _pulled(batches: AsyncIterator[list[str]], loop: asyncio.AbstractEventLoop) -> Iterator[str]:
    while True:
        lines = asyncio.run_coroutine_threadsafe(_next(batches), loop).result()
        if lines is None:
            return
        yield from lines


async def _next(batches: AsyncIterator[list[str]]) -> list[str] | None:
    try:
        async with asyncio.timeout(STALLED_SECONDS):
            return await anext(batches, None)
    except TimeoutError:
        raise BadRequest(f"Nothing came for {STALLED_SECONDS:g} seconds.") from None
