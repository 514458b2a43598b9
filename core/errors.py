"""One class per thing that can go wrong: its slug, its status, and a message with the remedy."""

from typing import Any, ClassVar


class TocsinError(Exception):
    """Something a caller can do something about; `detail` says what."""

    slug: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "Request refused"

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra


class Problem(TocsinError):
    """A request that doesn't fit; `errors` name the fields by JSON pointer."""

    slug = "invalid"
    status = 422
    title = "The request does not fit"

    def __init__(self, detail: str, errors: list[tuple[str, str]] | None = None) -> None:
        rows = [{"pointer": pointer, "detail": text} for pointer, text in errors or []]
        super().__init__(detail, errors=rows)


class BadRequest(TocsinError):
    """The request can't be read at all (broken JSON, a foreign cursor)."""

    slug = "bad-request"
    status = 400
    title = "The request cannot be read"


class Unauthorized(TocsinError):
    """No token, or a wrong one."""

    slug = "unauthorized"
    status = 401
    title = "A token is needed"


class Forbidden(TocsinError):
    """The token, host or origin may not do this."""

    slug = "forbidden"
    status = 403
    title = "Not allowed"


class NotFound(TocsinError):
    """No such thing, or none that this actor may know of."""

    slug = "not-found"
    status = 404
    title = "Not found"


class IllegalMove(TocsinError):
    """The status can't go there from here; `allowed` lists where it can."""

    slug = "illegal-move"
    status = 409
    title = "This move is not allowed"


class Conflict(TocsinError):
    """Another request got in the way; try again."""

    slug = "conflict"
    status = 409
    title = "Conflict"


class Stale(TocsinError):
    """The version in If-Match is not the current one."""

    slug = "stale"
    status = 412
    title = "The incident has changed"


class TooLarge(TocsinError):
    """The body is over the limit."""

    slug = "too-large"
    status = 413
    title = "The body is too large"


class UnsupportedMedia(TocsinError):
    """The media type is not one that is read here."""

    slug = "unsupported-media-type"
    status = 415
    title = "This media type is not read here"


class KeyReused(TocsinError):
    """An Idempotency-Key came again with another body."""

    slug = "idempotency-key-reused"
    status = 422
    title = "This Idempotency-Key belongs to another request"


class TooMany(TocsinError):
    """Over the rate limit; `retry_after_seconds` says when to try again."""

    slug = "too-many-requests"
    status = 429
    title = "Too many requests"


class Unavailable(TocsinError):
    """Something that this request needs is away for now."""

    slug = "unavailable"
    status = 503
    title = "Not available right now"


class DatabaseUnusable(TocsinError):
    """The database can't be used; the process ends with exit 3."""

    slug = "database"
    status = 503
    title = "The database cannot be used"


class SettingsError(TocsinError):
    """Settings don't fit; `problems` lists all of them. The process ends with exit 2."""

    slug = "settings"
    status = 500
    title = "Settings do not fit"

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
