"""`POST /api/v1/logs/summarize`: a log of any size, read as it arrives."""

from aiohttp import web

from bot.web import bodies, replays, splitters, streams
from bot.web.rest import routes
from bot.web.services import SERVICES
from core.domain.logs_summary import LogSummary

SHAPE = {
    "type": "object",
    "required": ["logs"],
    "additionalProperties": False,
    "properties": {"logs": {"type": "array", "items": {"type": "string"}}},
}


@routes(
    "POST",
    "/api/v1/logs/summarize",
    scope="incidents:read",
    media=splitters.MEDIA,
    raw=SHAPE,
    errors=(400,),
)
async def summarize_logs(request: web.Request) -> LogSummary:
    """Summarise a log: an object with `logs`, plain text, or JSON lines.

    Each may be gzipped (`Content-Encoding: gzip`); up to 1 GiB unpacked is
    read. Lines count from 1.
    """
    services = request.app[SERVICES]
    media = bodies.require_media(request, splitters.MEDIA)
    stream = streams.Stream(request, services.config.max_log, splitters.splitter_for(media))
    summary = await streams.in_thread(
        request.app[streams.THREADS], stream.batches(), services.summarise_logs
    )
    replays.seal_digest(request, replays.key_text(request), stream.digest.hexdigest())
    return summary
