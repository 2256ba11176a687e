"""One contact, and how many there are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway.domain import Contact, access
from services.gateway.domain.access import Did
from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.store.contacts import KNOWN, facts_of
from shared.city.store import current
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Principal

LAST = f"""
SELECT c.*, act.act, act.at AS acted_at
FROM contact_act AS act JOIN ({KNOWN}) AS c ON c.id = act.contact
WHERE act.staff = $1 AND act.at > $3 AND NOT act.undone AND c.unit = $2
  AND (c.exchange_call IS NULL OR c.desk IS NOT NULL OR act.before ->> 'desk' IS NOT NULL)
  AND NOT EXISTS (
    SELECT FROM contact_act AS later
    WHERE later.contact = act.contact AND later.version > act.version AND NOT later.undone
)
ORDER BY act.at DESC, act.version DESC
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
    code: str
    act: str
    version: int
    at: datetime


async def last_act(tx: Tx, unit: str, who: Principal, at: datetime) -> LastAct | None:
    """Somebody's newest act at a unit that nobody has acted upon since."""
    here = await current(tx, at)
    for row in await tx.fetch(LAST, who.id, unit, at - UNDO_WITHIN):
        facts, did = facts_of(row), Did(who.id, row["acted_at"])
        restricted = access.is_restricted(here, facts.contact)
        if access.may_take_back(facts, restricted, did, who, at):
            found = facts.contact
            return LastAct(found.id, found.shown_code, row["act"], found.version, row["acted_at"])
    return None


async def contact(tx: Tx, contact_id: UUID, who: Principal, at: datetime) -> Contact:
    """The contact. Raises ``NotFound``, also for one that they may not know of."""
    here = await current(tx, at)
    row = await tx.fetchrow(f"{KNOWN} WHERE id = $1", contact_id)
    if row is None:
        raise NotFound
    facts = facts_of(row)
    who.require(facts.contact.unit)
    if not access.may_know(facts, access.is_restricted(here, facts.contact), who, at):
        raise NotFound
    return facts.contact


async def tally(
    tx: Tx, door: str, since: datetime | None, until: datetime | None, at: datetime
) -> Tally:
    """Of those who came in a time: a reader that has equal sums has heard everything.

    What is practised is told to nobody, and is not among them.
    """
    practice = (await current(tx, at)).practice
    row = await tx.fetchrow(
        "SELECT count(*) AS contacts, coalesce(sum(version), 0)::bigint AS versions "
        "FROM contact WHERE invented IS NULL AND unit IS DISTINCT FROM $4 AND door = $1 "
        "AND ($2::timestamptz IS NULL OR opened_at >= $2) "
        "AND ($3::timestamptz IS NULL OR opened_at < $3)",
        door,
        since,
        until,
        practice and practice.code,
    )
    return Tally(row["contacts"], row["versions"]) if row else Tally(0, 0)
