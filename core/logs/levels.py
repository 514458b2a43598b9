"""Normalises the levels that logs state."""

from core.logs.complaints import complaint

__all__ = ["LEVELS", "NORMAL", "complaint", "judge", "normal"]

LEVELS = ("fatal", "error", "warn", "info", "debug")
_NAMES = {
    "fatal": "fatal panic emerg emergency alert crit critical ftl dpanic",
    "error": "error err severe failure eror",
    "warn": "warn warning wrn",
    "info": "info information informational inf notice note config audit ok",
    "debug": "debug dbg trace trc verbose fine finer finest dbug",
}
NORMAL = {name: level for level, names in _NAMES.items() for name in names.split()}
_LETTERS = {"F": "fatal", "E": "error", "W": "warn", "I": "info", "D": "debug", "V": "debug"}
# The numbers of pino and bunyan; syslog's are seldom written as a level.
_NUMBERS = {"60": "fatal", "50": "error", "40": "warn", "30": "info", "20": "debug", "10": "debug"}


def normal(word: str) -> str | None:
    """`WARNING`, `[err]`, `E`, `50` and the like as one of `LEVELS`; None for any other word."""
    bare = word.strip("[]()<>{}|:;,-\"'* ")
    return _LETTERS.get(bare) or NORMAL.get(bare.lower()) or _NUMBERS.get(bare)


def judge(level: str | None, message: str) -> str | None:
    """The level of a record: the one it states, else `error` for a plain failure, else None."""
    if level is None and complaint(message) == 2:
        return "error"
    return level
