"""Whether a line that names a failure says that it is none: *nothing is down*, *oom: false*."""

import re

_BEFORE = re.compile(
    r"\b(?:no|not|nothing|nobody|none|never|without|zero|0|isn['’]t|wasn['’]t|aren['’]t|"
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
FARTHEST = 80


def denied(line: str, start: int, end: int) -> bool:
    """Whether what stands from `start` to `end` of `line` is said not to be so."""
    return bool(_BEFORE.search(line[max(0, start - FARTHEST) : start]) or _AFTER.match(line, end))
