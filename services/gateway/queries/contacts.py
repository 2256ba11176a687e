"""One contact, and how many there are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway.domain import Contact
from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.store.contacts import COLUMNS, contact_of
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Principal

LAST = """
SELECT c.id, c.code, act.act, c.version
FROM contact_act AS act JOIN contact AS c ON c.id = act.contact
WHERE act.staff = $1 AND act.at > $3 AND NOT act.undone AND c.unit = $2 AND c.exchange_call IS NULL
  AND NOT EXISTS (
    SELECT FROM contact_act AS later
    WHERE later.contact = act.contact AND later.version > act.version AND NOT later.undone
)
ORDER BY act.at DESC, act.version DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many contacts there are, and the sum of their versions."""

    contacts: int
    versions: int


@dataclass(frozen=True, slots=True)
class LastAct:
    """What somebody did last and may still undo."""

    contact: UUID
    code: str | None
    act: str
    version: int


async def last_act(tx: Tx, staff: UUID, unit: str, at: datetime) -> LastAct | None:
    """This person's newest act at the unit that nobody has acted upon since."""
    row = await tx.fetchrow(LAST, staff, unit, at - UNDO_WITHIN)
    return LastAct(row["id"], row["code"], row["act"], row["version"]) if row else None


async def contact(tx: Tx, contact_id: UUID, who: Principal) -> Contact:
    """The contact. Raises ``NotFound``, also for one of a unit out of scope."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM contact WHERE id = $1", contact_id)
    if row is None:
        raise NotFound
    found = contact_of(row)
    who.require(found.unit)
    return found


async def tally(
    tx: Tx, door: str, since: datetime | None = None, until: datetime | None = None
) -> Tally:
    """Of those who came in a time: a reader that has equal sums has heard everything."""
    row = await tx.fetchrow(
        "SELECT count(*) AS contacts, coalesce(sum(version), 0)::bigint AS versions "
        "FROM contact WHERE door = $1 AND ($2::timestamptz IS NULL OR opened_at >= $2) "
        "AND ($3::timestamptz IS NULL OR opened_at < $3)",
        door,
        since,
        until,
    )
    return Tally(row["contacts"], row["versions"]) if row else Tally(0, 0)
