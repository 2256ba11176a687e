"""Referrals as the doors need them: accepted at a unit, of one person, behind appointments."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway.domain import access
from services.gateway.domain.handed_on import HandedOn
from services.gateway.queries.sessions import Heard, heard_of
from services.gateway.store.contacts import KNOWN, facts_of
from services.gateway.store.handed_on import NAMES, handed_on_of
from shared.city.store import current
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Principal, Role
from shared.widening import everywhere

H_COLUMNS = ", ".join(f"h.{name}" for name in NAMES)
ACCEPTED = f"""
SELECT {H_COLUMNS}, a.starts_at AS visit_at, a.state AS visit_state
FROM handed_on AS h
LEFT JOIN LATERAL (
  SELECT v.starts_at, v.state FROM appointment AS v WHERE v.referral = h.id
    AND v.state <> 'cancelled' ORDER BY v.booked_at DESC, v.id DESC LIMIT 1
) AS a ON true
WHERE h.unit = $1 AND h.state IN ('accepted', 'in_progress', 'on_hold')
  AND (h.person IS NULL OR $2 <> ALL(kept_from(h.person)))
  AND NOT EXISTS (SELECT FROM contact AS c WHERE c.id = h.contact AND c.person IS NOT NULL
    AND $2 = ANY(kept_from(c.person)))
  AND ($3 OR NOT h.restricted)
ORDER BY a.starts_at IS NOT NULL, array_position(ARRAY['urgent', 'preferential'], h.level),
  h.sent_at, h.id OFFSET $4 LIMIT $5
"""
OF_PERSON = f"""
SELECT {H_COLUMNS} FROM handed_on AS h
WHERE h.withdrawn_at IS NULL
  AND (h.ended_at IS NULL OR (h.internal AND h.state = 'rejected' AND h.taken_up_at IS NULL))
  AND (h.person = $1 OR h.contact IN (SELECT c.id FROM contact AS c WHERE c.person = $1))
ORDER BY h.sent_at DESC, h.id LIMIT 20
"""
CONTACTS = f"{KNOWN} WHERE id = ANY($1)"
CODES = "SELECT referral, code FROM first_visit WHERE referral = ANY($1)"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A referral that the unit accepted, and its first visit if it has one."""

    handed: HandedOn
    visit_at: datetime | None
    visit_state: str | None


@dataclass(frozen=True, slots=True)
class AcceptedAt:
    """Those of a unit: without a first visit first, then the most urgent."""

    referrals: Sequence[Accepted]
    heard: Heard
    """Of the referrals; where it is old, others may have been accepted since."""


async def accepted_referrals(
    tx: Tx, unit: str, who: Principal, at: datetime, stretch: tuple[int, int]
) -> AcceptedAt:
    """A stretch of those that a unit accepted and that go on; restricted ones to professionals.

    Raises ``NotFound`` when the city has no such unit.
    """
    if (await current(tx, at)).unit(unit) is None:
        raise NotFound
    cares = Role.PROFESSIONAL in who.roles
    rows = await tx.fetch(ACCEPTED, unit, who.id, cares, *stretch)
    found = [Accepted(handed_on_of(row), row["visit_at"], row["visit_state"]) for row in rows]
    return AcceptedAt(found, await heard_of(tx, "referrals"))


async def referrals_of_person(tx: Tx, person: UUID, who: Principal, at: datetime) -> list[HandedOn]:
    """What of a person's goes on or came back, as far as the reader may know.

    Of other units if unrestricted. To be given out with the person only.
    """
    here = await current(tx, at)
    async with everywhere(tx):  # each is asked for below
        found = [handed_on_of(row) for row in await tx.fetch(OF_PERSON, person)]
        contacts = [each.contact for each in found if each.contact]
        facts = {row["id"]: facts_of(row) for row in await tx.fetch(CONTACTS, contacts)}

    def known(each: HandedOn) -> bool:
        within = who.sees(each.unit) or who.sees(each.from_unit or each.unit)
        if each.restricted and not within:
            return False
        if each.contact is None:
            return not each.restricted or Role.PROFESSIONAL in who.roles
        came = facts.get(each.contact)
        return came is not None and access.may_know(
            came, access.is_restricted(here, came.contact), who, at
        )

    return [each for each in found if known(each)]


async def codes_of_visits(tx: Tx, referrals: Collection[UUID]) -> Mapping[UUID, str]:
    """What people call the referrals of these first visits, by referral."""
    rows = await tx.fetch(CODES, list(referrals)) if referrals else []
    return {row["referral"]: row["code"] for row in rows}
