"""Appointments follow: their contact, whoever came by them, and who must not serve whom."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.commands.appointing import (
    cancelled,
    done_with,
    free_slot,
    keep_appointment,
    kept_from_it,
    require_only_visit,
    tell_of,
)
from services.gateway.domain import Contact, agenda, attendance
from services.gateway.domain.refusals import NothingToUndo
from shared.contracts.gateway import AppointmentState
from shared.db import Tx
from shared.widening import everywhere


async def reassigned(tx: Tx, people: Collection[UUID], at: datetime) -> None:
    """Give appointments with whom these people are kept from to colleagues free at the same time.

    What is to be written of them stays: time, place, code and link are as they were. Where nobody
    is, they stand: the officer sees which, for only a person can ask for another time.
    """
    for before in await store.agenda.misplaced(tx, people, at):
        kept_from = await kept_from_it(tx, before)
        twin = await store.agenda.twin(tx, before, kept_from)
        if twin is not None:
            slot = await free_slot(tx, twin, before.unit, kept_from)
            after, event = agenda.move(before, slot, before.code, at=at)
            await keep_appointment(tx, after, at)
            await tell_of(tx, event)


async def follow(tx: Tx, contact: Contact, at: datetime) -> None:
    """An outcome that was taken back takes its appointment along, and the slot is free.

    Raises ``NothingToUndo`` if somebody has already come to it.
    """
    async with everywhere(tx):
        for booked in await store.agenda.take_of_contact(tx, contact.id):
            if agenda.is_outcome_of(contact, booked):
                continue
            if booked.state is not AppointmentState.BOOKED:
                raise NothingToUndo
            await cancelled(tx, booked, at)


async def follow_arrival(tx: Tx, arrival: Contact, at: datetime) -> None:
    """The appointment stands as the contact does by which they are here."""
    if arrival.appointment_at is None:
        return
    async with everywhere(tx):
        before = await store.agenda.take_by_arrival(tx, arrival.id)
        done = attendance.follow(before, arrival, at=at) if before else None
        if before is not None and done is not None:
            await require_only_visit(tx, before)
            await done_with(tx, done, at)
