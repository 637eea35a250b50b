"""The shop's records: orders, customers, products, contacts. The code that reads them is `assistant.orders`.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people_and_goods()
    _orders()


def downgrade() -> None:
    for table in ("order_line", "shop_order", "contact", "customer_phone", "customer", "product", "shop"):
        op.drop_table(table)


def _people_and_goods() -> None:
    """The shop itself, what it sells, and to whom."""
    op.create_table(
        "shop",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
    )
    op.create_table(
        "product",
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_product")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    op.create_index(op.f("ix_customer_email_key"), "customer", ["email_key"], unique=False)
    op.create_index(op.f("ix_customer_name_key"), "customer", ["name_key"], unique=False)
    op.create_table(
        "customer_phone",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("phone_key", sa.String(), nullable=False),
        sa.Column("tail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_phone_customer_id_customer")),
        sa.PrimaryKeyConstraint("customer_id", "phone_key", name=op.f("pk_customer_phone")),
    )
    op.create_index(op.f("ix_customer_phone_phone_key"), "customer_phone", ["phone_key"], unique=False)
    op.create_index(op.f("ix_customer_phone_tail"), "customer_phone", ["tail"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_contact_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_customer_id_at"), "contact", ["customer_id", "at"], unique=False)


def _orders() -> None:
    """Orders, and which of them hold an item."""
    op.create_table(
        "shop_order",
        sa.Column("number_key", sa.String(), nullable=False),
        sa.Column("tail", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_shop_order_customer_id_customer")),
        sa.PrimaryKeyConstraint("number_key", name=op.f("pk_shop_order")),
    )
    op.create_index(
        op.f("ix_shop_order_customer_id_placed_at"), "shop_order", ["customer_id", "placed_at"], unique=False
    )
    op.create_index(op.f("ix_shop_order_tail_placed_at"), "shop_order", ["tail", "placed_at"], unique=False)
    op.create_table(
        "order_line",
        sa.Column("number_key", sa.String(), nullable=False),
        sa.Column("item_key", sa.String(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["number_key"], ["shop_order.number_key"], name=op.f("fk_order_line_number_key_shop_order")
        ),
        sa.PrimaryKeyConstraint("number_key", "item_key", name=op.f("pk_order_line")),
    )
    op.create_index(op.f("ix_order_line_item_key_placed_at"), "order_line", ["item_key", "placed_at"], unique=False)
