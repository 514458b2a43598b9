"""`GET /api/v1/deliveries/{delivery}`: what became of a webhook."""

from datetime import datetime
from typing import Annotated, Literal

from aiohttp import web
from pydantic import BaseModel, Field

from bot.web.rest import routes
from bot.web.services import ACTOR, SERVICES
from core import deliveries
from core.domain.incident import Text

DeliveryId = Annotated[Text, Field(min_length=1, max_length=200)]


class AlertOutcome(BaseModel):
    """What one alert did, and why."""

    fingerprint: str
    decision: str
    incident_id: str | None
    reason: str


class Delivery(BaseModel):
    """A delivery; `alerts` and `incidents` are filled in once it is done."""

    delivery: str
    state: Literal["pending", "done", "failed"]
    source: str
    received_at: datetime
    alerts: list[AlertOutcome]
    incidents: list[str]
    error: str | None = None


@routes("GET", "/api/v1/deliveries/{delivery}", scope="incidents:read", errors=(404,))
async def get_delivery(request: web.Request, delivery: DeliveryId) -> Delivery:
    """What became of a webhook delivery."""
    row = await request.app[SERVICES].store.read(deliveries.get, request[ACTOR], delivery)
    return Delivery.model_validate(row)
