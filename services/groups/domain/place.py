"""A place: what one household asked for in one session, where that stands, and who came."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.groups.domain.refusals import MoreThanTheyAre, NotEnrolled
from services.groups.domain.waiting_list import Entry, Waiting
from shared.contracts.groups import Attendance, PlaceDoor, PlaceState

STATES = {
    PlaceState.WAITING: Waiting.WAITING,
    PlaceState.OFFERED: Waiting.OFFERED,
    PlaceState.ENROLLED: Waiting.ACCEPTED,
    PlaceState.EXPIRED: Waiting.EXPIRED,
    PlaceState.DECLINED: Waiting.DECLINED,
    PlaceState.REVOKED: Waiting.REVOKED,
}
BACK = {waiting: state for state, waiting in STATES.items()}
OVER = {PlaceState.WITHDRAWN: Waiting.DECLINED, PlaceState.REFUSED: Waiting.DECLINED}
"""What is over in ways that the list has no word for."""
LIVE = frozenset({PlaceState.WAITING, PlaceState.OFFERED, PlaceState.ENROLLED})
HOPES = LIVE - {PlaceState.ENROLLED}
LOST = frozenset({PlaceState.REVOKED, PlaceState.EXPIRED})
"""It was taken from them, who may not know it."""
TOLD = frozenset({PlaceDoor.GATEWAY, PlaceDoor.REFERRAL})
"""Doors of services that tell us what people answer, which is heard later than it was said."""
CAME = frozenset({Attendance.ATTENDED, Attendance.LATE})


@dataclass(frozen=True, slots=True)
class Place:
    """What one household asked for in one session, and where that stands."""

    id: UUID
    version: int
    session: UUID
    unit: str
    door: PlaceDoor
    places: int
    state: PlaceState
    since: datetime
    asked_at: datetime
    language: str = "ca"
    first: str | None = None
    reserved: bool = False
    skipped: int = 0
    offered_at: datetime | None = None
    offered_until: datetime | None = None
    enrolled_at: datetime | None = None
    ended_at: datetime | None = None
    attendance: Attendance | None = None
    present: int | None = None
    minutes: int | None = None
    contact: UUID | None = None
    referral: UUID | None = None
    person: UUID | None = None
    organisation: str | None = None
    """The partner whose person it is, by a code; none: no partner enrolled them."""
    told_at: datetime | None = None
    """When somebody said to them that they lost it."""

    @property
    def to_be_told(self) -> bool:
        """Whether they lost it and nobody has said that they were told."""
        return self.state in LOST and self.told_at is None

    @property
    def code(self) -> str:
        """What the place is called where nobody is named."""
        number = f"{self.id.int % 10**6:06}"
        return f"{number[:3]} {number[3:]}"

    @property
    def entry(self) -> Entry:
        """How it stands on the waiting list."""
        return Entry(
            id=self.id,
            since=self.since,
            places=self.places,
            first=self.first,
            state=(STATES | OVER)[self.state],
            offered_until=self.offered_until,
            reserved=self.reserved,
            skipped=self.skipped,
        )


def mark(
    place: Place, attendance: Attendance | None, present: int | None, minutes: int | None
) -> Place:
    """Whether they came, how many of them and for how long; none: it is not known after all.

    Raises ``NotEnrolled``, ``MoreThanTheyAre``.
    """
    if place.state is not PlaceState.ENROLLED:
        raise NotEnrolled
    if attendance not in CAME:
        came = None if attendance is None else 0
        return replace(place, attendance=attendance, present=came, minutes=None)
    came = place.places if present is None else present
    if not 1 <= came <= place.places:
        raise MoreThanTheyAre
    return replace(place, attendance=attendance, present=came, minutes=minutes)
