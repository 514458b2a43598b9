"""Every setting, its default and its check. Nothing else in Tocsin reads the environment."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    FiniteFloat,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.domain.incident import Severity
from core.errors import SettingsError
from core.settings_checks import contradictions
from core.variables import (
    WEBHOOK_SECRET_PREFIX,
    WEBHOOK_SECRETS,
    Variables,
    dotenv,
    unknown,
    variable,
)

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104


class SlackMode(StrEnum):
    """How Tocsin talks to Slack."""

    AUTO = "auto"
    SOCKET = "socket"
    HTTP = "http"
    SANDBOX = "sandbox"
    OFF = "off"


class Provider(StrEnum):
    """Who analyses."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    OFFLINE = "offline"


def _secrets(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an http or https address")
    return value.rstrip("/")


def _api_url(value: str) -> str:
    return _url(value) + "/"


def _file(value: Path | None) -> Path | None:
    if value is not None and not value.is_file():
        raise ValueError(f"{value} is not a file")
    return value


def _folder(value: Path | None) -> Path | None:
    if value is not None and not value.is_dir():
        raise ValueError(f"{value} is not a folder")
    return value


def _folder_or_address(value: str | None) -> str | None:
    if value is not None and not value.startswith(("http://", "https://")):
        _folder(Path(value))
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("is not the name of a time zone") from None
    return value


def _command(value: str) -> str:
    name = value.removeprefix("/")
    if not re.fullmatch(r"[a-z0-9_-]{1,31}", name):
        raise ValueError("must be a slash command: up to 31 of a-z, 0-9, - and _")
    return f"/{name}"


Secret = Annotated[SecretStr | None, BeforeValidator(_stripped)]
Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(_secrets)]
Address = Annotated[str, AfterValidator(_url)]
Dollars = FiniteFloat | None


def _setting(default: Any, meaning: str, example: str, **checks: Any) -> Any:
    return Field(default=default, description=meaning, examples=[example], **checks)


