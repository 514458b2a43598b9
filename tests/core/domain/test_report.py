"""The RCA by code: durations, a draft that invents nothing, and its Markdown."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.domain.analysis import (
    Analysis,
    Citation,
    Finding,
    Outcome,
    Recommendation,
    RootCause,
    RootCauseCategory,
    SeverityOpinion,
)
from core.domain.document import escape, markdown
from core.domain.facts import UNKNOWN, Facts, clock_time, durations, spell
from core.domain.incident import (
    Incident,
    Kind,
    Severity,
    SeveritySource,
    Status,
    TimelineEntry,
    Visibility,
)
from core.domain.rca import RcaSections
from core.domain.report import draft

START = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HEADINGS = [
    "Summary",
    "Impact",
    "Detection",
    "Response",
    "Timeline",
    "Root cause",
    "Five whys",
    "Contributing factors",
    "Action items",
    "What went well",
    "Lessons",
]
NASTY = some.lists(
    some.one_of(
        some.text(max_size=8),
        some.sampled_from(
            [
                "\n# H",
                "\n- [x] done",
                "`c`",
                "<b>",
                "|",
                "[l](u)",
                "**",
                "\r\n\r\n",
                "~~",
                "\\",
                "- ",
                "1. ",
                "---",
                "&lt;",
            ]
        ),
    ),
    max_size=6,
).map("".join)


def entry(seq: int, after: timedelta, kind: str, text: str = "") -> TimelineEntry:
    """An entry of the timeline by ada."""
    return TimelineEntry(
        seq=seq, at=START + after, kind=kind, actor="ada", via="rest", text=text or kind
    )


def incident(
    *,
    title: str = "checkout is down",
    description: str = "",
    acknowledged: timedelta | None = None,
    resolved: timedelta | None = None,
) -> Incident:
    """INC-7, declared at `START`; the other times count from there."""
    status = Status.OPEN if acknowledged is None else Status.IN_PROGRESS
    return Incident(
        id="INC-7",
        title=title,
        description=description,
        severity=Severity.HIGH,
        severity_source=SeveritySource.PERSON,
        severity_reason="given by ada",
        status=status if resolved is None else Status.RESOLVED,
        kind=Kind.INCIDENT,
        visibility=Visibility.PUBLIC,
        source="api",
        logs=[],
        dedup_key=None,
        service=None,
        team=None,
        labels={},
        lead=None,
        alert_count=0,
        created_at=START,
        updated_at=START,
        acknowledged_at=START + acknowledged if acknowledged is not None else None,
        acknowledged_by="ada" if acknowledged is not None else None,
        resolved_at=START + resolved if resolved is not None else None,
        closed_at=None,
        version=1,
        url="",
        slack=None,
    )


def analysis(text: str) -> Analysis:
    """An analysis whose every claim says `text`."""
    cited = (Citation(evidence="logs", line=3, quote=text),)
    claim = {"text": text, "confidence": "high", "citations": cited}
    return Analysis(
        analyst="offline",
        outcome=Outcome.COMPLETE,
        summary=text,
        severity=SeverityOpinion(value=Severity.HIGH, reason=text),
        root_cause_category=RootCauseCategory.OVERLOAD,
        findings=(Finding.model_validate(claim),),
        root_causes=(
            RootCause.model_validate(claim | {"against": text, "check": text}),
            RootCause.model_validate(claim),
        ),
        recommendations=(Recommendation(text=text),),
        id=1,
        incident_id="INC-7",
        duration_seconds=0,
        input_sha256="",
        created_at=START,
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (60, "1 min"),
        (90, "1 min 30 s"),
        (7500, "2 h 5 min"),
        (7501, "2 h 5 min"),
        (90_000, "1 d 1 h"),
        (-5, "0 s"),
    ],
)
def test_a_duration_as_people_say_it(seconds: int, said: str) -> None:
    """The two largest units that are not nothing."""
    assert spell(timedelta(seconds=seconds)) == said


def test_durations_are_of_what_happened() -> None:
    """Until acknowledge and resolve, and the longest stretch in which nobody wrote."""
    timeline = [
        entry(1, timedelta(), "declared"),
        entry(2, 4 * MINUTE, "acknowledged"),
        entry(3, 10 * MINUTE, "noted"),
        entry(4, 20 * MINUTE, "analysed"),
        entry(5, 60 * MINUTE, "moved"),
    ]
    found = incident(acknowledged=4 * MINUTE, resolved=60 * MINUTE)
    spans = durations(found, timeline, START + timedelta(days=9))
    assert (spans.to_acknowledge, spans.to_resolve) == (4 * MINUTE, 60 * MINUTE)
    assert spans.longest_silence == 50 * MINUTE


def test_what_has_not_happened_has_no_duration() -> None:
    """An open incident was not acknowledged, not resolved, and silent until now."""
    spans = durations(incident(), [entry(1, timedelta(), "declared")], START + 40 * MINUTE)
    assert (spans.to_acknowledge, spans.to_resolve) == (None, None)
    assert spans.longest_silence == 40 * MINUTE


def prose(sections: RcaSections) -> str:
    """All that a draft says in words, without the timeline it copies."""
    return "\n".join(
        [
            sections.summary,
            sections.impact,
            sections.detection,
            sections.response,
            sections.root_cause,
            *sections.five_whys,
            *sections.contributing_factors,
            *(f"{item.text} {item.owner or ''}" for item in sections.action_items),
            *sections.lessons,
            *sections.went_well,
        ]
    )


SPANS = some.timedeltas(timedelta(), timedelta(days=3))


@given(SPANS, some.none() | SPANS, some.lists(SPANS, max_size=5), some.booleans())
def test_no_number_or_time_is_invented(
    acknowledged: timedelta, resolved: timedelta | None, noted: list[timedelta], known: bool
) -> None:
    """Each is in the facts, is a duration computed from them, or counts the notes."""
    found = incident(acknowledged=acknowledged, resolved=resolved, description="since 14:05")
    notes = [entry(2 + n, at, "noted", "note") for n, at in enumerate(sorted(noted))]
    now = START + timedelta(days=4)
    facts = Facts(
        found,
        [entry(1, timedelta(), "declared"), *notes],
        analysis("41 errors") if known else None,
        now,
    )
    spans = durations(found, facts.timeline, now)
    text = prose(draft(facts))
    computed = [spans.to_acknowledge, spans.to_resolve, spans.longest_silence]
    for said in sorted((spell(s) for s in computed if s is not None), key=len, reverse=True):
        text = text.replace(said, "")
    for said in (
        "INC-7",
        "14:05.",
        "41 errors",
        "logs line 3",
        clock_time(START),
        f"{len(notes)} note",
    ):
        text = text.replace(said, "")
    assert re.findall(r"\d+", text) == []


def test_what_is_unknown_is_said_to_be() -> None:
    """Without an analysis there is no cause, and the whys name who may know."""
    sections = draft(Facts(incident(acknowledged=MINUTE), [], None, START + MINUTE))
    assert sections.root_cause.startswith(UNKNOWN)
    assert sections.root_cause_citations == ()
    assert sections.contributing_factors == ("None found in the evidence.",)
    assert sections.five_whys[-1].endswith("The evidence stops here: ada may know.")
    assert "is not in the evidence" in sections.impact


def test_the_timeline_is_what_people_did() -> None:
    """Every entry is copied as it stands, but for Tocsin's own doings."""
    entries = [
        entry(1, timedelta(), "declared"),
        entry(2, MINUTE, "analysed"),
        entry(3, 2 * MINUTE, "noted", "rolled back"),
    ]
    copied = draft(Facts(incident(), entries, None, START + 3 * MINUTE)).timeline
    assert [(line.at, line.actor, line.text) for line in copied] == [
        (START, "ada", "declared"),
        (START + 2 * MINUTE, "ada", "rolled back"),
    ]


