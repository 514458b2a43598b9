"""Who acts, by which way in, and under which request id."""

from dataclasses import dataclass, replace
from enum import StrEnum


class PrincipalKind(StrEnum):
    """What sort of thing acts."""

    SLACK = "slack"
    TOKEN = "token"  # noqa: S105  a kind, not a secret
    SYSTEM = "system"
    ALERT = "alert"


class Via(StrEnum):
    """The way in."""

    SLACK = "slack"
    REST = "rest"
    WEBHOOK = "webhook"
    CLI = "cli"
    CLOCK = "clock"


@dataclass(frozen=True)
class Principal:
    """Who acts; `external_id` is a user id of Slack, the id of a token or the name of a source."""

    kind: PrincipalKind
    external_id: str
    name: str
    workspace_id: str = "local"
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Actor:
    """The first argument after `work` of every use case and query."""

    principal: Principal
    via: Via
    request_id: str

    @property
    def is_person(self) -> bool:
        """A human in Slack, or a caller of the API, rather than Tocsin or a monitor."""
        return self.principal.kind in (PrincipalKind.SLACK, PrincipalKind.TOKEN)

    @property
    def label(self) -> str:
        """How the actor is named on the timeline and in answers."""
        return self.principal.name

    def under(self, request_id: str) -> "Actor":
        """The same actor under another request id."""
        return replace(self, request_id=request_id)


ALL_SCOPES = frozenset(
    {"incidents:read", "incidents:write", "alerts:write", "metrics:read", "admin"}
)


def system(request_id: str, via: Via = Via.CLOCK) -> Actor:
    """Tocsin itself, as in jobs and ticks."""
    return Actor(
        Principal(PrincipalKind.SYSTEM, "tocsin", "Tocsin", scopes=ALL_SCOPES), via, request_id
    )
