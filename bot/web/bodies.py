"""Request bodies, read piece by piece up to a bound: an oversized one is never held whole."""

from collections.abc import AsyncIterator

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from core.errors import BadRequest, TooLarge, UnsupportedMedia

JSON = ("application/json",)
MERGE_PATCH = ("application/merge-patch+json", "application/json")
ENCODINGS = ("identity", "gzip", "deflate")
UNREADABLE = (
    HttpProcessingError,
    web.RequestPayloadError,
    web.PayloadAccessError,
    ConnectionError,
)


async def read(request: web.Request, limit: int) -> bytes:
    """The whole body, unpacked.

    Raises:
        TooLarge: over `limit` bytes; BadRequest: it ended early or can't be unpacked.
    """
    return b"".join([piece async for piece in pieces(request, limit)])


async def pieces(request: web.Request, limit: int) -> AsyncIterator[bytes]:
    """The body as it comes, unpacked (`Content-Encoding: gzip` or `deflate`).

    Raises:
        TooLarge: over `limit` bytes once unpacked; BadRequest as for `read`.
    """
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ENCODINGS:
        raise UnsupportedMedia("Send the body plain, or with Content-Encoding: gzip.")
    if encoding == "identity" and (request.content_length or 0) > limit:
        raise too_large(limit)
    seen = 0
    try:
        async for piece in request.content.iter_any():
            seen += len(piece)
            if seen > limit:
                raise too_large(limit)
            yield piece
    except UNREADABLE as error:
        # else aiohttp waits for the rest, fails again, and drops the connection with our answer
        request.content.feed_eof()
        raise BadRequest("The body ended early, or it can't be unpacked.") from error


def too_large(limit: int) -> TooLarge:
    """The refusal of a body over `limit` bytes."""
    return TooLarge(f"The body is over {limit} bytes; send less at once.")


def require_media(request: web.Request, accepted: tuple[str, ...]) -> str:
    """The media type of the body; a request that names none is taken for the first.

    Raises:
        UnsupportedMedia: it is not one of `accepted`, or not in UTF-8.
    """
    if "Content-Type" not in request.headers:
        return accepted[0]
    if request.content_type not in accepted:
        raise UnsupportedMedia(f"Send it with Content-Type: {' or '.join(accepted)}.")
    if (request.charset or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMedia("Send it in UTF-8.")
    return request.content_type
