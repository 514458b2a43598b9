"""Who might have done it: gathers for each known failure the lines that show it."""

from dataclasses import dataclass, field

from core.ai.offline.doings import Doing, doings, said
from core.ai.offline.history import History
from core.ai.offline.material import Kind, Log, Material, Prose
from core.ai.offline.signatures import Signature, match_log, match_prose, signature
from core.ai.offline.slowness import spelled
from core.domain import done
from core.logs.model import Template

HABITS = 250
PER_HABIT = 3
# a longer note on what was done tells why, too
SHORT = 60
_RANKS = {"fatal": 0, "error": 1, "warn": 2, None: 3, "info": 4, "debug": 5}


@dataclass(frozen=True, slots=True)
class Sighting:
    """One kind of line that shows a failure; `quote` occurs in line `line` of the evidence."""

    evidence: str
    line: int
    quote: str
    count: int
    kind: Kind | None = None

    @property
    def calm(self) -> bool:
        """Whether a log tells of it as of the course of things: level and words alarm nobody."""
        kind = self.kind
        if kind is None:
            return False
        return kind.level == "debug" or (kind.level == "info" and not kind.failing)

    @property
    def spoken(self) -> bool:
        """Whether a person or an alert says so, and no log does."""
        return self.kind is None


@dataclass(slots=True)
class Suspect:
    """One possible explanation and everything that shows it, in order of appearance.

    `signature` is None for a kind of error that the library does not know. `usual` are the
    sightings that the team's other incidents had as well, and that therefore count for nothing.
    `tried` is what was done that would undo it, if it is what it is. `about` names the thing that
    it is about, `told` are further sentences for it, `beside` the lines that those rest on, and
    `ended` is the line of the log with which it was undone and the failures ended; `went_on`
    tells that they did not end with that.
    """

    signature: Signature | None
    sightings: list[Sighting] = field(default_factory=list)
    usual: list[Sighting] = field(default_factory=list)
    template: Template | None = None
    score: float = 0.0
    service: str | None = None
    against: list[str] = field(default_factory=list)
    tried: Doing | None = None
    about: str | None = None
    told: list[str] = field(default_factory=list)
    beside: list[Sighting] = field(default_factory=list)
    ended: Kind | None = None
    went_on: bool = False

    @property
    def key(self) -> str:
        """A stable name, for order and look-up."""
        return self.signature.id if self.signature else f"template-{self.sightings[0].line:09d}"

    @property
    def role(self) -> str:
        """`cause`, `symptom` or `change`; an unknown kind of error may be a cause."""
        return self.signature.role if self.signature else "cause"

    @property
    def logged(self) -> list[Sighting]:
        """The sightings that stand in a log."""
        return [seen for seen in self.sightings if not seen.spoken]

    @property
    def count(self) -> int:
        """How many log lines show it."""
        return sum(seen.count for seen in self.logged)


def gather(material: Material, history: History) -> list[Suspect]:
    """Every suspect with a sighting: named by people, then known in logs, then unknown errors."""
    found: dict[str, Suspect] = {}
    mended = [entry for entry in said(material) if _tells_of_mending(entry.text)]
    for entry in material.prose:
        for hit in match_prose(entry.text) if entry not in mended else ():
            suspect = found.setdefault(hit.signature.id, Suspect(hit.signature))
            suspect.sightings.append(_spoken(entry, hit.start, hit.end))
    for log in material.logs:
        known = _known(log, history, found)
        _slowed(log, found)
        _unknown(log, history, known, found)
    for doing in doings(material):
        for suspect in found.values():
            if suspect.signature and doing.action in done.advice(suspect.signature.check):
                suspect.tried = doing
    return list(found.values())


def _tells_of_mending(text: str) -> bool:
    """Whether a note names a failure only to say what was done about it."""
    return done.helped(text) is True or (bool(done.actions(text)) and len(text) <= SHORT)


