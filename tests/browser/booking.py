"""Times that are open, and an appointment with the token of a link."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.gateway import store
from services.gateway.domain.slots import Slot
from shared import db
from shared.contracts.gateway import AppointmentKind
from shared.identity import Role
from shared.identity.hashing import digest, fresh
from tests.browser.stack import Person, Stack
from tests.browser.starting import TEN_ON_A_TUESDAY
from tests.fixtures.canaries import MARIA

SLOTS = "SELECT id FROM agenda_slot WHERE unit = $1 ORDER BY starts_at"


def ahead(days: int) -> str:
    """A day so many after the one on which the system begins, when centres open in the morning."""
    return (TEN_ON_A_TUESDAY + timedelta(days=days)).date().isoformat()


async def opened(stack: Stack, unit: str) -> Person:
    """A professional with four times in three days."""
    paula = await stack.someone(Role.PROFESSIONAL, unit=unit)
    times: dict[str, Any] = {"kind": "ordinary", "minutes": 30, "opens": "10:00", "closes": "12:00"}
    await stack.ask(paula, f"/units/{unit}/agenda/slots", first=ahead(3), until=ahead(3), **times)
    return paula


async def soon(stack: Stack, unit: str, contact: str) -> tuple[Person, str]:
    """A professional with a time five minutes after this contact came; the slot's id."""
    paula, slot = await stack.someone(Role.PROFESSIONAL, unit=unit), uuid4()
    pool = await db.connect(stack.databases["gateway"], size=1)
    try:
        async with db.transaction(pool, db.Scope.SYSTEM) as tx:
            there = await store.contacts.find(tx, UUID(contact))
            assert there
            at = there.opened_at + timedelta(minutes=5)
            one = Slot(slot, unit, paula.id, at, 30, AppointmentKind.ORDINARY)
            await store.agenda.add_slots(tx, [one])
    finally:
        await pool.close()
    return paula, str(slot)


async def booked_soon(stack: Stack, anna: Person) -> tuple[Person, dict[str, Any]]:
    """Somebody has an appointment in five minutes: with whom, and the appointment."""
    contact = await serving(stack, anna)
    paula, slot = await soon(stack, anna.unit, contact)
    said = {"unit": anna.unit, "slot": slot, "reason": "ECO-ALIM"}
    return paula, await stack.ask(anna, f"/contacts/{contact}/appointments", **said)


async def serving(stack: Stack, anna: Person, number: int = 1) -> str:
    """Somebody without any identity before a desk; the contact's id."""
    await stack.arrive(anna, level="ordinary", reason="ECO-ALIM")
    await stack.open_desk(anna, number)
    contact = await stack.call(anna, number)
    await stack.ask(anna, f"/contacts/{contact}/start")
    return contact


async def with_much_open(stack: Stack, anna: Person, telephone: str) -> str:
    """Somebody who has an appointment and is to be called back is before the desk; their id."""
    await opened(stack, anna.unit)
    booking = await serving(stack, anna)
    pool = await db.connect(stack.databases["gateway"], size=1)
    try:
        async with db.transaction(pool, db.Scope.SYSTEM) as tx:
            [slot, *_] = await tx.fetch(SLOTS, anna.unit)
    finally:
        await pool.close()
    new = {"name": MARIA.name, "telephone": telephone}
    made = await stack.ask(anna, f"/units/{anna.unit}/people", **new)
    await stack.ask(anna, f"/contacts/{booking}/person", person=made["id"])
    said = {"unit": anna.unit, "slot": str(slot["id"]), "reason": "ECO-ALIM"}
    await stack.ask(anna, f"/contacts/{booking}/appointments", **said)
    asking = await serving(stack, anna)
    await stack.ask(anna, f"/contacts/{asking}/person", person=made["id"])
    await stack.ask(anna, f"/contacts/{asking}/ways", safe_contact="yes")
    await stack.ask(anna, f"/contacts/{asking}/close", outcome="call_back")
    here = await serving(stack, anna)
    await stack.ask(anna, f"/contacts/{here}/person", person=made["id"])
    return str(made["id"])


async def appointed(stack: Stack, anna: Person) -> dict[str, str]:
    """What addresses name: an appointment that was given, its link, and who is served now."""
    contact = await serving(stack, anna)
    pool = await db.connect(stack.databases["gateway"], size=1)
    token = fresh()
    try:
        async with db.transaction(pool, db.Scope.SYSTEM) as tx:
            slot, free, *_ = await tx.fetch(SLOTS, anna.unit)
        said = {"unit": anna.unit, "slot": str(slot["id"]), "reason": "ECO-ALIM"}
        made = await stack.ask(anna, f"/contacts/{contact}/appointments", **said)
        async with db.transaction(pool, db.Scope.SYSTEM) as tx:
            there = await store.agenda.take_appointment(tx, UUID(made["id"]))
            assert there
            await store.appointment_links.add_link(tx, there, digest(token), datetime.now(UTC))
    finally:
        await pool.close()
    return {
        "appointment": made["id"],
        "free": str(free["id"]),
        "token": token,
        "contact": await serving(stack, anna),
        "day": ahead(3),
    }
