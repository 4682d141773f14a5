"""self-assessments, examples of behaviours, notes on plan items"""

import sqlalchemy as sa
from alembic import op

from bot.store.models import UtcDateTime

revision = "0010"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "assessments",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("level_id", sa.String(length=40), nullable=True),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("framework", sa.String(length=60), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_assessments_person_id"), "assessments", ["person_id"], unique=False)
    op.create_table(
        "examples",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("behaviour_id", sa.String(length=140), nullable=False),
        sa.Column("message_uid", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_examples_person_id"), "examples", ["person_id"], unique=False)
    op.create_table(
        "plan_notes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("message_uid", sa.String(length=32), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["plan_items.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_plan_notes_person_id"), "plan_notes", ["person_id"], unique=False)
    op.create_index(op.f("ix_plan_notes_item_id"), "plan_notes", ["item_id"], unique=False)
    with op.batch_alter_table("ratings") as ratings:
        ratings.add_column(sa.Column("assessment_id", sa.String(length=32), nullable=True))
        ratings.create_foreign_key("fk_ratings_assessment_id", "assessments", ["assessment_id"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    with op.batch_alter_table("ratings") as ratings:
        ratings.drop_constraint("fk_ratings_assessment_id", type_="foreignkey")
        ratings.drop_column("assessment_id")
    op.drop_table("plan_notes")
    op.drop_table("examples")
    op.drop_table("assessments")
