"""`tocsin config` and `tocsin version`: the effective settings with secrets masked, and the version."""

import argparse
import json
import sys
from importlib.metadata import version
from typing import Any

from pydantic import SecretStr

from core import settings


def add(commands: Any) -> None:
    """Declare the commands."""
    config = commands.add_parser("config", help="print the effective settings, secrets masked")
    config.add_argument("--json", action="store_true")
    config.add_argument("--example", action="store_true", help="print .env.example")
    config.set_defaults(run=run)
    shown = commands.add_parser("version", help="print the version")
    shown.set_defaults(run=_version)


def run(arguments: argparse.Namespace) -> int:
    """Print the settings as variables, or as one JSON document."""
    if arguments.example:
        print(settings.env_example(), end="")
        return 0
    loaded = settings.load()
    shown = {
        settings.variable(name): _masked(value) for name, value in loaded.settings if value != {}
    }
    for warning in loaded.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if arguments.json:
        print(json.dumps(shown, indent=2))
    else:
        print("\n".join(f"{name}={'' if value is None else value}" for name, value in shown.items()))
    return 0


def _masked(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return "********"
    if isinstance(value, tuple | list):
        return ",".join(str(_masked(part)) for part in value)
    if isinstance(value, dict):
        return {name: _masked(part) for name, part in value.items()}
    return value if isinstance(value, int | float | str) or value is None else str(value)


def _version(_arguments: argparse.Namespace) -> int:
    print(version("tocsin"))
    return 0
