"""A person's timeline: a line for each thing that concerned them, as its newest event tells it.

A thing is tied to a contact, and through it to whom the contact concerns: no line names anybody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.gateway.domain.handed_on import HandedOn
from services.gateway.domain.places import Place
from shared.contracts import Event
from shared.contracts.gateway import (
    AppointmentChanged,
    ContactEvent,
    ContactState,
    PendingCallChanged,
)


class Thing(StrEnum):
    """What a line is about."""

    CONTACT = "contact"
    PENDING_CALL = "pending_call"
    APPOINTMENT = "appointment"
    PLACE = "place"
    REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class Line:
    """A thing as it stands; ``at`` is where it belongs in the order of things."""

    thing: Thing
    subject: UUID
    version: int
    contact: UUID | None
    """The contact that it is tied to, and through it to a person; none: to a person."""
    answered_by: UUID | None
    """Another one that it is tied to: only who may know of both knows of it."""
    unit: str
    at: datetime
    told: Mapping[str, Any]
    """Codes and instants, as the event wrote them."""
    person: UUID | None = None
    """Whom it concerns, where another service said so and no contact does."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which lines: of a unit, how many, after how many."""

    unit: str
    limit: int
    after: int = 0


def lines(events: Iterable[Event]) -> list[Line]:
    """One line of each thing that the events tell of, as its greatest version has it."""
    newest: dict[tuple[Thing, UUID], Line] = {}
    for line in map(_line, events):
        if line is None:
            continue
        known = newest.get((line.thing, line.subject))
        if known is None or line.version > known.version:
            newest[line.thing, line.subject] = line
    return [newest[each] for each in sorted(newest)]


def _line(event: Event) -> Line | None:
    if isinstance(event, ContactEvent):
        called = (span.at for span in event.spans if span.state is ContactState.CALLED)
        told = _of(event, "state door level opened_at started_at ended_at outcome matters")
        told["called_at"] = min(called, default=None)
        key, tied, at = (Thing.CONTACT, event.contact_id), _tied(event.contact_id), event.opened_at
    elif isinstance(event, PendingCallChanged):
        told = _of(event, "state origin due_at settled ended_at attempts given_up")
        tied = _tied(event.contact_id, event.answered_by)
        key, at = (Thing.PENDING_CALL, event.pending_id), event.first_at
    elif isinstance(event, AppointmentChanged):
        told = _of(event, "state kind booked_at arrived_at ended_at moves")
        tied = _tied(event.contact_id)
        key, at = (Thing.APPOINTMENT, event.appointment_id), event.starts_at
    else:
        return None
    contact, other = tied
    if contact is None:  # of nobody known
        return None
    return Line(*key, event.version, contact, other, event.unit, at, told)


def of_place(place: Place) -> Line | None:
    """What became of places in a session, as the groups told it; none where it is of nobody."""
    if place.contact is None and (place.person is None or place.restricted):
        return None
    told = {
        "state": place.state,
        "programme": place.programme,
        "held_at": place.held_at,
        "places": place.places,
        "asked_at": place.asked_at.isoformat(),
        "offered_until": place.offered_until and place.offered_until.isoformat(),
        "attendance": place.attendance,
        "ended_at": place.ended_at and place.ended_at.isoformat(),
    }
    version = place.version + place.told
    tied = (place.contact, None, place.unit, place.starts_at, told, place.person)
    return Line(Thing.PLACE, place.id, version, *tied)


def of_referral(handed: HandedOn, came_as: UUID | None = None) -> Line | None:
    """What became of a referral, as the referrals told it; none where it is of nobody.

    ``came_as``: the contact as which whoever it concerns came to the first visit.
    """
    contact = handed.contact or (None if handed.restricted else came_as)
    if contact is None and (handed.person is None or handed.restricted):
        return None
    told = {
        "state": "cancelled" if handed.withdrawn_at and not handed.state else handed.state,
        "code": handed.code,
        "unit": handed.unit,
        "asked_at": handed.sent_at.isoformat(),
        "answered_at": handed.answered_at and handed.answered_at.isoformat(),
        "ended_at": handed.ended_at and handed.ended_at.isoformat(),
    }
    unit, version = handed.from_unit or handed.unit, handed.version + handed.told
    tied = (contact, None, unit, handed.sent_at, told, handed.person)
    return Line(Thing.REFERRAL, handed.id, version, *tied)


def _tied(contact: UUID | None, answered_by: UUID | None = None) -> tuple[UUID | None, UUID | None]:
    return contact or answered_by, answered_by


def _of(event: Event, names: str) -> dict[str, Any]:
    return event.model_dump(mode="json", include=set(names.split()))
