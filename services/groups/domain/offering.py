"""Until when an offer holds: so much of the unit's opening time, and never beyond the session."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from services.groups.domain.place import TOLD, Place
from services.groups.domain.sessions import Session
from services.groups.domain.waiting_list import Entry, Offering, expired
from shared.city import City
from shared.city.working_time import DAYS, worked


def offering(here: City, session: Session, at: datetime) -> Offering:
    """How free places are offered now; shortly before the session to everybody who waits."""
    rules = here.rules.groups
    if at >= session.starts_at - rules.late:
        return Offering(session.starts_at, late=True)
    unit = here.unit(session.unit)
    much = timedelta(minutes=rules.offer_minutes)
    until = worked(here, unit, at, much) if unit else None
    return Offering(min(until or at + timedelta(days=DAYS), session.starts_at))


def unanswered(places: Iterable[Place], at: datetime, heard_to: datetime | None) -> Iterable[Entry]:
    """Offers that ended and that nobody can have taken in time, as they stand then.

    What another service was told in time may be heard late: such an offer ends once all is heard
    that was told up to its end. ``heard_to`` says so; without it nobody here knows.
    """
    told_to = min(at, heard_to) if heard_to else None
    for each in places:
        by = told_to if each.door in TOLD else at
        if by is not None:
            yield from expired([each.entry], by)
