"""First visits of referrals, and the times that agendas have free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referrals.domain.visit import VisitState
from shared.contracts.gateway import AppointmentChanged, FirstVisitRefused, SlotChanged
from shared.db import Tx

KEEP_TIMES = """
INSERT INTO free_time (slot, version, unit, kind, starts_at, minutes, free)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[],
                     $6::smallint[], $7::boolean[])
ON CONFLICT (slot) DO UPDATE SET version = excluded.version, unit = excluded.unit,
  kind = excluded.kind, starts_at = excluded.starts_at, minutes = excluded.minutes,
  free = excluded.free
WHERE free_time.version < excluded.version
"""
ASK = """
INSERT INTO first_visit (referral, slot, state, asked_at, starts_at, version, asked)
VALUES ($1, $2, 'asked', $3, $4, 0, 1)
ON CONFLICT (referral) DO UPDATE SET slot = excluded.slot, state = 'asked',
  asked_at = excluded.asked_at, starts_at = excluded.starts_at, asked = first_visit.asked + 1
WHERE first_visit.state IN ('refused', 'cancelled', 'missed')
RETURNING asked
"""
REFUSED = """
UPDATE first_visit AS v SET state = 'refused'
FROM unnest($1::uuid[], $2::uuid[]) AS told (referral, slot)
WHERE v.referral = told.referral AND v.slot = told.slot AND v.state = 'asked'
"""
STANDS = """
INSERT INTO first_visit (referral, slot, state, asked_at, starts_at, appointment, version, asked)
SELECT told.referral, told.appointment, told.state, told.at, told.starts_at, told.appointment,
  told.version, 0
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::bigint[])
  AS told (referral, appointment, state, at, starts_at, version)
WHERE EXISTS (SELECT FROM referral AS r WHERE r.id = told.referral)
ON CONFLICT (referral) DO UPDATE SET state = excluded.state, starts_at = excluded.starts_at,
  appointment = excluded.appointment, version = excluded.version
WHERE first_visit.appointment IS DISTINCT FROM excluded.appointment
  OR first_visit.version < excluded.version
"""


OVER = frozenset({VisitState.REFUSED, VisitState.CANCELLED, VisitState.MISSED})
"""Nobody is attended at that time any more."""


@dataclass(frozen=True, slots=True)
class Visit:
    """The first visit of a referral."""

    state: VisitState
    asked_at: datetime
    starts_at: datetime

    @property
    def needs_another(self) -> bool:
        """Whether somebody has to choose another time."""
        return self.state in OVER


async def take_time(tx: Tx, slot: UUID, unit: str) -> datetime | None:
    """When this free time of the unit begins; none if it is not free as far as is known."""
    found: datetime | None = await tx.fetchval(
        "SELECT starts_at FROM free_time WHERE slot = $1 AND unit = $2 AND free FOR UPDATE",
        slot,
        unit,
    )
    return found


async def ask(tx: Tx, referral: UUID, slot: UUID, asked_at: datetime, at: datetime) -> int | None:
    """Note that a time was asked for: how often that was; none while another one stands."""
    asked: int | None = await tx.fetchval(ASK, referral, slot, asked_at, at)
    return asked


async def of_referral(tx: Tx, referral: UUID) -> Visit | None:
    """The first visit, if one was asked for."""
    row = await tx.fetchrow(
        "SELECT state, asked_at, starts_at FROM first_visit WHERE referral = $1", referral
    )
    return None if row is None else Visit(VisitState(row[0]), row[1], row[2])


async def keep_times(tx: Tx, told: Sequence[SlotChanged]) -> None:
    """Keep what the gateway tells of its times."""
    await tx.execute(
        KEEP_TIMES,
        [each.slot_id for each in told],
        [each.version for each in told],
        [each.unit for each in told],
        [each.kind for each in told],
        [each.starts_at for each in told],
        [each.minutes for each in told],
        [each.free for each in told],
    )


async def keep_refusals(tx: Tx, told: Sequence[FirstVisitRefused]) -> None:
    """The time that was asked for is gone, unless it has an appointment or another was asked."""
    await tx.execute(REFUSED, [each.referral_id for each in told], [each.slot_id for each in told])


async def keep_visits(tx: Tx, told: Sequence[AppointmentChanged]) -> None:
    """Keep the appointments that are first visits of referrals."""
    ours = [each for each in told if each.referral_id is not None]
    await tx.execute(
        STANDS,
        [each.referral_id for each in ours],
        [each.appointment_id for each in ours],
        [each.state for each in ours],
        [each.booked_at for each in ours],
        [each.starts_at for each in ours],
        [each.version for each in ours],
    )
