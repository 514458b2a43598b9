"""Settings that contradict each other, or the machine they are read on."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from core.variables import variable

if TYPE_CHECKING:
    from core.settings import Settings

DATABASES = ("postgresql://", "postgres://", "postgresql+asyncpg://", "sqlite:///")
Example = Callable[[str], str]


def contradictions(settings: "Settings", example: Example) -> list[str]:
    """Every problem that no field has by itself; `example` shows how a field is set right."""
    return [
        *_unreachable(settings, example),
        *_sandbox_refused(settings),
        *_slack_halves(settings, example),
        *_price_halves(settings, example),
    ]


def _unreachable(settings: "Settings", example: Example) -> list[str]:
    problems = []
    if not settings.loopback and not settings.tocsin_api_token:
        problems.append(
            f"TOCSIN_HOST: {settings.tocsin_host} can be reached from outside, so a token is "
            "needed: set TOCSIN_API_TOKEN (for example TOCSIN_API_TOKEN=$(openssl rand -hex 32))"
        )
    if settings.database_url and not settings.database_url.startswith(DATABASES):
        problems.append(
            f"DATABASE_URL: must begin with postgresql:// or sqlite:///{example('database_url')}"
        )
    if settings.redis_url and not settings.redis_url.startswith(("redis://", "rediss://")):
        problems.append(f"REDIS_URL: must begin with redis://{example('redis_url')}")
    return problems


def _sandbox_refused(settings: "Settings") -> list[str]:
    if settings.slack.value != "sandbox":
        return []
    problems = []
    if settings.any_slack_secret:
        problems.append(
            "SLACK_MODE: the sandbox is refused while a Slack token or secret is set; "
            "unset it, or use SLACK_MODE=auto"
        )
    if settings.environment == "production":
        problems.append("SLACK_MODE: the sandbox is refused in production; use SLACK_MODE=off")
    if not settings.loopback:
        problems.append("SLACK_MODE: the sandbox is there on loopback only; use SLACK_MODE=off")
    return problems


def _slack_halves(settings: "Settings", example: Example) -> list[str]:
    """What is missing of a set that is only good as a whole."""
    client = settings.slack_client_id
    signing = "needed to check what Slack sends over HTTP"
    if settings.slack_mode.value == "auto" and settings.slack_bot_token:
        signing += "; or set SLACK_APP_TOKEN, for Socket Mode needs no public address"
    missing = []
    if settings.slack.value == "socket":
        missing += [("slack_app_token", "needed for Socket Mode")]
        missing += [("slack_bot_token", "needed to answer in Slack")]
    if settings.slack.value == "http":
        missing += [("slack_signing_secret", signing)]
        if not (client or settings.slack_client_secret):
            missing += [("slack_bot_token", "needed to answer in Slack")]
    if client or settings.slack_client_secret:
        missing += [("slack_client_id", "needed together with SLACK_CLIENT_SECRET")]
        missing += [("slack_client_secret", "needed together with SLACK_CLIENT_ID")]
    return [
        f"{variable(field)}: {why}{example(field)}"
        for field, why in missing
        if not getattr(settings, field)
    ]


def _price_halves(settings: "Settings", example: Example) -> list[str]:
    halves = ("ai_price_input_usd", "ai_price_output_usd")
    missing = [field for field in halves if getattr(settings, field) is None]
    if len(missing) != 1:
        return []
    (other,) = set(halves) - set(missing)
    return [f"{variable(missing[0])}: needed together with {variable(other)}{example(missing[0])}"]
