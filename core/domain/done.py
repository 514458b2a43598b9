"""What people say they did about an incident, and which advice that settles.

The same words are read on both sides: a note *rolled back checkout to 1.41* settles the step
*Roll back one instance …*, and what is left to do is to check that it helped.
"""

import re
from collections.abc import Collection, Iterable
from enum import StrEnum

SENTENCES = re.compile(r"(?<=[.!?])\s+")


class Action(StrEnum):
    """A way to mend something; the value is its name in a sentence."""

    ROLLBACK = "rollback"
    RESTART = "restart"
    SCALING = "added capacity"
    SWITCH = "switch-over"
    SPACE = "freed space"
    RENEWAL = "renewal"
    KILL = "kill"
    LIMIT = "new limit"
    SHUT_OFF = "switch-off"
    RESTORE = "restore"


_SOME = r"(?:[\w.:/@'’-]+ ){0,5}"
_SAID: tuple[tuple[Action, str], ...] = (
    (
        Action.ROLLBACK,
        rf"\brolled {_SOME}back\b|\breverted\b|\bdowngraded\b|\b(?:is|are|we[’']re) back on v?\d|"
        r"\broll-?back (?:is |was )?(?:done|complete\w*|finished|deployed|live)\b|"
        rf"\b(?:deployed|redeployed|put back) {_SOME}(?:previous|old|last good|earlier) ",
    ),
    (
        Action.RESTART,
        r"(?<!users )(?<!customers )(?<!clients )\b(?:restarted|rebooted|bounced|power-?cycled|"
        rf"recreated)\b(?! {_SOME}(?:by itself|itself|times|on its own|again and again))",
    ),
    (
        Action.SCALING,
        rf"\bscaled\b|\bresized\b|\b(?:added|started) {_SOME}"
        r"(?:nodes?|instances?|replicas?|pods?|workers?|consumers?|capacity|machines?)\b",
    ),
    (
        Action.SWITCH,
        r"\bfailed (?:(?!over\b)[\w.:/@'’-]+ ){0,5}over\b(?! (?:and|the last|an?|\d))|"
        rf"\bswitched {_SOME}(?:over|to)\b|"
        rf"\b(?:moved|rerouted|routed|shifted) {_SOME}(?:traffic|to|away)\b",
    ),
    (
        Action.SPACE,
        rf"\bfreed\b|\bpurged\b|\bcleaned up\b|\btruncated\b|\bcleared {_SOME}(?:logs|disk|space|"
        rf"tmp)\b|\b(?:deleted|removed|dropped) {_SOME}(?:files|logs|images|backups|"
        r"snapshots|slot|wal)\b|"
        rf"\b(?:extended|expanded|enlarged|resized) {_SOME}(?:disk|volume|partition|fs)\b",
    ),
    (Action.RENEWAL, r"\brenewed\b|\breissued\b|\brotated\b|\breplaced the cert"),
    (
        Action.KILL,
        rf"(?<!oom )(?<!got )\b(?:killed|terminated)\b(?! by (?:the )?(?:oom|kernel|system))|"
        rf"\bended {_SOME}(?:transactions?|quer|sessions?)",
    ),
    (
        Action.LIMIT,
        rf"\b(?:raised|increased|bumped|lifted|doubled) {_SOME}(?:limits?|memory|quota|pool|size|"
        r"max\w*)\b",
    ),
    (
        Action.SHUT_OFF,
        rf"\bdisabled\b|\bturned {_SOME}off\b|\bswitched {_SOME}off\b|"
        r"(?:^\W*|\b(?:I|we|and|then) )(?:blocked|throttled)\b(?! (?:by|on|in)\b)",
    ),
    (Action.RESTORE, r"\brestored\b"),
)
_ADVISED: tuple[tuple[Action, str], ...] = (
    (Action.ROLLBACK, rf"roll {_SOME}back\b|revert\b|put the old value back\b"),
    (Action.RESTART, r"(?:re)?start the (?:instances?|pods?|service|process)|reboot\b"),
    (Action.SCALING, rf"scale {_SOME}(?:up|out)\b|add (?:nodes|instances|consumers|capacity)\b"),
    (Action.SWITCH, r"switch (?:over )?to\b|fail over\b"),
    (Action.SPACE, r"free (?:up )?(?:disk )?space\b"),
    (Action.RENEWAL, r"renew\b|replace the certificate\b"),
    (Action.KILL, r"end the (?:transaction|quer)|kill\b"),
    (Action.LIMIT, r"(?:raise|increase) the (?:\w+(?:['’]s)? )?(?:limit|quota|pool)"),
    (Action.SHUT_OFF, r"(?:disable|switch off|turn off)\b"),
    (Action.RESTORE, r"restore (?:from|the)\b"),
)
_DONE = tuple((action, re.compile(pattern, re.IGNORECASE)) for action, pattern in _SAID)
# advice begins a clause, or stands beside another that does as well
_STEPS = tuple(
    (action, re.compile(rf"(?:^\W*|\bor |[;:] (?:else )?)(?:{pattern})", re.IGNORECASE))
    for action, pattern in _ADVISED
)
_NOT_SO = re.compile(
    r"\?\s*$|\b(?:should|shall|must|need(?:s|ed)? to|will|would|could|can|might|may|going to|"
    r"plan(?:s|ned)? to|try(?:ing)? to|tried to|want(?:s|ed)? to|about to|fail(?:s|ed)? to|"
    r"unable to|if|maybe|perhaps|not yet|before we|once we|until|last (?:week|month|year)|"
    r"yesterday)\b|n[’']t\b|"
    r"\b(?:not|never|nothing|nobody|no one)\b(?! (?:only|just))|\bto be \w+ed\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[,;:] | but | – | — ")
