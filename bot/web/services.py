"""What the web calls: the use cases and parts that the composition root hands in."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import web

from bot.web.checks import Check
from bot.web.config import WebConfig
from bot.web.gate import Gate
from core import commands
from core.actor import Actor
from core.domain.analysis import Analysis
from core.domain.logs_summary import LogSummary
from core.domain.rca import Rca
from core.store.store import Store
from core.teams import Teams
from core.telemetry import Metrics
from core.triage import Suggest
from core.views import Views


class Analyses(Protocol):
    """Makes analyses."""

    async def analyse(self, actor: Actor, number: int, *, fresh: bool = False) -> Analysis:
        """The analysis of incident `number` as it is now; waits for one that is under way."""
        ...


class Rcas(Protocol):
    """Drafts root-cause documents."""

    async def generate(self, actor: Actor, number: int) -> Rca:
        """A new version of the RCA of incident `number`."""
        ...


class Intake(Protocol):
    """Takes what monitoring sends."""

    async def accept(self, actor: Actor, source: str, delivery_id: str | None, body: Any) -> str:
        """Keep a delivery and return its public id, once that is committed."""
        ...


class Commands(Protocol):
    """The grammar that people type."""

    async def run(
        self,
        actor: Actor,
        text: str,
        *,
        here: int | None = None,
        delivery: str | None = None,
        source: str = "api",
    ) -> commands.Answer:
        """Do what `text` asks, in the context of incident `here` if one is given."""
        ...


Summarise = Callable[[Iterable[str]], LogSummary]
Draining = Callable[[], bool]


@dataclass(frozen=True)
class Services:
    """Everything that handlers reach, under one key of the application."""

    config: WebConfig
    store: Store
    views: Views
    gate: Gate
    analyses: Analyses
    rcas: Rcas
    intake: Intake
    commands: Commands
    suggest: Suggest
    teams: Teams
    summarise_logs: Summarise
    checks: Sequence[Check]
    metrics: Metrics
    draining: Draining
    scraped: Callable[[], Awaitable[None]]


SERVICES: web.AppKey[Services] = web.AppKey("services", Services)
ACTOR: web.RequestKey[Actor] = web.RequestKey("actor", Actor)
