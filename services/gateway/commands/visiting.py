"""Entering who came to an appointment while the unit worked on paper."""

from dataclasses import replace
from uuid import UUID

from services.gateway import store
from services.gateway.commands.acts_on_paper import Hours
from services.gateway.commands.appointing import done_with, known, require_only_visit
from services.gateway.commands.asking import By, kept
from services.gateway.commands.attendance import came
from services.gateway.commands.entering import origin_of
from services.gateway.commands.opening import ticket
from services.gateway.commands.paper import taken_gap, unit_of
from services.gateway.domain import attendance, entering
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.paper import Mistake
from services.gateway.domain.refusals import AppointmentOver, NotAsOnPaper
from services.gateway.domain.ways import NOTHING_SAID
from services.gateway.domain.written import Ending, Visit, Written, WrittenReason
from shared.contracts.gateway import AppointmentState, Door, Outcome
from shared.db import Tx
from shared.errors import NotFound

NOT_KEPT = frozenset({AppointmentState.BOOKED, AppointmentState.MISSED})
VISITS = frozenset({Outcome.ATTENDED, Ending.LEFT, Ending.WAITING})


async def enter_visit(
    tx: Tx, hours: Hours, appointment_id: UUID, visit: Visit, by: By
) -> Appointment:
    """Somebody came to an appointment while the unit worked on paper: their true times.

    Raises ``NotAsOnPaper``, ``AppointmentOver``, ``AnotherFirstVisit``.
    """
    here = await taken_gap(tx, hours.unit, hours.gap, by)
    city, place = await unit_of(tx, hours.unit, by)
    before = await known(tx, appointment_id, by.who)
    if before.unit != hours.unit:
        raise NotFound
    if before.state not in NOT_KEPT or before.arrival is not None:
        raise AppointmentOver
    await require_only_visit(tx, before)
    if visit.ending not in VISITS:
        raise NotAsOnPaper({"ending": Mistake.UNSERVED})
    who = await came(tx, before, Door.DESK, NOTHING_SAID)
    written = Written(
        number=0,
        door=Door.DESK,
        reasons=(WrittenReason(who.reason),) if who.reason else (),
        arrived_at=visit.arrived_at,
        called_at=None,
        started_at=visit.started_at,
        ended_at=visit.ended_at,
        ending=visit.ending,
    )
    origin = replace(
        origin_of(city, place),
        level=who.level,
        person=who.person,
        ways=who.ways,
        appointment_at=who.appointment_at,
    )
    done = entering.enter(written, origin, here, at=by.at)
    if visit.ending is Ending.WAITING:  # a code to be called by; none is lost where it is refused
        number = await store.contacts.next_number(tx, place.code, city.day(by.at))
        coded = replace(origin, code=ticket(city, place, number))
        done = entering.enter(written, coded, here, at=by.at)
    contact = await kept(tx, None, done, by)
    if contact.person is not None:
        await store.belonging.belongs(tx, contact.person, contact.unit, by.at)
    followed = attendance.follow(before, contact, at=by.at)
    return await done_with(tx, followed, by.at) if followed else before
