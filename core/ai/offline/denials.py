"""Whether a line that names a failure or a change says that it is none: *nothing is down*."""

import re

_BEFORE = re.compile(
    r"\b(?:no|not|nothing|nobody|none|never|without|zero|(?<![\d.])0|isn['’]t|wasn['’]t|aren['’]t|"
    r"ruled out|rule out)"
    r"(?: (?:is|are|was|were|a|an|the|any|been|real|further|known|risk|of|more|"
    r"(?:sign|evidence)s?(?: of)?)){0,4} $",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\"']?(?:\s*[:=]\s*[\"']?(?:false|none|null|0)[\"']?(?=\s*(?:[,;.)\]}]|$))"
    r"|\s+(?:alert|alarm|check|test|drill)s?\s+(?:\w+\s+)?(?:passe[sd]|works?|succeeded|ok)\b"
    r"|\s+(?:is\s+|was\s+)?(?:disabled|switched off|ruled out)\b)",
    re.IGNORECASE,
)
_UNCHANGED = re.compile(
    r"\b(?:no|0|without) (?:\w+ ){0,2}(?:changes?|updates?|diff\w*|migrations?)\b|"
    r"\bnothing (?:to|has) \w+|\b(?:already )?up[- ]to[- ]date\b|\bunchanged\b|\bdry[- ]?run\b|"
    r"\bskip(?:ped|ping)\b|\bnot (?:yet )?(?:deployed|applied|changed|released)\b|"
    r"\b(?:would|will|going to|scheduled to) (?:be )?(?:deploy|appl|chang|release|roll)\w*|"
    r"\brolled[ _-]?back\b|\broll(?:ing)?[ _-]?back\b|\breverted\b",
    re.IGNORECASE,
)
FARTHEST = 80


def denied(line: str, start: int, end: int) -> bool:
    """Whether what stands from `start` to `end` of `line` is said not to be so."""
    return bool(_BEFORE.search(line[max(0, start - FARTHEST) : start]) or _AFTER.match(line, end))


def unchanged(line: str) -> bool:
    """Whether a line of a log about a change says that none was made, or that one was undone."""
    return bool(_UNCHANGED.search(line))
