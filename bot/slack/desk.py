"""What every Slack behaviour works with, handed in by the composition root."""

from dataclasses import dataclass
from typing import Any

from bot.slack.workspace import Workspace
from core import views
from core.actor import Actor, Principal, PrincipalKind, Via, system
from core.clock import Clock, Ids
from core.commands import Commands
from core.domain.incident import Severity
from core.runbooks import Runbooks
from core.store.jobs import Job
from core.store.store import Store


@dataclass(frozen=True)
class Desk:
    """The collaborators of all Slack behaviours."""

    store: Store
    views: views.Views
    commands: Commands
    workspace: Workspace
    clock: Clock
    ids: Ids
    runbooks: Runbooks
    channel: str
    channel_severity: Severity

    def person(self, user_id: str, name: str, request_id: str) -> Actor:
        """Somebody in Slack."""
        principal = Principal(
            PrincipalKind.SLACK, user_id, name or user_id, self.workspace.workspace_id
        )
        return Actor(principal, Via.SLACK, request_id)

    def for_job(self, job: Job) -> Actor:
        """Tocsin itself, under the request id that caused the job."""
        actor = system(job.request_id)
        principal = Principal(
            actor.principal.kind,
            actor.principal.external_id,
            actor.principal.name,
            self.workspace.workspace_id,
            actor.principal.scopes,
        )
        return Actor(principal, actor.via, job.request_id)


@dataclass(frozen=True)
class Place:
    """Where somebody acted; `response_url` lets us answer there without being a member.

    It works five times within 30 minutes (docs.slack.dev, *Handling user interaction*).
    """

    channel: str = ""
    response_url: str = ""


def place_of(body: dict[str, Any]) -> Place:
    """Where a payload came from."""
    return Place(channel_of(body), str(body.get("response_url") or ""))


def user_of(body: dict[str, Any]) -> tuple[str, str]:
    """The id and the name of the person behind a payload of any kind."""
    user = body.get("user")
    if isinstance(user, dict):
        return str(user.get("id", "")), str(user.get("username") or user.get("name") or "")
    return str(body.get("user_id", "")), str(body.get("user_name", ""))


def channel_of(body: dict[str, Any]) -> str:
    """The channel that a payload came from, or the empty string."""
    channel = body.get("channel")
    if isinstance(channel, dict):
        return str(channel.get("id", ""))
    container = body.get("container")
    if not body.get("channel_id") and isinstance(container, dict):
        return str(container.get("channel_id", ""))
    return str(body.get("channel_id", ""))
