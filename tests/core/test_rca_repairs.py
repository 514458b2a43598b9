"""What an RCA tells of repairs, of causes in few words, and of callers without a name."""

from collections.abc import Sequence
from datetime import UTC, datetime

from core import incidents, notes, rca, rca_facts, views
from core.actor import ALL_SCOPES, Actor, Principal, PrincipalKind, Via
from core.ai.offline import analyse
from core.analysis import Subject, store_reading, subject
from core.domain import report
from core.domain.analysis import SeverityOpinion
from core.domain.document import markdown
from core.domain.incident import NewIncident, Severity, Status
from core.domain.people import UNNAMED
from core.domain.rca import RcaSections
from core.store.store import Store
from tests.opened import ADA, SetClock, store

SHOW = views.Views("http://tocsin.example.org")
BEN = Actor(Principal(PrincipalKind.SLACK, "U0BEN", "ben"), Via.SLACK, "request-2")
NOBODY = Actor(
    Principal(PrincipalKind.TOKEN, "local", UNNAMED, scopes=ALL_SCOPES), Via.REST, "request-3"
)
OPINION = SeverityOpinion(value=Severity.HIGH, reason="server errors")
LONG = "x" * 30
LOGS = [
    *(f"2026-11-24T14:0{n % 5}:00Z INFO checkout: order {n} placed" for n in range(40)),
    "2026-11-24T14:05:00Z INFO deployer: deployment of checkout 1.42.0 completed",
    *(
        f"2026-11-24T14:06:{n:02d}Z ERROR checkout: TypeError: cart.total is not a function in the"
        f" handler of the order that was placed by a shopper of the shop with the cart number {n}"
        f" while the page of the checkout was shown to them in a browser {LONG}"
        for n in range(20)
    ),
]


async def drafted(
    opened: Store,
    said: Sequence[tuple[Actor, str]],
    resolved: str = "",
    *,
    by: Actor = ADA,
) -> RcaSections:
    """The draft of a bad deploy, analysed before anything was said."""
    new = NewIncident(title="Checkout returns 500s since the deploy", logs=LOGS)
    number = (await opened.write(incidents.declare, by, new, OPINION)).number
    await opened.write(incidents.acknowledge, BEN, number)
    about: Subject = await opened.read(subject, ADA, number)
    await opened.write(
        store_reading, ADA, about, analyse(about.case), duration_seconds=0, final=True
    )
    for who, text in said:
        await opened.write(notes.note, who, number, text)
    if resolved:
        await opened.write(incidents.move, BEN, number, Status.RESOLVED, resolved)
    known = await opened.read(rca_facts.facts, ADA, number, SHOW)
    return report.draft(rca_facts.with_logs(known))


def items(sections: RcaSections) -> list[str]:
    """What is to be done."""
    return [item.text for item in sections.action_items]


async def test_what_was_done_is_no_action_item(database_url: str) -> None:
    """A rollback is told with who and when, and only whether it helped is open."""
    async with store(database_url) as opened:
        before = await drafted(opened, [])
        after = await drafted(opened, [(BEN, "rolled back checkout to 1.41")])
    assert any("oll back" in text for text in items(before))
    assert not any("oll back" in text or "Roll the" in text for text in items(after))
    assert items(after)[0].startswith("Check that the rollback helped (ben, ")
    assert "Done: “rolled back checkout to 1.41” (ben, " in after.response


async def test_what_fixed_it_is_told(database_url: str) -> None:
    """Once it helped and was resolved, the repair is what fixed it and nothing of it is open."""
    async with store(database_url) as opened:
        made = await drafted(
            opened,
            [
                (ADA, "restarted the pods"),
                (ADA, "no change after the restart"),
                (BEN, "rolled back checkout to 1.41"),
                (ADA, "error rate is back to normal"),
            ],
            "1.42.0 sent carts without a total; rolled back to 1.41",
        )
    assert "What fixed it: “rolled back checkout to 1.41” (ben, " in made.response
    assert "Done: “restarted the pods” (ada, " in made.response
    assert "It did not help: “no change after the restart” (ada, " in made.response
    assert "It helped: “error rate is back to normal” (ada, " in made.response
    assert "What fixed it: “rolled back checkout to 1.41” (ben, " in made.summary
    assert not any("roll" in text.lower() or "restart" in text for text in items(made))


async def test_the_words_of_a_resolve_explain(database_url: str) -> None:
    """Where nobody named a cause they stand as what was said then, and answer a why."""
    async with store(database_url) as opened:
        made = await drafted(opened, [], "1.42.0 sent carts without a total; rolled back to 1.41")
    assert "Said when it was resolved: “1.42.0 sent carts without a total" in made.root_cause
    assert "“1.42.0 sent carts without a total” (ben, " in made.five_whys[1]
    assert made.five_whys[2].startswith("Why “1.42.0 sent carts without a total”?")


async def test_whys_are_short_and_whole(database_url: str) -> None:
    """The hypothesis by its name, the line by its message and number, no word cut in half."""
    async with store(database_url) as opened:
        made = await drafted(opened, [])
    first = made.five_whys[0]
    assert "A deploy shortly before (checkout 1.42.0)" in first
    assert "logs line 41: “deployment of checkout 1.42.0 completed”" in first
    assert "2026-11-24T14:06" not in first
    assert "log lines show it" not in " ".join(made.five_whys)
    assert all(len(why) <= 400 for why in made.five_whys)
    shown = first.split("“")[-1].split("…")[0].split()
    assert shown[-1].rstrip("”).") in LOGS[40].split()
    assert made.five_whys[-1].endswith("The evidence stops here: ben may know.")


