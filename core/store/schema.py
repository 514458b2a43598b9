"""The schema's revision: looked at with one SELECT, and Alembic imported only when it is behind."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, select, text

from core.actor import Actor
from core.errors import DatabaseUnusable
from core.store import tables
from core.store.work import Read

HEAD = "0002"
LOCK = 7_014_927_001


def revision(connection: Connection) -> str | None:
    """The revision that the database is at, or None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else None


def served(connection: Connection) -> bool:
    """Whether this version can serve on the schema as it is.

    A later schema says itself from which revision on code can use it: expand
    first, contract one release later.
    """
    at = revision(connection)
    if at == HEAD:
        return True
    if at is None or at < HEAD:
        return False
    oldest = connection.execute(select(tables.schema_marks.c.compatible_from)).scalar()
    return oldest is not None and oldest <= HEAD


def bring_up_to_date(connection: Connection, *, migrate: bool) -> None:
    """Migrate to this version's schema under a lock; nothing to do is found with one SELECT.

    Raises:
        DatabaseUnusable: it is behind and `migrate` is off, or it is of a later version.
    """
    if served(connection):
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    at = revision(connection)
    if served(connection):
        return
    if at is not None and at > HEAD:
        raise DatabaseUnusable(
            f"The database is at revision {at}, of a later version than this one ({HEAD}): "
            "run that version, or restore a backup made before it."
        )
    if not migrate:
        raise DatabaseUnusable("The database's schema is behind: run `tocsin migrate` first.")
    _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def alembic_config() -> Any:
    """Alembic's configuration, made here so that no file has to be found."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def check(read: Read, actor: Actor) -> None:
    """Raises DatabaseUnusable where the schema is not one that this version can use."""
    del actor
    if not served(read.connection):
        at = revision(read.connection)
        raise DatabaseUnusable(f"The schema is at revision {at}, and {HEAD} is needed.")
