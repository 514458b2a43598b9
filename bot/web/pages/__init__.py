"""The few pages that Tocsin serves itself: where one lands, and the API's documentation."""

from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.web.checks import look
from bot.web.gate import refuse_strangers
from bot.web.marks import REQUEST_ID
from bot.web.pages.reference import chapters, known_problems, shapes
from bot.web.services import SERVICES
from core import views
from core.actor import ALL_SCOPES, Actor, Principal, PrincipalKind, Via
from core.domain.incident import Incident, Status
from core.store.work import Read

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
SHOWN = 8
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["ago"] = ago
    environment.filters["marked"] = marked
    environment.filters["words"] = lambda value: str(value).replace("_", " ")
    return environment


def marked(text: str) -> Markup:
    """`text`, escaped, with what stands in backticks set as code."""
    parts = [
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(text.split("`"))
    ]
    return Markup("").join(parts)


def ago(at: datetime, now: datetime) -> str:
    """How long before `now` something was, in the largest unit that fits: `5 min`."""
    seconds = max(0, int((now - at).total_seconds()))
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return "just now"


@dataclass(frozen=True)
class Pages:
    """Renders the pages; `document` is the OpenAPI document that the reference shows."""

    document: dict[str, Any]
    templates: Environment = field(default_factory=_templates)

    async def home(self, request: web.Request) -> web.Response:
        """What this is, whether it is well, and what is open (to callers who need no token)."""
        services = request.app[SERVICES]
        trusted = await services.gate.open()
        if trusted:
            refuse_strangers(request)
        needed = [check for check in services.checks if check.needed]
        well = all([(await look(check)).ok for check in needed])
        return self._page(
            "home.html",
            latest=await _latest(request) if trusted else None,
            sandbox=services.config.sandbox,
            well=well and not services.draining(),
        )

    async def reference(self, _request: web.Request) -> web.Response:
        """The API, from its own document."""
        return self._page(
            "reference.html",
            document=self.document,
            chapters=chapters(self.document),
            shapes=list(shapes(self.document)),
            problems=known_problems(),
        )

    def _page(self, name: str, **values: Any) -> web.Response:
        text = self.templates.get_template(name).render(**values)
        return web.Response(text=text, content_type="text/html", headers=HEADERS)


@dataclass(frozen=True)
class Latest:
    """The newest open incidents, and the moment they were read at."""

    now: datetime
    incidents: list[Incident]


async def _latest(request: web.Request) -> Latest:
    services = request.app[SERVICES]
    reader = Principal(PrincipalKind.TOKEN, "local", "local", scopes=ALL_SCOPES)
    actor = Actor(reader, Via.REST, request[REQUEST_ID])
    return await services.store.read(_read_latest, actor, services.views)


def _read_latest(read: Read, actor: Actor, show: views.Views) -> Latest:
    filters = views.Filters(status=(Status.OPEN, Status.IN_PROGRESS))
    return Latest(read.now, show.list(read, actor, filters, limit=SHOWN).items)


async def docs(_request: web.Request) -> web.Response:
    """The documentation begins with the API's."""
    return web.Response(status=HTTPStatus.FOUND, headers={"Location": "/docs/api"})
