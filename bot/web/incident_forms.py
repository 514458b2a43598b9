"""What callers send about incidents: ids, changes, filters and preconditions."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator

from bot.web.rest import COMMA, Closed
from core import views
from core.domain.incident import (
    IncidentChanges,
    Kind,
    LogLines,
    Name,
    Severity,
    SeverityWord,
    Status,
    Text,
    Title,
    parse_incident_id,
)
from core.errors import BadRequest, Problem

LONGEST_CURSOR = 200
LARGEST_ID = 2**31
LONGEST_FILTER = 500


def _number(value: Any) -> Any:
    number = parse_incident_id(value) if isinstance(value, str) else None
    if number is None:
        raise ValueError("an incident's id is INC-42, inc-42 or 42")
    return number


IncidentId = Annotated[
    int,
    BeforeValidator(_number),
    WithJsonSchema(
        {"type": "string", "pattern": "^([Ii][Nn][Cc]-)?[0-9]{1,9}$", "examples": ["INC-42"]}
    ),
]


def _moment(value: Any) -> Any:
    """An RFC 3339 time as UTC. A `+` that came unescaped in a query is a space by now."""
    if not isinstance(value, str):
        return value
    text = value.strip().upper()
    if "T" in text:
        text = text.replace(" ", "+")
    try:
        at = datetime.fromisoformat(text)
        offset = at.utcoffset()
        if offset is None:
            raise ValueError
    except ValueError:
        raise ValueError("must be a time with a zone, as in 2026-11-24T09:30:00Z") from None
    try:
        return at.astimezone(UTC)
    except OverflowError:
        early = offset > timedelta(0)
        return datetime(1, 1, 1, tzinfo=UTC) if early else datetime(9999, 12, 31, tzinfo=UTC)


Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]


def _not_null(value: Any) -> Any:
    if value is None:
        raise ValueError("must not be null")
    return value


class IncidentPut(IncidentChanges):
    """The fields to change; `service`, `team` and `lead` are cleared by null."""

    @field_validator("title", "severity", "status", "description", "logs", "labels", mode="before")
    @classmethod
    def _needed(cls, value: Any) -> Any:
        return _not_null(value)


class IncidentPatch(Closed):
    """A merge patch (RFC 7396): null removes, and `labels` are merged one by one."""

    title: Title | None = None
    description: Annotated[Text, Field(max_length=100_000)] | None = None
    severity: SeverityWord | None = None
    status: Status | None = None
    logs: LogLines | None = None
    service: Name | None = None
    team: Name | None = None
    labels: (
        Annotated[dict[Annotated[Text, Field(max_length=200)], Text | None], Field(max_length=100)]
        | None
    ) = None
    lead: Name | None = None

    @field_validator("title", "severity", "status", mode="before")
    @classmethod
    def _needed(cls, value: Any) -> Any:
        return _not_null(value)

    def changes(self) -> IncidentChanges:
        """The changes but for the labels, which are merged where the incident is locked."""
        sent = self.model_dump(exclude_unset=True, exclude={"labels"})
        empty: dict[str, Any] = {"description": "", "logs": []}
        for name, value in empty.items():
            if name in sent and sent[name] is None:
                sent[name] = value
        if "labels" in self.model_fields_set and self.labels is None:
            sent["labels"] = {}
        return IncidentChanges(**sent)


class Preconditions(BaseModel):
    """Headers that make a request depend on the incident's version."""

    model_config = ConfigDict(frozen=True)

    if_match: str | None = Field(None, alias="If-Match", description='as in the ETag: `"3"`')

    def versions(self) -> tuple[int, ...] | None:
        """The versions that the caller accepts; None for any."""
        if self.if_match is None or self.if_match.strip() == "*":
            return None
        return etags(self.if_match)


class Freshness(BaseModel):
    """Headers that spare an answer the caller has already."""

    model_config = ConfigDict(frozen=True)

    if_none_match: str | None = Field(None, alias="If-None-Match")

    def holds(self, version: int) -> bool:
        """Whether the caller has this version already."""
        if self.if_none_match is None:
            return False
        return self.if_none_match.strip() == "*" or version in etags(self.if_none_match)


def etags(header: str) -> tuple[int, ...]:
    """The versions in a list of entity tags; a tag that isn't ours stands for none (-1)."""
    tags = (tag.strip().removeprefix("W/").strip('"') for tag in header.split(","))
    return tuple(
        int(tag) if tag.isascii() and tag.isdigit() and len(tag) < 10 else -1 for tag in tags
    )


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


Word = Annotated[Text, Field(max_length=LONGEST_FILTER)]


LabelFilter = Annotated[Word, Field(json_schema_extra={"pattern": "^[^=]+="})]


class IncidentQuery(Closed):
    """Filters of the list; `status` and `severity` may be repeated or joined by commas."""

    status: list[Status] = Field(default=[], json_schema_extra={COMMA: True})
    severity: list[SeverityWord] = Field(default=[], json_schema_extra={COMMA: True})
    source: Word | None = None
    service: Word | None = None
    team: Word | None = None
    kind: Kind | None = None
    label: list[LabelFilter] = Field(
        default=[], max_length=20, description="`name=value`, repeatable"
    )
    q: Word | None = Field(None, description="words that title or description hold")
    since: Moment | None = Field(None, description="created at or after")
    until: Moment | None = Field(None, description="created before")
    sort: views.Sort = "-created_at"
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, description="`next` of the page before")

    def filters(self) -> views.Filters:
        """The same, as the query asks for it.

        Raises:
            Problem: a label that isn't `name=value`.
        """
        return views.Filters(
            status=tuple(self.status),
            severity=tuple(Severity(one) for one in self.severity),
            source=self.source,
            service=self.service,
            team=self.team,
            kind=self.kind,
            labels=dict(_label(text) for text in self.label),
            q=self.q,
            since=self.since,
            until=self.until,
        )

    def checked_cursor(self) -> str | None:
        """The cursor, if there is one and it was made here.

        Raises:
            BadRequest.
        """
        if not self.cursor:
            return None
        foreign = BadRequest("This cursor was not made here; start again without one.")
        if len(self.cursor) > LONGEST_CURSOR:
            raise foreign
        try:
            at, number = views.decode_cursor(self.cursor, self.sort)
            at.astimezone(UTC)
        except (OverflowError, RecursionError):
            raise foreign from None
        if not 0 < number < LARGEST_ID:
            raise foreign
        return self.cursor


def _label(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise Problem("A label filter is `name=value`.", [("/label", "as in region=eu-1")])
    return name, value
