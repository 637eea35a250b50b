"""Files that go with a reply, the mail that an approval was given on, and replies that lie in a mailbox's Drafts.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from assistant.records import dialects

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("draft", "approval"):
        op.add_column(table, sa.Column("attachments", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("approval", sa.Column("last_message_id", sa.Integer(), nullable=True))
    _allow_states("draft", "proposed", "approved", "rejected", "superseded", "stale", "sent")
    _allow_states("delivery", "queued", "sending", "sent", "refused", "unknown", "postponed", "in_drafts", "withdrawn")
    _make_placed_drafts()


def downgrade() -> None:
    op.drop_table("placed_draft")
    _allow_states("delivery", "queued", "sending", "sent", "refused", "unknown", "postponed")
    _allow_states("draft", "proposed", "approved", "rejected", "superseded", "stale")
    for table, column in (
        ("approval", "last_message_id"),
        ("approval", "attachments"),
        ("draft", "attachments"),
    ):
        op.drop_column(table, column)


def _allow_states(table: str, *states: str) -> None:
    condition = f"state IN ({', '.join(map(repr, states))})"
    dialects.replace_check(op.get_bind(), table, f"ck_{table}_state", condition)


def _make_placed_drafts() -> None:
    op.create_table(
        "placed_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=998), nullable=False),
        sa.Column("raw_sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("sent_message_id", sa.String(length=998), nullable=True),
        sa.Column("sent_sha256", sa.String(length=64), nullable=True),
        sa.Column("sent_text", sa.Text(), nullable=True),
        sa.Column("sent_recipients", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "state IN ('placing', 'placed', 'sent', 'withdrawn', 'gone')", name=op.f("ck_placed_draft_state")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_placed_draft_ticket_id_ticket")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_placed_draft_draft_id_draft")),
        sa.ForeignKeyConstraint(["mailbox"], ["mailbox.name"], name=op.f("fk_placed_draft_mailbox_mailbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placed_draft")),
        sa.UniqueConstraint("draft_id", "version", name=op.f("uq_placed_draft_draft_id_version")),
    )
    op.create_index(op.f("ix_placed_draft_ticket_id"), "placed_draft", ["ticket_id"])
    op.create_index("ix_placed_draft_mailbox_state", "placed_draft", ["mailbox", "state"])
