"""The one grammar that people speak to Tocsin: in Slack, over the API, on the command line.

A first word is a verb only if everything after it parses as that verb's
arguments; anything else declares. The parser knows no incident and no Slack:
who is in which incident's channel is told to it by `here`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from core.domain.incident import (
    Severity,
    Status,
    incident_name,
    parse_incident_id,
    parse_severity,
)

VERB_SYNONYMS: dict[str, str] = {
    "new": "declare",
    "create": "declare",
    "ls": "list",
    "info": "show",
    "acknowledge": "ack",
    "sev": "severity",
    "comment": "note",
    "analyse": "analyze",
    "triage": "analyze",
    "log": "logs",
    "postmortem": "rca",
    "events": "timeline",
    "resolved": "resolve",
    "fix": "resolve",
    "closed": "close",
    "re-open": "reopen",
}

STATUS_WORDS: dict[str, Status] = {
    **{status.value: status for status in Status},
    "in-progress": Status.IN_PROGRESS,
    "inprogress": Status.IN_PROGRESS,
    "investigating": Status.IN_PROGRESS,
    "working": Status.IN_PROGRESS,
    "acknowledged": Status.IN_PROGRESS,
    "fixed": Status.RESOLVED,
    "done": Status.CLOSED,
}


RCA_WORDS: dict[str, str] = {
    "review": "in_review",
    "approve": "approved",
    "approved": "approved",
}


class Verb(StrEnum):
    """What can be asked."""

    DECLARE = "declare"
    LIST = "list"
    SHOW = "show"
    ACK = "ack"
    SEVERITY = "severity"
    STATUS = "status"
    NOTE = "note"
    ANALYZE = "analyze"
    SIMILAR = "similar"
    LOGS = "logs"
    RCA = "rca"
    TIMELINE = "timeline"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"
    REDACT_PREVIEW = "redact-preview"
    HELP = "help"


NEEDS_INCIDENT = frozenset(Verb) - {Verb.DECLARE, Verb.LIST, Verb.HELP}
TAKES_TEXT = frozenset({Verb.NOTE, Verb.RESOLVE, Verb.CLOSE, Verb.LOGS})


@dataclass(frozen=True)
class Command:
    """A sentence that was understood; `incident` is None where it was left out."""

    verb: Verb
    incident: int | None = None
    severity: Severity | None = None
    status: Status | None = None
    text: str = ""


@dataclass(frozen=True)
class Unclear:
    """A sentence that begins nearly like a verb: ask `Did you mean …?` before doing anything.

    `if_there_is`: ask only if there is that incident; else the sentence is a title.
    """

    suggestion: Verb
    corrected: str
    text: str
    if_there_is: int | None = None


@dataclass(frozen=True)
class OpenForm:
    """Nothing was typed: show the form, or the cockpit inside an incident's channel."""


Parsed = Command | Unclear | OpenForm

SPOKEN_SEVERITY = re.compile(r"\bsev(?:erity)?\s+([0-5])\b")
STOPS = ":,.;?!"
# so many words with an incident's id are hardly a title
FEW_WORDS = 3
QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "„": "“", "«": "»"}


def parse(text: str, *, here: int | None = None) -> Parsed:
    """What `text` asks for; `here` is the incident whose own channel it was typed in.

    >>> parse("resolve INC-7 rolled back").verb
    <Verb.RESOLVE: 'resolve'>
    >>> parse("page load times 10×").verb
    <Verb.DECLARE: 'declare'>
    """
    text = text.strip()
    if not text:
        return OpenForm()
    unquoted = _unquote(text)
    if unquoted is not None:
        return Command(Verb.DECLARE, text=unquoted)
    if (number := _named_by(text)) is not None:
        return Command(Verb.SHOW, number)
    first, rest = _split(text)
    verb = _verb(first)
    if verb is not None:
        command = _arguments(verb, rest, here)
        if command is not None:
            return command
        if here is not None or _names_incident(rest):
            return Unclear(verb, f"{verb.value} {_named(rest)}".strip(), text)
    elif (near := _nearest(first)) is not None and _is_slip(near, rest, here):
        return Unclear(near, f"{near.value} {rest}".strip(), text)
    return _with_an_incident(text) or Command(Verb.DECLARE, text=text)


