"""What each part is told of the settings; secrets leave their wrapping here."""

from collections.abc import Iterable

from pydantic import SecretStr

from bot import keys
from bot.slack.side import Credentials
from bot.web.config import WebConfig
from core.settings import Settings, SlackMode


def credentials(settings: Settings) -> Credentials:
    """What the mode that is on needs; the sandbox's are made by us."""
    if settings.slack is SlackMode.SANDBOX:
        made = keys.sandbox_keys(settings.tocsin_data_dir)
        api_url = f"{loopback_url(settings)}/sandbox/api/"
        return Credentials(made.bot_token, (made.signing_secret,), "", api_url)
    token, app_token = settings.slack_bot_token, settings.slack_app_token
    socket = app_token is not None and settings.slack is SlackMode.SOCKET
    return Credentials(
        token=token.get_secret_value() if token else "",
        signing_secrets=_plain(settings.slack_signing_secret),
        app_token=app_token.get_secret_value() if app_token and socket else "",
        api_url=settings.slack_api_url,
    )


def _plain(secrets: Iterable[SecretStr]) -> tuple[str, ...]:
    return tuple(secret.get_secret_value() for secret in secrets)


def loopback_url(settings: Settings) -> str:
    """Where this process reaches itself."""
    host = settings.tocsin_host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def web_config(settings: Settings) -> WebConfig:
    """The settings that the web needs."""
    return WebConfig(
        host=settings.tocsin_host,
        port=settings.port,
        public_url=settings.public_url,
        api_tokens=_plain(settings.tocsin_api_token),
        webhook_tokens=_plain(settings.tocsin_webhook_token),
        webhook_secrets={
            source: _plain(secrets) for source, secrets in settings.webhook_secrets.items()
        },
        max_body=settings.tocsin_max_body,
        rate_limit=settings.tocsin_rate_limit,
        environment=settings.environment,
        sandbox=settings.slack is SlackMode.SANDBOX,
    )
