"""Every verb that can be said, over real databases with the offline analyst."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from core import views
from core.actor import Actor, Principal, PrincipalKind, Via
from core.commands import HELP, Answer, Commands, split_title
from core.domain.incident import Incident, Severity, SeveritySource, Status
from core.errors import Forbidden, IllegalMove, NotFound, Problem
from core.store.store import Store
from core.summaries import summarise_logs
from core.triage import suggest_severity
from tests.opened import ADA, store

LOGS = "ERROR pool exhausted\nERROR pool exhausted\nINFO ready"


@asynccontextmanager
async def desk(url: str) -> AsyncIterator[Commands]:
    """The commands over a store of their own."""
    async with store(url) as opened:
        yield over(opened)


def over(opened: Store) -> Commands:
    """The commands over a store."""
    return Commands(
        opened,
        views.Views("http://tocsin.example.org"),
        suggest_severity,
        summarise_logs,
        lambda case: f"would show: {case.title}",
    )


def about(answer: Answer) -> Incident:
    """The incident that an answer is about."""
    assert answer.incident is not None
    return answer.incident


async def test_a_title_declares(database_url: str) -> None:
    """Any words declare an incident, with a severity and its reason; the command is its source."""
    async with desk(database_url) as commands:
        answer = await commands.run(ADA, "checkout returns 500s since the 14:05 deploy")
        assert (answer.kind, answer.created, answer.warning) == ("declared", True, "")
        found = about(answer)
        assert found.title == "checkout returns 500s since the 14:05 deploy"
        assert found.severity_source is SeveritySource.SUGGESTED
        assert found.severity_reason
        given = about(await commands.run(ADA, "declare high search is slow", source="slack"))
        assert (given.title, given.severity, given.source) == (
            "search is slow",
            Severity.HIGH,
            "slack",
        )


async def test_a_life_by_command(database_url: str) -> None:
    """From acknowledge to reopen, each verb does what it says and says what it did."""
    async with desk(database_url) as commands:
        await commands.run(ADA, "checkout is down")
        for text, said, status in (
            ("ack INC-1", "You acknowledged INC-1.", Status.IN_PROGRESS),
            ("ack INC-1", "INC-1 is acknowledged already, by ada.", Status.IN_PROGRESS),
            ("resolve INC-1 rolled back", "INC-1 is resolved now.", Status.RESOLVED),
            ("resolve INC-1", "INC-1 was resolved already.", Status.RESOLVED),
            ("close INC-1", "INC-1 is closed now.", Status.CLOSED),
            ("reopen INC-1", "INC-1 is reopened.", Status.IN_PROGRESS),
            ("reopen INC-1", "INC-1 is being worked on already.", Status.IN_PROGRESS),
            ("status INC-1 fixed", "INC-1 is resolved now.", Status.RESOLVED),
            ("status INC-1 in progress", "INC-1 is in progress now.", Status.IN_PROGRESS),
        ):
            answer = await commands.run(ADA, text)
            assert (answer.kind, answer.text) == ("said", said), text
            assert about(answer).status is status


async def test_severity_by_command(database_url: str) -> None:
    """A person's word is the severity, in either order; without one it asks which."""
    async with desk(database_url) as commands:
        await commands.run(ADA, "declare low checkout is down")
        for text in ("severity INC-1 high", "sev high INC-1"):
            assert about(await commands.run(ADA, text)).severity is Severity.HIGH
        assert about(await commands.run(ADA, "sev 1", here=1)).severity is Severity.CRITICAL
        asked = await commands.run(ADA, "severity", here=1)
        assert [choice.command for choice in asked.choices] == [
            f"severity INC-1 {severity}" for severity in Severity
        ]


