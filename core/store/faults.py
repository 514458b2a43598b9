"""What a database's errors mean to a caller."""

from typing import Any

from sqlalchemy.exc import DBAPIError, IntegrityError

from core.errors import Conflict, DatabaseUnusable, Unavailable

# deadlock, serialization failure, unique violation: the same again may well succeed
WORTH_ANOTHER_TRY = frozenset({"40P01", "40001", "23505"})
ENDED = frozenset({"08", "53", "57", "58"})
UNIQUE = frozenset({"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"})

SAID = {
    "SQLITE_FULL": "The disk of the database is full; make room, then try again.",
    "53100": "The disk of the database is full; make room, then try again.",
    "SQLITE_BUSY": "Another program holds the database's write lock; try again.",
    "SQLITE_READONLY": "The database takes no writes: it is read-only.",
    "25006": "The database takes no writes: it is read-only.",
}


def code(error: DBAPIError) -> str:
    """The SQLSTATE of PostgreSQL, or SQLite's name for what happened; empty when unknown."""
    origin: Any = error.orig
    return getattr(origin, "sqlstate", None) or getattr(origin, "sqlite_errorname", None) or ""


def meaning(error: Exception) -> Exception:
    """The error to raise to a caller in place of `error`, or `error` itself."""
    if isinstance(error, OSError | TimeoutError):
        return Unavailable("The database does not answer; try again in a moment.")
    if not isinstance(error, DBAPIError):
        return error
    name = code(error)
    if isinstance(error, IntegrityError) and name in UNIQUE:
        return Conflict("Another request got in the way; try again.")
    if name in WORTH_ANOTHER_TRY:
        return Conflict("Other requests got in the way; try again.")
    said = next((text for start, text in SAID.items() if name.startswith(start)), None)
    if said is not None:
        return Unavailable(said)
    if error.connection_invalidated or name[:2] in ENDED or name.startswith("SQLITE_IOERR"):
        return Unavailable("The database does not answer; try again in a moment.")
    return error


def unusable(error: BaseException, shown: str) -> DatabaseUnusable:
    """Why the database at `shown` can't be opened, and what to do about it."""
    origin: Any = error.orig if isinstance(error, DBAPIError) else error
    cause: Any = getattr(origin, "__cause__", None) or origin
    state = getattr(cause, "sqlstate", None) or getattr(origin, "sqlstate", None) or ""
    remedies = {
        "28P01": "The password is wrong; mend DATABASE_URL.",
        "28000": "The user may not connect; mend DATABASE_URL or pg_hba.conf.",
        "3D000": "There is no such database; create it (createdb) or mend DATABASE_URL.",
        "42501": "The user may not create tables; grant it CREATE on the schema.",
        "53300": "It has no connection left; raise max_connections or stop another client.",
    }
    remedy = remedies.get(state, "Check that it runs and that DATABASE_URL points at it.")
    return DatabaseUnusable(
        f"The database at {shown} can't be used ({type(cause).__name__}). {remedy}"
    )
