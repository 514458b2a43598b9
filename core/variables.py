"""How a setting is found: as a variable, as a mounted secret (`NAME_FILE`), in a `.env`."""

import difflib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

WEBHOOK_SECRET_PREFIX = "TOCSIN_WEBHOOK_SECRET_"  # noqa: S105  a name, not a secret
WEBHOOK_SECRETS = "webhook_secrets"
# written in any case by people, compared in lower case
WORDS = frozenset(
    {
        "ENVIRONMENT",
        "LOG_LEVEL",
        "SLACK_MODE",
        "AI_PROVIDER",
        "OPENAI_API",
        "SLACK_CHANNEL_SEVERITY",
    }
)


def variable(field: str) -> str:
    """The environment variable of a field of `Settings`."""
    return field.upper()


def dotenv(folder: Path, problems: list[str]) -> dict[str, str]:
    """The variables in the `.env` of `folder`; empty where there is none."""
    path = folder / ".env"
    try:
        found = dotenv_values(path, interpolate=False) if path.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f".env: cannot read {path} ({type(error).__name__})")
        return {}
    return {name: value for name, value in found.items() if value is not None}


def unknown(given: Mapping[str, str], known: Collection[str]) -> list[str]:
    """A warning for each name that looks like ours and isn't, with the nearest that is."""
    warnings = []
    for name in sorted(given):
        bare = name.removesuffix("_FILE")
        sender = bare.startswith(WEBHOOK_SECRET_PREFIX) and bare != WEBHOOK_SECRET_PREFIX
        ours = name.startswith(("TOCSIN_", "SLACK_")) and not name.startswith("TOCSIN_TEST_")
        if ours and not sender and bare not in known:
            near = difflib.get_close_matches(bare, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            warnings.append(f"{name} is not a setting of Tocsin{hint}")
    return warnings


class Variables(PydanticBaseSettingsSource):
    """One place that variables come from. Empty means unset; files that can't be read are told.

    `NAME` stands over `NAME_FILE`.
    """

    def __init__(
        self, settings: type[BaseSettings], given: Mapping[str, str], problems: list[str]
    ) -> None:
        super().__init__(settings)
        self._given = given
        self._problems = problems

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return self.value(variable(field_name)), field_name, False

    def __call__(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for field in self.settings_cls.model_fields:
            text = self.value(variable(field)) if field != WEBHOOK_SECRETS else None
            if text is not None:
                values[field] = text
        if secrets := self._webhook_secrets():
            values[WEBHOOK_SECRETS] = secrets
        return values

    def value(self, name: str) -> str | None:
        """What is set for the variable `name`, or None."""
        text = self._given.get(name, "").strip() or self._mounted(name)
        return text.lower() if text and name in WORDS else text

    def _mounted(self, name: str) -> str | None:
        path = self._given.get(f"{name}_FILE", "").strip()
        if not path:
            return None
        try:
            return Path(path).read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError) as error:
            self._problems.append(
                f"{name}_FILE: cannot read {path} ({type(error).__name__}; for example "
                f"{name}_FILE=/run/secrets/{name.lower()})"
            )
            return None

    def _webhook_secrets(self) -> dict[str, str]:
        names = sorted({name.removesuffix("_FILE") for name in self._given})
        return {
            name.removeprefix(WEBHOOK_SECRET_PREFIX).lower(): text
            for name in names
            if name.startswith(WEBHOOK_SECRET_PREFIX)
            and name != WEBHOOK_SECRET_PREFIX
            and (text := self.value(name)) is not None
        }
