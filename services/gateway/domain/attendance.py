"""Whether people come to their appointments, and are seen."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.gateway.domain import access, acts
from services.gateway.domain.access import ContactFacts
from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.domain.agenda import Appointment, Done, changed, require
from services.gateway.domain.contact import AT_A_DESK, ENDED, Contact
from services.gateway.domain.desk import Desk, require_room
from services.gateway.domain.refusals import NothingToUndo, NotTheTime
from shared.city import City
from shared.contracts.gateway import AppointmentState, ContactState, Outcome
from shared.errors import NotFound
from shared.identity import Principal

STANDING = frozenset({AppointmentState.BOOKED, AppointmentState.ARRIVED})
SEEN_TO = frozenset({AppointmentState.ATTENDED, AppointmentState.MISSED})


@dataclass(frozen=True, slots=True)
class LastDone:
    """The contact by which somebody is here, and what was done with it last."""

    facts: ContactFacts
    act: str
    at: datetime
    before: Contact | None
    """The contact as it was; none: it was opened by it."""
    desk: Desk | None
    """Before which the contact was then."""


def require_now(here: City, before: Appointment, *, at: datetime) -> None:
    """Raises ``AppointmentOver``, and ``NotTheTime`` outside the city's window to check in."""
    require(before, AppointmentState.BOOKED)
    if not may_arrive(here, before, at=at):
        raise NotTheTime


def may_arrive(here: City, before: Appointment, *, at: datetime) -> bool:
    """Whether who is expected may check in now, by the city's window: page and command ask here."""
    early = timedelta(minutes=here.rules.agenda.check_in_before_minutes)
    late = timedelta(minutes=here.rules.agenda.check_in_after_minutes)
    in_time = before.starts_at - early <= at <= before.starts_at + late
    return before.state is AppointmentState.BOOKED and in_time


def arrive(before: Appointment, arrival: UUID | None, *, at: datetime) -> Done:
    """They are here, and wait as this contact."""
    require(before, AppointmentState.BOOKED)
    state = AppointmentState.ARRIVED
    return changed(replace(before, state=state, arrived_at=at, arrival=arrival), at)


def attend(before: Appointment, *, at: datetime) -> Done:
    """The professional saw them, though their contact had ended in another way."""
    require(before, AppointmentState.ARRIVED)
    return changed(replace(before, state=AppointmentState.ATTENDED, ended_at=at), at)


def follow(before: Appointment, arrival: Contact, *, at: datetime) -> Done | None:
    """Stand as the contact does by which they are here; none if it says nothing new.

    A contact that ended in some other way leaves it to the professional whether they saw them.
    """
    after = replace(before, **_standing(before, arrival))
    return None if after == before else changed(after, at)


def miss(before: Appointment, *, at: datetime) -> Done:
    """They did not come, or went before their turn. Raises ``NotTheTime`` before it began."""
    require(before, *STANDING)
    if at < before.starts_at:
        raise NotTheTime
    return changed(replace(before, state=AppointmentState.MISSED, ended_at=at), at)


def take_back(before: Appointment, *, at: datetime) -> Done:
    """It was said by mistake that they came or did not. Raises ``NothingToUndo``."""
    if before.state not in SEEN_TO or before.ended_at is None:
        raise NothingToUndo
    if at - before.ended_at > UNDO_WITHIN:
        raise NothingToUndo
    state = AppointmentState.ARRIVED if before.arrival else AppointmentState.BOOKED
    return changed(replace(before, state=state, ended_at=None), at)


def _standing(before: Appointment, arrival: Contact) -> dict[str, Any]:
    if arrival.state is ContactState.VOIDED:
        return _without_arrival(before)
    missed = before.arrival is None and before.state is AppointmentState.MISSED
    here = {
        "state": AppointmentState.ARRIVED,
        "arrival": arrival.id,
        "arrived_at": arrival.opened_at,
        "began_at": received_at(arrival),
        "ended_at": None,
        "missed_at": before.ended_at if missed else before.missed_at,
    }
    if arrival.state in ENDED:
        over = {"ended_at": arrival.ended_at}
        outcomes = {arrival.outcome, *(each.outcome for each in arrival.matters)}
        if Outcome.ATTENDED in outcomes:
            return here | over | {"state": AppointmentState.ATTENDED}
        gone = arrival.state is not ContactState.CLOSED or Outcome.LEFT in outcomes
        if gone and here["began_at"] is None:
            return here | over | {"state": AppointmentState.MISSED}
        return {} if before.state in SEEN_TO else here
    return here


def _without_arrival(before: Appointment) -> dict[str, Any]:
    """As it stood before they came: booked, or missed where that had been said."""
    nobody = dict.fromkeys(("arrival", "arrived_at", "began_at", "missed_at"))
    state = AppointmentState.MISSED if before.missed_at else AppointmentState.BOOKED
    return nobody | {"state": state, "ended_at": before.missed_at}


def received_at(arrival: Contact) -> datetime | None:
    """When a professional took them in: reception serves at a desk, whoever receives at none."""
    served = (s for s in arrival.spans if s.state is ContactState.SERVING and s.desk is None)
    return next((span.at for span in served), None)


def is_of_arrival(before: Appointment, arrival: Contact | None) -> bool:
    """Whether what was said last of the appointment was said by an act on this contact."""
    return arrival is not None and before.ended_at == arrival.ended_at


def require_undoable(
    here: City, before: Appointment, last: LastDone | None, who: Principal, *, at: datetime
) -> None:
    """Whether somebody may undo what was said last of their coming: page and command ask here.

    Raises ``NothingToUndo`` too late, or after another act than one of attendance: reception's are
    its own to undo; ``NotFound`` for whom they may not know of; ``DeskNotOpen`` and ``DeskBusy``
    where the desk that had them cannot have them back.
    """
    if last is None or not is_of_arrival(before, last.facts.contact):
        take_back(before, at=at)
        return
    arrival = last.facts.contact
    if not _says_so(before, arrival, last.act):
        raise NothingToUndo
    who.require((last.before or arrival).unit)
    if not access.may_know(last.facts, access.is_restricted(here, arrival), who, at):
        raise NotFound
    restored, _ = acts.undo(arrival, last.before, last.at, at=at)
    if restored.state in AT_A_DESK and restored.desk is not None:
        require_room(last.desk, restored.id, last.facts.kept_from)


def _says_so(before: Appointment, arrival: Contact, act: str) -> bool:
    if before.state is AppointmentState.ARRIVED and arrival.state is ContactState.SERVING:
        return act == "started" and arrival.spans[-1].desk is None
    said = {
        (AppointmentState.ARRIVED, ContactState.WAITING): {"opened", "entered"},
        (AppointmentState.ATTENDED, ContactState.CLOSED): {"closed", "entered"},
        (AppointmentState.MISSED, ContactState.ABANDONED): {"abandoned", "entered"},
    }
    return act in said.get((before.state, arrival.state), set())
