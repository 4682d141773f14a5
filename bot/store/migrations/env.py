"""Alembic's environment: runs the migrations on the connection that ``Database.upgrade`` hands over."""

from alembic import context

from bot.store.models import mapper

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=mapper.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