async def test_an_id_is_never_a_level(database_url: str) -> None:
    """`severity INC-3` asks which; no other incident is touched, nor is this one."""
    async with desk(database_url) as commands:
        for title in ("declare low one", "declare low two", "declare low three"):
            await commands.run(ADA, title)
        for text in ("severity INC-3", "severity INC-3 bananas"):
            asked = await commands.run(ADA, text, here=2)
            assert [choice.command for choice in asked.choices] == [
                f"severity INC-3 {severity}" for severity in Severity
            ]
        listed = await commands.run(ADA, "list all")
        assert {(each.version, each.severity) for each in listed.incidents} == {(1, Severity.LOW)}


async def test_an_id_with_few_words_declares_nothing(database_url: str) -> None:
    """A lone id shows; with an unknown verb it asks; of one that isn't there it is a title."""
    async with desk(database_url) as commands:
        await commands.run(ADA, "checkout is down")
        shown = await commands.run(ADA, "inc-1")
        assert (shown.kind, about(shown).id) == ("incident", "INC-1")
        for text in ("frobnicate INC-1", "INC-1 frobnicate", "1"):
            asked = await commands.run(ADA, text)
            assert (asked.kind, asked.text) == ("unclear", "Did you mean `show INC-1`?"), text
        assert len((await commands.run(ADA, "list all")).incidents) == 1
        with pytest.raises(NotFound, match="INC-9"):
            await commands.run(ADA, "INC-9")
        assert about(await commands.run(ADA, "vendor ticket INC-9")).title == "vendor ticket INC-9"
        assert about(await commands.run(ADA, "503")).title == "503"


async def test_notes_and_the_timeline(database_url: str) -> None:
    """What was noted is on the timeline, which is read by its verb."""
    async with desk(database_url) as commands:
        await commands.run(ADA, "checkout is down")
        said = await commands.run(ADA, "note INC-1 rolled back to 41")
        assert said.text == "Noted on the timeline of INC-1."
        answer = await commands.run(ADA, "timeline INC-1")
        assert (answer.kind, answer.text) == ("timeline", "")
        assert [entry.kind for entry in answer.entries] == ["declared", "noted"]
        assert answer.entries[-1].text == "rolled back to 41"


async def test_a_long_timeline_shows_its_end(sqlite_url: str) -> None:
    """The last 50 entries are shown, and how many are left out is said."""
    async with desk(sqlite_url) as commands:
        await commands.run(ADA, "checkout is down")
        for number in range(54):
            await commands.run(ADA, f"note INC-1 note {number}")
        answer = await commands.run(ADA, "timeline INC-1")
        assert (len(answer.entries), answer.entries[-1].text) == (50, "note 53")
        assert answer.text.startswith("5 earlier")


async def test_logs_by_command(database_url: str) -> None:
    """Without logs it says how to add some; added ones are summarised and analysed anew."""
    async with desk(database_url) as commands:
        await commands.run(ADA, "checkout is down")
        none = await commands.run(ADA, "logs INC-1")
        assert (none.kind, none.text[:22]) == ("said", "INC-1 has no logs yet.")
        added = await commands.run(ADA, f"logs INC-1 {LOGS}")
        assert added.text.startswith("Added 3 lines to INC-1;")
        assert about(added).logs == LOGS.split("\n")
        answer = await commands.run(ADA, "logs", here=1)
        assert answer.kind == "logs"
        assert answer.logs is not None
        timeline = await commands.run(ADA, "timeline INC-1")
        assert [entry.kind for entry in timeline.entries[1:]] == [
            "logs_added",
            "analysis_requested",
        ]


@pytest.mark.parametrize(
    ("verb", "kind"), [("analyze", "analysis_requested"), ("rca", "rca_requested")]
)
async def test_what_takes_a_while_is_asked_for(database_url: str, verb: str, kind: str) -> None:
    """An analysis or an RCA is an event that promises it; the answer says where it will be."""
    async with desk(database_url) as commands:
        await commands.run(ADA, "checkout is down")
        answer = await commands.run(ADA, f"{verb} INC-1")
        assert "its thread" in answer.text
        timeline = await commands.run(ADA, "timeline INC-1")
        assert timeline.entries[-1].kind == kind


