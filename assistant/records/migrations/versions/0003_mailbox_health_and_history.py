"""How each mailbox does, mail that is imported as history, and mail that a person takes out of the lists.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("checked_at", "last_success"):
        op.add_column("mailbox", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.add_column("mailbox", sa.Column("problem", sa.Text(), nullable=True))
    op.add_column("mailbox", sa.Column("behind_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("mailbox", sa.Column("expected_by", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("history", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("message", sa.Column("wanted", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("message", sa.Column("let_through_by", sa.Text(), nullable=True))
    op.create_index("ix_message_received", "message", ["mailbox", "received_at"], unique=False)
    op.create_table(
        "history_cursor",
        sa.Column("mailbox", sa.String(length=120), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["mailbox"], ["mailbox.name"], name=op.f("fk_history_cursor_mailbox_mailbox")),
        sa.PrimaryKeyConstraint("mailbox", "folder", "since", name=op.f("pk_history_cursor")),
    )


def downgrade() -> None:
    raise NotImplementedError("Going back would lose what people decided; restore a backup instead.")
