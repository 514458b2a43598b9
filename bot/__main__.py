"""The command line: `tocsin` and `python -m bot`.

Results go to stdout, progress and messages to stderr. Exit codes: 0 done, 1 a
check failed, 2 usage or settings, 3 the database cannot be used.
"""

import argparse
import sys
from collections.abc import Sequence

from bot.commands import configuration, evaluate, logs, manifests, migrate, sandbox, serve, speak
from core.errors import DatabaseUnusable, SettingsError

DONE, CHECK_FAILED, USAGE, NO_DATABASE = 0, 1, 2, 3
COMMANDS = (serve, migrate, sandbox, manifests, configuration, logs, evaluate, speak)


def parser() -> argparse.ArgumentParser:
    """The parser of every command; `serve` is run when none is named."""
    root = argparse.ArgumentParser(prog="tocsin", description="An incident bot for Slack.")
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parsed = parser().parse_args(given or ["serve"])
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
