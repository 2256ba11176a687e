"""A place in a session that was asked for here; the groups alone decide what becomes of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.domain.contact import Contact
from services.gateway.domain.refusals import NothingToUndo, PlaceOver
from shared.contracts.gateway import ContactState, Outcome, PlaceAnswered, PlaceAsked
from shared.contracts.groups import Attendance, PlaceAnswer, PlaceChanged, PlaceState

OVER = frozenset(
    {
        PlaceState.EXPIRED,
        PlaceState.DECLINED,
        PlaceState.REVOKED,
        PlaceState.WITHDRAWN,
        PlaceState.REFUSED,
    }
)
"""Nothing more becomes of it."""
TO_TELL = frozenset({PlaceState.REFUSED, PlaceState.REVOKED, PlaceState.EXPIRED})
"""Somebody has to tell them: they count on a place that they do not have."""
TO_DECIDE = frozenset({PlaceState.WAITING, PlaceState.OFFERED})
"""Nobody has said yes or no to it as it stands: what was said before was of another offer."""
MOST_PLACES = 20
"""Of one household."""


@dataclass(frozen=True, slots=True)
class Place:
    """Places of one household in one session, with what is known of them."""

    id: UUID
    version: int
    """The greatest that the groups told; 0: nothing yet."""
    told: int
    """The version of what we told of it last."""
    unit: str
    """Who asked."""
    contact: UUID | None
    reason: str | None
    """Which of the contact's reasons ended so."""
    person: UUID | None
    """Whom it concerns, where the groups say so and no contact does."""
    session: UUID
    programme: str
    held_at: str
    """The centre that holds the session."""
    starts_at: datetime
    places: int
    restricted: bool
    asked_at: datetime
    state: PlaceState | None = None
    """None: not known yet."""
    answer: PlaceAnswer | None = None
    """What we told last of what they want."""
    offered_until: datetime | None = None
    ended_at: datetime | None = None
    attendance: Attendance | None = None
    dealt_with_at: datetime | None = None
    """When somebody told them that they have none."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more becomes of it, or they want it no more."""
        wanted = self.answer in (None, PlaceAnswer.ACCEPTED)
        return self.state in OVER or not wanted

    @property
    def to_tell(self) -> bool:
        """Whether they count on a place that they do not have, and nobody has told them."""
        return self.state in TO_TELL and self.dealt_with_at is None

    @property
    def is_offered(self) -> bool:
        """Whether they are to say yes or no, and have not."""
        return self.state is PlaceState.OFFERED and self.answer is None


def ask(place: Place, person: UUID | None, *, at: datetime) -> PlaceAsked:
    """The event by which it is asked for, or told again with whose it is."""
    if place.contact is None:
        raise ValueError("asked for at a contact")
    return PlaceAsked(
        at=at,
        version=place.told,
        place_id=place.id,
        session_id=place.session,
        contact_id=place.contact,
        unit=place.unit,
        places=place.places,
        restricted=place.restricted,
        person_id=person,
    )


def answer(place: Place, said: PlaceAnswer, *, at: datetime) -> tuple[Place, PlaceAnswered]:
    """What they say to it. Raises ``PlaceOver``; only what is offered is accepted or declined."""
    offered = place.is_offered and (place.offered_until is None or at <= place.offered_until)
    if place.is_over or (said is not PlaceAnswer.WITHDRAWN and not offered):
        raise PlaceOver
    after = replace(place, told=place.told + 1, answer=said)
    return after, PlaceAnswered(at=at, version=after.told, place_id=place.id, answer=said)


def deal_with(place: Place, *, at: datetime) -> Place:
    """They were told that they have none. Raises ``PlaceOver`` where there is nothing to tell."""
    if not place.to_tell:
        raise PlaceOver
    return replace(place, dealt_with_at=at)


def undo_told(place: Place, *, at: datetime) -> Place:
    """They were not told after all. Raises ``NothingToUndo``."""
    if place.dealt_with_at is None or at - place.dealt_with_at > UNDO_WITHIN:
        raise NothingToUndo
    return replace(place, dealt_with_at=None)


def heard(place: Place | None, event: PlaceChanged) -> Place:
    """As the groups tell it; whatever is older than what is known changes nothing."""
    known = place or Place(
        id=event.place_id,
        version=0,
        told=0,
        unit=event.unit,
        contact=event.contact_id,
        reason=None,
        person=None if event.contact_id else event.person_id,
        session=event.session_id,
        programme=event.programme,
        held_at=event.unit,
        starts_at=event.starts_at,
        places=event.places,
        restricted=event.restricted,
        asked_at=event.asked_at,
    )
    if event.version <= known.version:
        return known
    again = event.state in TO_DECIDE and known.answer is not PlaceAnswer.WITHDRAWN
    return replace(
        known,
        version=event.version,
        programme=event.programme,
        held_at=event.unit,
        starts_at=event.starts_at,
        places=event.places,
        restricted=known.restricted or event.restricted,
        state=event.state,
        answer=None if again else known.answer,
        offered_until=event.offered_until,
        ended_at=event.ended_at,
        attendance=event.attendance,
        dealt_with_at=known.dealt_with_at if event.state is known.state else None,
    )


def is_outcome_of(contact: Contact, place: Place) -> bool:
    """Whether the contact's reason still ends with a place."""
    if contact.state is ContactState.VOIDED:
        return False
    outcomes = {each.reason: each.outcome for each in contact.matters}
    return outcomes.get(place.reason or "") is Outcome.GROUP_PLACE
