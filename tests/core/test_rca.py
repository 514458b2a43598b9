"""RCAs: written from what was said and counted, compared, approved, left alone if unchanged."""

from collections.abc import Sequence

import pytest

from core import incidents, notes, rca, rca_facts, views
from core.actor import Actor, Principal, PrincipalKind, Via
from core.ai.build import build_analysts
from core.ai.config import AiConfig
from core.clock import SystemClock
from core.domain.analysis import RootCauseCategory, SeverityOpinion
from core.domain.blameless import remarks
from core.domain.grammar import Command, Verb, parse
from core.domain.incident import NewIncident, Severity, Status
from core.domain.rca import Rca, RcaStatus
from core.domain.report import draft
from core.errors import IllegalMove, NotFound
from core.rca import Rcas
from core.store.store import Store
from tests.opened import ADA, store

SHOW = views.Views("http://tocsin.example.org")
BEN = Actor(Principal(PrincipalKind.SLACK, "U0BEN", "ben"), Via.SLACK, "request-2")
OPINION = SeverityOpinion(value=Severity.HIGH, reason="server errors")
LOGS = [
    "2026-11-24T14:01:00Z INFO checkout: started",
    "2026-11-24T14:02:30Z ERROR checkout: no connection from the pool after 30000 ms",
    "2026-11-24T14:02:31Z ERROR checkout: no connection from the pool after 30000 ms",
]


async def whole(opened: Store, said: Sequence[tuple[Actor, str]], resolved: str = "") -> int:
    """An incident with logs, acknowledged, with notes, and resolved with `resolved`."""
    new = NewIncident(title="Checkout returns 500s", logs=LOGS, service="checkout")
    number = (await opened.write(incidents.declare, ADA, new, OPINION)).number
    await opened.write(incidents.acknowledge, BEN, number)
    for by, text in said:
        await opened.write(notes.note, by, number, text)
    if resolved:
        await opened.write(incidents.move, BEN, number, Status.RESOLVED, resolved)
    return number


def rcas(opened: Store) -> Rcas:
    """The use case with no model."""
    clock = SystemClock()
    return Rcas(opened, SHOW, build_analysts(AiConfig(), clock=clock), clock, 5.0)


async def drafted(opened: Store, number: int) -> Rca:
    """The newest version after the job ran."""
    await rcas(opened).run(ADA, number)
    return await opened.read(rca.require, ADA, number)


async def test_what_people_said_stands_where_it_belongs(database_url: str) -> None:
    """The impact, the cause, the fix and the follow-up are quoted with who said them."""
    async with store(database_url) as opened:
        number = await whole(
            opened,
            [
                (ADA, "About 20 % of checkouts failed"),
                (BEN, "Could it be the cache?"),
                (BEN, "We should add an alert on pool usage"),
            ],
            "Rolled back because the new config halved the pool size",
        )
        made = await drafted(opened, number)
    assert "“About 20 % of checkouts failed” (ada" in made.impact
    assert "2 of 3 log records are errors (67 %)" in made.impact
    assert "new config halved the pool size" in made.root_cause
    assert made.root_cause_category == RootCauseCategory.CONFIG.value
    assert "new config halved the pool size" in made.root_cause_category_reason
    assert made.action_items[0].text == "We should add an alert on pool usage"
    assert made.action_items[0].owner == "ben"
    assert made.durations.to_resolve_seconds is not None
    assert "the new config halved the pool size" in made.five_whys[-1]
    assert "ben may know" in made.five_whys[-1]


async def test_nothing_is_said_of_what_is_not_known(database_url: str) -> None:
    """Without a word from anybody, the document says what is missing."""
    async with store(database_url) as opened:
        new = NewIncident(title="Something is off")
        number = (await opened.write(incidents.declare, ADA, new, OPINION)).number
        made = await drafted(opened, number)
    assert "not in the evidence" in made.impact
    assert "Unknown from the evidence" in made.root_cause
    assert made.durations.to_acknowledge_seconds is None


async def test_another_version_says_what_changed(database_url: str) -> None:
    """Only the sections that differ are named, with what they gained."""
    async with store(database_url) as opened:
        number = await whole(opened, [(ADA, "About 20 % of checkouts failed")])
        first = await drafted(opened, number)
        await opened.write(incidents.move, BEN, number, Status.RESOLVED, "Restarted the pool")
        second = await drafted(opened, number)
    assert (first.version, first.changes) == (1, ())
    assert second.version == 2
    changed = {each.section: each for each in second.changes}
    assert "Detection" not in changed
    assert any("Restarted the pool" in line for line in changed["Response"].added)


