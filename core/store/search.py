"""Full-text search for candidates: FTS5 on SQLite, `tsvector` on PostgreSQL.

Both only find what might be meant; the order is made by `core.ai.text.ranking`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, func, literal_column, select, text

from core.store import tables
from core.store.jobs import upsert
from core.store.work import Read, Work

TERMS = 40
CANDIDATES = 300


def remember(work: Work, number: int, content: str) -> None:
    """Let incident `number` be found by `content`."""
    table = tables.incident_texts
    statement = upsert(work.connection, table).values(
        incident_id=number, content=content, updated_at=work.now
    )
    work.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["incident_id"],
            set_={"content": content, "updated_at": work.now},
        )
    )


def candidates(read: Read, words: Iterable[str]) -> list[int]:
    """The newest incidents that hold any of `words`, at most 300."""
    wanted = [word for word in dict.fromkeys(words) if word.isalnum()][:TERMS]
    if not wanted:
        return []
    if read.connection.dialect.name == "postgresql":
        return _postgres(read, wanted)
    return _sqlite(read, wanted)


def _sqlite(read: Read, wanted: Sequence[str]) -> list[int]:
    # words side by side would all have to occur: each is quoted, and one is enough
    query = " OR ".join(f'"{word}"' for word in wanted)
    rows = read.connection.execute(
        text(
            "SELECT rowid FROM incident_search WHERE incident_search MATCH :query "
            "ORDER BY rowid DESC LIMIT :limit"
        ),
        {"query": query, "limit": CANDIDATES},
    )
    return [int(row[0]) for row in rows]


def _postgres(read: Read, wanted: Sequence[str]) -> list[int]:
    table: Table = tables.incident_texts
    config: Any = literal_column("'english'")
    document = func.to_tsvector(config, table.c.content)
    query = func.to_tsquery(config, " | ".join(wanted))
    rows = read.connection.execute(
        select(table.c.incident_id)
        .where(document.op("@@")(query))
        .order_by(table.c.incident_id.desc())
        .limit(CANDIDATES)
    )
    return [int(row[0]) for row in rows]
