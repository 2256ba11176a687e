"""Slots of the agenda and the appointments in them."""

from collections.abc import Collection, Sequence
from dataclasses import astuple, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.gateway.domain.agenda import Appointment
from services.gateway.domain.slots import Slot
from shared.db import Tx
from shared.widening import as_the_service

SLOT = TypeAdapter(Slot)
APPOINTMENT = TypeAdapter(Appointment)
SLOT_COLUMNS = ", ".join(field.name for field in fields(Slot))
COLUMNS = ", ".join(field.name for field in fields(Appointment))
PLACES = ", ".join(f"${number}" for number in range(1, len(fields(Appointment)) + 1))
CHANGES = ", ".join(f"{each.name} = excluded.{each.name}" for each in fields(Appointment)[1:])
ADD_SLOTS = """
INSERT INTO agenda_slot (id, unit, professional, starts_at, minutes, kind)
SELECT * FROM
  unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[], $5::smallint[], $6::text[])
"""
OPEN_BETWEEN = f"""
SELECT {SLOT_COLUMNS} FROM agenda_slot WHERE professional = $1 AND closed_at IS NULL
  AND starts_at < $3 AND starts_at + minutes * interval '1 minute' > $2
"""
TAKEN = "SELECT EXISTS (SELECT FROM appointment WHERE slot = $1 AND state <> 'cancelled')"
KEEP = f"""
INSERT INTO appointment ({COLUMNS}, day) VALUES ({PLACES}, ${len(fields(Appointment)) + 1})
ON CONFLICT (id) DO UPDATE SET {CHANGES}, day = excluded.day
"""
FREE_CODE = """
SELECT told.code FROM unnest($3::text[]) WITH ORDINALITY AS told (code, place)
WHERE NOT EXISTS (SELECT FROM appointment AS a
  WHERE a.unit = $1 AND a.day = $2 AND a.code = told.code AND a.state <> 'cancelled' AND a.id <> $4)
ORDER BY told.place LIMIT 1
"""
MISPLACED = f"""
SELECT {", ".join(f"a.{field.name}" for field in fields(Appointment))}
FROM appointment AS a
WHERE a.professional IN (SELECT unnest(kept_from(whom)) FROM unnest($1::uuid[]) AS whom)
  AND a.state = 'booked' AND a.starts_at > $2
  AND appointment_person(a.contact, a.referral) = ANY($1)
  AND a.professional = ANY(kept_from(appointment_person(a.contact, a.referral)))
ORDER BY a.id FOR UPDATE OF a
"""
KEPT_FROM = "SELECT kept_from(appointment_person($1, $2))"
TWIN = """
SELECT s.id FROM agenda_slot AS s
WHERE s.unit = $1 AND s.kind = $2 AND s.starts_at = $3 AND s.minutes = $4 AND s.closed_at IS NULL
  AND s.professional <> ALL($5)
  AND NOT EXISTS (SELECT FROM appointment AS a WHERE a.slot = s.id AND a.state <> 'cancelled')
ORDER BY s.id LIMIT 1 FOR UPDATE OF s SKIP LOCKED
"""


async def lock_agenda(tx: Tx, professional: UUID) -> None:
    """One change of a professional's times at once."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 13))", str(professional))


async def slots_between(tx: Tx, professional: UUID, begins: datetime, ends: datetime) -> list[Slot]:
    """The professional's open slots that overlap with this stretch."""
    return [slot_of(row) for row in await tx.fetch(OPEN_BETWEEN, professional, begins, ends)]


async def add_slots(tx: Tx, slots: Sequence[Slot]) -> None:
    """Keep new slots."""
    columns = zip(*(astuple(slot)[:6] for slot in slots), strict=True)
    await tx.execute(ADD_SLOTS, *(list(column) for column in columns))


async def take_slot(tx: Tx, slot: UUID) -> tuple[Slot, bool] | None:
    """The slot, locked until the transaction ends, and whether an appointment stands in it."""
    row = await tx.fetchrow(
        f"SELECT {SLOT_COLUMNS} FROM agenda_slot WHERE id = $1 FOR UPDATE", slot
    )
    return None if row is None else (slot_of(row), await tx.fetchval(TAKEN, slot))