class Settings(BaseSettings):
    """The settings of one process; field names are the variables' names in lower case.

    Make one with `load`. Secrets never show in `repr`.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    port: int = _setting(8080, "where the one server listens", "8080", ge=1, le=65535)
    tocsin_host: str = _setting(
        "127.0.0.1",
        "beyond loopback only with TOCSIN_API_TOKEN",
        "0.0.0.0",  # noqa: S104
    )
    environment: Literal["development", "production"] = _setting(
        "development", "production refuses the sandbox and reads no .env", "production"
    )
    log_level: Literal["debug", "info", "warn", "error"] = _setting(
        "info", "least level that is logged", "debug"
    )
    database_url: str | None = _setting(
        None,
        "SQLite in the data folder unless set; PostgreSQL for several replicas",
        "postgresql://tocsin@db.example.org/tocsin",
        repr=False,
    )
    redis_url: str | None = _setting(
        None, "shared rate limits and cache", "redis://cache.example.org:6379/0", repr=False
    )
    tocsin_data_dir: Path = _setting(
        Path("data"), "database, sandbox, backups, generated keys", "/var/lib/tocsin"
    )
    tocsin_public_url: Address | None = _setting(
        None, "public address, used in links", "https://tocsin.example.org"
    )
    tocsin_api_token: Secrets = _setting((), "a first token with every right", "long-random-text")
    tocsin_webhook_token: Secrets = _setting(
        (), "bearer or basic password for webhooks that cannot sign", "long-random-text"
    )
    webhook_secrets: Mapping[str, Secrets] = Field(default_factory=dict)
    tocsin_max_body: int = _setting(10_485_760, "largest request body, bytes", "10485760", ge=1024)
    tocsin_rate_limit: int = _setting(200, "requests a second for one token", "200", ge=1)
    tocsin_secret_key: Secrets = _setting(
        (), "encrypts stored tokens; made in the data folder unless set", "long-random-text"
    )
    tocsin_rules: Annotated[Path | None, AfterValidator(_file)] = _setting(
        None, "YAML file of rules", "/etc/tocsin/rules.yaml"
    )
    tocsin_prompts_dir: Annotated[Path | None, AfterValidator(_folder)] = _setting(
        None, "folder of prompts, <team>/ over the default", "/etc/tocsin/prompts"
    )
    tocsin_runbooks: Annotated[str | None, AfterValidator(_folder_or_address)] = _setting(
        None, "folder or address of Markdown runbooks", "/etc/tocsin/runbooks"
    )
    tocsin_timezone: Annotated[str, AfterValidator(_timezone)] = _setting(
        "UTC", "for quiet hours and digests", "Europe/Berlin"
    )
    tocsin_heartbeat_url: Address | None = _setting(
        None,
        "called every minute while healthy",
        "https://heartbeat.example.org/tocsin",
        repr=False,
    )
    slack_mode: SlackMode = _setting(
        SlackMode.AUTO, "socket, http, sandbox, off, or auto: by what is set", "socket"
    )
    slack_bot_token: Secret = _setting(None, "the bot's token", "xoxb-…")
    slack_app_token: Secret = _setting(None, "app token, for Socket Mode", "xapp-…")
    slack_signing_secret: Secrets = _setting((), "checks what Slack sends", "hex text")
    slack_client_id: str | None = _setting(None, "for installing by OAuth", "123.456")
    slack_client_secret: Secret = _setting(None, "for installing by OAuth", "hex text")
    slack_api_url: Annotated[str, AfterValidator(_api_url)] = _setting(
        "https://slack.com/api/", "base address of Slack's Web API", "https://slack.com/api/"
    )
    slack_command: Annotated[str, AfterValidator(_command)] = _setting(
        "/incident", "root command", "/inc"
    )
    slack_channel: str = _setting("incidents", "announcement channel, name or id", "incidents")
    slack_channel_severity: Severity = _setting(
        Severity.HIGH, "from here up an incident gets a channel of its own", "critical"
    )
    ai_provider: Provider | None = _setting(
        None, "the one with a key, OpenAI first; offline with none", "anthropic"
    )
    openai_api_key: Secret = _setting(None, "key for OpenAI", "sk-…")
    openai_model: str | None = _setting(None, "model of OpenAI", "gpt-6.1-sol")
    openai_base_url: Address | None = _setting(None, "another server", "http://127.0.0.1:8000/v1")
    openai_api: Literal["responses", "chat"] = _setting(
        "responses", "chat for servers that only know Chat Completions", "chat"
    )
    anthropic_api_key: Secret = _setting(None, "key for Anthropic", "sk-ant-…")
    anthropic_model: str | None = _setting(None, "model of Anthropic", "claude-sonnet-5-5")
    anthropic_base_url: Address | None = _setting(None, "another server", "http://127.0.0.1:8000")
    ai_timeout: FiniteFloat = _setting(
        60.0,
        "seconds for one whole analysis, retries and fail-over included",
        "60",
        gt=0,
        le=600,
    )
    ai_temperature: float = _setting(
        0.7, "0.0 to 1.0, sent only where the model takes it", "0.2", ge=0, le=1
    )
    ai_max_tokens: int = _setting(2000, "tokens of one visible answer", "2000", ge=64, le=200_000)

    ai_budget_incident_usd: Dollars = _setting(
        None,
        "most that models may cost for one incident, US dollars",
        "1.00",
        gt=0,
    )
    ai_budget_month_usd: Dollars = _setting(
        None,
        "most that models may cost in a calendar month (UTC), US dollars",
        "50.00",
        gt=0,
    )
    ai_price_input_usd: Dollars = _setting(
        None,
        "price of a million tokens sent, instead of the list's",
        "2.00",
        ge=0,
    )
    ai_price_output_usd: Dollars = _setting(
        None,
        "price of a million tokens received, instead of the list's",
        "10.00",
        ge=0,
    )

    @property
    def loopback(self) -> bool:
        """Whether the server can be reached from this machine alone."""
        return self.tocsin_host in LOOPBACK_HOSTS or self.tocsin_host.startswith("127.")

    @property
    def public_url(self) -> str:
        """The address that links begin with, without a slash at the end."""
        named = f"[{self.tocsin_host}]" if ":" in self.tocsin_host else self.tocsin_host
        host = EVERY_ADDRESS.get(self.tocsin_host, named)
        return self.tocsin_public_url or f"http://{host}:{self.port}"

    @property
    def database(self) -> str:
        """The database address, SQLite in the data folder by default."""
        return self.database_url or f"sqlite:///{(self.tocsin_data_dir / 'tocsin.db').absolute()}"

    @property
    def slack(self) -> SlackMode:
        """The mode that `auto` stands for here; never `auto`."""
        if self.slack_mode is not SlackMode.AUTO:
            return self.slack_mode
        if self.slack_app_token:
            return SlackMode.SOCKET
        if self.any_slack_secret:
            return SlackMode.HTTP
        return SlackMode.SANDBOX if self.loopback and self._may_try else SlackMode.OFF

    @property
    def any_slack_secret(self) -> bool:
        """Whether anything is set that only a real Slack gives out."""
        tokens = self.slack_bot_token or self.slack_app_token or self.slack_signing_secret
        return bool(tokens or self.slack_client_id or self.slack_client_secret)

    @property
    def _may_try(self) -> bool:
        return self.environment != "production"

    @property
    def provider(self) -> Provider:
        """Who analyses first: as set if it has a key, else the one that has, else offline."""
        keys = {
            Provider.OPENAI: self.openai_api_key,
            Provider.ANTHROPIC: self.anthropic_api_key,
        }
        if self.ai_provider is Provider.OFFLINE:
            return Provider.OFFLINE
        order = sorted(keys, key=lambda name: name is not self.ai_provider)
        return next((name for name in order if keys[name]), Provider.OFFLINE)


Inside = Callable[[Path | None, Path | None], list[str]]


@dataclass(frozen=True)
class Loaded:
    """Settings, and what is odd about them though it doesn't stop the start."""

    settings: Settings
    warnings: list[str]


