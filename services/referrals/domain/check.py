"""The pre-check: before anything is sent, whether it belongs here and what would become of it.

It advises and never blocks: a person decides, and what they were told stays in the history.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.referrals.domain.content import Content, Part
from shared.city import City


class Competence(StrEnum):
    """Whose matter it is."""

    OURS = "ours"
    THEIRS = "theirs"
    """Of another owner: a better route is named where there is one."""
    UNKNOWN = "unknown"


class Territory(StrEnum):
    """Whether they live where the receiver works."""

    RIGHT = "right"
    OTHER = "other"
    UNKNOWN = "unknown"


class Capacity(StrEnum):
    """Whether the receiver has room, as far as it is known."""

    CAPACITY = "capacity"
    NO_CAPACITY = "no-capacity"
    WAITLIST = "waitlist"
    ASSESSMENT = "additional-assessment-required"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Room:
    """What is known of a receiver's times and sessions; nothing known is not nothing free."""

    known: bool = False
    """Whether all is known; else what is free counts, and nothing free says nothing."""
    first_visit: datetime | None = None
    """The next free one."""
    places: int = 0
    """Left in its open sessions."""
    waits: bool = False
    """Whether one of them takes people onto its waiting list."""

    def capacity(self) -> Capacity:
        """In one word."""
        if self.first_visit is not None or self.places > 0:
            return Capacity.CAPACITY
        if not self.known:
            return Capacity.UNKNOWN
        return Capacity.WAITLIST if self.waits else Capacity.NO_CAPACITY


@dataclass(frozen=True, slots=True)
class Route:
    """A better door."""

    code: str
    """Of a partner, an owner or a unit."""
    sendable: bool
    """Whether a referral may be sent to it here; else it is reached by telephone."""
    partner: bool
    days: int | None = None
    """Until they are attended there, from today; none: not known."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Who would send what to whom, by codes."""

    sender: str
    receiver: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out."""

    receiver: str
    competence: Competence
    territory: Territory
    duplicates: int
    """Open ones of the sender's own organisation for the same person and reason."""
    capacity: Capacity
    first_visit: datetime | None
    days: int | None
    """Until they are attended there, from today; none: not known."""
    missing: tuple[Part, ...]
    better: Route | None

    @property
    def clear(self) -> bool:
        """Whether nothing speaks against sending it there."""
        return (
            self.competence is Competence.OURS
            and self.territory is not Territory.OTHER
            and not self.duplicates
            and not self.missing
        )


def checked(here: City, whom: Whom, content: Content, known: tuple[Room, int], on: date) -> Checked:
    """What can be said; ``known`` is the receiver's room and the duplicates of the sender's own."""
    receiver, reason = whom.receiver, whom.reason
    room, duplicates = known
    competence = competence_of(here, receiver, reason)
    territory = territory_of(here, receiver, content.district)
    capacity = room.capacity()
    unassessed = content.assessment is not None and not content.assessment.valid(on)
    if capacity is Capacity.CAPACITY and unassessed:
        capacity = Capacity.ASSESSMENT
    return Checked(
        receiver=receiver,
        competence=competence,
        territory=territory,
        duplicates=duplicates,
        capacity=capacity,
        first_visit=room.first_visit,
        days=days_until(here, receiver, room, on),
        missing=content.lacks(receiver, on),
        better=_better(here, whom, content, competence, territory),
    )


def days_until(here: City, receiver: str, room: Room, on: date) -> int | None:
    """In how many days they are attended; none: not known.

    A unit attends by its next free first visit, a partner as it says itself.
    """
    partner = here.partner(receiver)
    if partner is not None:
        return partner.attends_days
    return (here.day(room.first_visit) - on).days if room.first_visit else None


def competence_of(here: City, receiver: str, reason: str) -> Competence:
    """A partner's by what it takes, a unit's by who is in charge of the reason."""
    known = here.reason(reason)
    owner = here.owner(known.owner) if known else None
    if known is None or owner is None:
        return Competence.UNKNOWN
    partner = here.partner(receiver)
    ours = reason in partner.takes if partner else owner.ours
    return Competence.OURS if ours else Competence.THEIRS


def territory_of(here: City, receiver: str, district: str | None) -> Territory:
    """Of whoever works in the whole city every district is right."""
    if district is None:
        return Territory.UNKNOWN
    unit, partner = here.unit(receiver), here.partner(receiver)
    if unit is not None:
        works_in: tuple[str, ...] = (unit.district,) if unit.district else ()
    elif partner is not None:
        works_in = partner.districts
    else:
        return Territory.UNKNOWN
    return Territory.RIGHT if not works_in or district in works_in else Territory.OTHER


def _better(
    here: City, whom: Whom, content: Content, competence: Competence, territory: Territory
) -> Route | None:
    """Who takes it instead: a partner by its criteria, the owner, or the centre of the district.

    Never whoever asks: they send it since they do not do it.
    """
    reason = whom.reason
    others = {whom.receiver, whom.sender}
    for partner in here.partners:
        if partner.code not in others and partner.takes_in(reason, content.district, content.age):
            return Route(partner.code, partner.receives, partner=True)
    known = here.reason(reason)
    sends = here.partner(whom.sender)
    owns = sends is not None and known is not None and sends.owner == known.owner
    if competence is Competence.THEIRS and known and here.unit(whom.receiver) and not owns:
        return Route(known.owner, sendable=False, partner=False)
    if territory is Territory.OTHER and here.unit(whom.receiver):
        there = [unit for unit in here.centres if unit.district == content.district]
        return Route(there[0].code, sendable=True, partner=False) if there else None
    return None
