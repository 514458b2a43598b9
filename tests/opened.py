"""A real store on a new database, and people who act on it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from core.actor import ALL_SCOPES, Actor, Principal, PrincipalKind, Via
from core.clock import SystemClock
from core.store.jobs import ReactionRule
from core.store.store import Store

ADA = Actor(Principal(PrincipalKind.TOKEN, "ada", "ada", scopes=ALL_SCOPES), Via.REST, "request-1")


class SetClock(SystemClock):
    """The machine's clock, with a time of day that a test moves on."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)


@asynccontextmanager
async def store(
    url: str,
    reactions: Mapping[str, Sequence[ReactionRule]] | None = None,
    clock: SystemClock | None = None,
) -> AsyncIterator[Store]:
    """A store that is closed at the end."""
    opened = await Store.open(url, reactions=reactions or {}, clock=clock or SystemClock())
    try:
        yield opened
    finally:
        await opened.close()
