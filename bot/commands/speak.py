"""`tocsin incident …`: the Slack grammar, spoken over REST to a running Tocsin."""

import argparse
import json
import sys
import urllib.error
import urllib.request

from core import settings
from core.domain.legible import legible

SECONDS = 30


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("words", nargs="*", help="for example: ack INC-42")
    command.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Send the words and print the answer."""
    config = settings.load().settings
    tokens = config.tocsin_api_token
    request = urllib.request.Request(  # noqa: S310  the address is our own, http or https
        f"{config.public_url}/api/v1/commands",
        data=json.dumps({"text": " ".join(arguments.words)}).encode(),
        headers={
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {tokens[0].get_secret_value()}"} if tokens else {}),
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310  as above
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        print(f"tocsin: {legible(_detail(error.read()))}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"tocsin: no Tocsin answers at {config.public_url} ({error})", file=sys.stderr)
        return 1
    print(json.dumps(answer, indent=2) if arguments.json else legible(str(answer.get("text", ""))))
    return 0


def _detail(body: bytes) -> str:
    try:
        return str(json.loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        return "the request was refused"