async def test_what_is_only_read(database_url: str) -> None:
    """Show, status, similar and the preview answer without changing anything."""
    async with desk(database_url) as commands:
        await commands.run(ADA, "checkout is down")
        for text, kind in (
            ("show INC-1", "incident"),
            ("status INC-1", "incident"),
            ("similar INC-1", "similar"),
            ("redact-preview INC-1", "preview"),
        ):
            answer = await commands.run(ADA, text)
            assert (answer.kind, about(answer).version) == (kind, 1), text
        assert answer.text == "would show: checkout is down"


async def test_lists(database_url: str) -> None:
    """What is open unless asked otherwise, the newest first."""
    async with desk(database_url) as commands:
        quiet = await commands.run(ADA, "list")
        assert quiet.text == "No open incidents. All quiet."
        for title in ("declare high one", "declare low two", "declare high three"):
            await commands.run(ADA, title)
        await commands.run(ADA, "resolve INC-1")
        for text, expected in (
            ("list", ["INC-3", "INC-2"]),
            ("list all", ["INC-3", "INC-2", "INC-1"]),
            ("list high", ["INC-3"]),
            ("list resolved", ["INC-1"]),
            ("ls resolved low", []),
        ):
            answer = await commands.run(ADA, text)
            assert [found.id for found in answer.incidents] == expected, text


async def test_a_long_list_says_that_it_is_cut(sqlite_url: str) -> None:
    """Twenty are shown, and that these are the newest."""
    async with desk(sqlite_url) as commands:
        for number in range(21):
            await commands.run(ADA, f"incident number {number}")
        answer = await commands.run(ADA, "list")
        assert (len(answer.incidents), answer.text) == (20, "The newest 20 open incidents")


async def test_without_a_number_it_asks_which(database_url: str) -> None:
    """A verb that needs an incident offers those that are open, as commands to run."""
    async with desk(database_url) as commands:
        none = await commands.run(ADA, "ack")
        assert (none.kind, none.text) == (
            "said",
            "No incident is open. Name one: /incident ack INC-42",
        )
        for title in ("one", "two"):
            await commands.run(ADA, title)
        asked = await commands.run(ADA, "severity high")
        assert asked.kind == "which"
        assert [choice.command for choice in asked.choices] == [
            "severity INC-2 high",
            "severity INC-1 high",
        ]
        chosen = about(await commands.run(ADA, asked.choices[1].command))
        assert (chosen.id, chosen.severity) == ("INC-1", Severity.HIGH)


async def test_a_slip_asks_before_anything_is_done(database_url: str) -> None:
    """`resovle` does nothing until one of its two meanings is chosen, and either can be run."""
    async with desk(database_url) as commands:
        asked = await commands.run(ADA, "resovle")
        assert (asked.kind, asked.text) == ("unclear", "Did you mean `resolve`?")
        run, declare = asked.choices
        assert (run.command, declare.command) == ("resolve", "declare resovle")
        assert (await commands.run(ADA, "list all")).incidents == ()
        assert about(await commands.run(ADA, declare.command)).title == "resovle"


async def test_help_and_forms(sqlite_url: str) -> None:
    """Help names every line; no words open the form, or the cockpit in an incident's channel."""
    async with desk(sqlite_url) as commands:
        answer = await commands.run(ADA, "help")
        assert answer.kind == "help"
        assert len(answer.text.split("\n")) == len(HELP)
        assert (await commands.run(ADA, "")).kind == "form"
        assert (await commands.run(ADA, "declare")).kind == "form"
        await commands.run(ADA, "checkout is down")
        cockpit = await commands.run(ADA, "", here=1)
        assert (cockpit.kind, about(cockpit).id) == ("cockpit", "INC-1")


