"""What Alembic runs; only `assistant.records.migrate` starts it, with a connection that is in a transaction already."""

from alembic import context

from assistant.records.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,  # SQLite can, once the driver does not begin transactions by itself
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
