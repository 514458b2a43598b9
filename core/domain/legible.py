"""What people and machines wrote, made safe to look at on a terminal, in Slack and in a page."""

import re

# ECMA-48: control sequences, operating system commands with their strings, other escapes
ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]|"
    r"\x9b[0-?]*[ -/]*[@-~]"
)
# what else moves a cursor, and what turns the direction of the text behind it (Unicode UAX 9)
TRICKS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def legible(text: str) -> str:
    """`text` without colours and cursor moves; what would turn its direction is shown as `�`."""
    if text.isascii() and text.isprintable():
        return text
    plain = ESCAPES.sub("", text.replace("\r\n", "\n"))
    return TRICKS.sub("�", plain)
