"""`tocsin manifest`: the Slack app manifest for this deployment, and the files in `manifests/`."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from bot.slack.manifest import manifest
from core import settings


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("--http", action="store_true", help="for HTTP instead of Socket Mode")
    command.add_argument("--json", action="store_true", help="as JSON instead of YAML")
    command.add_argument("--write", type=Path, metavar="FOLDER", help="write all generated files")


def run(arguments: argparse.Namespace) -> int:
    """Print one manifest, or write the generated files."""
    if arguments.write is not None:
        for name, text in generated().items():
            (arguments.write / name).write_text(text, encoding="utf-8")
            print(f"wrote {name}", file=sys.stderr)
        return 0
    config = settings.load().settings
    made = manifest(
        command=config.slack_command, base_url=config.public_url, socket=not arguments.http
    )
    text = json.dumps(made, indent=2, ensure_ascii=False) if arguments.json else _yaml(made)
    print(text)
    return 0


def generated() -> dict[str, str]:
    """The files of `manifests/` by name, as they have to be."""
    from bot.web.app import document

    return {
        "slack-socket.yaml": _yaml(manifest(socket=True)),
        "slack-http.yaml": _yaml(manifest(socket=False)),
        "openapi.json": json.dumps(document(), indent=2, ensure_ascii=False) + "\n",
    }


def _yaml(made: dict[str, Any]) -> str:
    return yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=100)
