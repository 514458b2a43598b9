"""What people's decisions teach, over real databases."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.reactions import ALWAYS, LEARN_SEVERITY
from core import analysis, feedback, incidents
from core.actor import system
from core.ai.offline import analyse
from core.domain.analysis import SeverityOpinion
from core.domain.incident import Kind, NewIncident, Severity, SeveritySource, Visibility
from core.feedback import Feedback
from core.store import tables
from core.store.store import Store
from core.store.work import Read
from core.triage import Triage
from tests.opened import ADA, SetClock, store

TITLE = "label printer jam in hall 3"
SUGGESTED = SeverityOpinion(value=Severity.MEDIUM, reason="nothing says how bad it is")
TICK = system("tick")
RATED = {"rated": ALWAYS["rated"]}


async def declared(opened: Store, title: str = TITLE, **given: Any) -> int:
    """A new incident's number."""
    made = await opened.write(incidents.declare, ADA, NewIncident(title=title, **given), SUGGESTED)
    return made.number


async def taught_by(opened: Store, team: str = "") -> list[tuple[str, Severity, float]]:
    """What teaches a team: title, severity and weight of each decision."""
    found = await opened.read(feedback.lessons, TICK, team)
    return [(each.correction.title, each.correction.severity, each.weight) for each in found]


def jobs(read: Read, actor: object) -> list[tuple[str, str, dict[str, Any]]]:
    """The jobs that wait: lane, key and arguments."""
    del actor
    table = tables.jobs
    rows = read.connection.execute(
        select(table.c.lane, table.c.key, table.c.args).order_by(table.c.id)
    )
    return [(row.lane, row.key, row.args) for row in rows]


async def test_a_decision_is_a_severity_that_is_a_persons(database_url: str) -> None:
    """Given, changed or kept counts, the newest alone; a suggestion or an alert's level doesn't."""
    async with store(database_url) as opened:
        await declared(opened, "given", severity=Severity.HIGH)
        kept, changed = await declared(opened, "kept"), await declared(opened, "changed")
        await declared(opened, "only suggested")
        await opened.write(
            incidents.declare,
            ADA,
            NewIncident(title="alert", severity=Severity.LOW),
            SUGGESTED,
            severity_source=SeveritySource.ALERT,
        )
        await opened.write(incidents.rate, ADA, kept, Severity.MEDIUM)
        await opened.write(incidents.rate, ADA, changed, Severity.CRITICAL)
        await opened.write(incidents.rate, ADA, changed, Severity.LOW)
        assert await taught_by(opened) == [
            ("given", Severity.HIGH, 1.0),
            ("kept", Severity.MEDIUM, 1.0),
            ("changed", Severity.LOW, 1.0),
        ]


async def test_drills_private_and_deleted_incidents_teach_nobody(database_url: str) -> None:
    """None of them reaches a model, not even that of their own team."""
    async with store(database_url) as opened:
        for given in ({"kind": Kind.DRILL}, {"visibility": Visibility.PRIVATE}, {}):
            number = await declared(opened, severity=Severity.LOW, team="shop", **given)
        await opened.write(incidents.delete, ADA, number)
        assert await taught_by(opened, "shop") == []


async def test_a_team_learns_from_its_own_and_half_from_those_without_one(
    database_url: str,
) -> None:
    """Another team's decisions don't reach it; its own count whole."""
    async with store(database_url) as opened:
        await declared(opened, "ours", severity=Severity.LOW, team="shop")
        await declared(opened, "theirs", severity=Severity.LOW, team="search")
        await declared(opened, "nobody's", severity=Severity.LOW)
        assert await taught_by(opened, "shop") == [
            ("ours", Severity.LOW, 1.0),
            ("nobody's", Severity.LOW, feedback.WEIGHT_WITHOUT_TEAM),
        ]
        assert await taught_by(opened) == [("nobody's", Severity.LOW, 1.0)]


async def test_what_was_learned_is_suggested_to_that_team_alone(database_url: str) -> None:
    """After two decisions the team's next printer jam is critical; after a restart, too."""
    async with store(database_url) as opened:
        for _ in range(2):
            await declared(opened, severity=Severity.CRITICAL, team="warehouse")
        lessons = Feedback(opened)
        suggest = Triage(lessons.taught)
        assert suggest(TITLE, "", [], "warehouse").value is Severity.MEDIUM
        assert await lessons.learn(TICK, "warehouse")
        told = suggest("label printer jam in hall 7", "", [], "warehouse")
        assert told.value is Severity.CRITICAL
        assert "as people decided before: " in told.reason
        for team in ("shop", None):
            assert suggest(TITLE, "", [], team).value is Severity.MEDIUM
        replica = Feedback(opened)
        await replica.refresh()
        assert Triage(replica.taught)("label printer jam in hall 7", "", [], "warehouse") == told


async def test_a_team_that_learned_nothing_is_judged_by_those_without_one(
    database_url: str,
) -> None:
    """What a deployment without teams taught holds for its first team as well."""
    async with store(database_url) as opened:
        for _ in range(2):
            await declared(opened, severity=Severity.CRITICAL)
        lessons = Feedback(opened)
        await lessons.learn(TICK, feedback.NO_TEAM)
        assert Triage(lessons.taught)(TITLE, "", [], "new").value is Severity.CRITICAL


