"""Faults on request: what can go wrong between an app and Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from .arguments import invalid

Kind = Literal["error", "http", "ratelimited", "delay", "drop", "drop_before"]


@dataclass(frozen=True)
class Fault:
    """One planned fault of a Web API method (`*` is any).

    - `error`: answer `ok: false` with `value` as the error; nothing is done.
    - `http`: answer with the HTTP status `value`; nothing is done.
    - `ratelimited`: answer 429 with `Retry-After: value`; nothing is done.
    - `delay`: answer as usual, `value` seconds later.
    - `drop`: do what was asked, then cut the connection without an answer.
    - `drop_before`: cut the connection and do nothing.

    It happens `times` times, after the first `skip` calls.
    """

    method: str
    kind: Kind
    value: Any = None
    times: int = 1
    skip: int = 0


class Faults:
    """The faults that are still to come, and how many have come."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []
        self.fired: list[Fault] = []

    def plan(self, wanted: Mapping[str, Any]) -> Fault:
        """Add a fault from a JSON object with `Fault`'s fields."""
        if wanted.get("kind") not in get_args(Kind):
            raise invalid(f"kind must be one of {', '.join(get_args(Kind))}")
        fault = Fault(
            method=str(wanted.get("method", "*")),
            kind=wanted["kind"],
            value=wanted.get("value"),
            times=int(wanted.get("times", 1)),
            skip=int(wanted.get("skip", 0)),
        )
        self._planned.append(fault)
        return fault

    def clear(self) -> None:
        """Forget what is still to come."""
        self._planned.clear()

    def planned(self) -> list[Fault]:
        """What is still to come."""
        return list(self._planned)

    def take(self, method: str) -> Fault | None:
        """The fault that this call meets, if any; it is used up."""
        for index, fault in enumerate(self._planned):
            if fault.method not in ("*", method):
                continue
            if fault.skip:
                self._planned[index] = replace(fault, skip=fault.skip - 1)
                continue
            if fault.times > 1:
                self._planned[index] = replace(fault, times=fault.times - 1)
            else:
                del self._planned[index]
            self.fired.append(fault)
            return fault
        return None
