"""Which of the six root-cause categories a full report states, and the sentence that says so.

Most of a report is impact and apology. What decides is the few sentences that state a cause, so
each sentence is weighed by how it speaks (a heading *Root cause*, *due to*, *was caused by*) and
by where it stands; what was done afterwards or will be done counts for nothing.
"""

import math
import re
from dataclasses import dataclass

from core.domain.analysis import RootCauseCategory as Category


@dataclass(frozen=True)
class CauseOpinion:
    """A category, the sentence it rests on (empty when none), and how likely each category is."""

    category: Category
    sentence: str
    shares: dict[Category, float]


@dataclass(frozen=True)
class Sentence:
    """A sentence of a report and how much it states a cause (0 to about 3)."""

    text: str
    weight: float


_STATES = (
    (2.0, r"\broot[- ]cause\b(?! analysis)|\bunderlying cause\b|\bmain cause\b"),
    (1.2, r"\b(?:was|were|is|are|been) (?:\w+ )?(?:caused|triggered) by\b|\bcaused by\b"),
    (1.0, r"\bdue to\b|\bbecause\b|\bas a result of\b|\bresult(?:ed|ing)? (?:from|of)\b"),
    (1.0, r"\b(?:we|engineers?|team) (?:have |has )?(?:determined|identified|discovered|found)\b"),
    (0.8, r"\btriggered\b|\bcaus(?:ed|ing)\b|\bled to\b|\bresult(?:ed|ing) in\b|\bintroduced\b"),
    (
        0.5,
        r"\bunexpected\w*\b|\binadvertent\w*\b|\bincorrect\w*\b|\berroneous\w*\b|\bfail(?:ed|ure)\b",
    ),
)
_STATES_PATTERNS = tuple(
    (weight, re.compile(pattern, re.IGNORECASE)) for weight, pattern in _STATES
)
_CAUSE_HEADING = re.compile(
    r"^\W*(?:(?:preliminary |the )?root causes?|what went wrong|causes?|why)\b[^.\n]{0,40}[:?]?\s*$"
    r"|^\W*(?:preliminary )?root cause\s*:",
    re.IGNORECASE,
)
_OTHER_HEADING = re.compile(
    r"^\W*(?:summary(?: of impact)?|impact|what happened|mitigation|next steps?|resolution|"
    r"how did we respond|how (?:are|is) (?:we|microsoft) making|how can (?:we|customers|our)|"
    r"workaround|diagnosis|description|remediation|prevention|detection|timeline|"
    r"additional details|follow[- ]?up)\b[^.\n]{0,90}[:?]?\s*$"
    r"|^\W*(?:summary of impact|mitigation|next steps?|workaround|diagnosis)\s*:",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r"^\W*(?:mitigation|next steps?|resolution|how (?:did|are|is|can)|remediation|prevention|"
    r"workaround|follow)",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|estimated completion|in the future|going forward|improv\w+|apologi[sz]e|"
    r"rolled back|mitigated by|to mitigate|to prevent|subscribe|https?:)\b",
    re.IGNORECASE,
)
# The cause stands before the one kind of verb and after the other.
_EFFECT_AFTER = re.compile(
    r"\b(?:caus(?:ed|ing)(?! by)|triggered(?! by)|led to|leading to|result(?:ed|ing)? in|"
    r"which (?:meant|prevented)|preventing)\b",
    re.IGNORECASE,
)
_CAUSE_AFTER = re.compile(
    r"\b(?:due to|because(?: of)?|(?:caused|triggered) by|as a result of|"
    r"result(?:ed|ing)? from|root cause (?:of (?:the|this) \w+ )?(?:is|was))\b",
    re.IGNORECASE,
)
_EFFECT = 0.25
_STATED = 6
_DECAY = 0.4
_SPLIT = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])|(?<=[a-z)][.!?])(?=[A-Z][a-z])|\n+")

