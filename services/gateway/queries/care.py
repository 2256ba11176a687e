"""Whom a unit's professionals attend on the same day: the outcome *Attended today* sends them."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.gateway.domain import access
from services.gateway.store.contacts import KNOWN, facts_of
from shared.city.store import current
from shared.contracts.gateway import Level
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


@dataclass(frozen=True, slots=True)
class Care:
    """Somebody for a professional of the unit; of the reason nothing is said."""

    code: str
    level: Level | None
    since: datetime
    """When reception sent them."""
    desk: int | None
    """At which desk, if reception said one."""


async def care_of_day(tx: Tx, unit: str, day: date, who: Principal, at: datetime) -> list[Care]:
    """Who was sent to a professional of the unit on that civil day, first come first.

    From whatever unit; a restricted contact of another one only to those professionals, and nobody
    to a colleague who is kept from them.
    """
    here = await current(tx, at)
    units = [each.code for each in here.units]
    bounds = here.midnight(day), here.midnight(day + timedelta(days=1))
    sent = json.dumps([{"care_unit": unit}])
    async with everywhere(tx):  # they may have come to another unit; each is asked for below
        rows = await tx.fetch(SENT, units, *bounds, sent, here.practises(unit))
    found = []
    for facts in map(facts_of, rows):
        restricted = access.is_restricted(here, facts.contact)
        if access.may_know_who_was_sent(unit, facts, restricted, who, at):
            contact = facts.contact
            found += [
                Care(contact.shown_code, contact.level, each.at or at, each.care_desk)
                for each in contact.matters
                if each.care_unit == unit
            ]
    return sorted(found, key=lambda each: each.since)
