"""keys apart: people's data keys and the keyring move to the key store; a person's row keeps the id of its key"""

import sqlalchemy as sa
from alembic import context, op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

PEOPLE = sa.table("people", sa.column("id", sa.String), sa.column("data_key", sa.LargeBinary))
KEYRING = sa.table("keyring", sa.column("name", sa.String), sa.column("wrapped", sa.LargeBinary))


def upgrade() -> None:
    connection, keys = op.get_bind(), context.config.attributes["keys"]
    people = [(bytes.fromhex(id_), bytes(wrapped)) for id_, wrapped in connection.execute(sa.select(PEOPLE.c.id, PEOPLE.c.data_key))]
    keyring = {name: bytes(wrapped) for name, wrapped in connection.execute(sa.select(KEYRING.c.name, KEYRING.c.wrapped))}
    if (held := keys.keyring()) and keyring and held != keyring:
        raise sa.exc.InvalidRequestError(f"the key store {keys.file} belongs to another database; set LQF_KEY_STORE to another file")
    # On the disk before they leave the database. A person's own id is the key's here, so that an upgrade that is done again leaves no
    # second copy of a key behind.
    keys.add_to_keyring(keyring)
    keys.keep(*people)
    for key_id, _ in people:
        connection.execute(sa.update(PEOPLE).where(PEOPLE.c.id == key_id.hex()).values(data_key=key_id))
    # Renamed in place: on SQLite a table that is built anew would take along all rows that point to it.
    op.execute("ALTER TABLE people RENAME COLUMN data_key TO key_id")
    connection.execute(sa.delete(KEYRING))
    op.drop_table("keyring")


def downgrade() -> None:
    raise NotImplementedError("keys do not go back into the database")
