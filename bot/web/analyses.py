"""Analyses and root-cause documents, made on request and waited for."""

from aiohttp import web
from pydantic import Field

from bot.web.incident_forms import IncidentId
from bot.web.rest import Closed, routes
from bot.web.services import ACTOR, SERVICES
from core.domain.analysis import Analysis
from core.domain.rca import Rca

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
    """Draft the root-cause document from what is known."""
    return await request.app[SERVICES].rcas.generate(request[ACTOR], id)
