"""Turns what was counted and ranked into findings, causes and next steps with citations."""

from core.ai.offline.doings import Doing, doings
from core.ai.offline.evidence import cite, cite_line
from core.ai.offline.material import Log, Material
from core.ai.offline.ranking import LIKELY, STANDS_OUT
from core.ai.offline.suspects import Suspect
from core.domain import done
from core.domain.analysis import Confidence, Finding, Recommendation, RootCause

CAUSES = 4
FINDINGS = 8
STEPS = 6
SHORTLY = " shortly before"
PLURAL = ("logs", "notes", "alerts")
NOTHING_AGAINST = "Nothing in the evidence speaks against it."
_UNKNOWN_CHECK = (
    "Open the code that writes this line and look what it was doing: one request id followed"
    " through all services shows where the failure starts."
)
_ADD_LOGS = "Add the log lines from the minutes around the first symptom, also of what it calls."
_NO_CLUE = (
    "List what was deployed or configured in the two hours before the first symptom.",
    "Compare error rate, latency and load of the service with the same hour last week.",
)


def findings(material: Material, suspects: list[Suspect]) -> tuple[Finding, ...]:
    """What the evidence shows, each with the lines that show it."""
    found: list[Finding] = []
    for log in material.logs:
        found.extend(_rates(material, log))
    found.extend(_seen(material, suspect) for suspect in suspects if suspect.score > 0)
    return tuple(finding for finding in found if finding.citations)[:FINDINGS]


def _rates(material: Material, log: Log) -> list[Finding]:
    """How many records fail, and where their share rises; in one where both begin together."""
    digest, made = log.digest, []
    failed = digest.levels.get("error", 0) + digest.levels.get("fatal", 0)
    onset, first = digest.onset, digest.first_error
    rise = ""
    if onset:
        rise = f"from {100 * onset.share_before:.0f} % to {100 * onset.share_after:.0f} %"
    if first:
        verb = "is an error" if failed == 1 else "are errors"
        text = (
            f"{failed} of {digest.record_count} log records {verb}; the first is line {first.line}"
        )
        if onset and onset.line == first.line:
            text += f", where their share rises {rise}"
        cited = cite_line(material, log.id, first.line)
        made.append(Finding(text=f"{text}.", confidence="high", citations=cited))
    if onset and not (first and onset.line == first.line):
        text = f"The share of errors rises at line {onset.line} {rise}."
        cited = cite_line(material, log.id, onset.line)
        made.append(Finding(text=text, confidence="high", citations=cited))
    return made


def _seen(material: Material, suspect: Suspect) -> Finding:
    return Finding(
        text=" ".join([f"{title(suspect)}: {_where(suspect)}.", *_measured(suspect)]),
        confidence=confidence(suspect),
        citations=cite(material, suspect.sightings),
    )


def _measured(suspect: Suspect) -> list[str]:
    """What was measured of a symptom; what followed a change is told with the cause."""
    return suspect.told if suspect.role == "symptom" else []


def _where(suspect: Suspect) -> str:
    logged = suspect.logged
    if not logged:
        name = suspect.sightings[0].evidence
        return f"the {name} {'say' if name in PLURAL else 'says'} so"
    first = min(seen.line for seen in logged)
    if suspect.ended is not None and suspect.ended.first == first:
        return f"line {first} shows that it was undone"
    if suspect.count == 1:
        return f"line {first} shows it"
    return f"{suspect.count} log lines show it, from line {first} on"


def title(suspect: Suspect) -> str:
    """A suspect's name as people read it."""
    if suspect.signature:
        about = f" ({suspect.about})" if suspect.about else ""
        # that it was shortly before is known only of what trouble follows
        near = suspect.role != "change" or suspect.beside or not suspect.logged
        name = suspect.signature.name
        return f"{name if near else name.removesuffix(SHORTLY)}{about}"
    wrote = f" in {suspect.service}" if suspect.service else ""
    return f"An unfamiliar error{wrote}"


def confidence(suspect: Suspect) -> Confidence:
    """High only where logs show a cause plainly; never for what only a report says."""
    if suspect.ended is not None:
        return "high"
    if suspect.tried is not None and suspect.tried.helped:
        return "high" if suspect.logged else "medium"
    if not suspect.logged or suspect.role == "symptom":
        return "low"
    refuted = suspect.tried is not None and suspect.tried.helped is False
    if suspect.score >= LIKELY and suspect.role == "cause" and suspect.signature and not refuted:
        return "high"
    return "medium" if suspect.score >= STANDS_OUT + 1 else "low"