def _with_an_incident(text: str) -> Unclear | None:
    """`frobnicate INC-7`, `INC-7 ack`, `7`: too few words for a title."""
    words = text.split()
    number = _named_by(words[0]) or _named_by(words[-1])
    if len(words) == 1:
        number = parse_incident_id(text)
    if number is None or len(words) > FEW_WORDS:
        return None
    verb = _verb(words[-1]) if len(words) == 2 else None
    verb = verb if verb in NEEDS_INCIDENT and _named_by(words[0]) else Verb.SHOW
    return Unclear(verb, f"{verb.value} {incident_name(number)}", text, number)


def _names_incident(rest: str) -> bool:
    """Whether `INC-7` comes next: then a verb was meant, and no title."""
    return _named(rest) != ""


def _named(rest: str) -> str:
    number = _named_by(rest.split(None, 1)[0]) if rest else None
    return incident_name(number) if number is not None else ""


def _named_by(word: str) -> int | None:
    """The incident that `INC-7` or `#7` names beyond doubt; a bare number may be anything."""
    return None if word[:1].isdigit() else parse_incident_id(word.rstrip(STOPS))


def _split(text: str) -> tuple[str, str]:
    """The first word, and what follows with its line breaks."""
    first, *rest = text.split(None, 1)
    return first, rest[0].strip() if rest else ""


def _is_slip(near: Verb, rest: str, here: int | None) -> bool:
    """A misspelt verb alone, or before an incident's number; with other words it is a title."""
    if not rest:
        return True
    command = _arguments(near, rest, here) if near in NEEDS_INCIDENT else None
    return command is not None and command.incident is not None


def _verb(word: str) -> Verb | None:
    name = word.lower()
    name = VERB_SYNONYMS.get(name, name)
    return Verb(name) if name in set(Verb) else None


def _unquote(text: str) -> str | None:
    closing = QUOTES.get(text[0])
    if closing is None or len(text) < 3 or text[-1] not in (closing, text[0]):
        return None
    inner = text[1:-1].strip()
    return inner or None


def _arguments(verb: Verb, rest: str, here: int | None) -> Command | None:
    """The command that `rest` makes of `verb`, or None where it doesn't parse."""
    if verb is Verb.DECLARE:
        return _declare(rest)
    if verb is Verb.HELP:
        return Command(verb, text=rest) if not rest or _verb(rest) is not None else None
    if verb is Verb.LIST:
        return _list(rest)
    if verb in TAKES_TEXT and here is not None and _is_bare_number(rest):
        # in its own channel `note 5 customers affected` is about five customers
        return Command(verb, text=rest)
    if verb is Verb.SEVERITY:
        return _with_severity(rest.split())
    number, rest = _take_incident(rest)
    if verb is Verb.STATUS:
        return _with_status(number, rest)
    if verb is Verb.RCA:
        return _rca(number, rest)
    return _about_one(verb, number, rest, here)


def _about_one(verb: Verb, number: int | None, rest: str, here: int | None) -> Command | None:
    """`ack`, `ack INC-7`, `ack for INC-7`, `note INC-7 text`."""
    if not rest:
        return Command(verb, number)
    if verb in TAKES_TEXT and (number is not None or here is not None):
        return Command(verb, number, text=rest)
    if number is None and (trailing := parse_trailing(rest)) is not None:
        return Command(verb, trailing)
    return None


def parse_trailing(rest: str) -> int | None:
    """The incident in `for INC-7` or `on INC-7`."""
    found = re.fullmatch(r"(?:for|on|of)\s+(\S+)", rest, re.IGNORECASE)
    return parse_incident_id(found[1]) if found else None


def _is_bare_number(rest: str) -> bool:
    """Whether a number without `INC-` stands before other words."""
    words = rest.split(None, 1)
    return len(words) > 1 and words[0].isdigit()


def _take_incident(rest: str) -> tuple[int | None, str]:
    first, remainder = _split(rest) if rest else ("", "")
    number = parse_incident_id(first.rstrip(STOPS)) if first else None
    return (number, remainder) if number is not None else (None, rest)


