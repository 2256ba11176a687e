"""Whom a unit's professionals attend on the same day: the outcome *Attended today* sends them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.gateway.domain import Contact, ContactFacts, access
from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.store.contacts import KNOWN, facts_of
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import Level, Matter, Outcome
from shared.db import Tx
from shared.identity import Principal
from shared.widening import everywhere

MOST_OF_A_DAY = 200
SENT = f"""
{KNOWN}
WHERE unit = ANY($1) AND opened_at >= $2 AND opened_at < $3 AND matters @> $4::jsonb
  AND state <> 'voided' AND (invented IS NOT NULL) = $5
ORDER BY opened_at, id LIMIT {MOST_OF_A_DAY}
"""
RECEIVED_BY = """
SELECT contact, at, staff FROM contact_act
WHERE contact = ANY($1) AND act = 'received' AND NOT undone
"""
By = Mapping[tuple[UUID, datetime | None], UUID]
"""Who received a contact at an instant."""


@dataclass(frozen=True, slots=True)
class Care:
    """Somebody for a professional of the unit; of the reason nothing is said."""

    code: str
    level: Level | None
    since: datetime
    """When reception sent them."""
    desk: int | None
    """At which desk, if reception said one."""
    contact: UUID
    version: int
    """Of the contact, as it was read."""
    unit: str
    """To whose professionals."""
    received_at: datetime | None
    """When one received them; none: not yet, or nobody said so."""
    on_paper: bool
    """Sent in hours on paper: until somebody says so, whether they were received is unknown."""
    received_by: UUID | None
    may_undo: bool
    """Whether that may still be taken back."""

    @property
    def waited_seconds(self) -> float | None:
        """From being sent to being received; none while it is not known."""
        at = self.received_at
        return None if at is None else max(0.0, (at - self.since).total_seconds())


async def care_of_day(tx: Tx, unit: str, day: date, who: Principal, at: datetime) -> list[Care]:
    """Who was sent to a professional of the unit on that civil day, who was not received first,
    and of whom that is unknown next.

    From whatever unit; a restricted contact of another one only to those professionals, and nobody
    to a colleague who is kept from them.
    """
    sent = json.dumps([{"care_unit": unit}])
    here = await current(tx, at)
    units = [unit] if here.practises(unit) else [each.code for each in here.units]
    return [each for each in await _sent(tx, (units, sent), day, who, at) if each.unit == unit]


async def sent_of_day(tx: Tx, unit: str, day: date, who: Principal, at: datetime) -> list[Care]:
    """Whom this unit sent to professionals on that civil day, its own or another's; as above."""
    sent = json.dumps([{"outcome": Outcome.SAME_DAY_CARE}])
    return await _sent(tx, ([unit], sent), day, who, at)


async def _sent(
    tx: Tx, asked: tuple[list[str], str], day: date, who: Principal, at: datetime
) -> list[Care]:
    here = await current(tx, at)
    units, sent = asked
    bounds = here.midnight(day), here.midnight(day + timedelta(days=1))
    async with everywhere(tx):  # they may have come to another unit; each is asked for below
        rows = await tx.fetch(SENT, units, *bounds, sent, here.practises(units[0]))
        found = [facts_of(row) for row in rows]
        of = [each.contact.id for each in found]
        acts = await tx.fetch(RECEIVED_BY, of)
    by = {(row["contact"], row["at"]): row["staff"] for row in acts}
    known = [
        _care(facts.contact, matter, by, at)
        for facts in found
        for matter in facts.contact.matters
        if matter.care_unit and _may_know(here, facts, matter.care_unit, who, at)
    ]
    return sorted(known, key=lambda each: (each.received_at is not None, each.on_paper, each.since))


def _may_know(here: City, facts: ContactFacts, unit: str, who: Principal, at: datetime) -> bool:
    """As the professionals of the unit, or as whoever sent them."""
    restricted = access.is_restricted(here, facts.contact)
    if who.sees(facts.contact.unit) and access.may_know(facts, restricted, who, at):
        return True
    return access.may_know_who_was_sent(unit, facts, restricted, who, at)


def _care(contact: Contact, matter: Matter, by: By, at: datetime) -> Care:
    received = matter.received_at
    return Care(
        contact.shown_code,
        contact.level,
        matter.at or at,
        matter.care_desk,
        contact.id,
        contact.version,
        matter.care_unit or contact.unit,
        received,
        matter.on_paper,
        by.get((contact.id, received)),
        received is not None and at - received <= UNDO_WITHIN,
    )
