"""The page's files, and the rules by which a browser may use them."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from ipaddress import ip_address

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

from .config import SandboxConfig

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


class Page:
    """The one page and its files, read from the package."""

    def __init__(self, config: SandboxConfig) -> None:
        self._config = config

    def routes(self) -> list[web.RouteDef]:
        """The page, its files, and message links, which open the page."""
        return [
            web.get("", self._page),
            web.get("/", self._page),
            web.get("/archives/{channel}/{message}", self._page),
            web.get("/static/{name}", self._static),
        ]

    async def _page(self, request: web.Request) -> web.Response:
        text = _file("index.html").read_text("utf-8")
        text = text.replace("{base}", escape(self._config.prefix + "/", quote=True))
        text = text.replace("{app}", escape(self._config.app_name, quote=True))
        return web.Response(text=text, content_type="text/html", headers=HEADERS)

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        kind = TYPES.get(name.rpartition(".")[2])
        file = _file(name)
        if kind is None or "/" in name or not file.is_file():
            raise web.HTTPNotFound
        return web.Response(
            body=file.read_bytes(), content_type=kind, charset="utf-8", headers=HEADERS
        )


def guard(config: SandboxConfig) -> Middleware:
    """Keeps other sites out, for there is no login.

    A browser is believed only when it asks for this machine by name and, where it acts for
    people, from a page of the sandbox itself.
    """
    own = URL(config.base_url).host

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        host = _host(f"http://{request.host}")
        if host != own and not _local(host):
            raise web.HTTPForbidden(text="The sandbox answers on this machine only.")
        origin = request.headers.get("Origin")
        if request.method != "GET" and origin is not None and not _same(origin, request.host):
            raise web.HTTPForbidden(text="Another site may not act here.")
        return await handler(request)

    return check


def _host(url: str) -> str:
    try:
        return URL(url).host or ""
    except ValueError:
        return ""


def _same(origin: str, host: str) -> bool:
    return origin in (f"http://{host}", f"https://{host}")


def _local(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _file(name: str) -> Traversable:
    return files(__name__.rpartition(".")[0]).joinpath("static", name)
