"""Log lines out of a request body while it still arrives: bounded memory, whatever its size."""

import asyncio
import codecs
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web

from bot.web import bodies
from bot.web.splitters import Splitter

T = TypeVar("T")


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


async def in_thread(batches: AsyncIterator[list[str]], read: Callable[[Iterator[str]], T]) -> T:
    """Run `read` in a thread over lines that arrive on the loop; it waits for each batch."""
    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(lambda: read(_pulled(batches, loop)))


def _pulled(batches: AsyncIterator[list[str]], loop: asyncio.AbstractEventLoop) -> Iterator[str]:
    while True:
        future = asyncio.run_coroutine_threadsafe(anext(batches, None), loop)
        try:
            lines = future.result()
        except CancelledError:
            return
        if lines is None:
            return
        yield from lines