def test_the_cause_keeps_its_citations() -> None:
    """The first hypothesis is the cause, with its quote; the document cites the line."""
    found = incident()
    sections = draft(Facts(found, [], analysis("pool exhausted"), START))
    assert sections.root_cause.startswith("pool exhausted. Confidence: high.")
    assert sections.root_cause_category == "OVERLOAD"
    document = markdown(found, sections, 2)
    assert "- logs line 3: pool exhausted\n" in document
    assert document.startswith("# RCA INC-7: checkout is down\n\nDraft, version 2 · severity high")


@given(NASTY)
def test_text_from_outside_is_never_structure(text: str) -> None:
    """Whatever title, notes, logs and claims say, the document has its own headings and items."""
    found = incident(title=text, description=text, acknowledged=MINUTE)
    notes = [entry(1, timedelta(), "declared", text), entry(2, MINUTE, "noted", text)]
    sections = draft(Facts(found, notes, analysis(text), START + MINUTE))
    lines = markdown(found, sections, 1).split("\n")
    assert [line[3:] for line in lines if line.startswith("##")] == HEADINGS
    assert sum(line.startswith("#") for line in lines) == len(HEADINGS) + 1
    items = [line for line in lines if line.startswith("- [ ] ")]
    assert len(items) == len(sections.action_items)
    for line in lines:
        ours = re.sub(r"^(#{1,2} |- \[ \] |- )", "", line)
        assert not re.match(r"(?:\d*[.)]|[-+=])(?:\s|[-=]|$)", ours)
        assert not re.search(r"(?<!\\)://", ours)
        shown = re.sub(r"\\[\\`*_\[\]<>#|~&+=.):-]", "", ours)
        assert not re.search(r"[\\`*_\[\]<>#|~\r\v\f\x1c-\x1e\x85\u2028\u2029]", shown)


@given(some.text())
def test_what_is_escaped_reads_back(text: str) -> None:
    """Escaping loses nothing but the kind of white space, and leaves one line."""
    escaped = escape(text)
    assert "\n" not in escaped
    assert re.sub(r"\\(.)", r"\1", escaped) == " ".join(text.split())
