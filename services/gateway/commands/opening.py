"""Opening a contact at a door."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.asking import By, kept
from services.gateway.commands.invented_times import keep_invented_times
from services.gateway.domain import Contact, acts, desk, waits
from services.gateway.domain.papers import Papers
from services.gateway.domain.refusals import UnknownPlace, UnknownReason
from services.gateway.domain.ways import NOTHING_SAID, Ways
from shared import city
from shared.city.store import current
from shared.contracts.gateway import ContactState, Door, Level, Matter, Span, ToldWait
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody at a door; without a level the reason proposes one, without both it is to triage."""

    unit: str
    door: Door = Door.DESK
    level: Level | None = None
    reason: str | None = None
    desk: int | None = None
    """The desk for which they wait; none: any."""
    invented: str | None = None
    """The invented caller of the city folder, at the place to practise."""
    ways: Ways = NOTHING_SAID
    papers: Papers | None = None
    person: UUID | None = None
    """Whom it concerns, if that is known already."""
    appointment_at: datetime | None = None
    """When the appointment begins for which they are here."""


async def come_to_desk(tx: Tx, arrival: Arrival, by: By) -> Contact:
    """Somebody comes to the desk of whoever asks, or is on its telephone.

    Who is on the telephone of a free desk speaks already: they are served there, before who waits.
    """
    here = await store.desks.desk_of(tx, by.who.id) if arrival.door is Door.PHONE else None
    if here is None or here.unit != arrival.unit or not desk.is_free(here):
        return await open_contact(tx, arrival, by)
    contact = await _arrived(tx, await current(tx, by.at), arrival, by)
    await store.desks.keep_desk(tx, desk.take(here, contact.id, by.who.id))
    return await kept(tx, None, acts.answer(contact, here.number), by)


async def open_contact(tx: Tx, arrival: Arrival, by: By) -> Contact:
    """Open a contact, with the next ticket of its unit and day."""
    here = await current(tx, by.at)
    contact = await _arrived(tx, here, arrival, by)
    line, today = await store.waits.met(tx, here, contact.unit, contact.level, by.at)
    told = None if arrival.appointment_at else waits.expected(today, line)
    if told:
        contact = replace(contact, told_wait=ToldWait.model_validate(told, from_attributes=True))
    if arrival.person is not None:
        await store.belonging.belongs(tx, arrival.person, contact.unit, by.at)
    opened = await kept(tx, None, acts.open_contact(contact), by)
    if arrival.appointment_at is None:  # an appointment says itself how long they wait
        counted = contact.level or here.rules.queue.untriaged
        await store.waits.note_met(tx, opened, counted, line, told)
    return opened


async def _arrived(tx: Tx, here: city.City, arrival: Arrival, by: By) -> Contact:
    """Who waits from now on, with the next ticket."""
    by.who.require(arrival.unit)
    unit = here.unit(arrival.unit)
    if unit is None:
        raise UnknownPlace
    level = arrival.level or proposed(here, arrival.reason)
    number = await store.contacts.next_number(tx, unit.code, here.day(by.at))
    if here.practises(unit.code):
        await keep_invented_times(tx, here, unit.code, by)
    return Contact(
        id=uuid7(),
        version=1,
        code=ticket(here, unit, number),
        door=arrival.door,
        unit=unit.code,
        centre=unit.code if unit.kind is city.UnitKind.CENTRE else None,
        level=level,
        reason=arrival.reason,
        state=ContactState.WAITING,
        city_version=here.version,
        opened_at=by.at,
        waiting_from=by.at,
        started_at=None,
        ended_at=None,
        outcome=None,
        left_from=None,
        desk=arrival.desk,
        calls=0,
        spans=(_first(unit.code, by.at),),
        matters=(Matter(reason=arrival.reason),) if arrival.reason else (),
        invented=arrival.invented,
        ways=arrival.ways,
        papers=arrival.papers,
        person=arrival.person,
        appointment_at=arrival.appointment_at,
    )


def proposed(here: city.City, reason: str | None) -> Level | None:
    """The level that the city's rules propose. Raises ``UnknownReason``."""
    if reason is None:
        return None
    known = here.reason(reason)
    if known is None:
        raise UnknownReason
    return known.level


def ticket(here: city.City, unit: city.Unit, number: int) -> str:
    """The code of a unit's ticket of that number."""
    tickets = here.rules.tickets
    return f"{unit.ticket_letter} {tickets.first + number - 1:0{tickets.digits}d}"


def _first(unit: str, at: datetime) -> Span:
    return Span(state=ContactState.WAITING, at=at, unit=unit)


def number_of(here: city.City, unit: str, code: str) -> int | None:
    """The number of a unit's ticket as somebody writes its code, with the letter or without.

    None of what is no code, or another unit's.
    """
    place, read = here.unit(unit), re.fullmatch(r"\s*([A-Za-z]?)\s*([0-9]{1,4})\s*", code)
    if place is None or read is None or read[1].upper() not in ("", place.ticket_letter.upper()):
        return None
    return int(read[2]) - here.rules.tickets.first + 1
