"""The RCA's parts on what comes next: action items with suggested owners, lessons."""

import re
from datetime import timedelta

from core.domain import done
from core.domain.analysis import Outcome
from core.domain.facts import (
    Durations,
    Facts,
    declaration,
    first_sign,
    sentence,
    spell,
)
from core.domain.people import named
from core.domain.rca import ActionItem
from core.domain.response import fix_of
from core.domain.spoken import Said, Topic, about, shortened
from core.domain.why import cause_of, head, in_resolving, stated

QUIET_AFTER = timedelta(minutes=30)
QUICK = timedelta(minutes=5)
AT_ONCE = timedelta(seconds=1)
MOST_ITEMS = 8
MOST_STEPS = 3
# what an analysis says of repairs; people have said more since
_OF_REPAIRS = re.compile(r"Check that the .* helped|See whether it ended|The .* did not help")
NOTHING_YET = ("To be filled in by the people who were there.",)
NO_CAUSE_YET = "Find the cause: attach logs from the affected service and analyze again."
_WORDS = re.compile(r"[a-z][a-z0-9_.-]{3,}")
_COMMON_WORDS = (
    "that this with from have were been what when which will would should could there their "
    "they them then than into after before check make sure look find show shows same more "
    "most some logs error errors service time incident "
)
_COMMON = frozenset(_COMMON_WORDS.split())
SHARED_WORDS = 2
OWNERS_WORDS = 80
# what is done while it burns; once it is over, only what keeps it from coming back is left
_FIRST_AID = re.compile(
    r"^(?:roll|restart|run|open|look|compare|count|read|resolve|show|take|pull|call|describe|"
    r"ask (?:the|each)|try|follow|print|check|free|switch|shed|end|list|add the log|drain|bring|"
    r"stop|group|decide|put|detach|renew|restore|revert|slow|raise the memory|fail|scale|kill|"
    r"add (?:nodes|consumers|instances)|inspect|review|verify|monitor|collect)\b",
    re.IGNORECASE,
)


def actions(facts: Facts) -> tuple[ActionItem, ...]:
    """What people asked for first, then what the analysis recommends; who may own it, and why.

    What was done already is no item, and once it is over neither is first aid.
    """
    asked = [_asked(said) for said in about(facts.said, Topic.FOLLOW_UP)]
    known = {_key(item.text) for item in asked}
    texts = _still_open(facts) if facts.incident.status.active else _for_good(facts)
    found = asked + [
        _owned(facts, text) for text in dict.fromkeys(texts) if _key(text) not in known
    ]
    return tuple(found[:MOST_ITEMS])


def _asked(said: Said) -> ActionItem:
    if not named(said.by):
        return ActionItem(text=said.text)
    reason = f"who asked for it at {said.at:%H:%M} UTC"
    return ActionItem(text=said.text, owner=said.by, owner_reason=reason)


def _advised(facts: Facts) -> list[str]:
    """The steps of the analysis that nobody took yet; none where it had nothing to go on."""
    analysis, cause = facts.analysis, cause_of(facts)
    if analysis is None:
        return []
    if analysis.outcome is Outcome.INCONCLUSIVE and not facts.incident.logs:
        return []
    texts = [step.text for step in analysis.recommendations[:5]]
    if cause is not None and cause.check and not cause.check.startswith("Nothing more"):
        texts.insert(0, cause.check)
    settled = {action for said in facts.said for action in said.actions}
    left = (done.left_of(text, settled) for text in texts)
    return [text for text in left if text and not _OF_REPAIRS.match(text)]


def _still_open(facts: Facts) -> list[str]:
    texts = _to_see(facts) + _advised(facts)[:MOST_STEPS]
    return texts or [NO_CAUSE_YET]


def _to_see(facts: Facts) -> list[str]:
    """To look whether the last repair helped, while nobody said so."""
    last = None
    for said in facts.said:
        if said.helped is not None:
            last = None
        elif said.actions:
            last = said
    if last is None:
        return []
    names = " and the ".join(sorted(last.actions))
    return [f"Check that the {names} helped ({last.credit})."]


def _for_good(facts: Facts) -> list[str]:
    texts = [text for text in _advised(facts) if not _FIRST_AID.match(text)]
    cause = cause_of(facts)
    if stated(facts) or in_resolving(facts) is not None:
        # the cause is known: nothing of it is to be found any more
        return [text for text in texts if not text.lower().startswith("find ")]
    if cause is None:
        return [*texts, NO_CAUSE_YET if not facts.incident.logs else "Find the cause."]
    sure = f"Confirm the cause ({head(cause.text)}), and decide what keeps it from coming back."
    return [*texts, sure]


def _key(text: str) -> str:
    return " ".join(text.lower().split()).rstrip(".")


def _owned(facts: Facts, text: str) -> ActionItem:
    """Whoever wrote of the same thing; else who fixed it, knew the cause, led or acknowledged."""
    wanted = _terms(text)
    people = [said for said in facts.said if named(said.by)]
    shared = [(len(wanted & _terms(said.text)), said) for said in people]
    most, near = max(shared, key=lambda each: each[0], default=(0, None))
    if near is not None and most >= SHARED_WORDS:
        return ActionItem(
            text=text, owner=near.by, owner_reason=f"who wrote of it at {near.at:%H:%M} UTC"
        )
    incident = facts.incident
    fixed = [*filter(None, [fix_of(facts)]), *reversed(about(people, Topic.FIX))]
    candidates = [
        *((said.by, f"who wrote “{shortened(said.text, OWNERS_WORDS)}”") for said in fixed),
        *((said.by, "who named the cause") for said in stated(facts)),
        (incident.lead, "who led"),
        (incident.acknowledged_by, "who acknowledged"),
    ]
    owner, reason = next(((who, why) for who, why in candidates if named(who)), (None, ""))
    return ActionItem(text=text, owner=owner, owner_reason=reason)


def _terms(text: str) -> set[str]:
    return set(_WORDS.findall(text.lower())) - _COMMON


def lessons(facts: Facts, spans: Durations) -> tuple[str, ...]:
    """What people said they learned, and the gaps that the record itself shows."""
    found = [sentence(said.quoted()) for said in about(facts.said, Topic.LESSON)]
    if facts.incident.source in ("slack", "api") and not facts.incident.alert_count:
        found.append("No alert told of it before it was declared: is one missing?")
    if spans.longest_silence is not None and spans.longest_silence > QUIET_AFTER:
        found.append(f"For {spell(spans.longest_silence)} nothing was written down.")
    if not facts.incident.logs and not facts.incident.status.active:
        found.append("No logs were attached, so the analysis had little to go on.")
    return tuple(found) or NOTHING_YET


def went_well(facts: Facts, spans: Durations) -> tuple[str, ...]:
    """What the record shows to have gone well."""
    well = []
    sign = first_sign(facts)
    declared = declaration(facts.timeline)
    by_alert = declared is not None and declared.via == "webhook"
    if by_alert and sign is not None and spans.to_detect is not None and spans.to_detect <= QUICK:
        well.append(f"An alert declared it within {spell(spans.to_detect)} of the first sign.")
    if spans.to_acknowledge is not None and spans.to_acknowledge <= QUICK:
        within = f"within {spell(spans.to_acknowledge)}"
        quick = spans.to_acknowledge < AT_ONCE
        well.append(f"It was acknowledged {'at once' if quick else within}.")
    return tuple(well) or NOTHING_YET
