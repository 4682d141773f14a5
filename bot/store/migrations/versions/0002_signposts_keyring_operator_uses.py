"""signposts, the reminder to use no names, keys wrapped by the master key, what the operator looked at"""

import sqlalchemy as sa
from alembic import op

from bot.store.models import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed_signpost", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", UtcDateTime(), nullable=True))
    op.create_table(
        "keyring",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "operator_uses",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("verb", sa.String(length=12), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("operator_uses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_operator_uses_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("operator_uses")
    op.drop_table("keyring")
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("sealed_signpost")
