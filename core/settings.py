"""Every setting, its default and its check. Nothing else in Tocsin reads the environment."""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from dotenv import dotenv_values

from core.domain.incident import Severity
from core.errors import SettingsError

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
WEBHOOK_SECRET_PREFIX = "TOCSIN_WEBHOOK_SECRET_"  # noqa: S105  a name, not a secret


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


def _timezone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("is not a time zone name")
    ZoneInfo(value)
    return value


def _command(value: str) -> str:
    return value if value.startswith("/") else f"/{value}"


Secret = Annotated[SecretStr | None, BeforeValidator(_stripped)]
Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(_secrets)]
Address = Annotated[str, AfterValidator(_url)]


def _setting(default: Any, meaning: str, example: str, **checks: Any) -> Any:
    return Field(default=default, description=meaning, examples=[example], **checks)


class Settings(BaseModel):
    """The settings of one process; field names are the variables' names in lower case.

    Make one with `load`. Secrets never show in `repr`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    port: int = _setting(8080, "where the one server listens", "8080", ge=1, le=65535)
    tocsin_host: str = _setting(
        "127.0.0.1", "beyond loopback only with TOCSIN_API_TOKEN", "0.0.0.0"  # noqa: S104
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
    )
    redis_url: str | None = _setting(
        None, "shared rate limits and cache", "redis://cache.example.org:6379/0"
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
    tocsin_max_body: int = _setting(
        10_485_760, "largest request body, bytes", "10485760", ge=1024
    )
    tocsin_rate_limit: int = _setting(200, "requests a second for one token", "200", ge=1)
    tocsin_secret_key: Secrets = _setting(
        (), "encrypts stored tokens; made in the data folder unless set", "long-random-text"
    )
    tocsin_rules: Path | None = _setting(None, "YAML file of rules", "/etc/tocsin/rules.yaml")
    tocsin_prompts_dir: Path | None = _setting(
        None, "folder of prompts, <team>/ over the default", "/etc/tocsin/prompts"
    )
    tocsin_runbooks: str | None = _setting(
        None, "folder or address of Markdown runbooks", "/etc/tocsin/runbooks"
    )
    tocsin_timezone: Annotated[str, AfterValidator(_timezone)] = _setting(
        "UTC", "for quiet hours and digests", "Europe/Berlin"
    )
    tocsin_heartbeat_url: Address | None = _setting(
        None, "called every minute while healthy", "https://heartbeat.example.org/tocsin"
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
        "/incident", "root command", "/inc", min_length=1, max_length=32
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
    ai_timeout: float = _setting(
        60.0, "seconds for one whole analysis, retries and fail-over included", "60", gt=0, le=600
    )
    ai_temperature: float = _setting(
        0.7, "0.0 to 1.0, sent only where the model takes it", "0.2", ge=0, le=1
    )
    ai_max_tokens: int = _setting(
        2000, "tokens of one visible answer", "2000", ge=64, le=200_000
    )

    @property
    def loopback(self) -> bool:
        """Whether the server can be reached from this machine alone."""
        return self.tocsin_host in LOOPBACK_HOSTS or self.tocsin_host.startswith("127.")

    @property
    def public_url(self) -> str:
        """The address that links begin with, without a slash at the end."""
        host = f"[{self.tocsin_host}]" if ":" in self.tocsin_host else self.tocsin_host
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
        if self.slack_signing_secret or self.slack_client_id or self.slack_bot_token:
            return SlackMode.HTTP
        return SlackMode.SANDBOX if self.loopback and self._may_try else SlackMode.OFF

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


@dataclass(frozen=True)
class Loaded:
    """Settings, and what is odd about them though it doesn't stop the start."""

    settings: Settings
    warnings: list[str]


def variable(field: str) -> str:
    """The environment variable of a field of `Settings`."""
    return field.upper()


