"""Text that would deceive whoever looks at it is shown for what it is."""

import pytest

from core.domain.legible import legible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("pay \u202egnp.exe", "pay �gnp.exe"),
        ("a \u2067b\u2069 c", "a �b� c"),
        ("\x1b[31mERROR\x1b[0m disk", "ERROR disk"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("a\x1b[2Jb\x9b1;1Hc", "abc"),
        ("90 %\rdone", "90 %�done"),
        ("one\r\ntwo\tthree", "one\ntwo\tthree"),
        ("bell\x07 \x1b", "bell� �"),
        ("تعذر الدفع – naïve 🔥", "تعذر الدفع – naïve 🔥"),
    ],
)
def test_nothing_moves_or_turns(text: str, shown: str) -> None:
    """Colours and cursor moves are gone, a turned direction is marked, words of all languages stay.

    Sources of the tricks: CVE-2021-42574 and ECMA-48.
    """
    assert legible(text) == shown
