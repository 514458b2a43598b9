"""API tokens: made once, shown once, kept as a digest; they expire and can be revoked."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from core.actor import ALL_SCOPES, Actor
from core.errors import NotFound, Problem
from core.store.tables import tokens
from core.store.work import Read, Work

PREFIX = "toc"
TOUCHED_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Token:
    """A token as it is kept; the secret itself is nowhere.

    `unnoted`: it is an hour or more since its use was noted down.
    """

    id: str
    name: str
    secret_sha256: str
    scopes: frozenset[str]
    unnoted: bool

    def fits(self, secret: str) -> bool:
        """Whether `secret` is this token's, compared in constant time."""
        return hmac.compare_digest(digest_of(secret), self.secret_sha256)


def digest_of(secret: str) -> str:
    """SHA-256 in hex; a token's secret is 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def split(text: str) -> tuple[str, str] | None:
    """The id and the secret of `toc_<id>_<secret>`, or None for anything else."""
    prefix, _, rest = text.partition("_")
    token_id, _, secret = rest.partition("_")
    return (token_id, secret) if prefix == PREFIX and token_id and secret else None


def create(
    work: Work,
    actor: Actor,
    name: str,
    scopes: frozenset[str],
    expires_at: datetime | None = None,
) -> str:
    """Make a token and return it; it can't be shown again.

    Raises:
        Problem: a scope that there is none of.
    """
    if unknown := scopes - ALL_SCOPES:
        raise Problem(f"Unknown scope: {', '.join(sorted(unknown))}.", [("/scopes", "unknown")])
    token_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    work.add(
        tokens,
        id=token_id,
        name=name[:200],
        secret_sha256=digest_of(secret),
        scopes=sorted(scopes),
        created_at=work.now,
        expires_at=expires_at,
        revoked_at=None,
        last_used_at=None,
    )
    return f"{PREFIX}_{token_id}_{secret}"


def revoke(work: Work, actor: Actor, token_id: str) -> None:
    """Make a token worthless from now on.

    Raises:
        NotFound: there is no such token.
    """
    done = work.connection.execute(
        update(tokens)
        .where(tokens.c.id == token_id, tokens.c.revoked_at.is_(None))
        .values(revoked_at=work.now)
    )
    if not done.rowcount:
        raise NotFound(f"There is no token {token_id} that could be revoked.")


def find(read: Read, actor: Actor, token_id: str) -> Token | None:
    """The token `token_id` unless it has expired or was revoked, or None."""
    row = (
        read.connection.execute(
            select(tokens).where(tokens.c.id == token_id, tokens.c.revoked_at.is_(None))
        )
        .mappings()
        .first()
    )
    if row is None or (row["expires_at"] is not None and row["expires_at"] <= read.now):
        return None
    noted = row["last_used_at"]
    return Token(
        id=row["id"],
        name=row["name"],
        secret_sha256=row["secret_sha256"],
        scopes=frozenset(row["scopes"]),
        unnoted=noted is None or read.now - noted > TOUCHED_EVERY,
    )


def any_kept(read: Read, actor: Actor) -> bool:
    """Whether there is a token that was not revoked."""
    found = read.connection.execute(
        select(tokens.c.id).where(tokens.c.revoked_at.is_(None)).limit(1)
    )
    return found.first() is not None


def touch(work: Work, actor: Actor, token_id: str) -> None:
    """Note that a token was used; called once an hour at most."""
    work.connection.execute(
        update(tokens).where(tokens.c.id == token_id).values(last_used_at=work.now)
    )