def _declare(rest: str) -> Command | None:
    first, _, remainder = rest.partition(" ")
    severity = parse_severity(first) if first and not first.isdigit() else None
    if first.lower() in ("sev", "severity") and remainder:
        number, _, title = remainder.partition(" ")
        if (severity := parse_severity(number)) is not None:
            remainder = title
    if severity is None:
        return Command(Verb.DECLARE, text=_unquote(rest) or rest if rest else "")
    title = remainder.strip()
    return Command(Verb.DECLARE, severity=severity, text=_unquote(title) or title if title else "")


def _list(rest: str) -> Command | None:
    words = SPOKEN_SEVERITY.sub(r"sev\1", rest.lower()).split()
    if not words:
        return Command(Verb.LIST)
    if words == ["all"]:
        return Command(Verb.LIST, text="all")
    status, severity = None, None
    for word in words:
        if word in STATUS_WORDS and status is None:
            status = STATUS_WORDS[word]
        elif not word.isdigit() and parse_severity(word) is not None and severity is None:
            severity = parse_severity(word)
        else:
            return None
    return Command(Verb.LIST, status=status, severity=severity)


def _with_severity(words: list[str]) -> Command | None:
    """`severity INC-7 high`, `severity high INC-7`, `sev 2` (inside its channel).

    An incident that is named is that one; where its level is missing or wrong, none is set.
    """
    if not words:
        return Command(Verb.SEVERITY)
    if (number := _named_by(words[0])) is not None:
        return Command(Verb.SEVERITY, number, severity=_level(words[1:]))
    if (number := _named_by(words[-1])) is not None:
        severity = _level(words[:-1])
        asked = severity is not None or len(words) == 2
        return Command(Verb.SEVERITY, number, severity=severity) if asked else None
    if (severity := _level(words)) is not None:
        # a lone 0 to 5 is a level, as in `sev 2`; higher numbers can only be an incident
        return Command(Verb.SEVERITY, severity=severity)
    for bare, others in ((words[0], words[1:]), (words[-1], words[:-1])):
        number = parse_incident_id(bare.rstrip(STOPS))
        severity = _level(others)
        if number is not None and (severity is not None or not others):
            return Command(Verb.SEVERITY, number, severity=severity)
    return None


def _level(words: list[str]) -> Severity | None:
    return parse_severity("".join(words)) if 0 < len(words) <= 2 else None


def _with_status(number: int | None, rest: str) -> Command | None:
    if not rest:
        return Command(Verb.STATUS, number)
    words = rest.lower().split()
    if number is None and len(words) > 1 and (found := parse_incident_id(words[-1])) is not None:
        number, words = found, words[:-1]
    status = STATUS_WORDS.get("_".join(words)) or STATUS_WORDS.get(" ".join(words))
    return Command(Verb.STATUS, number, status=status) if status is not None else None


def _rca(number: int | None, rest: str) -> Command | None:
    """`rca`, `rca INC-7`, `rca INC-7 approve`, `rca review for INC-7`."""
    first, _, last = rest.partition(" ")
    said = RCA_WORDS.get(first.lower(), "")
    if said and number is None and last:
        number = parse_incident_id(last) or parse_trailing(last)
        last = "" if number is not None else last
    if rest and not said and number is None:
        number = parse_trailing(rest)
        return Command(Verb.RCA, number) if number is not None else None
    return Command(Verb.RCA, number, text=said) if not last and bool(rest) == bool(said) else None


def _nearest(word: str) -> Verb | None:
    """The verb within two edits of `word`, the closest first; None when it is no near miss."""
    name = word.lower()
    if len(name) < 3 or not name.isalpha():
        return None
    names = {verb.value: verb for verb in Verb} | {
        synonym: Verb(verb) for synonym, verb in VERB_SYNONYMS.items() if len(synonym) > 3
    }
    scored = sorted(
        (distance, candidate)
        for candidate in names
        if (distance := edit_distance(name, candidate))
        <= (2 if min(len(name), len(candidate)) > 3 else 1)
    )
    return names[scored[0][1]] if scored else None


def edit_distance(one: str, other: str) -> int:
    """Least insertions, deletions, replacements and swaps of neighbours (Damerau 1964)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]
