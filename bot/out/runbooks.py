"""Runbooks from where `TOCSIN_RUNBOOKS` points: a folder, or the address of a Markdown page."""

import asyncio
from pathlib import Path

import aiohttp
import structlog

from core.runbooks import LARGEST_BYTES, Runbooks, read_folder, split

SECONDS = 10.0
UNREADABLE = (OSError, aiohttp.ClientError, TimeoutError)

log = structlog.get_logger(__name__)


async def load(place: str, runbooks: Runbooks) -> None:
    """Read the runbooks; what can't be read is logged, and none are linked until it can be."""
    try:
        texts = await read(place)
    except UNREADABLE as error:
        log.warning("runbooks.not_read", error=type(error).__name__)
        return
    await asyncio.to_thread(runbooks.replace, texts)
    log.info("runbooks.read", count=len(texts))


async def read(place: str) -> dict[str, str]:
    """The runbooks' texts by their names.

    Raises:
        OSError, aiohttp.ClientError, TimeoutError (`UNREADABLE`).
    """
    if place.startswith(("http://", "https://")):
        return split(await _page(place), place)
    return await asyncio.to_thread(read_folder, Path(place))


async def _page(address: str) -> str:
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with (
        aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
        session.get(address) as response,
    ):
        response.raise_for_status()
        return (await response.content.read(LARGEST_BYTES)).decode("utf-8", "replace")
