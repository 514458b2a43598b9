"""Database addresses as people write them, and how we open them."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from core.errors import DatabaseUnusable

# libpq knows it, asyncpg takes every unknown name for a setting of the server
NOT_FOR_ASYNCPG = frozenset({"channel_binding"})
EXAMPLES = "for example postgresql://user:password@host/tocsin or sqlite:///data/tocsin.db"


@dataclass(frozen=True)
class SqliteAddress:
    """A SQLite file."""

    path: Path


@dataclass(frozen=True)
class PostgresAddress:
    """A PostgreSQL database; `shown` has no password in it."""

    dsn: str
    shown: str


def parse(url: str) -> SqliteAddress | PostgresAddress:
    """What `url` names.

    Raises:
        DatabaseUnusable: it names neither SQLite nor PostgreSQL.
    """
    scheme, colon, rest = url.strip().partition("://")
    kind = scheme.lower().split("+")[0]
    if colon and kind == "sqlite":
        return _sqlite(rest)
    if colon and kind in ("postgresql", "postgres"):
        return _postgres(rest)
    raise DatabaseUnusable(f"DATABASE_URL names neither PostgreSQL nor SQLite: set it, {EXAMPLES}.")


def _sqlite(rest: str) -> SqliteAddress:
    path = rest.split("?", maxsplit=1)[0].removeprefix("/")
    if not path or path == ":memory:":
        raise DatabaseUnusable(
            "A SQLite database needs a file, or incidents would be lost with the process: "
            "set DATABASE_URL, for example sqlite:///data/tocsin.db."
        )
    return SqliteAddress(Path(path))


def _postgres(rest: str) -> PostgresAddress:
    try:
        parts = urlsplit(f"postgresql://{rest}")
    except ValueError:
        raise DatabaseUnusable(
            f"DATABASE_URL cannot be read as an address: write it like one, {EXAMPLES}."
        ) from None
    options = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in NOT_FOR_ASYNCPG
    ]
    dsn = urlunsplit(parts._replace(query=urlencode(options)))
    place = parts.netloc.rpartition("@")[2] or dict(options).get("host", "localhost")
    return PostgresAddress(dsn, f"{place}{parts.path}")
