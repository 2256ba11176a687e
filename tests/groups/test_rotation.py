"""Whatever is sealed in the groups is brought under new keys with the rest."""

from deploy.cli.sealed_fields import HOLDERS
from shared.db import Tx

SEALED = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type = 'bytea'
  AND table_name !~ '^(answered_command|parked_event|outbox|look)'
"""
NO_FIELD = {("place_link", "token_hash")}


async def test_every_sealed_column_of_the_groups_is_rotated(tx: Tx) -> None:
    there = {(row["table_name"], row["column_name"]) for row in await tx.fetch(SEALED)}
    rotated = {(table.table, column) for table in HOLDERS["groups"] for column in table.keyed}
    assert there - NO_FIELD == rotated
