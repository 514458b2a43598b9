"""From whatever an SDK raises to a `ModelFailure` whose reason people can act on."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.ai.model import FailureKind, ModelFailure
from core.domain.analysis import Usage

SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?")
# What the providers call their errors inside a stream, where no status comes with them.
STATUS_OF = {
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "insufficient_quota": 429,
    "billing_error": 402,
    "invalid_request_error": 400,
    "api_error": 500,
    "server_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
OUT_OF_MONEY = frozenset({"insufficient_quota", "billing_error", "billing_hard_limit_reached"})
TIMEOUTS = frozenset({"APITimeoutError", "TimeoutException", "TimeoutError"})
CONNECTIONS = frozenset({"APIConnectionError", "TransportError", "ConnectionError", "OSError"})


@dataclass(frozen=True)
class Names:
    """How a provider and its settings are called when something is to be mended."""

    label: str
    model: str
    key_variable: str
    model_variable: str
    url_variable: str


def timed_out(names: Names, seconds: float) -> ModelFailure:
    """No answer in time."""
    return ModelFailure(
        FailureKind.TIMEOUT, f"{names.label}: no answer within {math.ceil(seconds)} s"
    )


def from_exception(error: BaseException, names: Names, seconds: float) -> ModelFailure:
    """The failure that `error` means; nothing of its message is kept, for it may quote a key."""
    status = getattr(error, "status_code", None)
    slugs = {str(getattr(error, part, None) or "") for part in ("code", "type")}
    if isinstance(status, int) and status >= 300:
        retry_after = _retry_after(getattr(getattr(error, "response", None), "headers", {}))
        return from_status(status, slugs, names, retry_after)
    if named := sorted(slugs & STATUS_OF.keys()):
        return from_status(STATUS_OF[named[0]], slugs, names)
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if kinds & TIMEOUTS:
        return timed_out(names, seconds)
    if kinds & CONNECTIONS:
        return ModelFailure(
            FailureKind.CONNECTION,
            f"{names.label}: no connection (check the network and {names.url_variable})",
        )
    if "APIError" in kinds:
        return from_status(500, slugs, names)
    return ModelFailure(FailureKind.INVALID, f"{names.label}: answer could not be read")


def from_status(
    status: int, slugs: set[str], names: Names, retry_after: float | None = None
) -> ModelFailure:
    """The failure that an HTTP status means, in the form `OpenAI API error: 401 (…)`."""
    kind, remedy = _meaning(status, slugs, names, retry_after)
    reason = f"{names.label} API error: {status} ({remedy})"
    return ModelFailure(kind, reason, retry_after=retry_after)


def _meaning(
    status: int, slugs: set[str], names: Names, retry_after: float | None
) -> tuple[FailureKind, str]:
    if status == 402 or slugs & OUT_OF_MONEY:
        return FailureKind.QUOTA, f"quota used up: check the billing behind {names.key_variable}"
    fixed = {
        401: (FailureKind.KEY, f"check {names.key_variable}"),
        403: (FailureKind.KEY, f"not allowed: check {names.key_variable}"),
        404: (
            FailureKind.UNKNOWN_MODEL,
            f'model "{names.model}" unknown: check {names.model_variable}',
        ),
        408: (FailureKind.SERVER, "the provider timed out"),
        413: (FailureKind.REQUEST, "the prompt is too large"),
        529: (FailureKind.SERVER, "overloaded"),
    }
    if status in fixed:
        return fixed[status]
    if status == 429:
        wait = f", asked to wait {retry_after:.3g} s" if retry_after is not None else ""
        return FailureKind.RATE, f"rate limit{wait}"
    if status >= 500:
        return FailureKind.SERVER, "the provider's side failed"
    return FailureKind.REQUEST, f"request refused: check {names.model_variable}"


def _retry_after(headers: Mapping[str, Any]) -> float | None:
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        # absent, or a date: one that names no seconds is as good as none
        if SECONDS.fullmatch(given := str(headers.get(name, "")).strip()):
            return float(given) * scale
    return None


def with_usage(failure: ModelFailure, usage: Usage) -> ModelFailure:
    """The same failure, with what it cost."""
    return ModelFailure(
        failure.kind,
        failure.reason,
        usage=usage,
        retry_after=failure.retry_after,
        begun=failure.begun,
    )
