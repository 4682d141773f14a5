"""notes at doors: that the operator erased what was behind them"""

import sqlalchemy as sa
from alembic import op

from bot.store.models import UtcDateTime

revision = "0030"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door_notes",
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("verb", sa.String(length=12), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("door_id"),
    )


def downgrade() -> None:
    op.drop_table("door_notes")
