"""The plain texts that an expression needs."""

import re

import pytest

from core.ai.offline.needles import needles
from core.ai.offline.signatures import library


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("too many open files", ("too many open files",)),
        (r"\benospc\b", ("enospc",)),
        (r"\b(?:emfile|enfile)\b", ("emfile", "enfile")),
        (r"disks? full", (" full",)),
        (r"(?:disk )?quota", ("quota",)),
        (r"a.{0,40}exhausted", ("exhausted",)),
        (r"keyerror: (?-i:[A-Z]+_[A-Z]+)", ("keyerror: ",)),
        (r"\d+", ()),
        (r"(?:full|\d)", ()),
    ],
)
def test_finds_what_an_expression_needs(pattern: str, wanted: tuple[str, ...]) -> None:
    """Optional and varying parts are never taken for sure ones."""
    assert needles(pattern) == wanted


def test_no_needle_hides_an_example() -> None:
    """Whatever a pattern of the library matches holds one of its needles."""
    for signature in library():
        for pattern in signature.patterns:
            for line in signature.examples:
                if re.search(pattern, line, re.IGNORECASE) and needles(pattern):
                    assert any(needle in line.lower() for needle in needles(pattern)), pattern
