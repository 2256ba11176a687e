"""What the gateway tells to the other doors: whom it hands on to them, and its answers to them."""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.event import Event
from shared.contracts.gateway.appointments import AppointmentKind
from shared.contracts.gateway.vocabulary import Level
from shared.contracts.groups import PlaceAnswer


class SlotChanged(Event):
    """A time of an agenda after it was opened, taken, set free or closed."""

    type: ClassVar[str] = "gateway.slot_changed.v1"
    topic: ClassVar[str] = "gateway.slots"

    slot_id: UUID
    unit: str
    kind: AppointmentKind
    starts_at: AwareDatetime
    minutes: int
    free: bool
    """Whether an appointment can be booked in it."""

    @property
    def key(self) -> str:
        return str(self.slot_id)


class FirstVisitRefused(Event):
    """The time that was chosen for a referral is no longer free: nothing is booked."""

    type: ClassVar[str] = "gateway.first_visit_refused.v1"
    topic: ClassVar[str] = "gateway.appointments"

    referral_id: UUID
    unit: str
    slot_id: UUID

    @property
    def key(self) -> str:
        return str(self.referral_id)


class PlaceAsked(Event):
    """A reason of a contact ended with a place in a session, or in the line for one.

    Told again, as the next version, once it is known or put right whose it is.
    """

    type: ClassVar[str] = "gateway.place_asked.v1"
    topic: ClassVar[str] = "gateway.places"

    place_id: UUID
    """Made by whoever asks; the groups tell what becomes of it."""
    session_id: UUID
    contact_id: UUID
    unit: str
    """Who asks."""
    places: int
    """How many of one household: all or none."""
    restricted: bool
    person_id: UUID | None = None

    @property
    def key(self) -> str:
        return str(self.place_id)


class PlaceAnswered(Event):
    """What somebody said on the telephone or at the desk to an offered or taken place."""

    type: ClassVar[str] = "gateway.place_answered.v1"
    topic: ClassVar[str] = "gateway.places"

    place_id: UUID
    answer: PlaceAnswer

    @property
    def key(self) -> str:
        return str(self.place_id)


class ReferralAsked(Event):
    """A reason of a contact ended with a referral to another of the city's units.

    Told again, as the next version, once it is known or put right whom it concerns.
    """

    type: ClassVar[str] = "gateway.referral_asked.v1"
    topic: ClassVar[str] = "gateway.referrals"

    referral_id: UUID
    """Made by whoever asks; the referrals tell what becomes of it."""
    contact_id: UUID
    unit: str
    """Who asks."""
    to_unit: str
    reason: str
    level: Level | None
    first_at: AwareDatetime
    """When the person first came: the start of that contact's clock."""
    restricted: bool
    person_id: UUID | None = None
    withdrawn: bool = False
    """Whether it was a mistake that is taken back before anybody opened it."""

    @property
    def key(self) -> str:
        return str(self.referral_id)