async def test_unchanged_facts_make_no_other_version(database_url: str) -> None:
    """Asked again, by job or by call, the version that is there stands."""
    async with store(database_url) as opened:
        number = await whole(opened, [], "Restarted it")
        await drafted(opened, number)
        again = await drafted(opened, number)
        called = await rcas(opened).generate(ADA, number)
    assert (again.version, called.version) == (1, 1)


async def test_an_rca_is_reviewed_and_approved(database_url: str) -> None:
    """Draft, in review, approved by name; an approved version stays as it is."""
    async with store(database_url) as opened:
        number = await whole(opened, [], "Restarted it")
        await drafted(opened, number)
        await opened.write(rca.move, ADA, number, RcaStatus.IN_REVIEW)
        await opened.write(rca.move, BEN, number, RcaStatus.APPROVED)
        await opened.write(rca.move, BEN, number, RcaStatus.APPROVED)
        approved = await opened.read(rca.require, ADA, number)
        with pytest.raises(IllegalMove) as refused:
            await opened.write(rca.move, ADA, number, RcaStatus.DRAFT)
        page = await opened.read(views.timeline, ADA, number)
    assert (approved.status, approved.approved_by) == (RcaStatus.APPROVED, "ben")
    assert approved.markdown.split("\n")[2].startswith("Approved, version 1")
    assert refused.value.extra["allowed"] == []
    told = [entry.text for entry in page.items if entry.kind == "rca_moved"]
    assert told == ["sent the RCA, version 1 to review", "approved the RCA, version 1"]


async def test_there_is_nothing_to_approve_before_a_draft(database_url: str) -> None:
    """The refusal says to draft one."""
    async with store(database_url) as opened:
        number = await whole(opened, [])
        with pytest.raises(NotFound, match="draft one first"):
            await opened.write(rca.move, ADA, number, RcaStatus.APPROVED)


async def test_the_same_record_makes_the_same_document(database_url: str) -> None:
    """The draft by code depends on the record alone."""
    async with store(database_url) as opened:
        number = await whole(opened, [(ADA, "No customer impact")], "Restarted it")
        known = [await opened.read(rca_facts.facts, ADA, number, SHOW) for _ in range(2)]
    one, other = (draft(rca_facts.with_logs(each)) for each in known)
    assert one == other


@pytest.mark.parametrize(
    "text",
    [
        "ben forgot to renew the certificate",
        "The on-call engineer should have checked the dashboard",
        "This was human error",
        "It was ben's fault",
        "He didn't bother to test it",
        "The deploy broke it because of the intern's carelessness",
    ],
)
def test_blame_is_pointed_out(text: str) -> None:
    """A sentence that blames a person gets a neutral way to say it."""
    (found,) = remarks([("root_cause", text)], ["ben", "ada"])
    assert found.text == text
    assert found.suggestion


@pytest.mark.parametrize(
    "text",
    [
        "The server failed to start",
        "The job forgot nothing; the cache should have been warm",
        "ben rolled back the deploy",
        "A user error page was shown to 20 % of customers",
        "Retries should have stopped the flood",
    ],
)
def test_plain_facts_are_not_blame(text: str) -> None:
    """Machines may fail, and people may be named for what they did."""
    assert remarks([("response", text)], ["ben", "ada"]) == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("rca INC-7", Command(Verb.RCA, 7)),
        ("rca INC-7 approve", Command(Verb.RCA, 7, text="approved")),
        ("rca approve INC-7", Command(Verb.RCA, 7, text="approved")),
        ("rca review for INC-7", Command(Verb.RCA, 7, text="in_review")),
        ("rca for INC-7", Command(Verb.RCA, 7)),
        ("rca review", Command(Verb.RCA, text="in_review")),
        ("rca", Command(Verb.RCA)),
    ],
)
def test_rca_words_are_understood(text: str, wanted: Command) -> None:
    """`review` and `approve` come before or after the incident."""
    assert parse(text) == wanted


@pytest.mark.parametrize("text", ["rca tool is down", "rca review board unreachable"])
def test_a_title_that_begins_with_rca_declares(text: str) -> None:
    """Other words make it a title."""
    parsed = parse(text)
    assert isinstance(parsed, Command)
    assert parsed.verb is Verb.DECLARE
