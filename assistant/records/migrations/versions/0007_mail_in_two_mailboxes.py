"""One mail that came to several of our mailboxes is one case.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("copy_of", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_message_copy_of"), "message", ["copy_of"])
    op.create_table(
        "worked_mail",
        sa.Column("delivery_key", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_worked_mail_message_id_message")),
        sa.PrimaryKeyConstraint("delivery_key", name=op.f("pk_worked_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_worked_mail_message_id")),
    )


def downgrade() -> None:
    raise NotImplementedError("Going back would lose what people decided; restore a backup instead.")
