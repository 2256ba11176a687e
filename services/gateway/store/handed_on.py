"""Referrals as they are known here, and the times that were chosen for their first visits."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.gateway.domain.handed_on import HandedOn
from shared.db import Tx

HANDED_ON = TypeAdapter(HandedOn)
NAMES = tuple(field.name for field in fields(HandedOn))
COLUMNS = ", ".join(NAMES)
VALUES = ", ".join(f"${number}" for number in range(1, len(NAMES) + 1))
CHANGES = ", ".join(f"{name} = excluded.{name}" for name in NAMES if name != "id")
KEEP = f"""
INSERT INTO handed_on ({COLUMNS}) VALUES ({VALUES}) ON CONFLICT (id) DO UPDATE SET {CHANGES}
"""
ASKED = """
INSERT INTO first_visit AS known (referral, version, unit, slot, code, person, asked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (referral) DO UPDATE SET version = excluded.version, unit = excluded.unit,
  slot = excluded.slot, code = excluded.code, person = excluded.person,
  asked_at = excluded.asked_at, appointment = NULL
WHERE excluded.version > known.version RETURNING true
"""


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """The time that was chosen for a referral, and in which version of asking."""

    referral: UUID
    version: int
    unit: str
    slot: UUID
    code: str
    person: UUID | None
    asked_at: datetime


async def keep_handed_on(tx: Tx, handed: HandedOn) -> None:
    """Keep a referral as it is known now."""
    await tx.execute(KEEP, *(getattr(handed, name) for name in NAMES))


async def take_handed_on(tx: Tx, referrals: Collection[UUID]) -> dict[UUID, HandedOn]:
    """Those that are known of these, locked."""
    rows = await tx.fetch(
        f"SELECT {COLUMNS} FROM handed_on WHERE id = ANY($1) ORDER BY id FOR UPDATE",
        list(referrals),
    )
    return {row["id"]: handed_on_of(row) for row in rows}


async def handed_on_at(tx: Tx, contact: UUID) -> list[HandedOn]:
    """Those that a contact's reasons ended with, locked."""
    rows = await tx.fetch(
        f"SELECT {COLUMNS} FROM handed_on WHERE contact = $1 ORDER BY id FOR UPDATE", contact
    )
    return [handed_on_of(row) for row in rows]


async def find_handed_on(tx: Tx, referral: UUID) -> HandedOn | None:
    """It as it is known now, not locked."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM handed_on WHERE id = $1", referral)
    return handed_on_of(row) if row else None


async def came_as(tx: Tx, referral: UUID) -> UUID | None:
    """The contact as which whoever it concerns came to its first visit."""
    found: UUID | None = await tx.fetchval(
        "SELECT arrival FROM appointment WHERE referral = $1 AND arrival IS NOT NULL "
        "ORDER BY id DESC LIMIT 1",
        referral,
    )
    return found


async def note_asked(tx: Tx, visit: FirstVisit) -> bool:
    """Whether this version of asking for a first visit is new, and noted now."""
    told = (visit.referral, visit.version, visit.unit, visit.slot, visit.code)
    return bool(await tx.fetchval(ASKED, *told, visit.person, visit.asked_at))


async def note_booked(tx: Tx, referral: UUID, appointment: UUID) -> None:
    """The appointment that was made of it."""
    await tx.execute(
        "UPDATE first_visit SET appointment = $2 WHERE referral = $1", referral, appointment
    )


async def person_of_visit(tx: Tx, referral: UUID | None) -> UUID | None:
    """Whom the first visit of a referral concerns, where somebody of the gateway's people is."""
    found: UUID | None = await tx.fetchval(
        "SELECT id FROM person WHERE id = appointment_person(NULL, $1) AND erased_at IS NULL",
        referral,
    )
    return found


async def staff_kept_from_person(tx: Tx, person: UUID | None) -> frozenset[UUID]:
    """The staff who must neither see nor serve this person."""
    if person is None:
        return frozenset()
    return frozenset(await tx.fetchval("SELECT kept_from($1)", person))


def handed_on_of(row: asyncpg.Record) -> HandedOn:
    """The referral of a row."""
    return HANDED_ON.validate_python({name: row[name] for name in NAMES})
