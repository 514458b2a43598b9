"""`/api/v1/jobs`: what is to be done after an event, and what gave up."""

from datetime import datetime
from functools import partial
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field

from bot.web import replays
from bot.web.rest import Closed, routes
from bot.web.services import ACTOR, SERVICES
from core import idempotency, parked
from core.errors import BadRequest
from core.store.work import Read

JobId = Annotated[int, Field(ge=1, lt=2**53)]


class JobQuery(Closed):
    """Which jobs."""

    state: parked.State = "parked"
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, description="`next` of the page before")

    def below(self) -> int | None:
        """The id to continue below.

        Raises:
            BadRequest: a foreign cursor.
        """
        if not self.cursor:
            return None
        if not (self.cursor.isascii() and self.cursor.isdigit() and len(self.cursor) < 16):
            raise BadRequest("This cursor was not made here; start again without one.")
        return int(self.cursor)


class Job(BaseModel):
    """One reaction to one event; `parked` after its last attempt failed."""

    id: int
    state: parked.State
    reaction: str
    lane: str
    incident_id: str | None
    attempt: int
    run_at: datetime
    created_at: datetime
    parked_at: datetime | None
    done_at: datetime | None
    error: str | None


class JobList(BaseModel):
    """A page of jobs, newest first."""

    items: list[Job]
    next: str | None = Field(description="the cursor of the next page, or null")


@routes("GET", "/api/v1/jobs", scope="admin", errors=(400,))
async def list_jobs(request: web.Request, query: JobQuery) -> JobList:
    """List jobs, those that gave up unless `state` says otherwise."""
    page = await request.app[SERVICES].store.read(
        parked.listed, request[ACTOR], query.state, limit=query.limit, below=query.below()
    )
    following = str(page.next) if page.next is not None else None
    return JobList(items=[Job.model_validate(row) for row in page.rows], next=following)


@routes("POST", "/api/v1/jobs/{id}/retry", scope="admin", errors=(404, 409), replay="handler")
async def retry_job(request: web.Request, id: JobId) -> Job | web.Response:
    """Give a parked job another round of attempts, beginning now."""

    def render(read: Read, _done: None) -> idempotency.Recorded:
        return replays.as_json(Job.model_validate(parked.one(read, request[ACTOR], id)), {})

    return await replays.within(request, partial(parked.retry, job_id=id), render)
