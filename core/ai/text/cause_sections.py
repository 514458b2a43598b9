"""Where a report states its cause: sentences with the part they stand in and how they speak.

Most of a report is impact, background and apology. A sentence states a cause by its place (under
*Root cause*, *What went wrong*) or by its words (*due to*, *was caused by*). What was suspected
or ruled out, what was done about it afterwards and what will be done is not a cause.
"""

import re
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Sentence:
    """A sentence of a report and how much it states a cause (0 to about 3)."""

    text: str
    weight: float


class _Part(Enum):
    CAUSE = 1.0
    PLAIN = 0.0
    ASIDE = -0.3
    AFTER = -9.0


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_STATES = tuple(
    (weight, _words(pattern))
    for weight, pattern in (
        (2.0, r"\broot[- ]cause\b(?! analysis)|\b(?:underlying|main|actual) cause\b"),
        (
            1.2,
            r"\b(?:was|were|is|are|been) (?:\w+ )?(?:caused|triggered) by\b|\bcaused by\b"
            r"|\bthe (?:cause|reason|trigger) (?:was|is)\b|\btraced (?:this|it|the \w+) to\b"
            r"|\battribut(?:ed|es) \w+ to\b",
        ),
        (
            1.0,
            r"\bdue to\b|\bbecause\b|\bas a result of\b|\bresult(?:ed|ing)? (?:from|of)\b"
            r"|\bowing to\b|\bas a consequence of\b",
        ),
        (
            1.0,
            r"\b(?:we|engineers?|team) (?:have |has )?(?:determined|identified|discovered|found)\b",
        ),
        (
            1.0,
            r"\b(?:could not|cannot|unable to|not able to|not been able to) (?:determine|establish|"
            r"explain|reproduce|find (?:the cause|a cause|out|why))\b"
            r"|\bnot (?:been )?(?:determined|established)\b|\bcause (?:is|was|remains) unknown\b",
        ),
        (
            0.8,
            r"\btriggered\b|\bcaus(?:ed|ing)\b|\bled (?:\w+ )?to\b|\bresult(?:ed|ing) in\b"
            r"|\bintroduced\b|\bcontained\b|\bconsequently\b|\btherefore\b|\bthereby\b|\bhence\b"
            r"|\bso that\b|\bfollowing\b",
        ),
        (
            0.5,
            r"\bunexpected\w*\b|\binadvertent\w*\b|\bincorrect\w*\b|\berroneous\w*\b"
            r"|\bfail(?:ed|ure)\b|\bmistake\b|\bforg[eo]t\w*\b|\bhad been\b",
        ),
        (0.4, r"\b(?:as|since|after|when|which|so) (?:we|it|the|an?|its|no|two|all|they)\b"),
    )
)
_NEVER_FOUND = _words(
    r"\bnot (?:yet )?(?:been )?(?:able to |determined|established|found|known)|\bunknown\b"
    r"|\bcannot say\b|\bcould not (?:find|establish|determine|explain|reproduce)\b"
)
_DENIED = _words(
    r"\b(?:not|n't|no|nor|neither|nothing|never|without|hardly|little)\b (?:\S+ ){0,3}?(?:the )?"
    r"(?:causes?|blame|at fault|factor|fault|part|relation|related|connection|influence|involved|"
    r"responsible|affect(?:ed)?|concerned|loss(?:es)?|lost|findings?|problems?|issues?|incidents?|"
    r"changed?|effect|difference|anomaly|to do with|started|higher|help\w*|harm)\b"
    r"|\b(?:no|neither) (?:\w+ ){1,3}(?:was|were|has been|have been|had been) (?:released|deployed|"
    r"changed|made|rolled out|updated)\b|\b(?:was|were|been) no (?:\w+ )?(?:release|deploy\w*|"
    r"change|maintenance|update)s?\b"
    r"|\bunrelated\b|\brul(?:ed|ing) out\b|\bred herring\b|\bsuspect\w*\b|\bat first\b"
    r"|\bfirst (?:thought|responder|hypothesis|looked|suspect\w*)\b|\bbelieved\b|\bhypothesis\b"
    r"|\bwe (?:thought|asked|wondered|considered)\b|\band neither\b|\bthere isn't\b"
    r"|\bas a precaution\b|\bin vain\b|\bto no (?:effect|avail)\b|\bsubsequently cleared\b"
    r"|\bas (?:planned|designed|meant|before)\b|\b(?:went|gone|goes|behaved) (?:\w+ )?well\b"
    r"|\bmerely exposed\b|\bnormal (?:level|share|monday)s?\b|\bunaffected\b"
    r"|\bdescribed elsewhere\b|\bin (?:a different|another) region (?:itself )?was\b"
)
_DONE = _words(
    r"\b(?:we|engineers?|team|operators?)(?: have| had| then| also|'ve)? (?:now )?(?:rolled|"
    r"reverted|restored|fixed|corrected|added|restarted|put|moved|switched|reindexed|applied|"
    r"doubled|enlarged|increased|paused|stopped|scaled|replaced|renewed|disabled|limited|raised)\b"
    r"|\b(?:has|have) been (?:\w+ )?(?:corrected|fixed|restored|replaced|renewed|resolved|put|"
    r"rolled|reverted|added|brought|suspended|replaced)\b"
    r"|\b(?:was|were) (?:then |subsequently )?(?:reverted|rolled back|restored|corrected|renewed|"
    r"put back|scaled out|withdrawn|suspended|re-?enabled)\b"
    r"|\bwe (?:had |have )?(?:expected|prepared|rehearsed|planned)\b"
    r"|\b(?:a )?(?:fixed version|hot-?fix)\b|\brolled back\b"
)
_SUFFERED = _words(
    r"\b(?:customers?|users?|visitors?|clients?|people|we) (?:\w+ ){0,4}(?:experienced?|saw|were "
    r"unable|could not|noticed|received)\b|\bmay have\b|\b(?:were|was) (?:\w+ )?(?:down|unavailable|"
    r"unreachable|affected|slow)\b"
)
_FUTURE = _words(
    r"\b(?:will|estimated completion|in (?:the )?future|going forward|improv\w+|apologi[sz]e|"
    r"mitigated by|to mitigate|to prevent|subscribe|https?:|planned for|from now on|"
    r"should have|are (?:reviewing|adding|working|setting))\b"
)
_CLOCK = _words(r"^\W*(?:\d{1,2} \w{3} )?\d{1,2}:\d{2}\b(?! (?:and|UTC|to|on))[^.]{0,200}")
_HEADINGS: tuple[tuple[_Part, re.Pattern[str]], ...] = (
    (
        _Part.CAUSE,
        _words(
            r"^\W*(?:(?:preliminary |the |main )?(?:root |underlying )?causes?|what went wrong"
            r"|why(?: did| it| was| we)?|what led to|trigger|investigation)\b[^.\n]{0,40}[:?]?\s*$"
            r"|^\W*(?:preliminary )?(?:root )?(?:causes?|trigger)\s*:|^\W*why\?"
        ),
    ),
    (
        _Part.AFTER,
        _words(
            r"^\W*(?:mitigation|next steps?|resolution|remediation|prevention|preventing|workaround"
            r"|follow[- ]?ups?|actions?(?: items?)?|lessons?|measures|corrective|recovery|response"
            r"|our (?:reaction|response)|how (?:did|are|is|can|we)|what (?:we|will|else|changes|now"
            r"|went well|was not|next)|how can|things we)\b[^.\n]{0,90}[:?]?\s*$"
            r"|^\W*(?:mitigation|next steps?|workaround|resolution|fix|follow-?up|lessons|response"
            r"|actions?|remediation|what now)\s*[:?]"
        ),
    ),
    (
        _Part.ASIDE,
        _words(
            r"^\W*(?:(?:some |technical )?background|context|timeline|sequence|impact|detection|"
            r"what (?:customers|you) saw|how .{0,30} works?|where we were|additional details|"
            r"diagnosis|contributing)\b[^.\n]{0,60}[:?]?\s*$"
            r"|^\W*(?:summary of impact|impact|diagnosis|contributing factors|context)\s*:"
        ),
    ),
    (
        _Part.PLAIN,
        _words(
            r"^\W*(?:summary|overview|description|what happened|executive summary|incident|details)"
            r"\b[^.\n]{0,60}[:?]?\s*$|^\W*---"
        ),
    ),
)
_SHORT_HEADING = _words(r"^[A-Z][\w ,'-]{2,45}$")
_SPLIT = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(\[])|(?<=[a-z)][.!?])(?=[A-Z][a-z])|\n+")
_LONG_HEADING = 60
_PLAIN_WEIGHT = 0.4
_DONE_SHARE = 0.25
_SUFFERED_SHARE = 0.5
_MOST = 3.0


