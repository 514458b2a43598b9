"""What people's decisions on severities teach: read, learned in the background, kept in memory.

A decision is an incident's severity while it is a person's: given at declaration, changed, or
confirmed with *Keep*; the newest counts, since it is the one that stands. Drills, deleted and
private incidents teach nobody: a word of a private title could be told by a reason elsewhere. A
team learns from its own incidents and, at half weight, from those without a team; an incident
without a team, or of a team that has learned nothing yet, is judged by those without one.
"""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, func, or_, select

from core.actor import Actor, system
from core.ai.offline.taught import FORMAT, Lesson, TeamModel
from core.ai.text.severity import Correction
from core.domain.analysis import SeverityOpinion
from core.domain.incident import Kind, Severity, SeveritySource, Visibility
from core.store.jobs import team_key, upsert
from core.store.store import Store
from core.store.tables import incidents, severity_models
from core.store.work import Read, Work

NEWEST = 2000
DESCRIPTION_READ = 2000
WEIGHT_WITHOUT_TEAM = 0.5
# the row of the table that stands for incidents without a team
NO_TEAM = ""
LEARN = "learn_severity"
LANE = "learning"
# a declaration may commit a moment after the time that it bears
OVERLAP = timedelta(seconds=10)

log = structlog.get_logger(__name__)


def lessons(read: Read, actor: Actor, team: str) -> list[Lesson]:
    """The newest decisions (2,000 at most) that teach `team`, the oldest first.

    The empty name stands for incidents without a team.
    """
    del actor
    without = _decided(read, incidents.c.team.is_(None), NEWEST)
    if team == NO_TEAM:
        found = [(number, Lesson(each)) for number, each in without]
    else:
        own = _decided(read, incidents.c.team == team, NEWEST)
        found = [(number, Lesson(each)) for number, each in own]
        rest = without[: NEWEST - len(own)]
        found += [(number, Lesson(each, WEIGHT_WITHOUT_TEAM)) for number, each in rest]
    return [lesson for _, lesson in sorted(found, key=lambda entry: entry[0])]


def _teaching() -> ColumnElement[bool]:
    return and_(
        incidents.c.severity_source == SeveritySource.PERSON.value,
        incidents.c.kind == Kind.INCIDENT.value,
        incidents.c.visibility == Visibility.PUBLIC.value,
        incidents.c.deleted_at.is_(None),
    )


def _decided(read: Read, whose: ColumnElement[bool], most: int) -> list[tuple[int, Correction]]:
    rows = read.connection.execute(
        select(
            incidents.c.id,
            incidents.c.title,
            func.substr(incidents.c.description, 1, DESCRIPTION_READ).label("description"),
            incidents.c.severity,
        )
        .where(_teaching(), whose)
        .order_by(incidents.c.id.desc())
        .limit(most)
    )
    return [
        (row.id, Correction(row.title, row.description, Severity(row.severity))) for row in rows
    ]


def teams_with_news(read: Read, actor: Actor, since: datetime | None) -> list[str]:
    """The teams with decisions given at declaration, or deleted, since then (None: ever)."""
    del actor
    decided = incidents.c.severity_source == SeveritySource.PERSON.value
    statement = select(incidents.c.team).where(decided).distinct()
    if since is not None:
        recent = or_(incidents.c.created_at >= since, incidents.c.deleted_at >= since)
        # the column with an index: whatever was made or deleted was updated then, too
        statement = statement.where(incidents.c.updated_at >= since, recent)
    return sorted({row.team or NO_TEAM for row in read.connection.execute(statement)})


def promise(work: Work, actor: Actor, teams: list[str]) -> None:
    """Have each of `teams` learn, once for all who ask before that begins."""
    for team in teams:
        key = f"{LEARN}:{team_key(team)}"
        work.job(LEARN, lane=LANE, key=key, args={"team": team}, actor=actor)


def team_of(read: Read, actor: Actor, number: int) -> str:
    """The team of incident `number`, deleted or not; the empty name where it has none."""
    del actor
    statement = select(incidents.c.team).where(incidents.c.id == number)
    return str(read.connection.execute(statement).scalar() or NO_TEAM)


def _stored(read: Read, actor: Actor, known: Mapping[str, datetime]) -> list[Any]:
    """The models that were learned since they were read; `known` says when that was."""
    del actor
    table = severity_models
    stamps = read.connection.execute(select(table.c.team, table.c.learned_at)).all()
    changed = [row.team for row in stamps if known.get(row.team) != row.learned_at]
    if not changed:
        return []
    return list(read.connection.execute(select(table).where(table.c.team.in_(changed))))


def _digest_of(read: Read, actor: Actor, team: str) -> str | None:
    del actor
    statement = select(severity_models.c.weights).where(severity_models.c.team == team)
    weights = read.connection.execute(statement).scalar()
    return str(weights.get("lessons")) if weights else None


def _keep(
    work: Work, actor: Actor, team: str, weights: Mapping[str, Any], corrections: int
) -> None:
    del actor
    values = {"weights": weights, "corrections": corrections, "learned_at": work.now}
    statement = upsert(work.connection, severity_models).values(team=team, **values)
    work.connection.execute(
        statement.on_conflict_do_update(index_elements=["team"], set_=dict(values))
    )


def _digest(taught: list[Lesson]) -> str:
    rows = [
        [each.correction.title, each.correction.description, each.correction.severity, each.weight]
        for each in taught
    ]
    return hashlib.sha256(json.dumps([FORMAT, rows]).encode()).hexdigest()


class Feedback:
    """What every team's corrections taught, in memory; the table is the truth behind it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._models: dict[str, TeamModel] = {}
        self._read_at: dict[str, datetime] = {}
        self._swept: datetime | None = None

    def taught(self, team: str | None, title: str, description: str) -> SeverityOpinion | None:
        """What history says of an incident of `team` with this text; None where it adds nothing.

        Reads memory alone.
        """
        model = self._models.get(team or NO_TEAM) or self._models.get(NO_TEAM)
        return model.opinion(title, description[:DESCRIPTION_READ]) if model else None

    async def refresh(self) -> None:
        """Take over what any replica has learned since the last time."""
        for row in await self._store.read(_stored, system("feedback"), self._read_at):
            self._read_at[row.team] = row.learned_at
            if row.weights.get("format") == FORMAT:
                self._models[row.team] = TeamModel.loaded(row.weights)

    async def sweep(self) -> None:
        """Promise to learn what nobody's click promised: severities given at declaration.

        The first sweep of a process looks at every team, and so at what an older version learned.
        """
        now, since = await self._store.read(_now, system("feedback")), self._swept
        teams = await self._store.read(
            teams_with_news, system("feedback"), since - OVERLAP if since else None
        )
        if teams:
            await self._store.write(promise, system("feedback"), teams)
        self._swept = now

    async def learn(self, actor: Actor, team: str) -> bool:
        """Learn from the team's decisions, in a thread; False when they were learned already."""
        found = await self._store.read(lessons, actor, team)
        digest = _digest(found)
        if await self._store.read(_digest_of, actor, team) == digest:
            return False
        model = await asyncio.to_thread(TeamModel.learn, found)
        weights = {**model.dumped(), "format": FORMAT, "lessons": digest}
        await self._store.write(_keep, actor, team, weights, len(found))
        await self.refresh()
        log.info("feedback.learned", team=team, corrections=len(found))
        return True


def _now(read: Read, _actor: Actor) -> datetime:
    return read.now
