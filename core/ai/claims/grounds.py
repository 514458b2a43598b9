"""Causes that a sentence gives and that nothing in the cited lines speaks of."""

import re

from core.ai.claims.parts import ZERO, stems

BECAUSE = re.compile(
    r"\b(?:because(?: of)?|since|due to|caused by|owing to|down to|as a result of|blamed on)\s+"
    r"([^,;.]+)",
    re.IGNORECASE,
)
LOOKED_UP_ELSEWHERE = re.compile(r"\d|[A-Z]{2}|\w[-_/]\w")
FAILED = re.compile(
    r"\b(?:failed|failing|fails|errored|with an error|denied|refused|rejected|unsuccessful|"
    r"(?:did|was|were|could|would|can|is) not (?:be )?(?!affected|only|until|yet)\w+)\b",
    re.IGNORECASE,
)
TWICE = re.compile(
    r"\b(?:no longer|not|never|without|none|nothing)\b[^.;]{0,40}\b(?:fail|den|refus|reject)",
    re.IGNORECASE,
)
DENIED = re.compile(r"\b(?:not|no|never|without|none|neither|nor|nothing)\b|n't\b", re.IGNORECASE)
WENT_WELL = re.compile(
    r"\bHTTP/\d(?:\.\d)?\"? 2\d\d\b|NOERROR|\bsuccess|\bsucceed|\bcomplet|"
    r"\bdone\b|\bfinished\b|\bjoined\b|"
    r"\bpassed\b|\bok\b|\bstarted\b|[=: \"]200\b|\bgranted\b|\bauthenticated\b|\bhit\b",
    re.IGNORECASE,
)
WENT_WRONG = re.compile(
    r"\b(?<!no)err|\bE\d{4}|\bfail(?:ed|ure|ing|s|ures)?\b|fatal|\bcrit|panic|refus|reject|den(?:y|ied)|"
    r"time[ds]?[ -_]?out|unable|unavail|lost|\bdown\b|exception|abort|cannot|could not|kill|warn|"
    r"(?:status|code|HTTP/\S+|\")[\"=: ]{1,3}[45]\d\d\b|exit|"
    r"not\b|\bno\b|"
    r"reset|closed|revok|(?<![\w.])0(?![\w.]| (?:backup|requeued|remaining|errors?|failed))",
    re.IGNORECASE,
)
CURRENCIES = {
    "USD": r"\bdollars?\b|\bUSD\b|\$",
    "EUR": r"\beuros?\b|\bEUR\b|€",
    "GBP": r"\bpounds?\b|\bGBP\b|£",
    "JPY": r"\byen\b|\bJPY\b|¥",
    "CHF": r"\bfrancs?\b|\bCHF\b",
}
SUCCEEDED = re.compile(r"\b(?:successfully|succeeded|successful)\b", re.IGNORECASE)
SUCCESS = re.compile(
    r"success|succeed|\bpassed\b|\bok\b|[=: \"]2\d\d\b|accepted|resolved|recovered", re.IGNORECASE
)
COUNT = re.compile(r"([A-Za-z_]+)[\"']?\s*[=:]\s*[1-9]")
BAD = re.compile(
    r"los[et]|fail|err|reject|drop|miss|refus|kill|evict|expir|abort|crash|declin|duplicat"
)
LEAST_WORDS = 2
# What people call what a log words otherwise.
OTHERWISE: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(said, re.IGNORECASE), re.compile(there, re.IGNORECASE))
    for said, there in (
        (r"dis[ck]|space|storage|volume", r"no space|enospc|quota|watermark|\bfull\b|100 ?%|inode"),
        (r"memory|heap", r"\boom|memory|alloc|heap|\b137\b|killed process"),
        (r"certificate", r"x509|\bcert|handshake|\btls\b|\bssl\b"),
        (r"password|credential|token|key", r"auth|login|\b40[13]\b|denied|invalid_grant|signature"),
        (r"timeout|timed out|slow|too long", r"time[ds]?[ -_]?out|deadline|exceeded|\b504\b|slow"),
        (
            r"\bdown\b|unavailable|unreachable|gone",
            r"refused|unreach|no route|\b50[23]\b|lost|down",
        ),
        (r"limit|quota|throttl|too many", r"\b429\b|limit|quota|throttl|too many|exceed"),
        (
            r"name|dns|resol",
            r"lookup|nxdomain|servfail|resolv|no such host|getaddrinfo|enotfound|eai_",
        ),
        (r"lock|deadlock|contention", r"lock"),
    )
)


def unfounded(claim: str, cited: str) -> str | None:
    """`because the disk was full` where no cited line speaks of a disk or of being full.

    Only plain words are judged: numbers and names are looked up on their own.
    """
    there = stems(cited)
    for match in BECAUSE.finditer(claim):
        cause = match[1]
        said = stems(cause)
        if LOOKED_UP_ELSEWHERE.search(cause) or len(said) < LEAST_WORDS or said & there:
            continue
        if not any(one.search(cause) and other.search(cited) for one, other in OTHERWISE):
            return f"the cited lines don't speak of “{cause.strip()}”"
    return None


def outcome(claim: str, cited: str) -> str | None:
    """`failed` where the cited lines tell of success alone, or another currency than theirs."""
    for code, pattern in CURRENCIES.items():
        theirs = [other for other, p in CURRENCIES.items() if re.search(p, cited)]
        if re.search(pattern, claim) and theirs and code not in theirs:
            return f"the cited lines tell it in {theirs[0]}"
    failed = FAILED.search(claim) and not TWICE.search(claim)
    if failed and WENT_WELL.search(cited) and not WENT_WRONG.search(cited):
        return "the cited lines tell of no failure"
    alone = "\n" not in cited
    succeeded = alone and SUCCEEDED.search(claim) and not DENIED.search(claim)
    if succeeded and WENT_WRONG.search(cited) and not SUCCESS.search(cited):
        return "the cited lines tell of no success"
    return _nothing_of_it(claim, cited)


def _nothing_of_it(claim: str, cited: str) -> str | None:
    """`some messages were lost` where the lines count none: `lost_msgs=0`."""
    if DENIED.search(claim) or re.search(r"\bzero\b|(?<![\d.:])0(?![\d.:])", claim):
        return None
    said = stems(claim)
    nil = {word for m in ZERO.finditer(cited) for word in stems(m[1])}
    some = {word for m in COUNT.finditer(cited) for word in stems(m[1])}
    found = {word for word in (nil - some) & said if BAD.match(word)}
    return f"the cited lines count none for “{min(found)}”" if found else None
