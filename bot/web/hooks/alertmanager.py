"""Alertmanager's webhooks, version 4.

The body is documented at https://prometheus.io/docs/alerting/latest/configuration/#webhook_config.
Forks and proxies add fields, so unknown ones are let pass.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from core.domain.alerts import Alert
from core.domain.incident import Text

SOURCE = "alertmanager"
LONGEST_KEY = 480
LONGEST_TITLE = 300
SUMMARIES = ("summary", "title")
DESCRIPTIONS = ("description", "message")
SERVICES = ("service", "service_name", "app", "job")


def _utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError("is out of range") from None


def _version(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value


Moment = Annotated[datetime, AfterValidator(_utc)]
Labels = Annotated[dict[Annotated[Text, Field(max_length=500)], Text], Field(max_length=500)]


class Vendor(BaseModel):
    """A part of a sender's body: what isn't known is let pass."""

    model_config = ConfigDict(extra="allow", frozen=True)


class OneAlert(Vendor):
    """One alert of the group."""

    status: Literal["firing", "resolved"]
    labels: Labels = Field(default_factory=dict)
    annotations: Labels = Field(default_factory=dict)
    starts_at: Moment = Field(alias="startsAt")
    ends_at: Moment | None = Field(None, alias="endsAt")
    generator_url: Text = Field("", alias="generatorURL")
    fingerprint: Annotated[Text, Field(max_length=200)] = ""


class Webhook(Vendor):
    """A notification: a group of alerts that belong together."""

    version: Annotated[Literal["4"], BeforeValidator(_version)] = "4"
    group_key: Annotated[Text, Field(min_length=1)] = Field(alias="groupKey")
    status: Literal["firing", "resolved"]
    receiver: Text = ""
    alerts: Annotated[list[OneAlert], Field(min_length=1, max_length=10_000)]


def read(body: Any) -> Sequence[Alert]:
    """The alerts of a notification.

    Raises:
        ValidationError: the body isn't a version 4 notification.
    """
    webhook = Webhook.model_validate(body)
    return [_alert(webhook, one) for one in webhook.alerts]


def _alert(webhook: Webhook, one: OneAlert) -> Alert:
    resolved = one.status == "resolved"
    return Alert(
        source=SOURCE,
        fingerprint=one.fingerprint or _fingerprint(one.labels),
        group_key=_short(webhook.group_key),
        title=_title(one),
        description=_first(one.annotations, DESCRIPTIONS) or "",
        severity_raw=one.labels.get("severity"),
        service=_first(one.labels, SERVICES),
        status=one.status,
        starts_at=one.starts_at,
        # a firing alert's end is the zero time, or when it would end unless it is sent again
        ends_at=one.ends_at if resolved and one.ends_at and one.ends_at.year > 1 else None,
        labels=dict(one.labels),
        annotations=dict(one.annotations),
        url=one.generator_url or None,
    )


def _title(one: OneAlert) -> str:
    name = one.labels.get("alertname", "").strip()
    summary = (_first(one.annotations, SUMMARIES) or "").strip()
    if summary.startswith(name):
        name = ""
    title = ": ".join(part for part in (name, summary) if part) or "Alert without a name"
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"


def _first(values: Mapping[str, str], names: Sequence[str]) -> str | None:
    return next((values[name] for name in names if values.get(name)), None)


def _short(key: str) -> str:
    """A group key that fits its column; what is too long keeps its head and gets a digest."""
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    return f"{key[: LONGEST_KEY - 65]}:{digest}"


def _fingerprint(labels: Mapping[str, str]) -> str:
    text = "\x00".join(f"{name}\x01{labels[name]}" for name in sorted(labels))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
