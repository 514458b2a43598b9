"""An opposite or a denial that the cited lines don't bear out."""
# ruff: noqa: E501  a pattern or a table is easier to read unbroken

import re

from core.ai.claims.parts import ZERO, stem

OPPOSITES: tuple[tuple[str, str], ...] = tuple(
    (one, other)
    for row in (
        "succeed success|fail failure", "firing|resolved", "past|future", "healthy|unhealthy", "up|down", "start startup|stop shutdown",
        "open|close", "accept|refuse reject deny", "allow permit|deny forbid refuse", "enable|disable",
        "connect|disconnect", "increase rise grow|decrease fall drop shrink", "raise|lower",
        "available|unavailable",
        "recover|fail", "hit|miss", "grant authorize|revoke", "full|empty", "valid|invalid", "known|unknown", "upgrade|downgrade",
        "lock|unlock", "fast quick|slow", "upstream|downstream", "inbound|outbound", "ready|unready",
        "reachable|unreachable", "scale-up|scale-down", "acquire|release", "create|delete", "add|remove",
        "maximum max|minimum min", "read|write", "first|last", "idle|active busy", "commit|rollback",
        "expire|renew", "join|leave remove", "mount|unmount", "free|used",
        "liveness|readiness", "push|pull", "approve|decline reject", "encrypt|decrypt", "hot|cold", "oldest|newest",
    )
    for ones, others in [row.split("|")]
    for one in ones.split()
    for other in others.split()
)  # fmt: skip
NEGATED = re.compile(
    r"\b(?:not|never|no longer|without|nor|neither|no|nothing|cannot|\w+n't)\s+(?:been\s+|be\s+|any\s+|a\s+|the\s+|being\s+|yet\s+)*(\w+)",
    re.IGNORECASE,
)
TRENDS = frozenset(map(stem, ("increase", "rise", "grow", "decrease", "fall", "drop", "shrink")))
# `without lag` and `no policy` are told of much that a line words otherwise
PLAINLY_NEGATED = re.compile(
    r"\b(?:(?:is|are|was|were|has|have|had|does|did|do)(?:n't| not| never)|never|no longer)\s+(?:been\s+|be\s+|being\s+|yet\s+)*(\w+)",
    re.IGNORECASE,
)
DENIES_OTHERWISE = re.compile(
    r"\b(?:un(?:able|avail|reach|succ|health|know|set|deliver|resolv|sched|respons|finish|process)|"
    r"in(?:suffic|activ|valid|access|complet|correct|abil)|"
    r"fail|lack|loss|lost|miss|refus|den[iy]|without|absent|none|out of|full|short|empty|gone|late\b|slow|used up|ran out|stopp|paus|delay|defer)",
    re.IGNORECASE,
)
GOES_WRONG = re.compile(
    r"fail|err(?!ors?[\"']?[=:]0)|fatal|refus|reject|den(?:y|ied)|time(?:d)?[ -]?out|unable|unavailable|lost|\bdown\b|"
    r"insufficient|lack|missing|exhaust|crash|kill|expir|block|unreach|exit(?:ed)?[^\d]{0,12}[1-9]|(?<![\w.])0(?![\w.:,])",
    re.IGNORECASE,
)
IS_FALSE = re.compile(
    r"([A-Za-z_]+)[\"']?\s*[=:]\s*[\"']?(?:false|no|null|none|off)\b", re.IGNORECASE
)
CAMEL = re.compile(r"[_-]|(?<=[a-z])(?=[A-Z])")
FAILED_TO = re.compile(
    r"\b(?:failed|failing|unable|failure)\s+to\s+(?:be\s+|get\s+)?(\w+)", re.IGNORECASE
)


def turned_around(claim: str, cited: str) -> str | None:
    """An opposite or a negation that the cited lines don't bear out."""
    said, there = _words(claim), _words(cited)
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cited)
    denied = {stem(match[1]) for match in NEGATED.finditer(apart)}
    told = _words(re.sub(r"\b\w+_\w+(?=[=:])", " ", cited))  # a key's words tell no state
    denied |= {stem(word) for key in IS_FALSE.findall(cited) for word in CAMEL.split(key)}
    failed_to = {stem(match[1]) for match in FAILED_TO.finditer(cited)}
    denying = {stem(match[1]) for match in NEGATED.finditer(claim)}
    for one, other in OPPOSITES:
        for mine, theirs in ((stem(one), stem(other)), (stem(other), stem(one))):
            if mine == "connect" and GOES_WRONG.search(claim):
                continue
            if mine == "fail" and GOES_WRONG.search(cited):
                continue
            if mine in TRENDS and "\n" in cited:  # what grew in one line may fall in the next
                continue
            turned = mine in said - there - denying and theirs in told - said - denied
            if turned:
                return f"the cited lines say the opposite of “{mine}”"
    wrong, nil = GOES_WRONG.search(cited), _words(" ".join(ZERO.findall(cited)))
    plainly = {stem(match[1]) for match in PLAINLY_NEGATED.finditer(claim)}
    unfounded = {w for w in (plainly & there) - nil if not wrong or GOES_WRONG.search(w)}
    nothing = re.search(r"(?<![\w.:-])0(?![\w.:-])", cited)
    if not denied and unfounded and not nothing:
        return f"the cited lines don't deny “{min(unfounded)}”"
    plainly_there = _words(FAILED_TO.sub(" ", NEGATED.sub(" ", cited)))
    if denying or DENIES_OTHERWISE.search(claim) or GOES_WRONG.search(claim):
        return None
    dropped = {word for word in ((denied | failed_to) & said) - plainly_there if len(word) > 3}
    return f"the cited lines deny “{min(dropped)}”" if dropped else None


def _words(text: str) -> set[str]:
    whole = re.sub(r"\bread-only\b|\b(?:before|after)\s+(?=\d)", " ", text, flags=re.IGNORECASE)
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|_|-", " ", whole)
    return {stem(word) for word in re.findall(r"[A-Za-z]{2,}", apart)}
