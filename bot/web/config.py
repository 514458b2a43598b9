"""What the web needs to know of the settings; the composition root fills it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class WebConfig:
    """Where the server listens, whom it lets in, and how much it takes.

    Secrets are tuples, current first, so that they rotate with no gap.
    `max_body` is in bytes, `rate_limit` in requests a second for one token;
    `max_log` bounds what `logs/summarize` unpacks, in bytes.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = "http://127.0.0.1:8080"
    api_tokens: tuple[str, ...] = ()
    webhook_tokens: tuple[str, ...] = ()
    webhook_secrets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    max_body: int = 10_485_760
    max_log: int = 1024**3
    rate_limit: int = 200
    environment: str = "development"
    sandbox: bool = False

    @property
    def loopback(self) -> bool:
        """Whether the server can be reached from this machine alone."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")
