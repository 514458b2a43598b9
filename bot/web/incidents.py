"""`/api/v1/incidents`: declare, list, read, change and delete."""

import asyncio
from functools import partial
from urllib.parse import urlencode

from aiohttp import web
from pydantic import BaseModel, Field

from bot.web import bodies, replays
from bot.web.incident_forms import (
    Freshness,
    IncidentId,
    IncidentPatch,
    IncidentPut,
    IncidentQuery,
    Preconditions,
    etag,
)
from bot.web.rest import Answer, routes
from bot.web.services import ACTOR, SERVICES, Services
from core import idempotency, incidents, views
from core.actor import Actor
from core.domain.analysis import SeverityOpinion
from core.domain.incident import Incident, IncidentChanges, NewIncident
from core.store.work import Work
from core.teams import Teams

PATH = "/api/v1/incidents"
READ_IN_PLACE_LINES = 200


class IncidentList(BaseModel):
    """A page of incidents; each shows the first 50 of its log lines."""

    items: list[Incident]
    next: str | None = Field(description="the cursor of the next page, or null")


@routes("POST", PATH, scope="incidents:write", status=201, errors=(409,), replay="handler")
async def declare_incident(
    request: web.Request, body: NewIncident
) -> Answer[Incident] | web.Response:
    """Declare an incident.

    A title is enough; the severity is suggested unless it is given. While an
    incident with the same `dedup_key` is open, the answer is 200 with that one.
    """
    services, actor = request.app[SERVICES], request[ACTOR]
    new = services.teams.assign(body)
    suggestion = await _suggest(services, new)
    use_case = partial(incidents.declare, new=new, suggestion=suggestion)
    key = request.get(replays.KEY)
    if key is not None:
        render = partial(_kept, services, actor)
        recorded = await services.store.write(idempotency.once, actor, key, use_case, render)
        return replays.replayed(recorded)
    declared = await services.store.write(use_case, actor)
    if not declared.created:
        return declared_answer(await _read(services, actor, declared.number), created=False)
    return declared_answer(_fresh(services, declared), created=True)


async def _suggest(services: Services, body: NewIncident) -> SeverityOpinion:
    arguments = (body.title, body.description, body.logs, body.team)
    if len(body.logs) <= READ_IN_PLACE_LINES:
        return services.suggest(*arguments)
    return await asyncio.to_thread(services.suggest, *arguments)


def _fresh(services: Services, declared: incidents.Declaration) -> Incident:
    text = "\n".join(line.replace("\r\n", "\n").rstrip("\n") for line in declared.logs)
    lines = text.split("\n") if declared.logs else []
    return views.present(declared.row, logs=lines, home=None, base_url=services.views.base_url)


def _kept(
    services: Services, actor: Actor, work: Work, declared: incidents.Declaration
) -> idempotency.Recorded:
    """The answer to a declaration, made inside its transaction so that both are kept or neither."""
    if declared.created:
        incident = _fresh(services, declared)
    else:
        incident = services.views.get(work, actor, declared.number)
    answer = declared_answer(incident, created=declared.created)
    return replays.as_json(incident, answer.headers, answer.status or 201)


def declared_answer(incident: Incident, *, created: bool) -> Answer[Incident]:
    """201 with the incident's address, or 200 with the one that was there."""
    headers = {"ETag": etag(incident.version), "Location": f"{PATH}/{incident.id}"}
    return Answer(incident, 201 if created else 200, headers)


@routes("GET", PATH, scope="incidents:read", errors=(400,))
async def list_incidents(request: web.Request, query: IncidentQuery) -> Answer[IncidentList]:
    """List incidents, newest first unless `sort` says otherwise."""
    services = request.app[SERVICES]
    page = await services.store.read(
        services.views.list,
        request[ACTOR],
        query.filters(),
        sort=query.sort,
        limit=query.limit,
        cursor=query.checked_cursor(),
    )
    headers = {"Link": _next_link(request, page.next)} if page.next else {}
    return Answer(IncidentList(items=page.items, next=page.next), headers=headers)


def _next_link(request: web.Request, cursor: str) -> str:
    """The next page as RFC 8288 has it, relative, so that it is right behind any proxy."""
    kept = [(name, value) for name, value in request.query.items() if name != "cursor"]
    return f'<{PATH}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'


@routes("GET", f"{PATH}/{{id}}", scope="incidents:read", errors=(404,))
async def get_incident(
    request: web.Request, id: IncidentId, headers: Freshness
) -> Answer[Incident]:
    """Read one incident, with all its log lines."""
    incident = await _read(request.app[SERVICES], request[ACTOR], id)
    tag = {"ETag": etag(incident.version)}
    if headers.holds(incident.version):
        return Answer(None, 304, tag)
    return Answer(incident, headers=tag)


@routes("PUT", f"{PATH}/{{id}}", scope="incidents:write", errors=(404, 409, 412))
async def update_incident(
    request: web.Request, id: IncidentId, body: IncidentPut, headers: Preconditions
) -> Answer[Incident]:
    """Change the fields that are sent, the status along the legal moves."""
    return await _edit(request, id, body, headers)


@routes(
    "PATCH",
    f"{PATH}/{{id}}",
    scope="incidents:write",
    errors=(404, 409, 412),
    media=bodies.MERGE_PATCH,
)
async def patch_incident(
    request: web.Request, id: IncidentId, body: IncidentPatch, headers: Preconditions
) -> Answer[Incident]:
    """Change by a merge patch (RFC 7396)."""
    labels = body.labels if "labels" in body.model_fields_set else None
    return await _edit(request, id, body.changes(), headers, labels)


async def _edit(
    request: web.Request,
    number: int,
    changes: IncidentChanges,
    preconditions: Preconditions,
    merge_labels: dict[str, str | None] | None = None,
) -> Answer[Incident]:
    services, actor = request.app[SERVICES], request[ACTOR]
    await services.store.write(
        _edit_if,
        actor,
        number,
        changes,
        versions=preconditions.versions(),
        merge_labels=merge_labels,
        teams=services.teams,
    )
    incident = await _read(services, actor, number)
    return Answer(incident, headers={"ETag": etag(incident.version)})


def _edit_if(
    work: Work,
    actor: Actor,
    number: int,
    changes: IncidentChanges,
    *,
    versions: tuple[int, ...] | None,
    merge_labels: dict[str, str | None] | None,
    teams: Teams,
) -> None:
    incidents.edit(
        work,
        actor,
        number,
        changes,
        if_version=_expected(work, number, versions),
        merge_labels=merge_labels,
        teams=teams,
    )


def _expected(work: Work, number: int, versions: tuple[int, ...] | None) -> int | None:
    """The version to insist on: the current one if the caller accepts it."""
    if versions is None:
        return None
    current: int = work.incident(number)["version"]
    return current if current in versions else versions[0]


@routes("DELETE", f"{PATH}/{{id}}", scope="incidents:write", status=204, errors=(404, 412))
async def delete_incident(request: web.Request, id: IncidentId, headers: Preconditions) -> None:
    """Take an incident out of every read; its events are kept for the audit."""
    await request.app[SERVICES].store.write(
        _delete_if, request[ACTOR], id, versions=headers.versions()
    )


def _delete_if(work: Work, actor: Actor, number: int, *, versions: tuple[int, ...] | None) -> None:
    expected = _expected(work, number, versions)
    if expected is not None:
        incidents.edit(work, actor, number, IncidentChanges(), if_version=expected)
    incidents.delete(work, actor, number)


async def _read(services: Services, actor: Actor, number: int) -> Incident:
    return await services.store.read(services.views.get, actor, number)