# What a sentence is about: (category, weight, pattern).
_ABOUT: tuple[tuple[Category, float, re.Pattern[str]], ...] = tuple(
    (category, weight, re.compile(pattern, re.IGNORECASE))
    for category, weight, pattern in (
        (Category.CONFIG, 2.0, r"\bmis-?configur\w*"),
        (Category.CONFIG, 2.0, r"\bconfigurations? (?:change|push|error|rollout|update|issue)s?\b"),
        (
            Category.CONFIG,
            1.8,
            r"\b(?:change|error|update)\w* (?:in|to|of) (?:the |a |an )?(?:\w+ ){0,2}configurations?\b",
        ),
        (Category.CONFIG, 0.7, r"\bconfig(?:uration)?s?\b"),
        (
            Category.CONFIG,
            0.8,
            r"\b(?:invalid|wrong|bad|errant|incorrect) (?:\w+ ){0,2}(?:setting|value|parameter|sink|flag|rule|route|polic)\w*",
        ),
        (Category.DEPLOY, 1.6, r"\bdeploy(?:ment|ed|ing)?s?\b(?! practices)"),
        (
            Category.DEPLOY,
            1.8,
            r"\b(?:code|software) (?:change|bug|defect|regression|release|update|issue|error|deployment)s?\b",
        ),
        (Category.DEPLOY, 1.5, r"\b(?:bug|defect|regression)s?\b"),
        (
            Category.DEPLOY,
            1.2,
            r"\b(?:release[ds]?|rollout|rolled out|upgrade[ds]?|new version|recent update|recent change)\b",
        ),
        (
            Category.DEPLOY,
            1.2,
            r"\b(?:new|recent\w*|preview)(?: \w+){0,2} feature\b|\bfeature (?:flag|contained|enhancement|triggering)\b",
        ),
        (
            Category.DEPLOY,
            1.0,
            r"\b(?:latent|null.reference|edge case|exception|race condition|memory leak|deadlock)\b",
        ),
        (Category.DEPLOY, 0.6, r"\b(?:code|software|firmware|build|binary|version|update[ds]?)\b"),
        (
            Category.MAINTAIN,
            2.4,
            r"\b(?:planned|scheduled|recent|routine|regular|during|after) (?:a |the |an )?(?:\w+ ){0,2}maintenance\b",
        ),
        (
            Category.MAINTAIN,
            1.2,
            r"\bmaintenance\b|\bdecommission\w*|\bmigration (?:activity|operation|work)\b",
        ),
        (
            Category.EXTERNAL,
            2.6,
            r"\bfib(?:er|re)[- ]?(?:optic )?(?:cut|path|cable|provider)s?\b|\bfib(?:er|re) cuts?\b",
        ),
        (
            Category.EXTERNAL,
            2.2,
            r"\b(?:utility|power|voltage|electrical|grid)[ -](?:\w+ )?(?:outage|event|sag|loss|oscillation|failure|surge|dip|distribution|transient|infrastructure|system)s?\b",
        ),
        (
            Category.EXTERNAL,
            2.2,
            r"\b(?:isp|internet service provider|third[- ]party|telecom\w*|carrier|upstream|external|transit)\b(?: \w+)? ?(?:provider|network|vendor|backbone|dependency|partner|service)?s?\b",
        ),
        (
            Category.EXTERNAL,
            1.8,
            r"\b(?:lightning|weather|storm|flood|earthquake|fire|construction|substation|generator)s?\b",
        ),
        (Category.EXTERNAL, 1.0, r"\b(?:cooling|temperature|datacenter power)\b"),
        (Category.OVERLOAD, 2.2, r"\bover-?load\w*"),
        (
            Category.OVERLOAD,
            2.0,
            r"\b(?:increase|surge|spike|burst|high (?:volume|rate|latency and volume)|large (?:volume|number)|volume) (?:in|of) (?:\w+ ){0,2}(?:traffic|requests?|load|calls|queries|connections|workload)\b",
        ),
        (
            Category.OVERLOAD,
            1.6,
            r"\b(?:high|increased|unexpected|heavy|excessive|additional) (?:\w+ )?(?:load|traffic|demand|workload|resource utili[sz]ation|cpu)\b",
        ),
        (
            Category.OVERLOAD,
            1.4,
            r"\btraffic (?:pattern|volume|increase|spike|surge)s?\b|\bexceeded (?:\w+ )?(?:capacity|operational|threshold|limit)s?\b",
        ),
        (
            Category.OVERLOAD,
            1.0,
            r"\b(?:contention|saturat\w+|throttl\w+|scaling|capacity|imbalance)\b",
        ),
        (
            Category.OTHERS,
            2.0,
            r"\b(?:hardware|operator|human|manual) (?:fault|failure|error|issue|mistake)s?\b",
        ),
        (
            Category.OTHERS,
            1.6,
            r"\b(?:certificates?|secrets?|keys?|tokens?)\b[^.]{0,40}\b(?:rotat\w+|expir\w+)|\b(?:rotat\w+|expir\w+)\b[^.]{0,40}\bcertificates?\b",
        ),
        (Category.OTHERS, 1.2, r"\bexhausted (?:\w+ ){0,3}(?:limit|resource|quota|memory|disk)\b"),
        (
            Category.OTHERS,
            1.4,
            r"\b(?:transport|network) links?\b|\b(?:redundant )?cooling systems?\b|\bdisk failure\b|\bdrop in\b",
        ),
        (
            Category.OTHERS,
            1.0,
            r"\b(?:is|was) (?:still )?(?:unknown|under investigation|being investigated)\b",
        ),
    )
)
_PRIOR = {
    Category.CONFIG: 0.1,
    Category.DEPLOY: 0.3,
    Category.EXTERNAL: 0.0,
    Category.MAINTAIN: 0.0,
    Category.OVERLOAD: 0.0,
    Category.OTHERS: 0.6,
}