def root_causes(material: Material, chosen: list[Suspect]) -> tuple[RootCause, ...]:
    """The hypotheses, likeliest first, each with what would decide it."""
    return tuple(_cause(material, suspect) for suspect in chosen[:CAUSES])


def _cause(material: Material, suspect: Suspect) -> RootCause:
    signature = suspect.signature
    said = signature.explanation if signature else "It is not usual here and fits no known failure"
    if suspect.role == "change" and suspect.logged and not suspect.beside:
        said = "When it was made no line shows" if suspect.ended else "It was made at another time"
    undone = suspect.tried is not None and suspect.tried.helped and suspect.role == "change"
    sentences = [f"{title(suspect)}. {said}; {_where(suspect)}.", *suspect.told]
    sentences += ["Undoing it helped."] if undone and suspect.logged else []
    return RootCause(
        text=" ".join(sentences),
        confidence=confidence(suspect),
        citations=cite(material, [*suspect.sightings, *suspect.beside]),
        service=suspect.service,
        against=" ".join(suspect.against) or NOTHING_AGAINST,
        check=_check(material, suspect),
    )


def _check(material: Material, suspect: Suspect) -> str:
    """What would decide; where that was done already, what is to be seen from it."""
    if suspect.ended is not None:
        line = f"{suspect.ended.evidence}, line {suspect.ended.first}"
        return f"Nothing more to decide: the failures stopped when it was undone ({line})."
    check = suspect.signature.check if suspect.signature else _UNKNOWN_CHECK
    made = doings(material)
    if left := done.left_of(check, {doing.action for doing in made}):
        return left
    doing = next(each for each in made if each.action in done.advice(check))
    where = f"{doing.at.evidence}, line {doing.at.number}"
    if doing.helped is None:
        return f"See whether it ended with the {doing.action} ({where}): if so, it was this."
    if doing.helped:
        return f"Nothing more to decide: the {doing.action} helped ({where})."
    return f"Look at what the {doing.action} ({where}) does not undo: data, flags, migrations."


def recommendations(material: Material, chosen: list[Suspect]) -> tuple[Recommendation, ...]:
    """The next steps of the likeliest causes, each resting on the lines of its cause.

    What the notes say was done is not proposed again; while nobody said whether it helped, to
    look whether it did comes first.
    """
    made = doings(material)
    settled = {doing.action for doing in made}
    settled |= {done.Action.ROLLBACK for suspect in chosen if suspect.ended is not None}
    advised: set[done.Action] = set()
    # what did not help matters until something else was done
    open_ones = [each for each in made if each.helped is None or each is made[-1]]
    steps = {after.text: after for doing in open_ones[-2:] if (after := _after(material, doing))}
    for suspect in chosen[:CAUSES]:
        cited = cite(material, suspect.sightings)
        signature = suspect.signature
        known = signature.next_steps if signature else ()
        check = done.left_of(signature.check if signature else _UNKNOWN_CHECK, settled)
        # two causes may call for the same deed; to do it is one step
        fresh = [step for step in known if not done.advice(step) or done.advice(step) - advised]
        advised.update(*map(done.advice, known))
        left = [done.left_of(step, settled) for step in fresh]
        # with a change so near, to take it back comes before to know why
        order = [*left, check] if suspect.role == "change" and suspect.logged else [check, *left]
        for text in filter(None, order):
            if text not in steps and len(steps) < STEPS:
                steps[text] = Recommendation(text=text, citations=cited)
    if steps and not material.logs:
        # nothing else would tell as much
        cited = cite_line(material, "title", 1)
        steps = {_ADD_LOGS: Recommendation(text=_ADD_LOGS, citations=cited), **steps}
    return tuple(steps.values())[:STEPS] or _generic(material)


def _after(material: Material, doing: Doing) -> Recommendation | None:
    """What is left to do about something that was done."""
    if doing.helped:
        return None
    if doing.helped is None:
        text = (
            f"Check that the {doing.action} helped: compare the error rate since then with before."
        )
    else:
        text = f"The {doing.action} did not help: look for a cause that it does not undo."
    return Recommendation(
        text=text, citations=cite_line(material, doing.told.evidence, doing.told.number)
    )


def _generic(material: Material) -> tuple[Recommendation, ...]:
    cited = cite_line(material, "title", 1)
    steps = (_ADD_LOGS, *_NO_CLUE)
    return tuple(Recommendation(text=step, citations=cited) for step in steps)
