"""follow-ups: when the coach comes back to a step by itself"""

import sqlalchemy as sa
from alembic import op

from bot.store.models import UtcDateTime

revision = "0020"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["plan_items.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_follow_ups_person_id"), "follow_ups", ["person_id"], unique=False)
    op.create_index(op.f("ix_follow_ups_item_id"), "follow_ups", ["item_id"], unique=False)
    op.create_index("follow_ups_that_are_due", "follow_ups", ["status", "due_at"], unique=False)
    with op.batch_alter_table("conversations") as conversations:
        conversations.add_column(sa.Column("follow_ups_stopped_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_column("follow_ups_stopped_at")
    op.drop_table("follow_ups")
