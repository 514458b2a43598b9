"""What describes one kind of secret or personal data to the scanner."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind: `words` (lower case, one must occur), the pattern (its group `it`, or all of it).

    `whole`: the match may not begin or end inside a word. `secret`: never shown again, also not
    in a reply. `extend` moves the start to the left (-1: no match after all). `spans`: a match
    may reach beyond the line with the word. `head`: looked for first, in lower case; the pattern
    has to follow it at once. Kinds that share a head share the search.
    """

    name: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    secret: bool = True
    whole: bool = True
    check: Callable[[str], bool] | None = None
    extend: Callable[[str, int], int] | None = None
    spans: bool = False
    head: re.Pattern[str] | None = None