def load(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Loaded:
    """Read the settings from the environment, mounted secrets (`NAME_FILE`) and `.env`.

    Empty means unset. `.env` in `folder` (the working folder) is read outside
    production only, and the environment stands over it.

    Raises:
        SettingsError: with all problems, each naming its variable and an example.
    """
    given = dict(os.environ if environ is None else environ)
    if given.get("ENVIRONMENT", "").strip().lower() != "production":
        dotenv = dotenv_values((folder or Path.cwd()) / ".env", interpolate=False)
        given = {**{k: v for k, v in dotenv.items() if v is not None}, **given}
    problems: list[str] = []
    values = _collect(given, problems)
    settings = _build(values, problems)
    if settings is not None:
        problems += _contradictions(settings)
    if problems or settings is None:
        raise SettingsError(problems)
    return Loaded(settings, _oddities(settings, given))


def _collect(given: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in Settings.model_fields:
        if field != "webhook_secrets":
            text = _value_of(given, variable(field), problems)
            if text is not None:
                values[field] = text
    sources = {
        name.removesuffix("_FILE")
        for name in given
        if name.startswith(WEBHOOK_SECRET_PREFIX) and name != WEBHOOK_SECRET_PREFIX
    }
    values["webhook_secrets"] = {
        name.removeprefix(WEBHOOK_SECRET_PREFIX).lower(): text
        for name in sorted(sources)
        if (text := _value_of(given, name, problems)) is not None
    }
    return values


def _value_of(given: Mapping[str, str], name: str, problems: list[str]) -> str | None:
    text = given.get(name, "").strip()
    if text:
        return text.lower() if name in LOWERED else text
    path = given.get(f"{name}_FILE", "").strip()
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{name}_FILE: cannot read {path} ({type(error).__name__})")
        return None


LOWERED = {"ENVIRONMENT", "LOG_LEVEL", "SLACK_MODE", "AI_PROVIDER", "OPENAI_API", "SLACK_CHANNEL_SEVERITY"}


def _build(values: dict[str, Any], problems: list[str]) -> Settings | None:
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        for row in error.errors(include_input=False, include_url=False):
            field = str(row["loc"][0])
            examples = Settings.model_fields[field].examples or []
            message = row["msg"].removeprefix("Value error, ")
            example = f" (for example {variable(field)}={examples[0]})" if examples else ""
            problems.append(f"{variable(field)}: {message}{example}")
        return None


def _contradictions(settings: Settings) -> list[str]:
    problems = []
    if not settings.loopback and not settings.tocsin_api_token:
        problems.append(
            f"TOCSIN_HOST: {settings.tocsin_host} can be reached from outside, so a token is "
            "needed: set TOCSIN_API_TOKEN (for example TOCSIN_API_TOKEN=$(openssl rand -hex 32))"
        )
    if settings.tocsin_prompts_dir and not settings.tocsin_prompts_dir.is_dir():
        problems.append(
            f"TOCSIN_PROMPTS_DIR: {settings.tocsin_prompts_dir} is not a folder "
            "(for example TOCSIN_PROMPTS_DIR=/etc/tocsin/prompts)"
        )
    if settings.database_url and not settings.database_url.startswith(
        ("postgresql://", "postgres://", "postgresql+asyncpg://", "sqlite:///")
    ):
        problems.append(
            "DATABASE_URL: must begin with postgresql:// or sqlite:/// "
            "(for example DATABASE_URL=postgresql://tocsin@db.example.org/tocsin)"
        )
    return problems + _slack_contradictions(settings)


def _slack_contradictions(settings: Settings) -> list[str]:
    bot, app = settings.slack_bot_token, settings.slack_app_token
    signing, client = settings.slack_signing_secret, settings.slack_client_id
    mode, problems = settings.slack, []
    if mode is SlackMode.SANDBOX:
        if any((bot, app, signing, client, settings.slack_client_secret)):
            problems.append(
                "SLACK_MODE: the sandbox is refused while a Slack token or secret is set; "
                "unset it, or use SLACK_MODE=auto"
            )
        if settings.environment == "production":
            problems.append("SLACK_MODE: the sandbox is refused in production; use SLACK_MODE=off")
        if not settings.loopback:
            problems.append("SLACK_MODE: the sandbox is there on loopback only; use SLACK_MODE=off")
    if mode is SlackMode.SOCKET:
        if not app:
            problems.append("SLACK_APP_TOKEN: needed for Socket Mode (for example xapp-…)")
        if not bot:
            problems.append("SLACK_BOT_TOKEN: needed for Socket Mode (for example xoxb-…)")
    if mode is SlackMode.HTTP:
        if not signing:
            problems.append("SLACK_SIGNING_SECRET: needed to check what Slack sends over HTTP")
        if not bot and not client:
            problems.append("SLACK_BOT_TOKEN: needed to answer in Slack (for example xoxb-…)")
    if bool(client) != bool(settings.slack_client_secret):
        missing = "SLACK_CLIENT_SECRET" if client else "SLACK_CLIENT_ID"
        problems.append(f"{missing}: needed together with its other half")
    return problems


def _oddities(settings: Settings, given: Mapping[str, str]) -> list[str]:
    warnings = []
    known = {variable(field) for field in Settings.model_fields}
    for name in sorted(given):
        bare = name.removesuffix("_FILE")
        if not name.startswith(("TOCSIN_", "SLACK_")) or name.startswith("TOCSIN_TEST_"):
            continue
        if bare not in known and not bare.startswith(WEBHOOK_SECRET_PREFIX):
            near = difflib.get_close_matches(bare, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            warnings.append(f"{name} is not a setting of Tocsin{hint}")
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
    lines = ["# Every setting with its default; all are optional. Made from core/settings.py.", ""]
    for field, info in Settings.model_fields.items():
        if field == "webhook_secrets":
            lines += ["# that sender's signing secret", f"# {WEBHOOK_SECRET_PREFIX}GRAFANA=", ""]
            continue
        default = info.default
        shown = "" if default in (None, ()) else getattr(default, "value", default)
        lines += [f"# {info.description}", f"# {variable(field)}={shown}", ""]
    return "\n".join(lines)
