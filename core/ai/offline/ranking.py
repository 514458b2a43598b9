"""Weighs the suspects: what speaks for each, what against, and who comes first."""

import math

from core.ai.offline.aftermath import CONFIRMED, HOUR, Lead, follow, unseen
from core.ai.offline.history import History
from core.ai.offline.material import Kind, Log, Material
from core.ai.offline.objects import named
from core.ai.offline.service import blamed
from core.ai.offline.suspects import Sighting, Suspect, gather
from core.ai.offline.when import before
from core.domain.why import ONLY_REPORTED

STANDS_OUT = 3.6
LIKELY = 6.0
_LEVELS = {"fatal": 1.5, "error": 1.2, "warn": 0.6, None: 0.2, "info": -1.0, "debug": -1.5}
ONLY_LINE = "Only the report says so; no log line shows it."
# what slow calls weigh that were measured, however calmly they are told
MEASURED = 2.5
AHEAD = 0.5
# from here on a symptom or a change is named where no cause is
NAMED = 2.0
SHARED = 2.0
_EXPLAINED = {"DEPLOY": ("DEPLOY",), "CONFIG": ("CONFIG", "DEPLOY")}


def rank(material: Material, history: History) -> list[Suspect]:
    """Every suspect with its score, its service and what speaks against it, likeliest first."""
    near = history.near(material.habits)
    suspects = gather(material, near)
    logs = {log.id: log for log in material.logs}
    for suspect in suspects:
        if suspect.role != "change":
            _weigh(suspect, logs, near)
            suspect.about = named(suspect, logs)
            _doubt(suspect, material)
    _same_lines(suspects)
    _bring_about(suspects)
    changes = [suspect for suspect in suspects if suspect.role == "change" and suspect.sightings]
    for suspect in changes:
        lead = follow(suspect, list(material.logs), suspects)
        _weigh_change(suspect, lead, logs, near)
        if lead:
            _credit(suspect, lead, suspects)
    if undone := unseen(list(material.logs), suspects):
        _weigh(undone, logs, near)
        undone.score = max([undone.score, *(s.score + AHEAD for s in suspects)])
        suspects.append(undone)
    suspects.sort(key=lambda s: (-round(s.score, 6), s.key))
    return suspects


def _weigh(suspect: Suspect, logs: dict[str, Log], history: History) -> None:
    weight = float(_weight(suspect))
    spoken = any(seen.spoken for seen in suspect.sightings)
    logged = suspect.logged
    suspect.service = blamed(suspect, logs)
    if not suspect.sightings:
        return
    score = weight + (1.0 if suspect.role == "cause" else 0.0) + (1.5 if spoken else 0.0)
    if logged:
        score += max(_loudness(seen) for seen in logged)
        score += min(1.5, 0.3 * math.log2(1 + suspect.count))
        score += max(_place(seen, logs[seen.evidence]) for seen in logged)
        score += _novelty(suspect, history)
        score -= _stray(suspect, logs)
    if logged and not spoken:
        score = min(score, _most(suspect))
    if suspect.told:
        score = max(score, MEASURED)
    suspect.score = score + _undone(suspect)


def _weigh_change(
    suspect: Suspect, lead: Lead | None, logs: dict[str, Log], history: History
) -> None:
    """A change counts when trouble follows it, the more the sooner; its level says nothing."""
    spoken = any(seen.spoken for seen in suspect.sightings)
    suspect.service = blamed(suspect, logs)
    score = float(_weight(suspect))
    score += 1.5 if spoken else 0.0
    if not suspect.logged:
        suspect.against.append(ONLY_LINE if logs else ONLY_REPORTED)
        score += 0.5
    elif lead is None:
        suspect.against.append("No failure follows it in the log.")
        score -= 1.9
    else:
        score += min(1.5, 0.3 * math.log2(1 + suspect.count)) + _novelty(suspect, history)
        hour = lead.seconds is not None and lead.seconds <= HOUR
        score += 2.5 if lead.near else 1.5 if hour else 0.5
    suspect.score += score + _undone(suspect)


def _credit(change: Suspect, lead: Lead, suspects: list[Suspect]) -> None:
    """Puts a change in front of the faults that began right after it and that it would explain."""
    if change.went_on or not (lead.near or change.ended):
        return
    ahead = [s for s in suspects if s.role == "cause" and s.logged]
    followed: list[Suspect] = []
    for other in ahead:
        first = _first(other)
        if not _explains(change, lead, other) or first is None:
            continue
        if before(first, lead.change):
            name = other.signature.name.lower() if other.signature else "an error"
            change.against.append(f"{name.capitalize()} stands before it (line {first.first}).")
        else:
            followed.append(other)
    top = max(followed, key=lambda s: (s.score, s.key), default=None)
    if top:
        change.score = max(change.score, top.score + AHEAD)
        change.service = top.service or change.service


def _explains(change: Suspect, lead: Lead, other: Suspect) -> bool:
    """Whether a change may well have brought a fault about: such a one, or nothing so certain."""
    if change.ended or other.signature is None:
        return True
    if change.signature and other.signature.category in _EXPLAINED[change.signature.category]:
        return True
    return lead.at_once and other.signature.weight < 3


