"""A place that is offered to somebody makes a call to them, until they answer or it is over."""

from dataclasses import replace
from datetime import datetime

from services.gateway.domain import pending, pending_acts
from services.gateway.domain.contact import Contact
from services.gateway.domain.pending import Done, PendingCall
from services.gateway.domain.places import Place
from shared.city import City
from shared.contracts.gateway import Level, PendingOrigin, PendingState, Settled
from shared.contracts.groups import PlaceAnswer

SETTLES = {
    PlaceAnswer.ACCEPTED: Settled.REACHED,
    PlaceAnswer.DECLINED: Settled.REACHED,
    PlaceAnswer.WITHDRAWN: Settled.WITHDRAWN,
}
"""How the call ends by what they say."""


def followed(
    here: City, entry: PendingCall | None, place: Place, contact: Contact | None, *, at: datetime
) -> Done | None:
    """What the place as it stands makes of the call; none: nothing changes."""
    if not place.is_offered:
        mine = entry is not None and entry.is_open
        return pending_acts.settle(entry, Settled.OVER, at=at) if entry and mine else None
    if entry is None:
        made = _opened(here, place, contact, at)
        return made, pending.tell(made, at)
    due_at = _due(here, entry.level, place, at)
    if not entry.is_open:  # offered once more
        again = replace(_opened(here, place, contact, at), version=entry.version)
        return pending_acts.changed(again, at=at)
    if entry.due_at <= due_at:
        return None
    return pending_acts.changed(replace(entry, due_at=due_at), at=at)


def answered(entry: PendingCall, said: PlaceAnswer, *, at: datetime) -> Done:
    """They said yes or no. Raises ``PendingOver``."""
    return pending_acts.settle(entry, SETTLES[said], at=at)


def _opened(here: City, place: Place, contact: Contact | None, at: datetime) -> PendingCall:
    level = contact.level if contact else None
    return PendingCall(
        id=pending.offer_id(place.id),
        version=1,
        unit=place.unit,
        centre=contact.centre if contact else None,
        origin=PendingOrigin.OFFER,
        contact=place.contact,
        person=contact.person if contact else place.person,
        level=level,
        reason=place.reason,
        state=PendingState.OPEN,
        first_at=at,
        due_at=_due(here, level, place, at),
        place=place.id,
    )


def _due(here: City, level: Level | None, place: Place, at: datetime) -> datetime:
    """As the unit promises to call, and never after the offer is over."""
    promised = pending.due(here, place.unit, level, at)
    return min(promised, place.offered_until) if place.offered_until else promised
