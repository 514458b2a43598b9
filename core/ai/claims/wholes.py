"""Wholes told as parts, and numbers told in a unit that the cited lines don't have."""

import re
from collections.abc import Sequence

from core.ai.claims.parts import stems, ungrouped

OF = re.compile(r"(?<![\w./-])(\d+)(?: (?:out )?of (?:the |its )?|/)(\d+)(?![\w/.:-])(?=\s+[a-z])")
TOTAL = re.compile(
    r"\b(?:total|altogether|expect\w*|requir\w*|plann\w*|desir\w*|should|out of|limit\w*|max\w*|"
    r"need\w*|want\w*|size|capacity|at most|allowed|scheduled|there (?:are|were)|"
    r"target|whole|none|no|not|only|but)\b",
    re.IGNORECASE,
)
# units of one kind each, that no other check knows
KINDS = tuple(
    frozenset(kind.split())
    for kind in (
        "mm cm m km", "mg g kg t", "w kw mw gw", "wh kwh mwh gwh", "hz khz mhz ghz",
        "bit kbit mbit gbit", "bps kbps mbps gbps", "mv v kv", "ma a",
    )
)  # fmt: skip
LETTERED = re.compile(r"(?<![\w.:-])(\d+(?:\.\d+)?)([KMGT])\b")
AROUND = 50  # characters that may say what the part is of
MEASURED = re.compile(r"(?<![\w.:-])(\d+(?:\.\d+)?)\s?([A-Za-z]{1,4})(?:/s)?\b")


def told_as_part(claim: str, lines: Sequence[str]) -> str | None:
    """`8 replicas were available` where a line has `2 of 8 replicas are available`."""
    plain = ungrouped(claim)
    if TOTAL.search(plain):
        return None
    for line in lines:
        for match in OF.finditer(ungrouped(line)):
            part, whole = match[1], match[2]
            said = re.search(rf"(?<!\bof )(?<![\w.:/-]){whole}(?![\w:/-]|\.\d)", plain)
            told = re.search(rf"(?<![\w.])(?:{part}|{abs(int(whole) - int(part))})(?!\w)", plain)
            around = stems(line[max(0, match.start() - AROUND) : match.end() + AROUND])
            if part != whole and said and not told and len(around & stems(plain)) > 1:
                return f"the cited lines give {part} of {whole}"
    return None


def other_unit(claim: str, lines: Sequence[str]) -> str | None:
    """`140 cm` where the lines have `140 mm` alone, `28.6M` for `28.6G`."""
    for match in LETTERED.finditer(claim):
        there = {m[2] for x in lines for m in LETTERED.finditer(x) if m[1] == match[1]}
        if there and match[2] not in there:
            return f"the cited lines have {match[1]}{min(there)}"
    for match in MEASURED.finditer(ungrouped(claim)):
        unit = match[2].lower()
        kind = next((kind for kind in KINDS if unit in kind), frozenset())
        there = {
            found[2].lower()
            for line in lines
            for found in MEASURED.finditer(ungrouped(line))
            if found[1] == match[1] and found[2].lower() in kind
        }
        if there and unit not in there:
            return f"the cited lines have {match[1]} in {min(there)}"
    return None
