"""The one grammar: what is a command, what is a question, and what is a title."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.domain.grammar import (
    VERB_SYNONYMS,
    Command,
    OpenForm,
    Unclear,
    Verb,
    edit_distance,
    parse,
)
from core.domain.incident import Severity, Status

WORDS = some.sampled_from([*Verb, *VERB_SYNONYMS, "INC-7", "#7", "7", "high", "“", '"', "for"])


@pytest.mark.parametrize(
    "title",
    [
        "bad payload in the queue",
        "page load times 10×",
        "close button dead",
        "checkout returns 500s since the 14:05 deploy",
        "list of customers is empty",
        "help desk is down",
        "severity labels are missing",
        "notes cannot be saved",
        "résumé upload fails",
    ],
)
def test_anything_else_declares(title: str) -> None:
    """A first word is a verb only if everything after it parses as that verb's arguments."""
    assert parse(title) == Command(Verb.DECLARE, text=title)


@pytest.mark.parametrize("text", ['"list"', "'list'", "“list”", "„list“", "«list»"])
def test_quotes_declare(text: str) -> None:
    """What is quoted is a title, even if it is a verb."""
    assert parse(text) == Command(Verb.DECLARE, text="list")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("declare high checkout is down", (Verb.DECLARE, None, Severity.HIGH, None)),
        ("new sev2 checkout is down", (Verb.DECLARE, None, Severity.HIGH, None)),
        ("create sev 1 checkout is down", (Verb.DECLARE, None, Severity.CRITICAL, None)),
        ("list", (Verb.LIST, None, None, None)),
        ("ls resolved high", (Verb.LIST, None, Severity.HIGH, Status.RESOLVED)),
        ("show INC-7", (Verb.SHOW, 7, None, None)),
        ("ack inc-7", (Verb.ACK, 7, None, None)),
        ("ack for INC-7", (Verb.ACK, 7, None, None)),
        ("acknowledge #7", (Verb.ACK, 7, None, None)),
        ("severity INC-7 high", (Verb.SEVERITY, 7, Severity.HIGH, None)),
        ("severity high INC-7", (Verb.SEVERITY, 7, Severity.HIGH, None)),
        ("sev 2", (Verb.SEVERITY, None, Severity.HIGH, None)),
        ("status INC-7 in progress", (Verb.STATUS, 7, None, Status.IN_PROGRESS)),
        ("status INC-7 fixed", (Verb.STATUS, 7, None, Status.RESOLVED)),
        ("analyse INC-7", (Verb.ANALYZE, 7, None, None)),
        ("logs INC-7", (Verb.LOGS, 7, None, None)),
        ("postmortem INC-7", (Verb.RCA, 7, None, None)),
        ("timeline INC-7", (Verb.TIMELINE, 7, None, None)),
        ("Resolve INC-7", (Verb.RESOLVE, 7, None, None)),
        ("re-open INC-7", (Verb.REOPEN, 7, None, None)),
        ("redact-preview INC-7", (Verb.REDACT_PREVIEW, 7, None, None)),
        ("help", (Verb.HELP, None, None, None)),
    ],
)
def test_what_a_sentence_asks(
    text: str, command: tuple[Verb, int | None, Severity | None, Status | None]
) -> None:
    """Verbs and the synonyms people use already, with their arguments in either order."""
    parsed = parse(text)
    assert isinstance(parsed, Command)
    assert (parsed.verb, parsed.incident, parsed.severity, parsed.status) == command


@pytest.mark.parametrize("verb", [Verb.NOTE, Verb.RESOLVE, Verb.CLOSE, Verb.LOGS])
def test_text_is_taken_after_the_number(verb: Verb) -> None:
    """Outside an incident's channel free text needs the number first; inside it does not."""
    assert parse(f"{verb} INC-7 rolled  back") == Command(verb, 7, text="rolled  back")
    assert parse(f"{verb} rolled back", here=7) == Command(verb, text="rolled back")
    assert parse(f"{verb} rolled back") == Command(Verb.DECLARE, text=f"{verb} rolled back")


def test_a_number_in_its_own_channel_is_only_a_number() -> None:
    """`note 5 customers affected` typed in an incident's channel is about customers."""
    text = "5 customers affected"
    assert parse(f"note {text}", here=7) == Command(Verb.NOTE, text=text)
    assert parse("note INC-5 as before", here=7) == Command(Verb.NOTE, 5, text="as before")


def test_lines_stay_apart() -> None:
    """Text over several lines keeps its line breaks."""
    text = "ERROR pool exhausted\n  at Pool.take"
    assert parse(f"logs INC-7\n{text}") == Command(Verb.LOGS, 7, text=text)


@pytest.mark.parametrize("verb", sorted(set(Verb) - {Verb.DECLARE, Verb.LIST, Verb.HELP}))
def test_a_verb_alone_names_no_incident(verb: Verb) -> None:
    """The number may be left out; who executes asks which one, or knows the channel."""
    assert parse(verb) == Command(verb)
    assert parse(verb, here=7) == Command(verb)