def sentences(text: str) -> list[Sentence]:
    """The sentences of a report that may state its cause, each with how much it does."""
    found: list[Sentence] = []
    part = _Part.PLAIN
    for piece in _SPLIT.split(text):
        line = piece.strip()
        if not line:
            continue
        part, inline = _part(line, part)
        if part is _Part.AFTER and inline and len(line) > _LONG_HEADING:
            part = _Part.PLAIN  # what was done stands on the heading's own line
            continue
        weight = 0.0 if part is _Part.AFTER else _weight(line, part)
        if weight > 0:
            found.append(Sentence(line, min(weight, _MOST)))
    return found


def _part(line: str, before: _Part) -> tuple[_Part, bool]:
    for part, pattern in _HEADINGS:
        if pattern.search(line):
            return part, True
    if before is not _Part.CAUSE and _SHORT_HEADING.search(line):
        return _Part.PLAIN, True
    return before, False


def _weight(line: str, part: _Part) -> float:
    if _FUTURE.search(line):
        return 0.0
    if _DENIED.search(line) and not _NEVER_FOUND.search(line):
        return 0.0
    stated = sum(worth for worth, pattern in _STATES if pattern.search(line))
    weight = _PLAIN_WEIGHT + part.value + stated
    if _DONE.search(line) or _CLOCK.search(line):
        weight *= _DONE_SHARE
    elif not stated and _SUFFERED.search(line):
        weight *= _SUFFERED_SHARE
    return weight
