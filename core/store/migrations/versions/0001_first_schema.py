"""The first schema."""

import sqlalchemy as sa
from alembic import op

from core.store.tables import Id
from core.store.utc import Utc

revision = "0001"
down_revision = None

# the search tables follow `incident_texts` by triggers; SQLite's keeps no copy of the text
FULL_TEXT = {
    "postgresql": (
        "CREATE INDEX ix_incident_texts_search ON incident_texts "
        "USING gin (to_tsvector('english', content))",
    ),
    "sqlite": (
        "CREATE VIRTUAL TABLE incident_search USING fts5("
        "content, content='incident_texts', content_rowid='incident_id', "
        "tokenize='porter unicode61')",
        "CREATE TRIGGER incident_texts_insert AFTER INSERT ON incident_texts BEGIN "
        "INSERT INTO incident_search(rowid, content) VALUES (new.incident_id, new.content); END",
        "CREATE TRIGGER incident_texts_update AFTER UPDATE ON incident_texts BEGIN "
        "INSERT INTO incident_search(incident_search, rowid, content) "
        "VALUES ('delete', old.incident_id, old.content); "
        "INSERT INTO incident_search(rowid, content) VALUES (new.incident_id, new.content); END",
        "CREATE TRIGGER incident_texts_delete AFTER DELETE ON incident_texts BEGIN "
        "INSERT INTO incident_search(incident_search, rowid, content) "
        "VALUES ('delete', old.incident_id, old.content); END",
    ),
}


