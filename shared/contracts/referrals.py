"""What the referrals tell: who hands on whom to which centre, and where that stands."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.event import Event
from shared.contracts.gateway.vocabulary import Level
from shared.contracts.groups import PlaceAnswer


class ReferralState(StrEnum):
    """Where a referral stands, in the states of the HL7 SDOH Clinical Care referral task.

    Drafts are nobody else's affair and are never told.
    """

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    FAILED = "failed"
    ENTERED_IN_ERROR = "entered_in_error"


class ReferralParty(StrEnum):
    """One of the two sides."""

    SENDER = "sender"
    RECEIVER = "receiver"


class ReferralNo(StrEnum):
    """How a receiver said no."""

    RETURNED = "returned"
    """Something is missing; it may be sent again with that."""
    REDIRECTED = "redirected"
    REFUSED = "refused"


class ReferralChanged(Event):
    """A referral as it stands after it was sent or either side did something with it."""

    type: ClassVar[str] = "referrals.referral_changed.v1"
    topic: ClassVar[str] = "referrals.referrals"

    referral_id: UUID
    code: str
    """What people say on the telephone; of nobody's name or number."""
    organisation: str
    """Who sent it, by the code of the partner; of an internal one the code of the unit."""
    internal: bool
    """Whether it comes from one of the city's own units."""
    unit: str
    """To whom it goes."""
    reason: str
    """Code of the city folder; ``restricted`` stands for those that nobody else hears."""
    level: Level | None
    """How soon the sender thinks that the person must be attended."""
    restricted: bool
    state: ReferralState
    responsible: ReferralParty
    """Who answers for the person now: always exactly one of the two."""
    sent_at: AwareDatetime
    acknowledge_by: AwareDatetime
    answer_by: AwareDatetime
    """When it is late, in working time of the receiving unit."""
    warn_at: AwareDatetime
    """From when somebody is warned that no answer has come."""
    opened_at: AwareDatetime | None = None
    """When the receiver first saw its content."""
    acknowledged_at: AwareDatetime | None = None
    answered_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    no: ReferralNo | None = None
    why: str | None = None
    """Of a no, a pause or a failure the code of its reason."""
    missing: tuple[str, ...] = ()
    """What a returned one lacks, by codes; of a restricted one nobody else hears."""
    elsewhere: str | None = None
    """Of a redirected one the right door, by the code of a unit or an owner; never of a restricted
    one, of which it would say what it is."""
    replaces: UUID | None = None
    """The one that was answered with a no, and that this one is sent instead of."""
    contact_id: UUID | None = None
    """The gateway's contact whose outcome it is, if it is an internal one."""
    person_id: UUID | None = None
    """The person, by the gateway's id, where the gateway said whom it concerns."""
    acknowledge_warn_at: AwareDatetime | None = None
    """From when somebody is warned that nobody said yet that it has arrived."""
    taken_up_at: AwareDatetime | None = None
    """When the unit that sent an internal one saw to the person again, after it came back."""
    recognised: bool = False
    """Whether the receiver took the sender's assessment over without repeating it."""

    @property
    def key(self) -> str:
        return str(self.referral_id)


class FirstVisitAsked(Event):
    """Whoever accepted a referral chose a time of the gateway's agenda for the first visit.

    The gateway answers with an appointment of this referral, or that it refuses the time.
    """

    type: ClassVar[str] = "referrals.first_visit_asked.v1"
    topic: ClassVar[str] = "referrals.first_visits"

    referral_id: UUID
    code: str
    unit: str
    slot_id: UUID
    requested_at: AwareDatetime
    """When they first asked: the start of the contact's clock, or when a partner sent it."""
    restricted: bool
    person_id: UUID | None = None

    @property
    def key(self) -> str:
        return str(self.referral_id)


class ReferredPlaceAsked(Event):
    """Whoever accepted a referral chose a session for the person.

    Told again, as the next version, once it is known or put right whose it is.
    """

    type: ClassVar[str] = "referrals.place_asked.v1"
    topic: ClassVar[str] = "referrals.places"

    place_id: UUID
    """Made by whoever asks; the groups tell what becomes of it."""
    referral_id: UUID
    session_id: UUID
    unit: str
    """Who asks."""
    places: int
    """How many of one household: all or none."""
    restricted: bool
    person_id: UUID | None = None

    @property
    def key(self) -> str:
        return str(self.place_id)


class ReferredPlaceAnswered(Event):
    """What was said for the person to an offered or taken place."""

    type: ClassVar[str] = "referrals.place_answered.v1"
    topic: ClassVar[str] = "referrals.places"

    place_id: UUID
    answer: PlaceAnswer

    @property
    def key(self) -> str:
        return str(self.place_id)
