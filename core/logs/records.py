"""Puts lines together into records: a stack trace belongs to the line that it follows."""

import re

_TRACE = re.compile(
    r"""(?x)
    \s+at\ [\w.$<>/]+[ ]?\( | \s+File\ ".*",\ line\ \d | \s+\.\.\.\ \d+\ (?:more|common)
    |at\ [\w.$<>/]+\( | Caused\ by:\  | \s*Suppressed:\  | \.\.\.\ \d+\ more
    |During\ handling\ of\ the\ above | The\ above\ exception\ was | \[signal\ SIG
    |created\ by\ \w | \s+[\w/.*()-]+\.go:\d+ | \s+from\ \S+\.rb:\d+
    """
)
_CONTINUES = re.compile(
    r"""(?x)
    \s+\S | Traceback\ \(most\ recent | goroutine\ \d+\ \[ | \#\d+\s+\S
    |(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception|Exit|Interrupt|Failure|Throwable)\b(?:[:\s]|$)
    """
)


def continues(line: str, *, headed: bool) -> bool:
    """Whether a line without a header belongs to the record above it.

    In a log whose records have headers (`headed`), indentation is enough; in other text only
    the frames of a stack trace are taken for a continuation.
    """
    return bool(_TRACE.match(line) or (headed and _CONTINUES.match(line)))
