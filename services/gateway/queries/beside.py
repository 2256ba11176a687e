"""The person beside their contact at a desk: who it is, and what they have open."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.gateway import store
from services.gateway.domain import Contact, ContactFacts, Person, access
from services.gateway.domain.access_to_calls import Came, PendingFacts
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.handed_on import HandedOn
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.places import Place
from services.gateway.queries.handed_on import referrals_of_person
from services.gateway.queries.people import Looking
from services.gateway.queries.places import places_of_person
from services.gateway.queries.to_settle import NOBODY, Asking, is_known, to_be_settled
from services.gateway.store.agenda import APPOINTMENT
from services.gateway.store.agenda import COLUMNS as APPOINTMENT_COLUMNS
from services.gateway.store.contacts import CONTACT
from services.gateway.store.contacts import KNOWN as KNOWN_CONTACT
from services.gateway.store.pending import ENTRY, KNOWN_CALL
from shared.audit import Look, record
from shared.city import City
from shared.city.store import current
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Principal
from shared.widening import everywhere

OF_APPOINTMENT = ", ".join(f"a.{name}" for name in APPOINTMENT_COLUMNS.split(", "))
OPEN = f"""
(SELECT to_jsonb(made) AS made, to_jsonb(came) AS came, NULL::jsonb AS call
 FROM (SELECT {OF_APPOINTMENT} FROM appointment AS a WHERE a.state = 'booked') AS made
 JOIN ({KNOWN_CONTACT}) AS came ON came.id = made.contact
 WHERE came.person = $1 AND made.starts_at > $2 ORDER BY made.starts_at LIMIT 20)
UNION ALL
(SELECT NULL, to_jsonb(came), NULL FROM ({KNOWN_CONTACT}) AS came
 WHERE came.person = $1 AND came.unit = $3 AND came.follow_up_on <= $4
 ORDER BY came.follow_up_on LIMIT 20)
UNION ALL
(SELECT NULL, NULL, to_jsonb(call) FROM ({KNOWN_CALL}) AS call
 WHERE (call.person = $1 AND call.origin = 'message' AND call.state IN ('open', 'passed')
   AND call.answer_at IS NOT NULL) OR (call.answered_by = $5 AND call.settled = 'arrived')
 ORDER BY call.first_at LIMIT 20)
"""
"""By one statement: appointments to come, those to be asked whether they arrived, answers."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A person, and what they have open as far as the reader may know of it."""

    person: Person
    calls: tuple[PendingCall, ...] = ()
    """Still to be returned to them, or to somebody of their number."""
    appointments: tuple[Appointment, ...] = ()
    """To come, soonest first."""
    to_ask: tuple[Contact, ...] = ()
    """Of whom it is due to ask whether they arrived where they were redirected."""
    referrals: tuple[HandedOn, ...] = ()
    """That go on, or came back and nobody took them up; newest first."""
    places: tuple[Place, ...] = ()
    """In sessions, as they stand."""
    answers: tuple[PendingCall, ...] = ()
    """Messages of theirs that were answered and not yet told."""
    settled: tuple[PendingCall, ...] = ()
    """Calls that this visit settled, the first one first."""


async def beside(tx: Tx, contact: Contact, looking: Looking) -> Beside:
    """Whom a contact concerns, and what they have open; the look is recorded last.

    Raises ``NotFound`` for whom they may not see exactly as for nobody: by the same statement.
    """
    reader = looking.reader
    # nobody named is asked for too: a sealed person is answered by the same statements
    person_id = contact.person or NOBODY
    found = await store.people.sealed(tx, person_id, reader.who.id)
    relation = access.may_see(found.facts, reader.who, looking.at) if found else None
    if found is None or relation is None:
        raise NotFound
    person = found.opened(looking.ring)
    calls = await to_be_settled(tx, contact, (person_id, person.identity.telephone), looking)
    shown = await _open(tx, Beside(person, tuple(calls)), contact, looking)
    await record(tx, reader, [Look(person_id, relation)])
    return shown


async def _open(tx: Tx, whose: Beside, contact: Contact, looking: Looking) -> Beside:
    here = await current(tx, looking.at)
    day = here.day(looking.at)
    async with everywhere(tx):  # what is theirs may be at any unit; each is asked for below
        rows = await tx.fetch(OPEN, whose.person.id, looking.at, contact.unit, day, contact.id)
    appointments, to_ask, calls = [], [], []
    for row in rows:
        if row["call"] is not None:
            calls.append(PendingFacts(ENTRY.validate_python(row["call"]), _kept_from(row["call"])))
        elif row["made"] is not None:
            made, came = APPOINTMENT.validate_python(row["made"]), _facts(row["came"])
            asked = _for(here, came, looking)
            given_here = came.contact.unit == contact.unit and access.may_know(came, *asked)
            if given_here or access.may_know_appointment(made.unit, came, *asked):
                appointments.append(made)
        elif access.may_know(_facts(row["came"]), *_for(here, _facts(row["came"]), looking)):
            to_ask.append(_facts(row["came"]).contact)
    asking = Asking(looking.reader.who, looking.at)
    places = await places_of_person(tx, whose.person.id, asking.who, asking.at)
    referrals = await referrals_of_person(tx, whose.person.id, asking.who, asking.at)
    came_here = Came(contact.unit, whose.person.id)
    known = [each.entry for each in calls if is_known(here, each, came_here, asking)]
    return replace(
        whose,
        appointments=tuple(appointments),
        to_ask=tuple(to_ask),
        referrals=tuple(referrals),
        places=tuple(places),
        answers=tuple(each for each in known if each.is_open),
        settled=tuple(each for each in known if each.answered_by == contact.id),
    )


def _for(here: City, facts: ContactFacts, looking: Looking) -> tuple[bool, Principal, datetime]:
    return access.is_restricted(here, facts.contact), looking.reader.who, looking.at


def _facts(told: dict[str, Any]) -> ContactFacts:
    return ContactFacts(CONTACT.validate_python(told), _kept_from(told))


def _kept_from(told: dict[str, Any]) -> tuple[UUID, ...]:
    return tuple(UUID(each) for each in told["kept_from"])