async def close_slot(tx: Tx, slot: UUID, at: datetime) -> None:
    """It is offered no more."""
    await tx.execute("UPDATE agenda_slot SET closed_at = $2 WHERE id = $1", slot, at)


async def keep_appointment(tx: Tx, appointment: Appointment, day: date) -> None:
    """Keep an appointment as it is now."""
    told = [getattr(appointment, field.name) for field in fields(Appointment)]
    await tx.execute(KEEP, *told, day)


async def take_appointment(tx: Tx, appointment: UUID) -> Appointment | None:
    """The appointment, locked until the transaction ends."""
    return await _one(tx, "id = $1", appointment)


async def take_by_code(tx: Tx, unit: str, day: date, code: str) -> Appointment | None:
    """The one that is booked at the unit under this code on that day, locked."""
    return await _one(
        tx, "unit = $1 AND day = $2 AND code = $3 AND state = 'booked'", unit, day, code
    )


async def take_of_contact(tx: Tx, contact: UUID) -> list[Appointment]:
    """Those that came of the contact and are not cancelled, locked."""
    rows = await tx.fetch(
        f"SELECT {COLUMNS} FROM appointment WHERE contact = $1 AND state <> 'cancelled' "
        "ORDER BY id FOR UPDATE",
        contact,
    )
    return [appointment_of(row) for row in rows]


async def misplaced(tx: Tx, people: Collection[UUID], at: datetime) -> list[Appointment]:
    """These people's to come with professionals who must not serve them, locked."""
    return [appointment_of(row) for row in await tx.fetch(MISPLACED, people, at)]


async def twin(tx: Tx, appointment: Appointment, kept_from: Collection[UUID]) -> UUID | None:
    """A free slot like the appointment's at the same time, of none of these colleagues, locked."""
    like = (appointment.unit, appointment.kind, appointment.starts_at, appointment.minutes)
    found: UUID | None = await tx.fetchval(TWIN, *like, list(kept_from))
    return found


async def of_referral(tx: Tx, referral: UUID) -> Appointment | None:
    """The first visit of a referral that is neither cancelled nor missed, locked."""
    stands = "referral = $1 AND state <> 'cancelled' AND state <> 'missed'"
    return await _one(tx, f"{stands} ORDER BY booked_at DESC, id DESC LIMIT 1", referral)


async def arrival_of(tx: Tx, appointment: UUID) -> UUID | None:
    """The contact by which they are here."""
    found: UUID | None = await tx.fetchval(
        "SELECT arrival FROM appointment WHERE id = $1", appointment
    )
    return found


async def take_by_arrival(tx: Tx, arrival: UUID) -> Appointment | None:
    """The one for which this contact is here, locked."""
    return await _one(tx, "arrival = $1", arrival)


async def free_code(
    tx: Tx, unit: str, day: date, candidates: Sequence[str], but: UUID
) -> str | None:
    """The first that no other appointment has there on that day; it stays free until the end."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 14))", f"{unit} {day}")
    code: str | None = await tx.fetchval(FREE_CODE, unit, day, list(candidates), but)
    return code


async def staff_kept_from(
    tx: Tx, contact: UUID | None, referral: UUID | None = None
) -> frozenset[UUID]:
    """The staff who must neither see nor serve whom contact or referral concern, wherever it is."""
    async with as_the_service(tx):
        return frozenset(await tx.fetchval(KEPT_FROM, contact, referral))


def slot_of(row: asyncpg.Record) -> Slot:
    """The slot of a row."""
    return SLOT.validate_python(_named(row, Slot))


def appointment_of(row: asyncpg.Record) -> Appointment:
    """The appointment of a row."""
    return APPOINTMENT.validate_python(_named(row, Appointment))


def _named(row: asyncpg.Record, shape: type) -> dict[str, Any]:
    return {field.name: row[field.name] for field in fields(shape)}


async def _one(tx: Tx, where: str, *values: object) -> Appointment | None:
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM appointment WHERE {where} FOR UPDATE", *values)
    return None if row is None else appointment_of(row)