_HELPED = re.compile(
    r"\b(?:back to|is|are|looks?|look|all|now|again) (?:normal|healthy|green|stable)\b|"
    r"\brecover(?:ed|s)\b|\bworks? (?:again|now|fine)\b|\b(?:is|are) (?:up|back) again\b|"
    r"\b(?:that|this|it|which|rollback|restart|fail-?over|switch) (?:has |have )?"
    r"(?:helped|worked|fixed it|did it)\b|"
    r"\b(?:errors?|error rate|5xx|500s|latency|time-?outs|failures|alerts?|load|lag)\b.{0,40}"
    r"\b(?:gone|stopped|drop(?:ped|ping)|f[ea]ll(?:ing)?|went (?:down|away)|cleared|ceased|quiet|"
    r"normal|zero|(?:back )?down to|going down|improving|decreasing)\b|"
    r"\b(?:looks?|looking|seems?|much|is|are) (?:good|better|fine|stable)\b|"
    r"\bno (?:more|further|new) (?:errors?|failures|time-?outs|5xx|500s)\b",
    re.IGNORECASE,
)
_DID_NOT_HELP = re.compile(
    r"\b(?:did ?n[’']?t|did not|doesn[’']t|does not|hasn[’']t|has not) "
    r"(?:help|change|improve|fix|work|make)\w*|"
    r"\b(?:no|without) (?:change|effect|improvement|difference|luck)\b|"
    r"\b(?:still|again) (?:\w+ )?(?:fail\w*|down|broken|erroring|timing out|happening|seeing|high|"
    r"full|crash\w*|the same|500s?|5xx|errors?)\b|"
    r"\b(?:came|is|are) back again\b|"
    r"\b(?:errors?|error rate|5xx|500s|time-?outs|failures|alerts?|problem|issue)\b.{0,20}"
    r"\b(?:persists?|continues?|remains?|(?:(?:is|are) back|came back|comes back)(?! to))\b|"
    r"\bmade (?:it|things) worse\b|"
    r"\b(?:not|n[’']t) (?:back to normal|recovered|fixed|better|normal)\b",
    re.IGNORECASE,
)


def actions(sentence: str) -> frozenset[Action]:
    """What a sentence says was done; nothing where it only asks, plans or denies."""
    if sentence.rstrip().endswith("?"):
        return frozenset()
    clauses = [clause for clause in _CLAUSES.split(sentence) if not _NOT_SO.search(clause)]
    return frozenset(
        action for action, pattern in _DONE if any(pattern.search(clause) for clause in clauses)
    )


def said_done(texts: Iterable[str]) -> frozenset[Action]:
    """What the sentences of some texts say was done."""
    return frozenset(
        action for text in texts for part in SENTENCES.split(text) for action in actions(part)
    )


def helped(sentence: str) -> bool | None:
    """Whether a sentence says that things got better (True) or did not (False); else None."""
    if _DID_NOT_HELP.search(sentence):
        return False
    hoped = re.search(r"\?\s*$|\b(?:should|will|would|could|might|if|hope\w*|until)\b", sentence)
    return True if _HELPED.search(sentence) and not hoped else None


def advice(step: str) -> frozenset[Action]:
    """What a step tells somebody to do."""
    return frozenset(action for action, pattern in _STEPS if pattern.search(step))


def left_of(step: str, done: Collection[Action]) -> str:
    """What of a step is left to do once `done` was done; empty where nothing is.

    A later clause that is settled is cut off; where the first one is, or an alternative of it,
    the whole step is.
    """
    first, *rest = step.split("; ")
    if not advice(first).isdisjoint(done):
        return ""
    kept = [clause for clause in rest if advice(clause.removeprefix("else ")).isdisjoint(done)]
    text = "; ".join([first, *kept])
    return text if text.endswith((".", "!", "?")) else f"{text}."