def _first(suspect: Suspect) -> Kind | None:
    first = None
    for seen in suspect.logged:
        if seen.kind and (first is None or before(seen.kind, first)):
            first = seen.kind
    return first


def _bring_about(suspects: list[Suspect]) -> None:
    """Tells with a failure what is known to bring it about, where a log shows that as well."""
    seen = {s.signature.id: s for s in suspects if s.signature and s.logged}
    for suspect in suspects:
        known = suspect.signature.because if suspect.signature and suspect.logged else ()
        for cause in (seen[name] for name in known if name in seen):
            lines = [str(each.line) for each in cause.logged[:3]]
            where = f"{'line' if len(lines) == 1 else 'lines'} {' and '.join(lines)}"
            name = cause.signature.name if cause.signature else ""
            suspect.told.append(f"Seen with it: {name[:1].lower()}{name[1:]} ({where}).")
            suspect.beside.extend(cause.logged)


def _weight(suspect: Suspect) -> int:
    return suspect.signature.weight if suspect.signature else 1


def _same_lines(suspects: list[Suspect]) -> None:
    """What stands in the lines of a more certain cause alone is a part of what that one tells."""
    causes = [s for s in suspects if s.signature and s.role == "cause" and s.logged]
    for one in causes:
        lines = {(seen.evidence, seen.line) for seen in one.logged}
        for other in causes:
            theirs = {(seen.evidence, seen.line) for seen in other.logged}
            if lines <= theirs and _weight(one) < _weight(other) and other.signature:
                name = other.signature.name.lower()
                one.against.append(f"The same lines tell of something more exact: {name}.")
                one.score -= SHARED
                break


def _most(suspect: Suspect) -> float:
    """What it can weigh at most: what is told as of the course of things is no alarm.

    What the library knows may alarm by its words alone; words that it does not know may not.
    """
    level = {seen.kind.level if seen.kind else None for seen in suspect.logged}
    quiet = all(seen.calm for seen in suspect.logged)
    if not quiet and (suspect.signature or not level <= {"info", "debug"}):
        return math.inf
    return NAMED - 0.1 if suspect.role == "symptom" else STANDS_OUT - 0.1


def _undone(suspect: Suspect) -> float:
    """That undoing it helped speaks for it, that it did not help speaks against it."""
    tried = suspect.tried
    if tried is None or tried.helped is None:
        return 0.0
    if tried.helped:
        return CONFIRMED
    told = tried.told
    suspect.against.append(
        f"The {tried.action} did not help ({told.evidence}, line {told.number})."
    )
    return -CONFIRMED


def _loudness(seen: Sighting) -> float:
    kind = seen.kind
    if kind is None:
        return 0.0
    return max(_LEVELS[kind.level], 1.0 if kind.loud > 1 else -2.0)


def _place(seen: Sighting, log: Log) -> float:
    """Something for standing where the trouble began."""
    digest = log.digest
    near = max(10, digest.line_count // 50)
    starts = [digest.onset.line] if digest.onset else []
    starts += [digest.first_error.line] if digest.first_error else []
    return 0.8 if any(abs(seen.line - start) <= near for start in starts) else 0.0


def _novelty(suspect: Suspect, history: History) -> float:
    """Something for never, or hardly ever, standing in the team's other logs."""
    shares = [history.share(seen.kind.habit) for seen in suspect.logged if seen.kind]
    known = [share for share in shares if share is not None]
    if not known:
        return 0.0
    return 1.5 * (1 - 4 * min(known)) * min(1.0, suspect.count / 3)


def _stray(suspect: Suspect, logs: dict[str, Log]) -> float:
    """Something off for an unknown error that is one or two lines among many other errors."""
    if suspect.signature or suspect.count > 2:
        return 0.0
    failed = sum(
        kind.count
        for name in {s.evidence for s in suspect.logged}
        for kind in logs[name].kinds
        if kind.failing
    )
    return 2.0 if suspect.count < failed / 10 else 0.0


def _doubt(suspect: Suspect, material: Material) -> None:
    """Says what speaks against a suspect, from what was counted."""
    logged = suspect.logged
    if not logged:
        suspect.against.append(ONLY_LINE if material.logs else ONLY_REPORTED)
        return
    if suspect.count == 1:
        suspect.against.append("A single line shows it.")
    if all(seen.calm for seen in logged):
        suspect.against.append("No line that shows it is logged as a warning or an error.")
    first = min(logged, key=lambda seen: seen.line)
    log = next(log for log in material.logs if log.id == first.evidence)
    start = log.digest.first_error
    if start and start.line < first.line:
        suspect.against.append(
            f"The first error (line {start.line}) came before the first line that shows it"
            f" (line {first.line})."
        )
    if suspect.usual:
        suspect.against.append("Some of its lines are usual in the team's other incidents.")
    if suspect.role == "symptom":
        suspect.against.append("It is a symptom: something else will have brought it about.")
