"""What Alembic runs; only `assistant.records.migrate` starts it, with a connection that is in a transaction already."""

from alembic import context

from assistant.records.tables import Base

# The transaction is the caller's, so Alembic begins and commits none of its own.
context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
