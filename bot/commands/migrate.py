"""`tocsin migrate`: bring the database's schema up to date, and end."""

import argparse
import asyncio
import sys

from core import settings
from core.clock import SystemClock
from core.store.store import Store


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""


def run(_arguments: argparse.Namespace) -> int:
    """Migrate under a lock; safe beside running replicas."""
    loaded = settings.load()
    asyncio.run(_migrate(loaded.settings))
    print("the database is up to date", file=sys.stderr)
    return 0


async def _migrate(config: settings.Settings) -> None:
    config.tocsin_data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = await Store.open(
        config.database,
        reactions={},
        clock=SystemClock(),
    )
    await store.close()
