"""`tocsin serve`: the bot itself, and what runs when no command is named."""

import argparse
import asyncio
import sys

from core import settings, telemetry
from core.own_files import misfits


def add_arguments(_command: argparse.ArgumentParser) -> None:
    """No options."""


def run(_arguments: argparse.Namespace) -> int:
    """Run until a signal ends it."""
    loaded = settings.load(inside=misfits)
    telemetry.set_up_logging(loaded.settings.log_level, pretty=sys.stdout.isatty())
    # imported late, so that a wrong setting is told at once
    from bot.app import serve

    asyncio.run(serve(loaded.settings, loaded.warnings))
    return 0
