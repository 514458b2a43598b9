"""Reads lines that carry their fields by name: JSON, logfmt, Docker's JSON file format."""

import json
import re
from typing import Any, NamedTuple

_MESSAGE = ("message", "msg", "log", "event", "text", "body", "@message")
_LEVEL = ("level", "severity", "lvl", "loglevel", "log.level", "levelname", "@l", "status_level")
_TIME = ("timestamp", "time", "ts", "@timestamp", "t", "datetime", "date", "@t")
_SERVICE = (
    "service",
    "service.name",
    "svc",
    "app",
    "application",
    "component",
    "logger",
    "name",
    "pod",
)
_PAIR = re.compile(r'([\w.@/-]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?:\s+|$)')


class Named(NamedTuple):
    """What a structured line says, by the names that loggers commonly give."""

    message: str
    level: str | None
    stamp: str | None
    service: str | None


def named(line: str) -> Named | None:
    """The named fields of a JSON or logfmt line; None when it is neither."""
    stripped = line.lstrip()
    if stripped.startswith("{"):
        try:
            value = json.loads(stripped)
        except (ValueError, RecursionError):
            return None
        return _pick(value) if isinstance(value, dict) else None
    if "=" in stripped and (found := _PAIR.match(stripped)) and found.end() < len(stripped):
        pairs = {m[1]: m[2].strip('"') for m in _PAIR.finditer(stripped)}
        if len(pairs) >= 2 and any(key in pairs for key in ("msg", "message", "level", "lvl")):
            return _pick(pairs)
    return None


def _pick(value: dict[str, Any]) -> Named | None:
    message = _first(value, _MESSAGE)
    level = _first(value, _LEVEL)
    if message is None and level is None and _first(value, _TIME) is None:
        return None
    if message is None:
        dropped = {*_TIME, *_LEVEL}
        message = " ".join(f"{key}={item}" for key, item in value.items() if key not in dropped)
    return Named(message.rstrip("\n"), level, _first(value, _TIME), _first(value, _SERVICE))


def _first(value: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        item = value.get(name)
        if isinstance(item, str | int | float) and not isinstance(item, bool) and item != "":
            return str(item)
    return None
