"""`tocsin sandbox`: the sandbox Slack by itself, for any bot pointed at it."""

import argparse
import asyncio
import contextlib
from pathlib import Path

from bot import keys
from bot.slack.manifest import manifest
from core import settings


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("--port", type=int, default=8081)
    command.add_argument("--host", default="127.0.0.1", help="a loopback address")
    command.add_argument(
        "--events",
        default="http://127.0.0.1:8080/slack/events",
        help="where the bot takes Slack's requests",
    )
    command.add_argument("--data", type=Path, help="folder of sandbox.db (TOCSIN_DATA_DIR)")
    command.add_argument("--unpaced", action="store_true", help="without Slack's rate limits")


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal ends it; prints what a bot has to set."""
    from bot.sandbox import SandboxConfig, serve

    config = settings.load().settings
    data = arguments.data or config.tocsin_data_dir
    keys.prepare_data_dir(data)
    made = keys.sandbox_keys(data)
    sandbox = SandboxConfig.from_manifest(
        manifest(command=config.slack_command, socket=False),
        database=data / "sandbox.db",
        base_url=f"http://{arguments.host}:{arguments.port}",
        events_url=arguments.events,
        signing_secret=made.signing_secret,
        bot_token=made.bot_token,
        app_token=made.app_token,
        announcement_channel=config.slack_channel,
        paced=not arguments.unpaced,
    )
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(sandbox, arguments.host, arguments.port))
    return 0