async def test_learning_again_is_left_out_until_there_is_news(database_url: str) -> None:
    """The same decisions are learned once; a deleted incident's lesson goes with the next time."""
    async with store(database_url) as opened:
        numbers = [await declared(opened, severity=Severity.CRITICAL) for _ in range(2)]
        lessons = Feedback(opened)
        assert await lessons.learn(TICK, feedback.NO_TEAM)
        assert not await lessons.learn(TICK, feedback.NO_TEAM)
        assert lessons.taught(None, TITLE, "") is not None
        await opened.write(incidents.delete, ADA, numbers[0])
        assert await lessons.learn(TICK, feedback.NO_TEAM)
        assert lessons.taught(None, TITLE, "") is None


async def test_another_replica_takes_over_what_was_learned(database_url: str) -> None:
    """A replica reads the rows that changed since it looked, and no other."""
    async with store(database_url) as opened:
        learner, other = Feedback(opened), Feedback(opened)
        await other.refresh()
        for _ in range(2):
            await declared(opened, severity=Severity.CRITICAL)
        await learner.learn(TICK, feedback.NO_TEAM)
        assert other.taught(None, TITLE, "") is None
        await other.refresh()
        assert other.taught(None, TITLE, "") == learner.taught(None, TITLE, "") is not None


async def test_ratings_of_a_team_promise_one_job(database_url: str) -> None:
    """However many incidents of a team are rated, one job waits for it."""
    async with store(database_url, RATED) as opened:
        for team in ("shop", "shop", "search", None):
            number = await declared(opened, team=team)
            await opened.write(incidents.rate, ADA, number, Severity.LOW)
        waiting = await opened.read(jobs, TICK)
        assert len({key for _, key, _ in waiting}) == len(waiting) == 3
        assert {lane for lane, _, _ in waiting} == {LEARN_SEVERITY.lane}


async def test_the_sweep_finds_what_was_given_at_declaration(database_url: str) -> None:
    """The first sweep looks at all teams, the next at what came since; a waiting job stands."""
    clock = SetClock()
    async with store(database_url, RATED, clock) as opened:
        await declared(opened, severity=Severity.LOW, team="shop")
        await declared(opened, team="only suggested")
        clock.advance(3600)
        lessons = Feedback(opened)
        await lessons.sweep()
        assert [args for _, _, args in await opened.read(jobs, TICK)] == [{"team": "shop"}]
        clock.advance(3600)
        await declared(opened, severity=Severity.LOW, team="search")
        await lessons.sweep()
        teams = [args["team"] for _, _, args in await opened.read(jobs, TICK)]
        assert teams == ["shop", "search"]


async def test_a_row_of_another_format_is_learned_anew(database_url: str) -> None:
    """What another version stored is not read, and the next learning replaces it."""
    async with store(database_url) as opened:
        for _ in range(2):
            await declared(opened, severity=Severity.CRITICAL)
        await opened.write(_store_foreign, TICK)
        lessons = Feedback(opened)
        await lessons.refresh()
        assert lessons.taught(None, TITLE, "") is None
        assert await lessons.learn(TICK, feedback.NO_TEAM)
        assert lessons.taught(None, TITLE, "") is not None


def _store_foreign(work: Any, actor: object) -> None:
    del actor
    work.connection.execute(
        tables.severity_models.insert().values(
            team="", weights={"format": 0}, corrections=1, learned_at=work.now
        )
    )


@pytest.mark.parametrize("team", [None, "shop", "x" * 200, "{incident}"])
async def test_a_teams_name_may_be_anything(database_url: str, team: str | None) -> None:
    """A rating promises its job whatever the team is called."""
    async with store(database_url, RATED) as opened:
        number = await declared(opened, team=team)
        await opened.write(incidents.rate, ADA, number, Severity.LOW)
        assert len(await opened.read(jobs, TICK)) == 1
        assert await opened.read(feedback.team_of, TICK, number) == (team or "")


async def test_a_lesson_is_a_part_of_an_analysiss_input(database_url: str) -> None:
    """What was taught of an incident makes another input; lessons about others don't."""
    async with store(database_url) as opened:
        jam, other = await declared(opened), await declared(opened, "checkout returns 500s")
        lessons = Feedback(opened)
        before = [await input_of(opened, number, lessons) for number in (jam, other)]
        for _ in range(2):
            await declared(opened, severity=Severity.CRITICAL)
        await lessons.learn(TICK, feedback.NO_TEAM)
        after = [await input_of(opened, number, lessons) for number in (jam, other)]
        assert before[0].sha256 != after[0].sha256
        assert before[1].sha256 == after[1].sha256
        assert analyse(after[0].case).severity.value is Severity.CRITICAL
        assert after[0] == await input_of(opened, jam, lessons)


async def input_of(opened: Store, number: int, lessons: Feedback) -> analysis.Subject:
    """What an analysis of the incident is made of."""
    return await opened.read(analysis.subject, ADA, number, lessons.taught)
