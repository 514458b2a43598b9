"""The files that an installation brings along, read only to tell what is wrong in them."""

from collections.abc import Callable
from pathlib import Path

from core.ai.prompts import Prompts
from core.errors import SettingsError
from core.teams import read_rules


def misfits(rules: Path | None, prompts: Path | None) -> list[str]:
    """Every problem inside the file of rules and the prompts; where they are not there, none."""
    problems: list[str] = []
    if rules is not None and rules.is_file():
        problems += _problems(lambda: read_rules(rules))
    if prompts is not None and prompts.is_dir():
        problems += _problems(lambda: Prompts(prompts))
    return problems


def _problems(read: Callable[[], object]) -> list[str]:
    try:
        read()
    except SettingsError as error:
        return error.problems
    return []
