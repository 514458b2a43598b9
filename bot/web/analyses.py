"""Analyses and root-cause documents, made on request and waited for; approving a document."""

from aiohttp import web
from pydantic import Field

from bot.web import bodies
from bot.web.incident_forms import IncidentId
from bot.web.rest import Closed, routes
from bot.web.services import ACTOR, SERVICES
from core import rca
from core.domain.analysis import Analysis
from core.domain.rca import Rca, RcaStatus

PATH = "/api/v1/incidents/{id}"


class AnalyseQuery(Closed):
    """Whether the stored analysis will do."""

    fresh: bool = Field(False, description="make another though the input has not changed")


@routes("POST", f"{PATH}/analyze", scope="incidents:write", errors=(404, 503))
async def analyze_incident(request: web.Request, id: IncidentId, query: AnalyseQuery) -> Analysis:
    """Analyse the incident as it is now.

    Waits for an analysis that is under way, and at most `AI_TIMEOUT` + 2
    seconds. Unchanged input is answered with the stored analysis.
    """
    return await request.app[SERVICES].analyses.analyse(request[ACTOR], id, fresh=query.fresh)


@routes("POST", f"{PATH}/rca/generate", scope="incidents:write", errors=(404, 503))
async def generate_rca(request: web.Request, id: IncidentId) -> Rca:
    """Draft the root-cause document from what is known.

    Where nothing has changed since the newest version, that one is the answer.
    """
    return await request.app[SERVICES].rcas.generate(request[ACTOR], id)


class RcaQuery(Closed):
    """Which version."""

    version: int | None = Field(None, ge=1, description="the newest unless given")


class RcaChanges(Closed):
    """How far the document got."""

    status: RcaStatus


@routes("GET", f"{PATH}/rca", scope="incidents:read", errors=(404,))
async def get_rca(request: web.Request, id: IncidentId, query: RcaQuery) -> Rca:
    """The root-cause document, and what it says differently from the version before."""
    services = request.app[SERVICES]
    return await services.store.read(rca.require, request[ACTOR], id, version=query.version)


@routes(
    "PATCH", f"{PATH}/rca", scope="incidents:write", errors=(404, 409), media=bodies.MERGE_PATCH
)
async def change_rca(request: web.Request, id: IncidentId, body: RcaChanges) -> Rca:
    """Send the newest version to review, approve it, or take it back to a draft.

    An approved version stays as it is; another draft is a new version.
    """
    services = request.app[SERVICES]
    await services.store.write(rca.move, request[ACTOR], id, body.status)
    return await services.store.read(rca.require, request[ACTOR], id)
