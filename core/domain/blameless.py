"""Wording that blames a person, found by a table of patterns, each with a neutral way to say it.

Only people are protected: *the server failed to start* is a fact about a server. What blames is a
person (a name of this incident, a pronoun or a role) as the subject of failing, or words that
have no other use.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.rca import RcaSections, WordingRemark

ROLES = (
    r"(?:the |an? |our |my |their )?(?:\w+[- ])?"
    r"(?:engineer|developer|dev|operator|admin|administrator|sysadmin|dba|intern|"
    r"on-?call|responder|reviewer|author|committer|manager|team lead|lead|colleague|contractor|"
    r"employee|junior|senior|person|guy|somebody|someone)s?"
)
PRONOUNS = r"\b(?:he|she|they|who|you|I|we)\b"
ADVERBS = r"(?:(?:again|simply|just|clearly|obviously|also|completely|repeatedly|once more)\s+)*"


@dataclass(frozen=True)
class Rule:
    """What blames; `{who}` in `pattern` stands for a person. `suggestion` says it neutrally."""

    pattern: str
    suggestion: str


SYSTEM = "Say what the system let happen: which check, alert or default was missing?"
RULES: tuple[Rule, ...] = (
    Rule(
        r"{who}\s+" + ADVERBS + r"(?:forgot|forgets|forgotten|had forgotten)\b",
        "“The step was not done; nothing reminded of it or checked it.”",
    ),
    Rule(
        r"{who}\s+" + ADVERBS + r"(?:failed|fails|neglected|omitted)\s+to\b",
        "“The step was not done”, and what would have made it happen by itself.",
    ),
    Rule(
        r"{who}\s+" + ADVERBS + r"(?:did\s*n[o']t|didn[’']t|never)\s+(?:even\s+)?"
        r"(?:bother|care|think|check|test|read|notice|look|pay attention|follow|ask)\b",
        "“The check was not made”, and why it was not needed to go on.",
    ),
    Rule(
        r"{who}\s+" + ADVERBS + r"(?:should|could|ought to|must)(?:\s+(?:not|never)|n[’']t)?\s+"
        r"(?:have|['’]ve)\s+\w+",
        "What was known at the time, and what would have shown the better way.",
    ),
    Rule(
        r"{who}\s+(?:was|were|is|are|had been|has been)\s+(?:\w+\s+)?"
        r"(?:careless|negligent|lazy|sloppy|incompetent|irresponsible|reckless|stupid|clueless|"
        r"inattentive|to blame|at fault|responsible for the (?:outage|incident|failure))\b",
        "Leave the person out: say what was done, and what the system let happen.",
    ),
    Rule(
        r"{who}\s+" + ADVERBS + r"(?:messed|screwed|fucked|botched|broke|ruined|blew|mucked)\b"
        r"(?:\s+(?:up|it|everything|production|prod|the \w+))?",
        "“The change had this effect”, without who made it.",
    ),
    Rule(
        r"\b(?:carelessness|carelessly|negligence|negligently|incompetence|sloppiness)\b",
        SYSTEM,
    ),
    Rule(
        r"\b(?:human|user|operator|people)[- ]errors?\b(?!\s+(?:page|message|rate|count|report))",
        SYSTEM,
    ),
    Rule(
        r"{whose}\s+(?:own\s+)?(?:fault|mistake|error|blunder|negligence|oversight)\b",
        "“A change with an unforeseen effect”, and which check would have shown it.",
    ),
    Rule(
        r"\b(?:fault|mistake|error|blunder|oversight|negligence)s?\s+(?:made\s+)?(?:by|of)\s+{who}",
        "“A change with an unforeseen effect”, and which check would have shown it.",
    ),
    Rule(
        r"\b(?:blame[sd]?|blaming)\s+(?:it\s+on\s+|on\s+|for\s+(?:this|it)\s+(?:on\s+)?)?{who}",
        "Leave the person out: say what was done, and what the system let happen.",
    ),
    Rule(r"\b(?:thanks to|because of)\s+{who}[’']?s?\s+(?:mistake|carelessness|typo)\b", SYSTEM),
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
# words that are names of people, but say nothing alone
_TOO_SHORT = 2


def compile_rules(people: Iterable[str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The rules with the names of `people` as persons, too."""
    names = sorted({re.escape(n) for n in people if len(n) > _TOO_SHORT}, key=len, reverse=True)
    named = "|".join(rf"\b@?{name}(?!\w)" for name in names)
    who = "(?:" + "|".join(part for part in (named, rf"\b{ROLES}\b", PRONOUNS) if part) + ")"
    whose = "(?:" + "|".join(
        [
            *(rf"\b@?{name}[’']s?(?!\w)" for name in names),
            rf"\b{ROLES}[’']s?(?!\w)",
            r"\b(?:his|her|their|your|whose|my)\b",
        ]
    )
    return tuple(
        (
            re.compile(
                rule.pattern.replace("{whose}", whose + ")").replace("{who}", who), re.IGNORECASE
            ),
            rule.suggestion,
        )
        for rule in RULES
    )


def remarks(texts: Sequence[tuple[str, str]], people: Iterable[str]) -> tuple[WordingRemark, ...]:
    """What blames in `texts` (section, text), a remark a sentence; each sentence once."""
    rules = compile_rules(people)
    found: dict[str, WordingRemark] = {}
    for section, text in texts:
        for sentence in _SENTENCE.split(text):
            hit = next((said for pattern, said in rules if pattern.search(sentence)), None)
            if hit is not None and sentence not in found:
                found[sentence] = WordingRemark(section=section, text=sentence, suggestion=hit)
    return tuple(found.values())


def check(sections: RcaSections) -> tuple[WordingRemark, ...]:
    """What blames a person in a document's prose and quotes.

    The timeline's actors are its people; a timeline is a record, so it is not judged.
    """
    texts = [
        ("summary", sections.summary),
        ("impact", sections.impact),
        ("detection", sections.detection),
        ("response", sections.response),
        ("root_cause", sections.root_cause),
        *(("five_whys", text) for text in sections.five_whys),
        *(("contributing_factors", text) for text in sections.contributing_factors),
        *(("action_items", item.text) for item in sections.action_items),
        *(("went_well", text) for text in sections.went_well),
        *(("lessons", text) for text in sections.lessons),
    ]
    return remarks(texts, people_of(sections))


def people_of(sections: RcaSections) -> set[str]:
    """Who took part; the senders of alerts are no people."""
    return {entry.actor for entry in sections.timeline if entry.kind != "alert_joined"}
