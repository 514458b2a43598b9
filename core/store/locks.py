"""Named locks that are held until the transaction ends."""

import hashlib

from sqlalchemy import text

from core.store.work import Work


def try_lock(work: Work, name: str) -> bool:
    """Take the lock `name` for this transaction; False when another process holds it.

    SQLite has one writer, so there the lock is always free.
    """
    if work.connection.dialect.name != "postgresql":
        return True
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    taken = work.connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": key})
    return bool(taken.scalar_one())
