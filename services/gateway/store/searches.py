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
    tx: Tx,
    reader: UUID,
    asked: Asked,
    candidates: tuple[Collection[UUID], Collection[UUID]],
    ring: Keyring,
) -> int:
    """Note a search, one of a reader at a time; how many different people that makes this hour.

    Somebody looked for and not found counts as well, and so does whoever was only ``seen``, by a
    name or by the telephone of who speaks for them: to be noted as found lets one name and open a
    person, and takes a whole number of their own.
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
    found, seen = candidates
    notes = [digest(ring.index, "person_search.seen", str(each)) for each in seen]
    told_of = [told] * (len(found) or not seen)
    nobody = [None] * (len(notes) + (not found and not seen))
    await tx.execute(NOTE, reader, [*told_of, *notes], [*found, *nobody])
    count: int = await tx.fetchval(COUNT, reader)
    return count