def test_a_slip_asks() -> None:
    """A single word within two edits of a verb asks what was meant, and so does `verb number`."""
    assert parse("resovle") == Unclear(Verb.RESOLVE, "resolve", "resovle")
    assert parse("resovle INC-7") == Unclear(Verb.RESOLVE, "resolve INC-7", "resovle INC-7")


def test_a_slip_before_other_words_is_a_title() -> None:
    """`clone repository fails` is nobody's misspelt command."""
    assert parse("clone repository fails") == Command(Verb.DECLARE, text="clone repository fails")


def test_inside_its_channel_what_does_not_parse_asks() -> None:
    """There, text that begins with a verb and isn't one's arguments is asked about."""
    text = "severity of this is unclear"
    asked = parse(text, here=7)
    assert isinstance(asked, Unclear)
    assert (asked.suggestion, asked.text) == (Verb.SEVERITY, text)
    assert parse(text) == Command(Verb.DECLARE, text=text)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_no_words_open_the_form(text: str) -> None:
    """With nothing typed there is a form to fill in."""
    assert parse(text) == OpenForm()


@given(
    some.one_of(some.text(), some.lists(some.one_of(WORDS, some.text(max_size=6))).map(" ".join)),
    some.sampled_from([None, 7]),
)
def test_any_text_means_something(text: str, here: int | None) -> None:
    """Whatever is typed parses, and what is only a title keeps every word."""
    parsed = parse(text, here=here)
    assert isinstance(parsed, Command | Unclear | OpenForm)
    assert isinstance(parsed, OpenForm) == (not text.strip())
    if isinstance(parsed, Unclear):
        assert parsed.text == text.strip()


@given(some.text(max_size=12), some.text(max_size=12))
def test_distance_is_a_distance(one: str, other: str) -> None:
    """Nothing lies between equal words, it is the same both ways, and no more than a rewrite."""
    distance = edit_distance(one, other)
    assert (distance == 0) == (one == other)
    assert distance == edit_distance(other, one)
    assert abs(len(one) - len(other)) <= distance <= max(len(one), len(other))


@pytest.mark.parametrize("text", ["sev 2 INC-7", "severity high INC-7", "severity INC-7 sev 2"])
def test_a_level_before_the_incident(text: str) -> None:
    """A level may stand before the incident's number, as a word or as a digit."""
    assert parse(text) == Command(Verb.SEVERITY, 7, severity=Severity.HIGH)


@pytest.mark.parametrize(
    "text",
    ["severity INC-3", "sev #3", "severity INC-3 bananas", "severity bananas INC-3",
     "severity INC-3 INC-7", "severity INC-3: sev 9"],
)  # fmt: skip
def test_an_incident_that_is_named_is_never_a_level(text: str) -> None:
    """`INC-3` is the incident even where its level is missing or wrong; who executes asks."""
    for here in (None, 7):
        assert parse(text, here=here) == Command(Verb.SEVERITY, 3)


@pytest.mark.parametrize(
    ("text", "incident", "severity"),
    [
        ("sev 3", None, Severity.MEDIUM),
        ("severity 12", 12, None),
        ("severity 3 high", 3, Severity.HIGH),
        ("severity INC-3 2", 3, Severity.HIGH),
        ("severity INC-3 high", 3, Severity.HIGH),
        ("sev 2 INC-3", 3, Severity.HIGH),
        ("severity sev 2 INC-3", 3, Severity.HIGH),
    ],
)
def test_a_bare_number_is_a_level_where_it_can_be(
    text: str, incident: int | None, severity: Severity | None
) -> None:
    """A lone 0 to 5 is a level; with a level beside it, or higher, it is an incident."""
    assert parse(text) == Command(Verb.SEVERITY, incident, severity=severity)


@pytest.mark.parametrize("text", ["INC-5", "inc-5", "#5", "INC-5?"])
def test_a_lone_incident_is_shown(text: str) -> None:
    """Nobody declares an incident that is called like another."""
    assert parse(text) == Command(Verb.SHOW, 5)


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("frobnicate INC-7", "show INC-7"),
        ("INC-7 frobnicate", "show INC-7"),
        ("INC-7 ack", "ack INC-7"),
        ("please ack INC-7", "show INC-7"),
        ("INC-7 resolve", "resolve INC-7"),
        ("7", "show INC-7"),
    ],
)
def test_an_unknown_verb_with_an_incident_asks(text: str, corrected: str) -> None:
    """Few words with an incident's id are hardly a title; in one that isn't there they are."""
    asked = parse(text)
    assert isinstance(asked, Unclear)
    assert (asked.corrected, asked.text, asked.if_there_is) == (corrected, text, 7)


def test_a_sentence_with_an_incident_is_a_title() -> None:
    """What names an incident in passing still declares."""
    text = "search is slow again, like in INC-7"
    assert parse(text) == Command(Verb.DECLARE, text=text)
