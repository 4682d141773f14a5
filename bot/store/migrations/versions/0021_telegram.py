"""Telegram: the chat of a person, how far the conversation was sent there, the updates that were taken; doors linked by a code"""

import sqlalchemy as sa
from alembic import op

from bot.store.models import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "telegram_chats",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("sealed_chat", sa.LargeBinary(), nullable=False),
        sa.Column("sent_turn", sa.Integer(), nullable=False),
        sa.Column("sent_parts", sa.Integer(), nullable=False),
        sa.Column("blocked_at", UtcDateTime(), nullable=True),
        sa.Column("leased_by", sa.String(length=32), nullable=True),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "telegram_updates",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("update_id"),
    )
    op.create_index(op.f("ix_telegram_updates_at"), "telegram_updates", ["at"], unique=False)
    op.create_table(
        "door_links",
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("door_id"),
    )
    op.create_index(op.f("ix_door_links_person_id"), "door_links", ["person_id"], unique=False)
    op.create_table(
        "link_codes",
        sa.Column("code_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code_id"),
    )
    op.create_index(op.f("ix_link_codes_person_id"), "link_codes", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("link_codes")
    op.drop_table("door_links")
    op.drop_table("telegram_updates")
    op.drop_table("telegram_chats")
