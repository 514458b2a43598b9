"""`tocsin config`: the effective settings, with secrets masked."""

import argparse
import json
import sys
from typing import Any

from pydantic import SecretStr

from core import settings
from core.variables import variable


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("--json", action="store_true")
    command.add_argument("--example", action="store_true", help="print .env.example")


def run(arguments: argparse.Namespace) -> int:
    """Print the settings as variables, or as one JSON document."""
    if arguments.example:
        print(settings.env_example(), end="")
        return 0
    loaded = settings.load()
    shown = {variable(name): _masked(value) for name, value in loaded.settings if value != {}}
    for warning in loaded.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if arguments.json:
        print(json.dumps(shown, indent=2))
    else:
        print(
            "\n".join(f"{name}={'' if value is None else value}" for name, value in shown.items())
        )
    return 0


def _masked(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return "********"
    if isinstance(value, tuple | list):
        return ",".join(str(_masked(part)) for part in value)
    if isinstance(value, dict):
        return {name: _masked(part) for name, part in value.items()}
    return value if isinstance(value, int | float | str) or value is None else str(value)
