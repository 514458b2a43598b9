"""Weighs the suspects: what speaks for each, what against, and who comes first."""

import math
from datetime import datetime

from core.ai.offline.history import History
from core.ai.offline.material import Kind, Log, Material
from core.ai.offline.service import blamed
from core.ai.offline.suspects import Sighting, Suspect, gather
from core.domain.why import ONLY_REPORTED
from core.logs.times import read as read_time

STANDS_OUT = 3.6
LIKELY = 6.0
_LEVELS = {"fatal": 1.5, "error": 1.2, "warn": 0.6, None: 0.2, "info": -1.0, "debug": -1.5}
NEAR_SECONDS = 3600.0
CONFIRMED = 3.0
ONLY_LINE = "Only the report says so; no log line shows it."


def rank(material: Material, history: History) -> list[Suspect]:
    """Every suspect with its score, its service and what speaks against it, likeliest first."""
    near = history.near(material.habits)
    suspects = gather(material, near)
    logs = {log.id: log for log in material.logs}
    for suspect in suspects:
        _weigh(suspect, logs, near)
        _doubt(suspect, suspects, material)
    suspects.sort(key=lambda s: (-round(s.score, 6), s.key))
    return suspects


def _weigh(suspect: Suspect, logs: dict[str, Log], history: History) -> None:
    signature = suspect.signature
    weight = float(signature.weight) if signature else 1.0
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
    if suspect.role == "change":
        score += _before_trouble(suspect, logs)
    if suspect.role == "cause" and logged and not spoken and all(map(calm, logged)):
        score = min(score, STANDS_OUT - 0.1)
    suspect.score = score + _undone(suspect)


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


def calm(seen: Sighting) -> bool:
    """Whether a line tells of it as of the course of things: neither its level nor words alarm."""
    kind = seen.kind
    if kind is None:
        return False
    return kind.level == "debug" or (kind.level == "info" and not kind.failing)


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


def _before_trouble(suspect: Suspect, logs: dict[str, Log]) -> float:
    """A change counts when failures follow it, more so within the hour."""
    if not suspect.logged:
        return 0.5
    best = -2.0
    for seen in suspect.logged:
        log = logs[seen.evidence]
        start = first_failure(log)
        if start is None or seen.kind is None or seen.line > start.first:
            continue
        gap = seconds_between(seen.kind, start)
        best = max(best, 1.5 if gap is not None and gap <= NEAR_SECONDS else 0.5)
    return best


def first_failure(log: Log) -> Kind | None:
    """The first kind of line that reports a failure at or after the onset."""
    onset = log.digest.onset.line if log.digest.onset else 0
    failing = [kind for kind in log.kinds if kind.failing]
    return next((kind for kind in failing if kind.first >= onset), failing[0] if failing else None)


def moment(kind: Kind, year: int | None) -> datetime | None:
    """When the first line of a kind was written, as far as it says."""
    return read_time(kind.stamp, year) if kind.stamp else None


def seconds_between(earlier: Kind, later: Kind) -> float | None:
    """Seconds from one line to another; None where either has no time."""
    first, second = moment(earlier, 2000), moment(later, 2000)
    if first is None or second is None or (first.tzinfo is None) != (second.tzinfo is None):
        return None
    return (second - first).total_seconds()


def _doubt(suspect: Suspect, suspects: list[Suspect], material: Material) -> None:
    """Says what speaks against a suspect, from what was counted."""
    logged = suspect.logged
    if not logged:
        suspect.against.append(ONLY_LINE if material.logs else ONLY_REPORTED)
        return
    if suspect.count == 1:
        suspect.against.append("A single line shows it.")
    if suspect.role != "change" and all(map(calm, logged)):
        suspect.against.append("No line that shows it is logged as a warning or an error.")
    first = min(logged, key=lambda seen: seen.line)
    log = next(log for log in material.logs if log.id == first.evidence)
    start = log.digest.first_error
    if suspect.role != "change" and start and start.line < first.line:
        suspect.against.append(
            f"The first error (line {start.line}) came before the first line that shows it"
            f" (line {first.line})."
        )
    if suspect.usual:
        suspect.against.append("Some of its lines are usual in the team's other incidents.")
    if suspect.role == "symptom":
        suspect.against.append("It is a symptom: something else will have brought it about.")