async def test_how_it_began_stands_on_the_timeline(database_url: str) -> None:
    """The first error and the deploy that the cause rests on, at the times of their lines."""
    clock = SetClock()
    clock.at = datetime(2026, 11, 24, 14, 10, tzinfo=UTC)
    async with store(database_url, clock=clock) as opened:
        made = await drafted(opened, [(BEN, "rolled back checkout"), (ADA, "errors stopped")])
    logged = [entry for entry in made.timeline if entry.kind == "logged"]
    assert [(entry.actor, f"{entry.at:%H:%M:%S}") for entry in logged] == [
        ("logs", "14:05:00"),
        ("logs", "14:06:00"),
    ]
    assert "deployment of checkout 1.42.0 completed" in logged[0].text
    assert logged[1].text.startswith("first error, line 42: “TypeError: cart.total")
    assert made.timeline[: len(logged)] == tuple(logged)


async def test_callers_without_a_name_are_nobody_to_thank(database_url: str) -> None:
    """They are described where they acted, and neither took part nor own or know anything."""
    async with store(database_url) as opened:
        made = await drafted(
            opened, [(NOBODY, "rolled back checkout"), (NOBODY, "we should add a test")], by=NOBODY
        )
    assert "Taking part" not in made.response or UNNAMED not in made.response.split("Taking")[1]
    assert made.detection.startswith("Someone over the API declared it at")
    assert all(item.owner != UNNAMED for item in made.action_items)
    assert UNNAMED not in " ".join(made.five_whys)


async def test_a_suspicion_that_was_ruled_out_is_none(database_url: str) -> None:
    """Only the denial stays."""
    asked, denied = "is it our firewall?", "not the firewall, other hosts answer"
    async with store(database_url) as opened:
        alone = await drafted(opened, [(BEN, asked)])
        both = await drafted(opened, [(BEN, asked), (BEN, denied)])
    assert any(each.startswith(f"Suspected: “{asked}”") for each in alone.contributing_factors)
    factors = " ".join(both.contributing_factors)
    assert f"Ruled out: “{denied}”" in factors
    assert "Suspected" not in factors


async def test_a_title_alone_makes_a_short_document(database_url: str) -> None:
    """Nothing is said to be ruled out, and one thing is to be done."""
    async with store(database_url) as opened:
        new = NewIncident(title="Something is off")
        number = (await opened.write(incidents.declare, ADA, new, OPINION)).number
        about = await opened.read(subject, ADA, number)
        await opened.write(
            store_reading, ADA, about, analyse(about.case), duration_seconds=0, final=True
        )
        known = await opened.read(rca_facts.facts, ADA, number, SHOW)
        bare = rca.drafted_from(known).sections
    assert "nothing was ruled out" in bare.root_cause
    assert items(bare) == [
        "Find the cause: attach logs from the affected service and analyze again."
    ]


async def test_the_version_that_went_out_is_named(database_url: str) -> None:
    """In the summary and the root cause, with its line, also where people named the cause."""
    async with store(database_url) as opened:
        plain = await drafted(opened, [])
        told = await drafted(opened, [], "The cause was a missing null check; rolled back")
    for made in (plain, told):
        assert "1.42.0" in made.summary, made.summary
        assert "1.42.0" in made.root_cause, made.root_cause
    assert told.summary.count("1.42.0") == 1
    assert "What went out: 1.42.0 (logs line 41)." in told.summary


async def test_counts_and_manners_are_no_factor_and_no_praise(database_url: str) -> None:
    """How many records are errors contributed to nothing; that people wrote is no success."""
    async with store(database_url) as opened:
        made = await drafted(opened, [(ADA, "Rolled back checkout")], "Rolled back to 1.41.9")
    factors, well = " ".join(made.contributing_factors), " ".join(made.went_well)
    for padding in ("log records", "share of errors", "says so"):
        assert padding not in factors
    assert "wrote down" not in well
    assert "kept on the timeline" not in well


async def test_whoever_fixed_it_may_own_what_follows(database_url: str) -> None:
    """Rather than whoever told of it when resolving; the words say what was written."""
    async with store(database_url) as opened:
        made = await drafted(
            opened,
            [(ADA, "Rolled checkout back to 1.41.9"), (ADA, "Error rate is back to normal")],
            "Rolled it back",
        )
    owned = [item for item in made.action_items if item.owner]
    assert owned
    for item in owned:
        assert (item.owner, item.owner_reason) == (
            "ada",
            "who wrote “Rolled checkout back to 1.41.9”",
        )


async def test_no_action_items_are_said_to_be_missing(database_url: str) -> None:
    """A heading never stands alone in the document."""
    async with store(database_url) as opened:
        new = NewIncident(title="Payments time out", logs=LOGS[:3])
        number = (await opened.write(incidents.declare, ADA, new, OPINION)).number
        await opened.write(
            incidents.move, BEN, number, Status.RESOLVED, "It was the partner; failed over"
        )
        known = await opened.read(rca_facts.facts, ADA, number, SHOW)
        incident = await opened.read(SHOW.get, ADA, number)
    document = markdown(incident, report.draft(known).model_copy(update={"action_items": ()}), 1)
    assert "## Action items\n\n- To be filled in by the people who were there." in document
