"""An incident's timeline and logs."""

from functools import partial
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field

from bot.web import replays
from bot.web.incident_forms import IncidentId, etag
from bot.web.rest import Answer, Closed, routes
from bot.web.services import ACTOR, SERVICES
from core import evidence, idempotency, views
from core.domain.incident import Incident, LogLines, TimelineEntry
from core.errors import BadRequest
from core.store.work import Read

PATH = "/api/v1/incidents/{id}"


class TimelineQuery(Closed):
    """A page of the timeline."""

    limit: int = Field(200, ge=1, le=1000)
    cursor: str | None = Field(None, description="`next` of the page before")

    def after(self) -> int:
        """The number of the last entry that the caller has.

        Raises:
            BadRequest: a foreign cursor.
        """
        text = self.cursor or "0"
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise BadRequest("This cursor was not made here; start again without one.")
        return int(text)


class Timeline(BaseModel):
    """What happened, in order."""

    items: list[TimelineEntry]
    next: str | None = Field(description="the cursor of the next page, or null")


class NewLogs(Closed):
    """Log lines to attach; they count on from those that are there."""

    logs: Annotated[LogLines, Field(min_length=1)]


@routes("GET", f"{PATH}/timeline", scope="incidents:read", errors=(400, 404))
async def list_timeline(request: web.Request, id: IncidentId, query: TimelineQuery) -> Timeline:
    """Read the timeline."""
    page = await request.app[SERVICES].store.read(
        views.timeline, request[ACTOR], id, after=query.after(), limit=query.limit
    )
    return Timeline(items=page.items, next=page.next)


@routes("POST", f"{PATH}/logs", scope="incidents:write", errors=(404,), replay="handler")
async def add_logs(
    request: web.Request, id: IncidentId, body: NewLogs
) -> Answer[Incident] | web.Response:
    """Attach more log lines as evidence."""
    services, actor = request.app[SERVICES], request[ACTOR]

    def render(read: Read, _done: None) -> idempotency.Recorded:
        incident = services.views.get(read, actor, id)
        return replays.as_json(incident, {"ETag": etag(incident.version)})

    use_case = partial(evidence.add, number=id, lines=body.logs)
    return await replays.within(request, use_case, render)
