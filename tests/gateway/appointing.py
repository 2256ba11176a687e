"""A professional with times open, and somebody at a desk to whom one of them is given."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from services.gateway import commands
from services.gateway.commands import Arrival, Booking, By
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.slots import Series, Slot
from shared.contracts.gateway import AppointmentKind
from shared.db import Tx
from shared.encryption import KeySource
from shared.encryption.keys import fresh
from shared.identity import Principal, Role
from tests.fixtures.cities import NORD
from tests.gateway.scene import NINE, Staff, at_work

TUESDAY = date(2026, 3, 3)
TEN = time(10)
KEYS = KeySource(fresh(NINE), None)
FOOD = "ECO-ALIM"
MAIL = "somebody@mail.example"
ORDINARY = Series(
    AppointmentKind.ORDINARY, 30, TEN, time(12), TUESDAY, TUESDAY, frozenset(range(7))
)
"""Four times on Tuesday, the day after everything in these tests happens."""


@dataclass(frozen=True)
class Paula:
    """A professional; without units, of the whole city."""

    units: frozenset[str] | None = None
    id: UUID = field(default_factory=uuid4)

    def at(self, at: datetime) -> By:
        """This person, at that time."""
        who = Principal(self.id, "Paula", frozenset({Role.PROFESSIONAL}), self.units)
        return By(who, at)


async def times(
    tx: Tx, paula: Paula | None = None, unit: str = NORD, **other: Any
) -> Sequence[Slot]:
    """Times that a professional has just opened."""
    series = replace(ORDINARY, **other)
    slots, _ = await commands.open_slots(tx, unit, series, (paula or Paula()).at(NINE))
    return slots


async def served(
    tx: Tx, reason: str | None = FOOD, number: int = 1, unit: str = NORD
) -> tuple[Staff, UUID]:
    """Somebody in service at a desk."""
    anna = await at_work(tx, number, unit)
    contact = await commands.open_contact(tx, Arrival(unit, reason=reason), anna.by())
    await commands.call_next(tx, unit, number, anna.by(1))
    await commands.start(tx, contact.id, anna.by(2))
    return anna, contact.id


async def booked(
    tx: Tx, slot: Slot, mail: str | None = None, keys: KeySource = KEYS, number: int = 1
) -> tuple[Staff, Appointment]:
    """An appointment, the outcome of somebody's only reason."""
    anna, contact = await served(tx, number=number)
    said = Booking(slot.unit, slot.id, FOOD, mail=mail)
    return anna, await commands.book(tx, contact, said, keys, anna.by(5))
