"""What is kept of a line to know it again in another log."""

import re

_WORD = re.compile(r"(?<![\w/.-])[A-Za-z]{2,}(?![\w/-]|\.\w)")
WORDS = 30


def habit(message: str) -> str:
    """The plain words of a message in order, without names, numbers, ids and paths.

    Two lines with one habit say the same of different things, in whatever log they stand.
    """
    return " ".join(_WORD.findall(message[:600])[:WORDS]).lower()
