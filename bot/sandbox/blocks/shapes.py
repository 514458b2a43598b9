"""Small checks that are put together into the shape of every block and element.

A check looks at one value and reports what is wrong with it, in Slack's words and with the JSON
pointer that Slack's `invalid_blocks` answers carry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """What was found wrong."""

    problems: list[str] = field(default_factory=list)

    def add(self, pointer: str, problem: str) -> None:
        """Note a problem at a place."""
        self.problems.append(f"{problem} [json-pointer:{pointer}]")


Check = Callable[[Any, str, Report], None]
Rule = Callable[[Mapping[str, Any]], str | None]


def anything(value: Any, pointer: str, report: Report) -> None:
    """No limit is known."""


def string(most: int | None = None, least: int = 0) -> Check:
    """A string of `least` to `most` characters (code points)."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add(pointer, "must be a string")
        elif len(value) < least:
            report.add(pointer, f"must be more than {least - 1} characters")
        elif most is not None and len(value) > most:
            report.add(pointer, f"must be less than {most + 1} characters")

    return check


def pattern(expression: str, what: str) -> Check:
    """A string of a given form, described by `what`."""
    compiled = re.compile(expression)

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            report.add(pointer, f"must be {what}")

    return check


def whole(least: int, most: int) -> Check:
    """A whole number within bounds, booleans excluded."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add(pointer, "must be an integer")
        elif not least <= value <= most:
            report.add(pointer, f"must be between {least} and {most}")

    return check


def boolean(value: Any, pointer: str, report: Report) -> None:
    """True or false."""
    if not isinstance(value, bool):
        report.add(pointer, "must be a boolean")


def choice(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if value not in allowed:
            report.add(pointer, f"must be one of {', '.join(allowed)}")

    return check


def listing(item: Check, least: int = 0, most: int | None = None) -> Check:
    """A list of `least` to `most` items, each checked."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add(pointer, "must be an array")
            return
        if len(value) < least:
            report.add(pointer, f"no fewer than {least} items allowed")
        if most is not None and len(value) > most:
            report.add(pointer, f"no more than {most} items allowed")
        for index, each in enumerate(value):
            item(each, f"{pointer}/{index}", report)

    return check


def record(
    fields: Mapping[str, Check], required: Collection[str] = (), rules: Collection[Rule] = ()
) -> Check:
    """An object of known fields; `rules` look at it as a whole and answer with a problem."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(pointer, "must be an object")
            return
        for name in required:
            if value.get(name) is None:
                report.add(pointer, f"missing required field: {name}")
        for name, each in value.items():
            if name not in fields:
                report.add(pointer, f"invalid additional property: {name}")
            elif each is not None:
                fields[name](each, f"{pointer}/{name}", report)
        for rule in rules:
            problem = rule(value)
            if problem is not None:
                report.add(pointer, problem)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which shape it has."""

    def check(value: Any, pointer: str, report: Report) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            report.add(pointer, f"unsupported type: {kind}")
        else:
            kinds[kind](value, pointer, report)

    return check


def later(find: Callable[[], Check]) -> Check:
    """A check looked up when it is needed, for shapes that contain themselves."""

    def check(value: Any, pointer: str, report: Report) -> None:
        find()(value, pointer, report)

    return check


def one_of(*names: str) -> Rule:
    """At least one of the fields is there."""

    def rule(value: Mapping[str, Any]) -> str | None:
        if any(value.get(name) for name in names):
            return None
        return f"must have one of: {', '.join(names)}"

    return rule


def not_both(first: str, second: str) -> Rule:
    """The two fields exclude each other."""

    def rule(value: Mapping[str, Any]) -> str | None:
        if value.get(first) and value.get(second):
            return f"{first} and {second} cannot both be given"
        return None

    return rule