def sentences(text: str) -> list[Sentence]:
    """The sentences of a report, each with how much it states a cause."""
    found: list[Sentence] = []
    section, after = 0.0, False
    for piece in _SPLIT.split(text):
        line = piece.strip()
        if not line:
            continue
        if _CAUSE_HEADING.search(line):
            section, after = 1.0, False
        elif _OTHER_HEADING.search(line):
            section, after = 0.0, bool(_AFTERWARDS.search(line))
            if after and len(line) > 60:
                after = False  # what was done stands on the heading's own line
                continue
        elif line.startswith("---"):
            section, after = 0.0, False
        if after or _FUTURE.search(line):
            continue
        weight = section + sum(part for part, pattern in _STATES_PATTERNS if pattern.search(line))
        if weight:
            found.append(Sentence(line, min(weight, 3.0)))
    return found


def points(text: str) -> dict[Category, float]:
    """How many points each category gets from one sentence; its effects count for less."""
    start, end = 0, len(text)
    if found := _CAUSE_AFTER.search(text):
        start = found.start()
    elif found := _EFFECT_AFTER.search(text):
        end = found.end()
    sums = dict.fromkeys(Category, 0.0)
    for category, weight, pattern in _ABOUT:
        worth = [
            weight if start <= match.start() < end else weight * _EFFECT
            for match in pattern.finditer(text)
        ]
        sums[category] += max(worth, default=0.0)
    return sums


def categorise(title: str, text: str) -> CauseOpinion:
    """The root-cause category of a full report, with the sentence that decided."""
    sums = dict(_PRIOR)
    best, reason = 0.0, ""
    stated = sorted(sentences(text), key=lambda sentence: -sentence.weight)[:_STATED]
    for rank, sentence in enumerate(stated):
        for category, value in points(sentence.text).items():
            sums[category] += value * sentence.weight / (1 + rank * _DECAY)
    for category, value in points(title).items():
        sums[category] += value
    category = max(Category, key=lambda each: sums[each])
    for sentence in stated:
        worth = points(sentence.text)[category] * sentence.weight
        if worth > best:
            best, reason = worth, sentence.text
    return CauseOpinion(category, reason, _shares(sums))


def _shares(sums: dict[Category, float]) -> dict[Category, float]:
    top = max(sums.values())
    grown = {category: math.exp(value - top) for category, value in sums.items()}
    return {category: value / sum(grown.values()) for category, value in grown.items()}