def upgrade() -> None:

    op.create_table(
        "idempotency",
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_created_at"), "idempotency", ["created_at"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("delivery_id", sa.String(length=200), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=100), nullable=False),
        sa.Column("received_at", Utc(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.Column("done_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("source", "delivery_id", name=op.f("uq_inbox_source_delivery_id")),
    )
    op.create_index(
        "ix_inbox_pending",
        "inbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "incidents",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("severity_source", sa.String(length=16), nullable=False),
        sa.Column("severity_reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=True),
        sa.Column("dedup_key", sa.String(length=500), nullable=True),
        sa.Column("service", sa.String(length=200), nullable=True),
        sa.Column("team", sa.String(length=200), nullable=True),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("lead", sa.String(length=200), nullable=True),
        sa.Column("alert_count", sa.Integer(), nullable=False),
        sa.Column("alerts_quiet", sa.Boolean(), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.Column("acknowledged_at", Utc(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=200), nullable=True),
        sa.Column("resolved_at", Utc(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("declared_by", sa.String(length=200), nullable=False),
        sa.Column("merged_into", Id, nullable=True),
        sa.Column("deleted_at", Utc(), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_digest", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incidents_created", "incidents", ["created_at", "id"], unique=False)
    op.create_index("ix_incidents_service", "incidents", ["service", "created_at"], unique=False)
    op.create_index(
        "ix_incidents_status_created", "incidents", ["status", "created_at", "id"], unique=False
    )
    op.create_index("ix_incidents_updated", "incidents", ["updated_at", "id"], unique=False)
    op.create_index(
        "uq_incidents_open_dedup_key",
        "incidents",
        ["dedup_key"],
        unique=True,
        sqlite_where=sa.text(
            "dedup_key IS NOT NULL AND deleted_at IS NULL AND status IN ('open', 'in_progress')"
        ),
        postgresql_where=sa.text(
            "dedup_key IS NOT NULL AND deleted_at IS NULL AND status IN ('open', 'in_progress')"
        ),
    )
    op.create_table(
        "jobs",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("reaction", sa.String(length=60), nullable=False),
        sa.Column("lane", sa.String(length=80), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("incident_id", Id, nullable=True),
        sa.Column("event_seq", sa.Integer(), nullable=True),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("run_at", Utc(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("attempts_before", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("leased_until", Utc(), nullable=True),
        sa.Column("done_at", Utc(), nullable=True),
        sa.Column("parked_at", Utc(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("request_id", sa.String(length=100), nullable=False),
        sa.Column("traceparent", sa.String(length=60), nullable=True),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_jobs_due",
        "jobs",
        ["run_at", "id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )
    op.create_index(
        "ix_jobs_open",
        "jobs",
        ["lane", "id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )
    op.create_index(
        "uq_jobs_waiting_key",
        "jobs",
        ["key"],
        unique=True,
        sqlite_where=sa.text(
            "key IS NOT NULL AND done_at IS NULL AND parked_at IS NULL AND attempt = 0"
        ),
        postgresql_where=sa.text(
            "key IS NOT NULL AND done_at IS NULL AND parked_at IS NULL AND attempt = 0"
        ),
    )
    op.create_table(
        "posts",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("job_id", Id, nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("incident_id", Id, nullable=True),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("thread_ts", sa.String(length=40), nullable=True),
        sa.Column("ts", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("job_id", name=op.f("uq_posts_job_id")),
    )
    op.create_index(op.f("ix_posts_incident_id"), "posts", ["incident_id"], unique=False)
    op.create_index("ix_posts_ts", "posts", ["workspace_id", "channel", "ts"], unique=False)
    op.create_table(
        "principals",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_principals")),
        sa.UniqueConstraint(
            "kind",
            "workspace_id",
            "external_id",
            name=op.f("uq_principals_kind_workspace_id_external_id"),
        ),
    )
    op.create_table(
        "schedules",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("done_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
        sa.UniqueConstraint(
            "subject", "kind", "due_at", name=op.f("uq_schedules_subject_kind_due_at")
        ),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=True),
        sa.Column("revoked_at", Utc(), nullable=True),
        sa.Column("last_used_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("bot_user_id", sa.String(length=40), nullable=True),
        sa.Column("bot_id", sa.String(length=40), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
    )
    op.create_table(
        "alerts",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=200), nullable=False),
        sa.Column("group_key", sa.String(length=500), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("severity_raw", sa.String(length=100), nullable=True),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("annotations", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("starts_at", Utc(), nullable=False),
        sa.Column("ends_at", Utc(), nullable=True),
        sa.Column("last_seen_at", Utc(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("incident_id", Id, nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_alerts_incident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint(
            "source",
            "fingerprint",
            "starts_at",
            name=op.f("uq_alerts_source_fingerprint_starts_at"),
        ),
    )
    op.create_index("ix_alerts_group", "alerts", ["source", "group_key"], unique=False)
    op.create_index(op.f("ix_alerts_incident_id"), "alerts", ["incident_id"], unique=False)
    op.create_table(
        "analyses",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("analyst", sa.String(length=16), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("input_sha256", sa.String(length=64), nullable=False),
        sa.Column("prompt_version", sa.String(length=64), nullable=True),
        sa.Column("evidence_ids", sa.JSON(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=True),
        sa.Column("duration_seconds", sa.Float(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_analyses_incident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analyses")),
    )
    op.create_index("ix_analyses_incident", "analyses", ["incident_id", "id"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor_id", Id, nullable=False),
        sa.Column("actor_label", sa.String(length=200), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("request_id", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous_digest", sa.String(length=64), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["principals.id"], name=op.f("fk_events_actor_id")),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_events_incident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("incident_id", "seq", name=op.f("uq_events_incident_id_seq")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("permalink", sa.Text(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_evidence_incident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_incident_id"), "evidence", ["incident_id"], unique=False)
    op.create_table(
        "homes",
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("channel_name", sa.String(length=100), nullable=False),
        sa.Column("own_channel", sa.Boolean(), nullable=False),
        sa.Column("card_ts", sa.String(length=40), nullable=True),
        sa.Column("announcement_channel", sa.String(length=40), nullable=True),
        sa.Column("announcement_ts", sa.String(length=40), nullable=True),
        sa.Column("permalink", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_homes_incident_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_homes_workspace_id")
        ),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_homes")),
    )
    op.create_index("ix_homes_card", "homes", ["workspace_id", "channel", "card_ts"], unique=False)
    op.create_index("ix_homes_channel", "homes", ["workspace_id", "channel"], unique=False)
    op.create_table(
        "members",
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("principal_id", Id, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_members_incident_id")
        ),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principals.id"], name=op.f("fk_members_principal_id")
        ),
        sa.PrimaryKeyConstraint("incident_id", "principal_id", name=op.f("pk_members")),
    )
    op.create_table(
        "rcas",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("markdown", sa.Text(), nullable=False),
        sa.Column("analyst", sa.String(length=16), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=True),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_rcas_incident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rcas")),
        sa.UniqueConstraint("incident_id", "version", name=op.f("uq_rcas_incident_id_version")),
    )
    op.create_table(
        "findings",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("analysis_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["analysis_id"], ["analyses.id"], name=op.f("fk_findings_analysis_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index(op.f("ix_findings_analysis_id"), "findings", ["analysis_id"], unique=False)
    op.create_table(
        "incident_texts",
        sa.Column("incident_id", Id, autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incidents.id"],
            name=op.f("fk_incident_texts_incident_id"),
        ),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_incident_texts")),
    )
    marks = op.create_table(
        "schema_marks",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("compatible_from", sa.String(length=32), nullable=False),
        sa.Column("touched_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schema_marks")),
    )
    op.bulk_insert(marks, [{"id": 1, "compatible_from": "0001"}])
    op.execute(
        "INSERT INTO workspaces (id, name, created_at) VALUES ('local', '', CURRENT_TIMESTAMP)"
    )
    for statement in FULL_TEXT[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE incident_search")
    op.drop_table("incident_texts")
    op.drop_table("schema_marks")

    op.drop_index(op.f("ix_findings_analysis_id"), table_name="findings")
    op.drop_table("findings")
    op.drop_table("rcas")
    op.drop_table("members")
    op.drop_index("ix_homes_channel", table_name="homes")
    op.drop_index("ix_homes_card", table_name="homes")
    op.drop_table("homes")
    op.drop_index(op.f("ix_evidence_incident_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_table("events")
    op.drop_index("ix_analyses_incident", table_name="analyses")
    op.drop_table("analyses")
    op.drop_index(op.f("ix_alerts_incident_id"), table_name="alerts")
    op.drop_index("ix_alerts_group", table_name="alerts")
    op.drop_table("alerts")
    op.drop_table("workspaces")
    op.drop_table("tokens")
    op.drop_table("schedules")
    op.drop_table("principals")
    op.drop_index("ix_posts_ts", table_name="posts")
    op.drop_index(op.f("ix_posts_incident_id"), table_name="posts")
    op.drop_table("posts")
    op.drop_index(
        "uq_jobs_waiting_key",
        table_name="jobs",
        sqlite_where=sa.text(
            "key IS NOT NULL AND done_at IS NULL AND parked_at IS NULL AND attempt = 0"
        ),
        postgresql_where=sa.text(
            "key IS NOT NULL AND done_at IS NULL AND parked_at IS NULL AND attempt = 0"
        ),
    )
    op.drop_index(
        "ix_jobs_open",
        table_name="jobs",
        sqlite_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )
    op.drop_index(
        "ix_jobs_due",
        table_name="jobs",
        sqlite_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )
    op.drop_table("jobs")
    op.drop_index(
        "uq_incidents_open_dedup_key",
        table_name="incidents",
        sqlite_where=sa.text(
            "dedup_key IS NOT NULL AND deleted_at IS NULL AND status IN ('open', 'in_progress')"
        ),
        postgresql_where=sa.text(
            "dedup_key IS NOT NULL AND deleted_at IS NULL AND status IN ('open', 'in_progress')"
        ),
    )
    op.drop_index("ix_incidents_updated", table_name="incidents")
    op.drop_index("ix_incidents_status_created", table_name="incidents")
    op.drop_index("ix_incidents_service", table_name="incidents")
    op.drop_index("ix_incidents_created", table_name="incidents")
    op.drop_table("incidents")
    op.drop_index(
        "ix_inbox_pending",
        table_name="inbox",
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.drop_table("inbox")
    op.drop_index(op.f("ix_idempotency_created_at"), table_name="idempotency")
    op.drop_table("idempotency")
