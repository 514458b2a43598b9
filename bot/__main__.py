"""The command line: `tocsin` and `python -m bot`.

Results go to stdout, progress and messages to stderr. Exit codes: 0 done, 1 a
check failed, 2 usage or settings, 3 the database cannot be used.
"""

import argparse
import importlib
import sys
from collections.abc import Mapping, Sequence

from core.errors import DatabaseUnusable, SettingsError

DONE, CHECK_FAILED, USAGE, NO_DATABASE = 0, 1, 2, 3

# name: (module in bot.commands, what it does); only the module that is asked for is imported
COMMANDS: Mapping[str, tuple[str, str]] = {
    "serve": ("serve", "run Tocsin (the default)"),
    "migrate": ("migrate", "bring the database up to date"),
    "sandbox": ("sandbox", "run the sandbox Slack alone"),
    "manifest": ("manifests", "print the Slack app manifest"),
    "config": ("configuration", "print the effective settings, secrets masked"),
    "logs": ("logs", "summarise a log file, or standard input"),
    "eval": ("evaluate", "run an analyst over a folder of evaluation data"),
    "prompts": ("prompts", "list the prompts that count, with their versions"),
    "rules": ("rules", "print the rules as understood, or what they make of an incident"),
    "incident": ("speak", "say what you would type after /incident in Slack"),
    "version": ("version", "print the version"),
}


def parser(asked: str | None) -> argparse.ArgumentParser:
    """The parser, with the options of the command that is `asked` for."""
    root = argparse.ArgumentParser(prog="tocsin", description="An incident bot for Slack.")
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    for name, (module, what) in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=what)
        if name == asked:
            implementation = importlib.import_module(f"bot.commands.{module}")
            implementation.add_arguments(command)
            command.set_defaults(run=implementation.run)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments) or ["serve"]
    asked = next((word for word in given if not word.startswith("-")), None)
    parsed = parser(asked).parse_args(given)
    if parsed.command is None:
        parser(None).print_help(sys.stderr)
        return USAGE
    try:
        return int(parsed.run(parsed))
    except SettingsError as error:
        for problem in error.problems:
            print(f"tocsin: {problem}", file=sys.stderr)
        return USAGE
    except DatabaseUnusable as error:
        print(f"tocsin: {error.detail}", file=sys.stderr)
        return NO_DATABASE
    except KeyboardInterrupt:
        return CHECK_FAILED


if __name__ == "__main__":
    sys.exit(main())