async def test_one_delivery_twice_is_done_once(database_url: str) -> None:
    """A repeated delivery answers as before and changes nothing, for declarations and verbs."""
    async with desk(database_url) as commands:
        first = await commands.run(ADA, "checkout is down", delivery="d-1")
        again = await commands.run(ADA, "checkout is down", delivery="d-1")
        assert (about(first).id, first.created) == ("INC-1", True)
        assert (about(again).id, again.created) == ("INC-1", False)
        for _ in range(2):
            said = await commands.run(ADA, "ack INC-1", delivery="d-2")
            assert said.text == "You acknowledged INC-1."
            await commands.run(ADA, "note INC-1 once", delivery="d-3")
        timeline = await commands.run(ADA, "timeline INC-1")
        assert [entry.kind for entry in timeline.entries].count("noted") == 1
        assert len((await commands.run(ADA, "list all")).incidents) == 1


async def test_a_refused_delivery_may_come_again(database_url: str) -> None:
    """One that failed was not done: it is not answered as if it had been."""
    async with desk(database_url) as commands:
        await commands.run(ADA, "checkout is down")
        with pytest.raises(IllegalMove):
            await commands.run(ADA, "close INC-1", delivery="d-1")
        await commands.run(ADA, "resolve INC-1")
        closed = await commands.run(ADA, "close INC-1", delivery="d-1")
        assert about(closed).status is Status.CLOSED


async def test_whoever_pastes_a_secret_is_warned(sqlite_url: str) -> None:
    """The answer warns privately by the secret's kind, and never repeats it."""
    secret = "ghp_" + "a1B2" * 9
    async with desk(sqlite_url) as commands:
        for text in (f"login fails with {secret}", f"note INC-1 used {secret}"):
            answer = await commands.run(ADA, text)
            assert "live secret" in answer.warning
            assert secret not in answer.warning
        assert (await commands.run(ADA, "note INC-1 fine")).warning == ""


@pytest.mark.parametrize("text", ["show INC-9", "ack INC-9", "note INC-9 hello", "logs INC-9"])
async def test_an_unknown_incident_is_named(sqlite_url: str, text: str) -> None:
    """Whatever is asked of an incident that isn't there says so."""
    async with desk(sqlite_url) as commands:
        with pytest.raises(NotFound, match="INC-9"):
            await commands.run(ADA, text)


async def test_who_may_only_read_changes_nothing(sqlite_url: str) -> None:
    """Without the scope to write, verbs that change are refused and reads answered."""
    scopes = frozenset({"incidents:read"})
    reader = Actor(Principal(PrincipalKind.TOKEN, "eve", "eve", scopes=scopes), Via.REST, "r")
    async with desk(sqlite_url) as commands:
        await commands.run(ADA, "checkout is down")
        for text in ("search is down", "ack INC-1", "note INC-1 x", "analyze INC-1", "rca INC-1"):
            with pytest.raises(Forbidden):
                await commands.run(reader, text)
        assert about(await commands.run(reader, "show INC-1")).status is Status.OPEN


async def test_a_form_that_does_not_fit_is_a_problem(sqlite_url: str) -> None:
    """A field over its limit is refused by name, and nothing is declared."""
    async with desk(sqlite_url) as commands:
        with pytest.raises(Problem, match="service"):
            await commands.declare(ADA, "checkout is down", service="s" * 201)
        assert (await commands.run(ADA, "list all")).incidents == ()


async def test_a_long_text_loses_nothing(sqlite_url: str) -> None:
    """The first line is the title, cut at a word; all that was typed is in the description."""
    async with desk(sqlite_url) as commands:
        text = "checkout is down\nsince noon\nfor all"
        found = about(await commands.run(ADA, text))
        assert (found.title, found.description) == ("checkout is down", "since noon\nfor all")
    title, rest = split_title("word " * 100)
    assert (len(title) <= 300, title[-5:]) == (True, "word…")
    assert rest == ("word " * 100).strip()
