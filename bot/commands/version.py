"""`tocsin version`."""

import argparse
from importlib.metadata import version


def add_arguments(_command: argparse.ArgumentParser) -> None:
    """No options."""


def run(_arguments: argparse.Namespace) -> int:
    """Print the version that is installed."""
    print(version("tocsin"))
    return 0