def _known(log: Log, history: History, found: dict[str, Suspect]) -> set[int]:
    """Adds what the library knows; answers with the groups of lines that it explains."""
    explained: set[int] = set()
    for kind in _worth_matching(log):
        for hit in match_log(kind.text):
            if hit.signature.role == "change" and kind.failing:
                continue
            quote = window(kind.text, hit.start, hit.end)
            seen = Sighting(kind.evidence, kind.first, quote, kind.count, kind)
            suspect = found.setdefault(hit.signature.id, Suspect(hit.signature))
            aside = history.usual(kind.habit)
            (suspect.usual if aside else suspect.sightings).append(seen)
            explained.add(kind.group)
    return explained


def _slowed(log: Log, found: dict[str, Suspect]) -> None:
    """Adds the calls that became slow, measured, whatever the lines call it."""
    for rise, kind, every in log.slowed:
        suspect = found.setdefault("latency", Suspect(signature("latency")))
        quote = window(kind.text, 0, len(kind.text))
        suspect.sightings.append(Sighting(log.id, rise.first, quote, rise.calls, kind))
        slow, quick = spelled(rise.after), spelled(rise.before)
        if every > 1:
            told = f"calls take {slow} in the median, by one of {every}; before it was {quick}."
        else:
            told = (
                f"{rise.calls} calls take {slow} in the median; the {rise.calls_before} before"
                f" took {quick}."
            )
        suspect.told.append(f"From line {rise.first} on {told}")


def _worth_matching(log: Log) -> list[Kind]:
    """The kinds of line to hold against the library: the worst first, few of each habit."""
    order = sorted(log.kinds, key=lambda k: (_RANKS[k.level], -k.loud, k.first))
    taken: dict[tuple[str, str | None], int] = {}
    chosen = []
    for kind in order:
        key = (kind.habit, kind.level)
        if key not in taken and len(taken) >= HABITS:
            continue
        taken[key] = taken.get(key, 0) + 1
        if taken[key] <= PER_HABIT:
            chosen.append(kind)
    chosen.extend(_latest(log, chosen))
    return sorted(chosen, key=lambda k: k.first)


def _latest(log: Log, chosen: list[Kind]) -> list[Kind]:
    """The last kind of each habit: what grows is worst at the end."""
    last = {(kind.habit, kind.level): kind for kind in log.kinds}
    have = {kind.first for kind in chosen}
    wanted = {(kind.habit, kind.level) for kind in chosen}
    return [kind for key, kind in last.items() if key in wanted and kind.first not in have]


def _unknown(log: Log, history: History, explained: set[int], found: dict[str, Suspect]) -> None:
    """Adds the kinds of error that the library does not know, one suspect a template."""
    groups: dict[int, list[Kind]] = {}
    for kind in log.kinds:
        if kind.failing and kind.group not in explained:
            groups.setdefault(kind.group, []).append(kind)
    for kinds in groups.values():
        sightings = [
            Sighting(k.evidence, k.first, window(k.text, 0, len(k.text)), k.count, k) for k in kinds
        ]
        suspect = Suspect(None)
        if all(history.usual(kind.habit) for kind in kinds):
            suspect.usual = sightings
        else:
            suspect.sightings = sightings
            found[f"{log.id}:{suspect.key}"] = suspect


def _spoken(entry: Prose, start: int, end: int) -> Sighting:
    """Of an alert, which is JSON, only the text around the words is quoted."""
    text, begin, stop = entry.text, 0, len(entry.text)
    if text.startswith("{") and text.endswith("}"):
        begin = text.rfind('"', 0, start) + 1
        stop = text.find('"', end) if '"' in text[end:] else stop
    quote = window(text[begin:stop], start - begin, end - begin)
    return Sighting(entry.evidence, entry.number, quote, 1)


def window(text: str, start: int, end: int, most: int = 200) -> str:
    """The stretch of `text` that shows `start` to `end`, at most `most` characters of it."""
    if len(text.strip()) <= most:
        return text.strip()
    room = max(0, most - (end - start))
    begin = max(0, min(start - room // 3, len(text) - most))
    stop = begin + most
    # whole words only, as far as that keeps what is to be shown
    if begin and (space := text.find(" ", begin, start + 1)) >= 0:
        begin = space
    if stop < len(text) and (space := text.rfind(" ", end, stop)) >= 0:
        stop = space
    return text[begin:stop].strip()
