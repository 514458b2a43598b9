"""`tocsin rules`: which team gets which incidents, as the rules are understood."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from core import settings
from core.teams import Found, Teams, read_rules

USAGE = 2
ASKED = "title=TEXT, service=NAME, team=NAME or label.NAME=VALUE"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument(
        "--check",
        nargs="+",
        metavar="FIELD=VALUE",
        help=f"say which team an incident would get, and why: {ASKED}",
    )
    command.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Print the rules, or what they make of one incident; the exit code."""
    path = settings.load().settings.tocsin_rules
    rules = read_rules(path)
    if path is None:
        print("TOCSIN_RULES is not set: there are no rules", file=sys.stderr)
    if arguments.check:
        return _check(rules, arguments.check, as_json=arguments.json)
    if arguments.json:
        shown = {"file": str(path) if path else None, **rules.model_dump(mode="json")}
        print(json.dumps(shown, indent=2, ensure_ascii=False))
        return 0
    for entry, rule in enumerate(rules.teams, 1):
        print(f"{entry}. {rule.team}: {'; and '.join(rule.conditions) or 'all that is left'}")
    return 0


def _check(rules: Teams, given: Sequence[str], *, as_json: bool) -> int:
    fields, labels = _fields(given)
    if fields is None:
        print(f"tocsin: --check takes {ASKED}", file=sys.stderr)
        return USAGE
    found = (
        Found(fields["team"], "somebody gave it")
        if fields.get("team")
        else rules.find(fields.get("title", ""), fields.get("service"), labels)
    )
    if as_json:
        empty = {"team": None, "why": "no entry fits", "entry": None}
        print(json.dumps(asdict(found) if found else empty, ensure_ascii=False))
    elif found is None:
        print("no team: no entry fits")
    else:
        entry = f"entry {found.entry}: " if found.entry else ""
        print(f"{found.team} ({entry}{found.why})")
    return 0


def _fields(given: Sequence[str]) -> tuple[dict[str, str] | None, dict[str, str]]:
    fields: dict[str, str] = {}
    labels: dict[str, str] = {}
    for each in given:
        name, separator, value = each.partition("=")
        if separator and name in ("title", "service", "team"):
            fields[name] = value
        elif separator and name.startswith("label.") and name != "label.":
            labels[name.removeprefix("label.")] = value
        else:
            return None, labels
    return fields, labels
