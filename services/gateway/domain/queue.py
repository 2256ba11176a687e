"""In what order people are called, and why this one is next.

Level first, then appointments whose time has come, then arrival. Whoever has waited as long as the
bound of their level counts one level higher, and one more after each further bound: in the end
everybody is ordered by arrival alone, so nobody starves, while somebody in urgent need only ever
waits behind those who waited very long. An appointment is a head start of one bound of its level,
from its time on; before that it stands behind everybody, however early they came. Who is urgent
waits for no time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.gateway.domain.contact import Contact
from shared.contracts.gateway import Level

RANK = {Level.URGENT: 0, Level.PREFERENTIAL: 1, Level.ORDINARY: 2}


class Why(StrEnum):
    """Why a contact stands where it stands."""

    PASSED = "passed"
    """A colleague passed it to this very desk."""
    RAISED = "raised"
    """It has waited so long that it counts higher than its level."""
    APPOINTMENT = "appointment"
    """They have an appointment."""
    LEVEL = "level"
    """Its level goes before the others."""
    ARRIVAL = "arrival"
    """Of those of its rank it came first."""


@dataclass(frozen=True, slots=True)
class QueueOrder:
    """The city's rules of the queue: a bound per level, and what an untriaged contact counts as."""

    bounds: Mapping[Level, timedelta]
    untriaged: Level

    def rank(self, contact: Contact, at: datetime) -> int:
        """0 is called first; waiting lowers it."""
        level = contact.level or self.untriaged
        if at < due(contact) == contact.appointment_at:
            return max(RANK.values())
        raises = (at - due(contact)) // self.bounds[level]
        return max(0, RANK[level] - max(0, raises))

    def raised(self, contact: Contact, at: datetime) -> bool:
        """Whether its wait counts it higher than its level."""
        return self.rank(contact, at) < RANK[contact.level or self.untriaged]

    def place(self, contact: Contact, at: datetime) -> tuple[int, datetime, bytes]:
        """What sorts the queue."""
        since = due(contact)
        if contact.appointment_at is not None and since <= at:
            since -= self.bounds[contact.level or self.untriaged]
        return self.rank(contact, at), since, contact.id.bytes


def arrived(contact: Contact) -> datetime:
    """The start of the contact's clock: passing it on does not set it back."""
    return contact.waiting_from or contact.opened_at


def due(contact: Contact) -> datetime:
    """From when on they are to be called: not before the time of their appointment."""
    if contact.appointment_at is None or contact.level is Level.URGENT:
        return arrived(contact)
    return max(arrived(contact), contact.appointment_at)


def ordered(contacts: Iterable[Contact], order: QueueOrder, at: datetime) -> list[Contact]:
    """The queue, next first; whoever did not come when called stands behind whom they let pass."""

    def place(contact: Contact) -> tuple[int, datetime, bytes]:
        return order.place(contact, at)

    line = sorted(contacts, key=place)
    back = sorted((c for c in line if c.goes_after), key=lambda c: (c.spans[-1].at, c.id.bytes))
    queue = [contact for contact in line if not contact.goes_after]
    for contact in back:
        own = next((i for i, c in enumerate(queue) if place(c) > place(contact)), len(queue))
        behind = [i + 1 for i, c in enumerate(queue) if c.id in contact.goes_after]
        queue.insert(max([own, *behind]), contact)
    return queue


def for_desk(queue: Iterable[Contact], desk: int) -> list[Contact]:
    """Whom this desk may call: those passed to it first, then those that wait for any desk."""
    waiting = [contact for contact in queue if contact.desk in (None, desk)]
    return sorted(waiting, key=lambda contact: contact.desk is None)


def why(contact: Contact, others: Iterable[Contact], order: QueueOrder, at: datetime) -> Why:
    """Why this contact goes before the others."""
    if contact.desk is not None:
        return Why.PASSED
    if order.raised(contact, at):
        return Why.RAISED
    if contact.appointment_at is not None:
        return Why.APPOINTMENT
    mine = order.rank(contact, at)
    if any(order.rank(each, at) > mine and arrived(each) < arrived(contact) for each in others):
        return Why.LEVEL  # somebody came earlier and waits behind
    return Why.ARRIVAL
