"""Until when an offer holds: so much of the unit's opening time, and never beyond the session."""

from datetime import datetime, timedelta

from services.groups.domain.sessions import Session
from services.groups.domain.waiting_list import Offering
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
