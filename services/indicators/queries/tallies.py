"""How much has arrived here."""

from dataclasses import dataclass
from datetime import datetime

from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Tally:
    """How many contacts are known, and the sum of their versions."""

    contacts: int
    versions: int


async def tally(
    tx: Tx, door: str, since: datetime | None = None, until: datetime | None = None
) -> Tally:
    """Of those who came in a time; equal to the gateway's own once everything has arrived."""
    row = await tx.fetchrow(
        "SELECT count(*) AS contacts, coalesce(sum(version), 0)::bigint AS versions "
        "FROM contact_fact WHERE door = $1 AND ($2::timestamptz IS NULL OR opened_at >= $2) "
        "AND ($3::timestamptz IS NULL OR opened_at < $3)",
        door,
        since,
        until,
    )
    return Tally(row["contacts"], row["versions"]) if row else Tally(0, 0)
