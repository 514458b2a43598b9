"""An incident for the tests of the analysts."""

from core.ai import offline
from core.domain.analysis import Case, Evidence, Reading
from core.logs import summarise
from core.logs.model import LogDigest

LOG = (
    "2026-11-24T14:04:58Z INFO checkout request served in 41 ms",
    "2026-11-24T14:05:10Z INFO checkout deploy v2.3.1 finished – naïve rollout",
    "2026-11-24T14:05:31Z WARN checkout pool nearly exhausted: active=48 idle=2 waiting=7",
    "2026-11-24T14:05:33Z ERROR checkout connection pool exhausted: active=50 idle=0 waiting=12",
    "2026-11-24T14:05:34Z ERROR checkout HTTP 503 for GET /cart from host-11 after 30000 ms",
)


def case(*extra: str, title: str = "Checkout returns 503s since the 14:05 deploy") -> Case:
    """A case with a small log, `extra` lines behind it."""
    return Case(
        title=title,
        service="checkout",
        evidence=(
            Evidence(id="title", kind="title", lines=(title,)),
            Evidence(id="logs", kind="logs", lines=(*LOG, *extra)),
        ),
    )


def digest(about: Case) -> LogDigest:
    """What reading its log tells."""
    return summarise(
        [line for piece in about.evidence if piece.kind == "logs" for line in piece.lines]
    )


def offline_reading(about: Case) -> Reading:
    """What the offline analyst says of it."""
    return offline.analyse(about)
