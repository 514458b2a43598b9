"""`tocsin prompts`: every prompt that counts, its version and where it comes from."""

import argparse
import json
import sys

from core import settings
from core.ai.prompts import Prompts, PromptsDoNotFit


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("--json", action="store_true")
    command.add_argument("--show", metavar="NAME", help="print one prompt's text")
    command.add_argument("--team", help="as this team has it (with --show)")


def run(arguments: argparse.Namespace) -> int:
    """List the prompts, or print one; 1 when a replaced one doesn't fit."""
    try:
        prompts = Prompts(settings.load().settings.tocsin_prompts_dir)
    except PromptsDoNotFit as error:
        for problem in error.problems:
            print(f"tocsin: {problem}", file=sys.stderr)
        return 1
    if arguments.show:
        known = {prompt.name for _, prompt in prompts.listing()}
        if arguments.show not in known:
            print(f"tocsin: there is {', '.join(sorted(known))}", file=sys.stderr)
            return 2
        print(prompts.get(arguments.show, arguments.team).text, end="")
        return 0
    rows = [
        {"name": p.name, "team": team, "version": p.version, "source": p.source}
        for team, p in prompts.listing()
    ]
    if arguments.json:
        print(json.dumps(rows, indent=2))
    else:
        for row in rows:
            team = row["team"] or "(default)"
            print(f"{row['name']:10} {team:16} {row['version']}  {row['source']}")
    return 0
