"""How many people somebody looked for within the hour."""

import hashlib
from collections.abc import Collection
from uuid import UUID

from services.gateway.domain import Asked
from services.gateway.store.people import PEOPLE
from shared.db import Tx
from shared.encryption import Keyring, digest

FORGET = """
DELETE FROM person_search WHERE reader = $1 AND at <= clock_timestamp() - interval '1 hour'
"""
NOTE = """
INSERT INTO person_search (reader, asked, found)
SELECT $1, asked, found FROM unnest($2::bytea[], $3::uuid[]) AS f (asked, found)
"""
COUNT = """
SELECT count(DISTINCT coalesce(found::text, encode(asked, 'hex')))
FROM person_search WHERE reader = $1
"""


async def note_search(
    tx: Tx, reader: UUID, asked: Asked, found: Collection[UUID], ring: Keyring
) -> int:
    """Note a search, one of a reader at a time; how many different people that makes this hour.

    Somebody looked for and not found counts as well. Whoever is found by a name counts, but is not
    noted as found: that lets one name and open a person, and takes a whole number.
    """
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"search {reader}")
    await tx.execute(FORGET, reader)
    told = hashlib.sha256(
        b"".join(
            digest(ring.index, PEOPLE.kind(kind), text or "")
            for kind, text in (
                ("telephone", asked.telephone),
                ("document", asked.document),
                ("name", asked.name),
            )
        )
    ).digest()
    if asked.name and found:
        asked_for = [digest(ring.index, "person_search.named", str(each)) for each in found]
        await tx.execute(NOTE, reader, asked_for, [None] * len(found))
    else:
        await tx.execute(NOTE, reader, [told] * max(1, len(found)), list(found) or [None])
    count: int = await tx.fetchval(COUNT, reader)
    return count
