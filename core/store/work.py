"""One transaction, as use cases see it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from core.actor import Actor
from core.domain.events import SCHEMA_VERSION, Event
from core.domain.incident import incident_name
from core.errors import NotFound
from core.store import tables
from core.store.jobs import ReactionRule, insert_jobs, team_key, upsert

# parents before children, so that foreign keys hold
INSERT_ORDER = tuple(table.name for table in tables.metadata.sorted_tables)
REQUEST_ID_LIMIT = 100
LABEL_LIMIT = 200
Reactions = Mapping[str, Sequence[ReactionRule]]
PrincipalKey = tuple[str, str, str]
Row = dict[str, Any]


@dataclass
class Read:
    """A consistent view of the database; `now` is the time of the whole of it."""

    connection: Connection
    now: datetime


@dataclass
class Shared:
    """What all transactions of one store have in common."""

    reactions: Reactions
    principals: dict[PrincipalKey, tuple[int, str]] = field(default_factory=dict)
    next_number: int | None = None


@dataclass
class _Held:
    """An incident that this transaction holds: its current values, and what is to be written."""

    row: Row
    stored: bool
    dirty: Row = field(default_factory=dict)
    bumped: bool = False


class Work(Read):
    """What a writing use case is given: it collects, locks, changes and records.

    `connection` settles everything collected so far before the first read.
    """

    def __init__(self, connection: Connection, now: datetime, shared: Shared) -> None:
        self._connection = connection
        self.now = now
        self._shared = shared
        self._rows: dict[str, list[Row]] = {}
        self._jobs: list[Row] = []
        self._held: dict[int, _Held] = {}
        self.learnt: dict[PrincipalKey, tuple[int, str]] = {}
        self.before_read: Any = None

    @property
    def connection(self) -> Connection:
        """The database connection, with everything collected so far in place."""
        if self.before_read is not None:
            prepare, self.before_read = self.before_read, None
            prepare()
        self.flush()
        return self._connection

    @connection.setter
    def connection(self, value: Connection) -> None:
        self._connection = value

    def add(self, table: Table, **values: Any) -> None:
        """Collect a row of `table`; the whole group's rows are inserted set-wise."""
        self._rows.setdefault(table.name, []).append(values)

    def new_incident(self, **values: Any) -> int:
        """Collect a new incident and return its number; numbers are never used twice."""
        number = self._allocate()
        row = {
            **values,
            "id": number,
            "version": 1,
            "last_seq": 0,
            "last_digest": "",
            "created_at": self.now,
            "updated_at": self.now,
        }
        self._held[number] = _Held(row, stored=False)
        return number

    def _allocate(self) -> int:
        if self._connection.dialect.name == "postgresql":
            sequence = select(func.nextval("incidents_id_seq"))
            return int(self._connection.execute(sequence).scalar_one())
        if self._shared.next_number is None:
            raise RuntimeError("the writer has not read the last incident number")
        number = self._shared.next_number
        self._shared.next_number += 1
        return number

    def incident(self, number: int) -> Row:
        """The current values of incident `number`, locked until the end.

        Raises:
            NotFound: there is none, or it was deleted.
        """
        held = self._held.get(number)
        if held is None:
            statement = (
                select(tables.incidents)
                .where(tables.incidents.c.id == number, tables.incidents.c.deleted_at.is_(None))
                .with_for_update()
            )
            row = self.connection.execute(statement).mappings().one_or_none()
            if row is None:
                raise NotFound(f"There is no incident {incident_name(number)}.")
            held = self._held[number] = _Held(dict(row), stored=True)
        return dict(held.row)

    def change(self, number: int, **values: Any) -> None:
        """Change an incident; its version grows once in a transaction."""
        held = self._hold(number)
        held.row.update(values)
        if not held.stored:
            return
        held.dirty.update(values)
        if not held.bumped:
            held.bumped = True
            stamps = {"version": held.row["version"] + 1, "updated_at": self.now}
            held.row.update(stamps)
            held.dirty.update(stamps)

    def _hold(self, number: int) -> _Held:
        if number not in self._held:
            self.incident(number)
        return self._held[number]

    def record(self, number: int, event: Event, actor: Actor) -> None:
        """Put `event` on the incident's timeline, with a job for each reaction to it."""
        held = self._hold(number)
        seq = held.row["last_seq"] + 1
        text, data = event.describe(), event.data()
        previous = held.row["last_digest"]
        digest = chain(previous, number, seq, event.kind, self.now, actor.label, text, data)
        self.add(
            tables.events,
            incident_id=number,
            seq=seq,
            at=self.now,
            kind=event.kind,
            actor_id=self.principal_id(actor),
            actor_label=actor.label[:LABEL_LIMIT],
            via=actor.via.value,
            request_id=actor.request_id[:REQUEST_ID_LIMIT],
            text=text,
            data=data,
            digest=digest,
            previous_digest=previous,
            schema_version=SCHEMA_VERSION,
        )
        stamps = {"last_seq": seq, "last_digest": digest}
        held.row.update(stamps)
        if held.stored:
            held.dirty.update(stamps)
        for rule in self._shared.reactions.get(event.kind, ()):
            self.job(
                rule.name,
                lane=rule.lane.format(incident=number),
                key=_key(rule, held.row),
                incident=number,
                event_seq=seq,
                priority=rule.priority,
                actor=actor,
            )

    def job(  # noqa: PLR0913  all but the first are named
        self,
        reaction: str,
        *,
        lane: str,
        actor: Actor,
        key: str | None = None,
        incident: int | None = None,
        event_seq: int | None = None,
        args: Row | None = None,
        run_at: datetime | None = None,
        priority: int = 0,
    ) -> None:
        """Promise a job; one with the key of a job that nobody has begun stands for it."""
        self._jobs.append(
            {
                "reaction": reaction,
                "lane": lane,
                "priority": priority,
                "key": key,
                "incident_id": incident,
                "event_seq": event_seq,
                "args": args or {},
                "run_at": run_at or self.now,
                "attempt": 0,
                "attempts_before": 0,
                "request_id": actor.request_id[:REQUEST_ID_LIMIT],
                "workspace_id": actor.principal.workspace_id,
                "created_at": self.now,
            }
        )

    def principal_id(self, actor: Actor) -> int:
        """The row of whoever acts, made when they are new."""
        who = actor.principal
        key = (who.kind.value, who.workspace_id, who.external_id)
        known = self.learnt.get(key) or self._shared.principals.get(key)
        if known is None or known[1] != who.name:
            known = self.learnt[key] = (self._store_principal(key, who.name), who.name)
        return known[0]

    def _store_principal(self, key: PrincipalKey, name: str) -> int:
        kind, workspace_id, external_id = key
        statement = upsert(self.connection, tables.principals).values(
            kind=kind,
            workspace_id=workspace_id,
            external_id=external_id,
            name=name,
            created_at=self.now,
        )
        statement = statement.on_conflict_do_update(
            index_elements=["kind", "workspace_id", "external_id"],
            set_={"name": statement.excluded.name},
        ).returning(tables.principals.c.id)
        return int(self.connection.execute(statement).scalar_one())

    def flush(self) -> None:
        """Write what was collected and changed."""
        self.close()
        write_rows(self._connection, self._rows, self._jobs)
        self._rows, self._jobs = {}, []

    def close(self) -> None:
        """Turn held incidents into rows to insert, and write the changes of stored ones."""
        for number, held in sorted(self._held.items()):
            if not held.stored:
                self.add(tables.incidents, **held.row)
                held.stored = True
            elif held.dirty:
                changes, held.dirty = held.dirty, {}
                self._connection.execute(
                    update(tables.incidents)
                    .where(tables.incidents.c.id == number)
                    .values(**changes)
                )

    def take_rows(self) -> tuple[dict[str, list[Row]], list[Row]]:
        """Give up what was collected, to be inserted with the rest of a group."""
        self.close()
        taken = self._rows, self._jobs
        self._rows, self._jobs = {}, []
        return taken


def write_rows(connection: Connection, rows: Mapping[str, list[Row]], jobs: list[Row]) -> None:
    """Insert rows set-wise, a statement a table."""
    for name in INSERT_ORDER:
        if given := rows.get(name):
            columns = {column for row in given for column in row}
            full = [{column: row.get(column) for column in columns} for row in given]
            connection.execute(insert(tables.metadata.tables[name]), full)
    if jobs:
        insert_jobs(connection, jobs)


def _key(rule: ReactionRule, row: Row) -> str | None:
    if rule.key is None:
        return None
    return rule.key.format(incident=row["id"], team=team_key(row["team"]))


def chain(
    previous: str,
    number: int,
    seq: int,
    kind: str,
    at: datetime,
    actor: str,
    text: str,
    data: Mapping[str, Any],
) -> str:
    """The digest of an event over the one before it.

    Text and data enter by their own digests, so that an erased text leaves the
    chain whole.
    """
    spoken = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    content = json.dumps(data, sort_keys=True, ensure_ascii=True)
    carried = hashlib.sha256(content.encode()).hexdigest()
    parts = (previous, str(number), str(seq), kind, at.isoformat(), actor, spoken, carried)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
