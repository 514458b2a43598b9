"""`POST /api/v1/commands`: what people type in Slack, for everyone else."""

from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field

from bot.web import replays
from bot.web.incident_forms import IncidentId
from bot.web.rest import Closed, routes
from bot.web.services import ACTOR, SERVICES
from core import commands
from core.domain.incident import Incident, Text, TimelineEntry
from core.domain.logs_summary import LogSummary
from core.plain import plain


class Sentence(Closed):
    """What is typed after `/incident`, and the incident it is about if it names none."""

    text: Annotated[Text, Field(max_length=40_000)]
    incident: IncidentId | None = None


class Choice(BaseModel):
    """One thing to do next: a label, and the command it stands for."""

    label: str
    command: str


class CommandResult(BaseModel):
    """What a command came to: `text` says it all, `kind` which of the other fields carry it."""

    kind: str
    text: str
    incident: Incident | None
    incidents: list[Incident]
    timeline: list[TimelineEntry]
    logs: LogSummary | None
    choices: list[Choice]
    created: bool


@routes("POST", "/api/v1/commands", scope="incidents:read", errors=(403, 404, 409))
async def run_command(request: web.Request, body: Sentence) -> CommandResult:
    """Run a command of the grammar that people use in Slack."""
    answer = await request.app[SERVICES].commands.run(
        request[ACTOR],
        body.text,
        here=body.incident,
        delivery=replays.delivery_id(request),
        source="api",
    )
    return present(answer)


def present(answer: commands.Answer) -> CommandResult:
    """The answer in the shape of the API."""
    return CommandResult(
        kind=answer.kind,
        text=plain(answer),
        incident=answer.incident,
        incidents=list(answer.incidents),
        timeline=list(answer.entries),
        logs=answer.logs,
        choices=[Choice(label=one.label, command=one.command) for one in answer.choices],
        created=answer.created,
    )
