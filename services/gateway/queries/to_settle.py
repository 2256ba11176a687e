"""What is still to be returned to whoever is served: theirs, and what comes from their number."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from uuid import UUID

import asyncpg

from services.gateway import store
from services.gateway.domain import Contact, access_to_calls, pending
from services.gateway.domain.access_to_calls import Came, PendingFacts
from services.gateway.domain.pending import PendingCall
from services.gateway.queries.pending import may_know
from services.gateway.queries.pending_listed import OF_ENTRY
from services.gateway.queries.people import Looking
from services.gateway.store.asked_at import ASKED_AT
from services.gateway.store.pending import KNOWN_CALL, facts_of_call
from shared.city import City
from shared.city.store import current
from shared.db import Tx
from shared.identity import Principal
from shared.widening import everywhere

NOBODY = UUID(int=0)
"""No person: nothing is theirs."""
OFFERED = 5
"""How many are offered at once: those that began first."""
THEIRS = f"""
SELECT {OF_ENTRY}, p.person IS NULL AS same_number,
  CASE WHEN p.person IS NULL THEN '{{}}' ELSE kept_from(p.person) END AS kept_from
FROM pending_call AS p
WHERE p.state IN ('open', 'passed') AND p.origin NOT IN ('message', 'offer') AND p.unit = ANY($1)
  AND $4 <> ALL({ASKED_AT})
  AND (p.person = $2 OR (p.person IS NULL AND coalesce(p.contact, p.id) IN (
    SELECT n.id FROM caller_number AS n WHERE n.number_index = ANY($3)
    UNION ALL SELECT n.id FROM caller_number AS on_line
    JOIN caller_number AS n ON n.number_index = on_line.number_index WHERE on_line.id = $4)))
ORDER BY p.first_at, p.id
"""
SETTLED = f"{KNOWN_CALL} WHERE answered_by = $1 AND settled = 'arrived' ORDER BY first_at LIMIT 20"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks what is to be settled, and when."""

    who: Principal
    at: datetime


async def to_be_settled(
    tx: Tx, contact: Contact, whom: tuple[UUID, str | None], looking: Looking
) -> list[PendingCall]:
    """What is still to be returned to whoever is here: theirs, and unnamed ones of their number.

    Theirs is the telephone of the person, and the number from which they call, whoever they are.
    Of its unit and of the city's telephone services, at these of every unit; what ``settle`` takes
    by their contact, and not what they asked for at it.
    """
    person_id, telephone = whom
    here, asking = await current(tx, looking.at), Asking(looking.reader.who, looking.at)
    numbers = store.pending.number_digests(telephone, looking.ring) if telephone else []
    units = list(pending.may_end_at(here, contact.unit))
    async with everywhere(tx):  # these units alone, as the statement says
        rows = await tx.fetch(THEIRS, units, person_id, numbers, contact.id)
    came = Came(contact.unit, person_id if person_id != NOBODY else None)
    known = (each.entry for each in map(_facts_of, rows) if is_known(here, each, came, asking))
    return list(islice(known, OFFERED))


async def unnamed(
    tx: Tx, contact: Contact, looking: Looking
) -> tuple[list[PendingCall], list[PendingCall]]:
    """Of whoever is on the line without a name: what may be theirs, and what this call settled."""
    calls = await to_be_settled(tx, contact, (NOBODY, None), looking)
    here, asking = await current(tx, looking.at), Asking(looking.reader.who, looking.at)
    settled = map(facts_of_call, await tx.fetch(SETTLED, contact.id))
    nobody = Came(contact.unit, None)
    return calls, [each.entry for each in settled if is_known(here, each, nobody, asking)]


def is_known(here: City, call: PendingFacts, came: Came, asking: Asking) -> bool:
    """Whether whoever serves this person may know of the call: theirs to see, or to settle."""
    who = asking.who
    within = who.sees(call.entry.unit) and may_know(here, call, who, asking.at)
    return within or access_to_calls.may_settle_from_elsewhere(call, here, came, who)


def _facts_of(row: asyncpg.Record) -> PendingFacts:
    return replace(facts_of_call(row), same_number=row["same_number"])