def load(
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    inside: Inside | None = None,
) -> Loaded:
    """Read the settings from the environment, mounted secrets (`NAME_FILE`) and `.env`.

    Empty means unset. `.env` in `folder` (the working folder) is read outside
    production only, and the environment stands over it. `inside` tells what is wrong in the file
    of rules and in the folder of prompts; without it they are not opened.

    Raises:
        SettingsError: with all problems, each naming its variable and an example.
    """
    problems: list[str] = []
    given = dict(os.environ if environ is None else environ)
    stands = Variables(Settings, given, problems)
    filed: dict[str, str] = {}
    if stands.value("ENVIRONMENT") != "production":
        filed = dotenv(folder or Path.cwd(), problems)
    sources = (stands, Variables(Settings, filed, problems))
    settings = _build(sources, problems)
    if settings is not None:
        problems += contradictions(settings, _example)
    if inside is not None:
        problems += inside(_path(sources, "TOCSIN_RULES"), _path(sources, "TOCSIN_PROMPTS_DIR"))
    if problems or settings is None:
        raise SettingsError(list(dict.fromkeys(problems)))
    return Loaded(settings, _oddities(settings, {**filed, **given}))


def _path(sources: tuple[Variables, ...], name: str) -> Path | None:
    text = next((found for source in sources if (found := source.value(name))), None)
    return Path(text) if text else None


def _build(sources: tuple[Variables, ...], problems: list[str]) -> Settings | None:
    try:
        return Settings(_build_sources=(sources, {}))
    except ValidationError as error:
        for row in error.errors(include_input=False, include_url=False):
            field = str(row["loc"][0])
            message = row["msg"].removeprefix("Value error, ")
            problems.append(f"{variable(field)}: {message}{_example(field)}")
        return None


def _example(field: str) -> str:
    examples = Settings.model_fields[field].examples or []
    return f" (for example {variable(field)}={examples[0]})" if examples else ""


def _oddities(settings: Settings, given: Mapping[str, str]) -> list[str]:
    known = {variable(field) for field in Settings.model_fields if field != WEBHOOK_SECRETS}
    warnings = unknown(given, known)
    wanted = settings.ai_provider
    if wanted in (Provider.OPENAI, Provider.ANTHROPIC) and settings.provider is not wanted:
        instead = settings.provider.value
        warnings.append(
            f"AI_PROVIDER={wanted.value} but {wanted.value.upper()}_API_KEY is not set; "
            f"using {instead}"
        )
    return warnings


def env_example() -> str:
    """The text of `.env.example`, made from the settings themselves."""
    lines = [
        "# Every setting with its default; all are optional. Made from core/settings.py.",
        "# Each can also be the path of a file that holds it: NAME_FILE=/run/secrets/name",
        "",
    ]
    for field, info in Settings.model_fields.items():
        if field == WEBHOOK_SECRETS:
            lines += ["# that sender's signing secret", f"# {WEBHOOK_SECRET_PREFIX}GRAFANA=", ""]
            continue
        default = info.default
        shown = "" if default in (None, ()) else getattr(default, "value", default)
        lines += [f"# {info.description}", f"# {variable(field)}={shown}", ""]
    return "\n".join(lines)
