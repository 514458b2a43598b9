"""Masks what varies in a message: numbers, addresses, identifiers, paths."""

import re

WILD = "<*>"
_MASK = re.compile(
    r"""(?x)
    (?P<url>\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s"'<>,;)\]]+)
    |\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b
    |\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b
    |\b0[xX][0-9a-fA-F]+\b
    |\b(?:[0-9a-fA-F]{2}[:-]){5,}[0-9a-fA-F]{2}\b
    |(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}(?::?[0-9a-fA-F]{1,4})(?![\w:])
    |(?<![\w.])/?\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?![\w.])
    |\b(?:[A-Za-z0-9_-]+\.)+[A-Za-z][A-Za-z0-9-]*:\d{1,5}\b
    |(?<![\w.$/])(?:/[\w.@%+~=,:-]+){2,}/?
    |\b(?=[0-9a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{6,}\b
    |\b(?=[0-9A-F]*[0-9])(?=[0-9]*[A-F])[0-9A-F]{6,}\b
    |(?<![A-Za-z0-9])[-+]?\d+(?:[.,:]\d+)*(?:\s?(?:[KMGT]i?B|B|ms|us|ns|s|%|MHz|GHz)\b)?
    |\d+
    """
)


def mask(message: str) -> str:
    """The message with `<*>` for every number, address, identifier and path."""
    return _MASK.sub(WILD, message)
