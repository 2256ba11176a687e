"""What the groups tell: sessions that are published, and what becomes of their places."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.event import Event


class SessionState(StrEnum):
    """Where a session stands; one that is not published is nobody else's affair."""

    PUBLISHED = "published"
    HELD = "held"
    """It took place, and who came is noted."""
    CANCELLED = "cancelled"


class SessionMode(StrEnum):
    """What a session is beside a person's own appointments."""

    COMPLEMENT = "complement"
    SUBSTITUTE = "substitute"


class SessionChanged(Event):
    """A session as it stands after it was published, changed, held, cancelled, or a place moved."""

    type: ClassVar[str] = "groups.session_changed.v1"
    topic: ClassVar[str] = "groups.sessions"

    session_id: UUID
    series_id: UUID
    programme: str
    """Code of the programme in the city folder, which has its title."""
    unit: str
    """The centre that holds it."""
    language: str
    mode: SessionMode
    starts_at: AwareDatetime
    minutes: int
    capacity: int
    """Places in all; nobody is counted beyond them."""
    taken: int
    """Places of those who are enrolled."""
    offered: int
    """Places that are kept for whoever has an offer that still holds."""
    waiting: int
    """Places for which somebody waits without an offer."""
    state: SessionState
    open: bool
    """Whether somebody may still be enrolled, or wait."""
    public: bool
    """Whether it stands in the public catalogue."""
    restricted: bool
    """Whether who comes is nobody else's affair, as in a support group."""
    attended: int | None = None
    """How many came, once it was held; unknown until somebody says so."""
    absent: int | None = None
    uncounted: int | None = None
    """How many more came to an open session without being enrolled."""

    @property
    def key(self) -> str:
        return str(self.session_id)


class PlaceState(StrEnum):
    """Where somebody stands who asked for places in a session."""

    WAITING = "waiting"
    OFFERED = "offered"
    ENROLLED = "enrolled"
    EXPIRED = "expired"
    """Nobody answered the offer in time."""
    DECLINED = "declined"
    REVOKED = "revoked"
    """The session is off, or smaller: the offer or the place was taken back."""
    WITHDRAWN = "withdrawn"
    """They want it no more."""
    REFUSED = "refused"
    """There was nothing to ask for: the session is over, off or unknown."""


class Attendance(StrEnum):
    """Whether somebody came."""

    ATTENDED = "attended"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"


class PlaceDoor(StrEnum):
    """By which way somebody asked for a place."""

    GATEWAY = "gateway"
    REFERRAL = "referral"
    PROFESSIONAL = "professional"
    PUBLIC = "public"
    PARTNER = "partner"


class PlaceChanged(Event):
    """The places of one household in one session, after anything became of them."""

    type: ClassVar[str] = "groups.place_changed.v1"
    topic: ClassVar[str] = "groups.places"

    place_id: UUID
    session_id: UUID
    programme: str
    unit: str
    """The centre that holds the session."""
    starts_at: AwareDatetime
    door: PlaceDoor
    places: int
    state: PlaceState
    asked_at: AwareDatetime
    restricted: bool
    contact_id: UUID | None = None
    """The gateway's contact whose outcome it is, if it is one's."""
    referral_id: UUID | None = None
    person_id: UUID | None = None
    """The person, by the gateway's id, where the gateway said whom it concerns."""
    offered_at: AwareDatetime | None = None
    offered_until: AwareDatetime | None = None
    enrolled_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    attendance: Attendance | None = None
    """Unknown until somebody marks it; of a household, whether anybody came."""
    present: int | None = None
    """How many of the household came."""
    minutes: int | None = None
    """How long those who came were there."""
    organisation: str | None = None
    """Code of the partner whose person it is, in the city folder; none of the other doors."""

    @property
    def key(self) -> str:
        return str(self.place_id)


class PlaceAnswer(StrEnum):
    """What somebody says to a place in a session that is offered to them, or theirs."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """They want the place, or their waiting, no more."""
