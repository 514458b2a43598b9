"""Which of the six root-cause categories a full report states, and the sentence that says so.

Most of a report is impact and apology. What decides is the few sentences that state a cause, so
each sentence is weighed by how it speaks (a heading *Root cause*, *due to*, *was caused by*) and
by where it stands; what was done afterwards or will be done counts for nothing.
"""

import math
import re
from dataclasses import dataclass

from core.ai.text.cause_cues import ABOUT
from core.ai.text.cause_sections import Sentence, sentences
from core.domain.analysis import RootCauseCategory as Category

__all__ = ["CauseOpinion", "Sentence", "categorise", "points", "sentences"]


@dataclass(frozen=True)
class CauseOpinion:
    """A category, the sentence it rests on (empty when none), and how likely each category is."""

    category: Category
    sentence: str
    shares: dict[Category, float]


# The cause stands before the one kind of verb and after the other.
_EFFECT_AFTER = re.compile(
    r"\b(?:caus(?:ed|ing)(?! by)|triggered(?! by)|led to|leading to|result(?:ed|ing)? in|"
    r"which (?:meant|prevented)|preventing)\b",
    re.IGNORECASE,
)
_CAUSE_AFTER = re.compile(
    r"\b(?:due to|because(?: of)?|(?:caused|triggered) by|as a result of|owing to|"
    r"result(?:ed|ing)? from|root cause (?:of (?:the|this) \w+ )?(?:is|was))\b",
    re.IGNORECASE,
)
# ... and may be named a second time by its occasion: *this caused errors after the upgrade*.
_OCCASION = re.compile(r"\b(?:after|following|during|while|since)\b", re.IGNORECASE)
# What follows *the cause of* in a message that the cause was found is the symptom.
_SYMPTOM_AFTER = re.compile(
    r"\b(?:identif\w+|determin\w+|found|know|confirm\w*|understand) (?:the |a )?(?:root )?cause"
    r" (?:of|for)\b",
    re.IGNORECASE,
)
# A configuration can be deployed as well as code: what was deployed decides, not the verb.
_CODE = re.compile(
    r"\b(?:code|software|bugs?|defects?|regressions?|binar(?:y|ies)|features?|library|builds?|"
    r"race condition|firmware|exception|app)\b",
    re.IGNORECASE,
)
_EFFECT = 0.25
_CARRIED = 1.4
_STATED = 6
_DECAY = 0.4
_SAYS_SOMETHING = 0.5
_STATED_PLAINLY = 1.0
_PRIOR = {
    Category.CONFIG: 0.1,
    Category.DEPLOY: 0.3,
    Category.EXTERNAL: 0.0,
    Category.MAINTAIN: 0.0,
    Category.OVERLOAD: 0.0,
    Category.OTHERS: 0.6,
}


def points(text: str) -> dict[Category, float]:
    """How many points each category gets from one sentence; its effects count for less."""
    if found := _SYMPTOM_AFTER.search(text):
        text = text[: found.start()]
    effect = _effect(text)
    sums = dict.fromkeys(Category, 0.0)
    for category, cues in ABOUT.items():
        for weight, pattern in cues:
            worth = [
                weight * _EFFECT if match.start() in effect else weight
                for match in pattern.finditer(text)
            ]
            sums[category] += max(worth, default=0.0)
    if sums[Category.CONFIG] >= _CARRIED and not _CODE.search(text):
        sums[Category.DEPLOY] *= _EFFECT
    return sums


def _effect(text: str) -> range:
    """Where a sentence tells what followed from the cause."""
    if found := _CAUSE_AFTER.search(text):
        return range(found.start())
    if found := _EFFECT_AFTER.search(text):
        again = _OCCASION.search(text, found.end())
        return range(found.end(), again.start() if again else len(text))
    return range(0)


def categorise(title: str, text: str) -> CauseOpinion:
    """The root-cause category of a full report, with the sentence that decided."""
    sums = dict(_PRIOR)
    telling = _telling(text)
    for rank, (weight, worth, _) in enumerate(telling):
        for category, value in worth.items():
            sums[category] += value * weight / (1 + rank * _DECAY)
    for category, value in points(title).items():
        sums[category] += value
    category = max(Category, key=lambda each: sums[each])
    return CauseOpinion(category, _deciding(category, telling), _shares(sums))


_Telling = tuple[float, dict[Category, float], str]


def _telling(text: str) -> list[_Telling]:
    """The few sentences that state a cause of a known kind, the plainest statement first.

    In a report that never says *because* its plain sentences have to do.
    """
    scored = [(each.weight, points(each.text), each.text) for each in sentences(text)]
    scored = [each for each in scored if max(each[1].values()) >= _SAYS_SOMETHING]
    scored.sort(key=lambda each: -each[0])
    lift = max(1.0, _STATED_PLAINLY / scored[0][0]) if scored else 1.0
    return [(weight * lift, worth, said) for weight, worth, said in scored[:_STATED]]


def _deciding(category: Category, telling: list[_Telling]) -> str:
    return max(
        ((weight * worth[category], said) for weight, worth, said in telling if worth[category]),
        key=lambda each: each[0],
        default=(0.0, ""),
    )[1]


def _shares(sums: dict[Category, float]) -> dict[Category, float]:
    top = max(sums.values())
    grown = {category: math.exp(value - top) for category, value in sums.items()}
    return {category: value / sum(grown.values()) for category, value in grown.items()}
