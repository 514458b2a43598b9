"""Every table, once, for both databases. Statements elsewhere are written against these."""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from core.store.utc import Utc

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

OPEN_KEYS = "dedup_key IS NOT NULL AND deleted_at IS NULL AND status IN ('open', 'in_progress')"
OPEN_JOBS = "done_at IS NULL AND parked_at IS NULL"
Id = BigInteger().with_variant(Integer, "sqlite")


def _only(condition: str) -> dict[str, Any]:
    """An index over the rows that fit `condition`, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def _id() -> Column[Any]:
    return Column("id", Id, primary_key=True, autoincrement=True)


workspaces = Table(
    "workspaces",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False, default=""),
    Column("bot_user_id", String(40)),
    Column("bot_id", String(40)),
    Column("created_at", Utc, nullable=False),
)

principals = Table(
    "principals",
    metadata,
    _id(),
    Column("kind", String(16), nullable=False),
    Column("external_id", String(200), nullable=False),
    Column("workspace_id", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("kind", "workspace_id", "external_id"),
)

incidents = Table(
    "incidents",
    metadata,
    _id(),
    Column("title", String(300), nullable=False),
    Column("description", Text, nullable=False),
    Column("severity", String(16), nullable=False),
    Column("severity_source", String(16), nullable=False),
    Column("severity_reason", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("visibility", String(16), nullable=False),
    Column("source", String(40), nullable=False),
    Column("source_ref", Text),
    Column("dedup_key", String(500)),
    Column("service", String(200)),
    Column("team", String(200)),
    Column("labels", JSON, nullable=False),
    Column("lead", String(200)),
    Column("alert_count", Integer, nullable=False),
    Column("alerts_quiet", Boolean, nullable=False),
    Column("workspace_id", String(40), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("acknowledged_at", Utc),
    Column("acknowledged_by", String(200)),
    Column("resolved_at", Utc),
    Column("closed_at", Utc),
    Column("declared_by", String(200), nullable=False),
    Column("merged_into", Id),
    Column("deleted_at", Utc),
    Column("last_seq", Integer, nullable=False),
    Column("last_digest", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_incidents_created", "created_at", "id"),
    Index("ix_incidents_status_created", "status", "created_at", "id"),
    Index("ix_incidents_updated", "updated_at", "id"),
    Index("ix_incidents_service", "service", "created_at"),
    # one incident per alarm: two replicas cannot both declare an open group
    Index(
        "uq_incidents_open_dedup_key",
        "dedup_key",
        unique=True,
        **_only(OPEN_KEYS),
    ),
    sqlite_autoincrement=True,
)

members = Table(
    "members",
    metadata,
    Column("incident_id", Id, ForeignKey("incidents.id"), primary_key=True),
    Column("principal_id", Id, ForeignKey("principals.id"), primary_key=True),
    Column("role", String(40), nullable=False),
    Column("since", Utc, nullable=False),
)

events = Table(
    "events",
    metadata,
    _id(),
    Column("incident_id", Id, ForeignKey("incidents.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Utc, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("actor_id", Id, ForeignKey("principals.id"), nullable=False),
    Column("actor_label", String(200), nullable=False),
    Column("via", String(16), nullable=False),
    Column("request_id", String(100), nullable=False),
    Column("text", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("previous_digest", String(64), nullable=False),
    Column("schema_version", Integer, nullable=False),
    UniqueConstraint("incident_id", "seq"),
)

evidence = Table(
    "evidence",
    metadata,
    _id(),
    Column("incident_id", Id, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("permalink", Text),
    Column("created_at", Utc, nullable=False),
)

# what an incident is found by: full text over it is FTS5's on SQLite, an index on PostgreSQL
incident_texts = Table(
    "incident_texts",
    metadata,
    Column("incident_id", Id, ForeignKey("incidents.id"), primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("updated_at", Utc, nullable=False),
)

analyses = Table(
    "analyses",
    metadata,
    _id(),
    Column("incident_id", Id, ForeignKey("incidents.id"), nullable=False),
    Column("final", Boolean, nullable=False),
    Column("analyst", String(16), nullable=False),
    Column("model", String(100)),
    Column("outcome", String(16), nullable=False),
    Column("input_sha256", String(64), nullable=False),
    Column("prompt_version", String(64)),
    Column("evidence_ids", JSON, nullable=False),
    Column("reading", JSON, nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("cost_usd", Float),
    Column("duration_seconds", Float, nullable=False),
    Column("created_at", Utc, nullable=False),
    Index("ix_analyses_incident", "incident_id", "id"),
)

findings = Table(
    "findings",
    metadata,
    _id(),
    Column("analysis_id", Id, ForeignKey("analyses.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("position", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("confidence", String(8)),
    Column("verified", Boolean, nullable=False),
    Column("citations", JSON, nullable=False),
)

rcas = Table(
    "rcas",
    metadata,
    _id(),
    Column("incident_id", Id, ForeignKey("incidents.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("sections", JSON, nullable=False),
    Column("markdown", Text, nullable=False),
    Column("analyst", String(16), nullable=False),
    Column("model", String(100)),
    Column("claims", JSON, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("approved_by", String(200)),
    Column("approved_at", Utc),
    UniqueConstraint("incident_id", "version"),
)

# the ledger that budgets are held against; a call whose price is unknown has no cost
model_calls = Table(
    "model_calls",
    metadata,
    _id(),
    Column("incident_id", Id),
    Column("at", Utc, nullable=False),
    Column("provider", String(16), nullable=False),
    Column("model", String(100), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("estimated_tokens", Integer, nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("cost_usd", Float),
    Column("seconds", Float, nullable=False),
    Index("ix_model_calls_at", "at"),
    Index("ix_model_calls_incident", "incident_id"),
)

# what a team's corrections taught; the empty name stands for incidents without a team
severity_models = Table(
    "severity_models",
    metadata,
    Column("team", String(200), primary_key=True),
    Column("weights", JSON, nullable=False),
    Column("corrections", Integer, nullable=False),
    Column("learned_at", Utc, nullable=False),
)

homes = Table(
    "homes",
    metadata,
    Column("incident_id", Id, ForeignKey("incidents.id"), primary_key=True),
    Column("workspace_id", String(40), ForeignKey("workspaces.id"), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("channel_name", String(100), nullable=False),
    Column("own_channel", Boolean, nullable=False),
    Column("card_ts", String(40)),
    Column("announcement_channel", String(40)),
    Column("announcement_ts", String(40)),
    Column("permalink", Text),
    Index("ix_homes_channel", "workspace_id", "channel"),
    Index("ix_homes_card", "workspace_id", "channel", "card_ts"),
)

posts = Table(
    "posts",
    metadata,
    _id(),
    Column("job_id", Id, nullable=False, unique=True),
    Column("purpose", String(20), nullable=False),
    Column("incident_id", Id, index=True),
    Column("workspace_id", String(40), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("thread_ts", String(40)),
    Column("ts", String(40)),
    Column("state", String(16), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Index("ix_posts_ts", "workspace_id", "channel", "ts"),
)

jobs = Table(
    "jobs",
    metadata,
    _id(),
    Column("reaction", String(60), nullable=False),
    Column("lane", String(80), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("key", String(200)),
    Column("incident_id", Id),
    Column("event_seq", Integer),
    Column("args", JSON, nullable=False),
    Column("run_at", Utc, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("attempts_before", Integer, nullable=False),
    Column("leased_by", String(80)),
    Column("leased_until", Utc),
    Column("done_at", Utc),
    Column("parked_at", Utc),
    Column("error", Text),
    Column("request_id", String(100), nullable=False),
    Column("traceparent", String(60)),
    Column("workspace_id", String(40), nullable=False),
    Column("created_at", Utc, nullable=False),
    Index("ix_jobs_open", "lane", "id", **_only(OPEN_JOBS)),
    Index("ix_jobs_due", "run_at", "id", **_only(OPEN_JOBS)),
    # only a job that nobody has begun may stand for a later one of the same key
    Index(
        "uq_jobs_waiting_key",
        "key",
        unique=True,
        **_only(f"key IS NOT NULL AND {OPEN_JOBS} AND attempt = 0"),
    ),
    sqlite_autoincrement=True,
)

inbox = Table(
    "inbox",
    metadata,
    _id(),
    Column("source", String(40), nullable=False),
    Column("delivery_id", String(200), nullable=False),
    Column("workspace_id", String(40), nullable=False),
    Column("body", JSON, nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("request_id", String(100), nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("state", String(16), nullable=False),
    Column("outcome", JSON),
    Column("done_at", Utc),
    UniqueConstraint("source", "delivery_id"),
    Index("ix_inbox_pending", "id", **_only("state = 'pending'")),
)

alerts = Table(
    "alerts",
    metadata,
    _id(),
    Column("source", String(40), nullable=False),
    Column("fingerprint", String(200), nullable=False),
    Column("group_key", String(500), nullable=False),
    Column("title", Text, nullable=False),
    Column("severity_raw", String(100)),
    Column("labels", JSON, nullable=False),
    Column("annotations", JSON, nullable=False),
    Column("status", String(16), nullable=False),
    Column("starts_at", Utc, nullable=False),
    Column("ends_at", Utc),
    Column("last_seen_at", Utc, nullable=False),
    Column("count", Integer, nullable=False),
    Column("incident_id", Id, ForeignKey("incidents.id"), index=True),
    UniqueConstraint("source", "fingerprint", "starts_at"),
    Index("ix_alerts_group", "source", "group_key"),
)

schedules = Table(
    "schedules",
    metadata,
    _id(),
    Column("subject", String(100), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("done_at", Utc),
    UniqueConstraint("subject", "kind", "due_at"),
)

# one row: the oldest revision whose code can still serve on this schema, and a place to try a write
schema_marks = Table(
    "schema_marks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("compatible_from", String(32), nullable=False),
    Column("touched_at", Utc),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("owner", String(200), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("request_sha256", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", JSON, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Utc, nullable=False, index=True),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("secret_sha256", String(64), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc),
    Column("revoked_at", Utc),
    Column("last_used_at", Utc),
)
