"""What models cost, what a team's corrections taught, and who approved an RCA."""

import sqlalchemy as sa
from alembic import op

from core.store.tables import Id
from core.store.utc import Utc

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "model_calls",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("incident_id", Id, nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("estimated_tokens", sa.Integer(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_calls")),
    )
    op.create_index("ix_model_calls_at", "model_calls", ["at"])
    op.create_index("ix_model_calls_incident", "model_calls", ["incident_id"])
    op.create_table(
        "severity_models",
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("corrections", sa.Integer(), nullable=False),
        sa.Column("learned_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("team", name=op.f("pk_severity_models")),
    )
    op.add_column("rcas", sa.Column("approved_by", sa.String(length=200), nullable=True))
    op.add_column("rcas", sa.Column("approved_at", Utc(), nullable=True))


def downgrade() -> None:
    op.drop_column("rcas", "approved_at")
    op.drop_column("rcas", "approved_by")
    op.drop_table("severity_models")
    op.drop_index("ix_model_calls_incident", table_name="model_calls")
    op.drop_index("ix_model_calls_at", table_name="model_calls")
    op.drop_table("model_calls")
