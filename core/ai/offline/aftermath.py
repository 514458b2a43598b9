"""What followed a change: the trouble that came first after it, and how it went once undone."""

from typing import NamedTuple

from core.ai.offline.changes import shows, subject_of, undoes, what
from core.ai.offline.material import Kind, Log
from core.ai.offline.signatures import signature
from core.ai.offline.suspects import Sighting, Suspect, window
from core.ai.offline.when import before, seconds_between

# a release in so short a time before new errors is what a responder looks at first
NEAR_SECONDS = 900.0
NEAR_LINES = 200
AT_ONCE_SECONDS = 180.0
HOUR = 3600.0
# how much may still fail of what was under way when the change was undone
GRACE_LINES = 5
LEAST_AFTER = 3
CONFIRMED = 3.0
SHOWN = 2


class Lead(NamedTuple):
    """A change with the trouble that follows it first; `seconds` are None where clocks lack."""

    change: Kind
    trouble: Kind
    seconds: float | None

    @property
    def near(self) -> bool:
        """Whether so little lies between that the change is what to look at first."""
        if self.seconds is None:
            return self.trouble.first - self.change.first <= NEAR_LINES
        return self.seconds <= NEAR_SECONDS

    @property
    def at_once(self) -> bool:
        """Whether hardly anything else can have come between."""
        return self.seconds is not None and self.seconds <= AT_ONCE_SECONDS


def first_failure(log: Log) -> Kind | None:
    """The first kind of line that reports a failure at or after the onset."""
    onset = log.digest.onset.line if log.digest.onset else 0
    failing = [kind for kind in log.kinds if kind.failing]
    return next((kind for kind in failing if kind.first >= onset), failing[0] if failing else None)


def troubles(log: Log, suspects: list[Suspect]) -> list[Kind]:
    """Where trouble starts in a log: at its first failure and slow calls, else its first sign."""
    failure = first_failure(log)
    found = [*([failure] if failure else []), *(slow.kind for slow in log.slowed)]
    if found:
        return found
    signs = [
        seen.kind
        for suspect in suspects
        if suspect.role != "change"
        for seen in suspect.logged
        if seen.evidence == log.id and seen.kind and not seen.calm
    ]
    first = signs[0] if signs else None
    for sign in signs:
        first = sign if first and before(sign, first) else first
    return [first] if first else []


def follow(suspect: Suspect, logs: list[Log], suspects: list[Suspect]) -> Lead | None:
    """Looks what followed a change, and writes down what that says for and against it.

    From then on the suspect rests on the lines that stand before the trouble.
    """
    best: tuple[Lead, Log, list[Kind]] | None = None
    for log in logs:
        changes = _changes(suspect, log)
        found = _lead(changes, troubles(log, suspects))
        if found and (best is None or _distance(found) < _distance(best[0])):
            best = (found, log, changes)
    if best is None:
        known = (what(seen.kind.text) for seen in reversed(suspect.logged) if seen.kind)
        suspect.about = next(filter(None, known), None)
        return None
    lead, log, changes = best
    _rest_on(suspect, lead, changes)
    suspect.told.append(_told(lead, log))
    suspect.beside.append(_sighting(lead.trouble))
    _look_back(suspect, lead, log)
    _look_on(suspect, lead.trouble, lead.change.text, log)
    return lead


def unseen(logs: list[Log], suspects: list[Suspect]) -> Suspect | None:
    """A deploy that stands in no log, though a log has its rollback, and failures end there."""
    if any(s.signature and s.signature.id == "deploy" and s.logged for s in suspects):
        return None
    for log in logs:
        suspect = Suspect(signature("deploy"))
        for trouble in troubles(log, suspects)[:1]:
            _look_on(suspect, trouble, None, log)
        if suspect.ended:
            suspect.sightings, suspect.beside = suspect.beside, []
            suspect.about = subject_of(suspect.ended.text)
            suspect.against.append("No log line shows the deploy itself.")
            return suspect
    return None


def _changes(suspect: Suspect, log: Log) -> list[Kind]:
    """The single lines that tell of such a change and are not usual."""
    if suspect.signature is None or not any(s.evidence == log.id for s in suspect.logged):
        return []
    usual = {seen.kind.habit for seen in suspect.usual if seen.kind}
    told = (kind for kind in log.changed if not kind.failing and kind.habit not in usual)
    return [kind for kind in told if shows(kind.text, suspect.signature.id)]


def _lead(changes: list[Kind], starts: list[Kind]) -> Lead | None:
    pairs = [(change, start) for start in starts for change in changes if before(change, start)]
    found = [Lead(change, start, seconds_between(change, start)) for change, start in pairs]
    return min(found, key=_distance, default=None)


def _distance(lead: Lead) -> tuple[float, int]:
    lines = abs(lead.trouble.first - lead.change.first)
    return (float(lines) if lead.seconds is None else lead.seconds, lines)


def _rest_on(suspect: Suspect, lead: Lead, changes: list[Kind]) -> None:
    """Keeps of the lines those that belong to this change: the last ones before the trouble."""
    near = [kind for kind in changes if kind is lead.change or _belongs(kind, lead.change)][-SHOWN:]
    spoken = [seen for seen in suspect.sightings if seen.spoken]
    suspect.sightings = [*spoken, *map(_sighting, near)]
    suspect.about = next((name for kind in reversed(near) if (name := what(kind.text))), None)


def _belongs(kind: Kind, change: Kind) -> bool:
    """Whether a line tells of the same change as a later one."""
    return before(kind, change) and Lead(kind, change, seconds_between(kind, change)).near


def _sighting(kind: Kind) -> Sighting:
    return Sighting(kind.evidence, kind.first, window(kind.text, 0, len(kind.text)), 1, kind)


def _told(lead: Lead, log: Log) -> str:
    slow = any(each.kind is lead.trouble for each in log.slowed)
    name = "slow call" if slow else "failure" if lead.trouble.failing else "sign of trouble"
    lines = lead.trouble.first - lead.change.first
    gap = [] if lead.seconds is None or lead.seconds < 0 else [_spelled(lead.seconds)]
    gap += ["1 line" if lines == 1 else f"{lines} lines"] if lines > 0 else []
    return f"The first {name} (line {lead.trouble.first}) follows {' and '.join(gap)} later."


def _spelled(seconds: float) -> str:
    if seconds < 120:
        return "1 second" if round(seconds) == 1 else f"{seconds:.0f} seconds"
    minutes = seconds / 60
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"


def _look_back(suspect: Suspect, lead: Lead, log: Log) -> None:
    """Whether it failed in the same way before the change."""
    same = [k for k in log.kinds if k.group == lead.trouble.group and k.group >= 0 and k.failing]
    earlier = [kind for kind in same if before(kind, lead.change)]
    if earlier:
        suspect.against.append(f"The same failure stands before it (line {earlier[0].first}).")


def _look_on(suspect: Suspect, trouble: Kind, change: str | None, log: Log) -> None:
    """How it went on once the change was undone: the strongest evidence that a log can hold."""
    for undo in log.changed:
        if not before(trouble, undo) or not undoes(undo.text, change):
            continue
        last = _last_failure(log, trouble)
        if last > undo.first + GRACE_LINES:
            suspect.against.append(
                f"The failures go on after it was undone (line {undo.first}); the last is line"
                f" {last}."
            )
            suspect.went_on = True
            suspect.score -= CONFIRMED
        elif log.digest.line_count - max(undo.first, last) >= LEAST_AFTER:
            suspect.ended = undo
            suspect.told.append(
                f"The failures stop when it is undone (line {undo.first}); the last is line {last}."
            )
            suspect.beside.append(_sighting(undo))
            suspect.score += CONFIRMED
        return


def _last_failure(log: Log, start: Kind) -> int:
    failing = [kind.last for kind in log.kinds if kind.failing and kind.last >= start.first]
    slow = [each.rise.last for each in log.slowed if each.rise.last >= start.first]
    return max([start.first, *failing, *slow])
