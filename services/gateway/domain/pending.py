"""A pending call: somebody who is to be called back, until they are reached, come or give up."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from shared.city import City, UnitKind
from shared.city.working_time import worked
from shared.contracts.gateway import (
    Attempt,
    AttemptResult,
    GivenUp,
    Level,
    PendingCallChanged,
    PendingOrigin,
    PendingState,
    Settled,
)

NAMESPACE = UUID("0f7f9a52-6c1f-5a0e-8d4f-4f3a0c7a9e22")
OPEN = frozenset({PendingState.OPEN, PendingState.PASSED})
APART = frozenset({PendingOrigin.MESSAGE, PendingOrigin.OFFER})
"""Each is a matter of its own: neither is joined, nor settled because somebody came."""
CONVERSATION = timedelta(hours=1)
"""What began longer ago was another try: how long the call took is not known."""
CALLING = timedelta(minutes=10)
"""So long nobody else calls somebody whom a colleague is calling."""
RANK = (Level.URGENT, Level.PREFERENTIAL, Level.ORDINARY)


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt to call back, and who made it."""

    at: datetime
    result: AttemptResult
    staff: UUID


@dataclass(frozen=True, slots=True)
class PendingCall:
    """A pending call as it stands; every act makes a new one with the next version."""

    id: UUID
    version: int
    unit: str
    centre: str | None
    origin: PendingOrigin
    contact: UUID | None
    """The call or the visit that it comes of."""
    person: UUID | None
    """Whose it is, once somebody has said so; until then it is of its call alone."""
    level: Level | None
    reason: str | None
    """Code of the reason that is not resolved yet."""
    state: PendingState
    first_at: datetime
    """When they first called or asked: a call back has waited since then."""
    due_at: datetime
    attempts: tuple[Tried, ...] = ()
    owner: UUID | None = None
    """Who sees to it; of a message the professional for whom it is."""
    caller: UUID | None = None
    """Who is calling at this moment."""
    calling_since: datetime | None = None
    ended_at: datetime | None = None
    settled: Settled | None = None
    answered_by: UUID | None = None
    """The contact by which they were reached or came."""
    joined_into: UUID | None = None
    """The pending call of the same person that goes on instead."""
    answer_at: datetime | None = None
    """When the professional wrote what is to be told."""
    given_up: GivenUp | None = None
    """Why a person closed it after calls in vain."""
    place: UUID | None = None
    """The place in a session that is offered to them."""
    number_corrected_at: datetime | None = None
    """When a number that was wrong was put right: since then the person's is dialled."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to see to it."""
        return self.state in OPEN

    @property
    def at_this_number(self) -> tuple[Tried, ...]:
        """What was tried at the number that is dialled now: since it was put right, if it was."""
        since = self.number_corrected_at
        return tuple(each for each in self.attempts if since is None or each.at > since)


Done = tuple[PendingCall, PendingCallChanged]


def pending_id(contact: UUID) -> UUID:
    """The pending call of a contact, the same whoever opens it and however often."""
    return uuid5(NAMESPACE, str(contact))


def offer_id(place: UUID) -> UUID:
    """The pending call of an offered place, the same whoever opens it and however often."""
    return uuid5(NAMESPACE, f"place {place}")


def tell(entry: PendingCall, at: datetime) -> PendingCallChanged:
    """The event with the whole pending call; it says neither of whom nor about what."""
    return PendingCallChanged(
        at=at,
        version=entry.version,
        pending_id=entry.id,
        unit=entry.unit,
        centre=entry.centre,
        origin=entry.origin,
        contact_id=entry.contact,
        level=entry.level,
        state=entry.state,
        first_at=entry.first_at,
        due_at=entry.due_at,
        attempts=tuple(Attempt(at=each.at, result=each.result) for each in entry.attempts),
        ended_at=entry.ended_at,
        settled=entry.settled,
        answered_by=entry.answered_by,
        given_up=entry.given_up,
        place_id=entry.place,
    )


def telephones(here: City) -> tuple[str, ...]:
    """The city's telephone services: whom they have to call may come to any unit instead."""
    return tuple(unit.code for unit in here.units if unit.kind is UnitKind.TELEPHONE)


def may_end_at(here: City, unit: str) -> tuple[str, ...]:
    """Of which units calls may end by who is served at this one: its own and the telephones'.

    At a telephone that of every unit: whoever was to be called back calls there.
    """
    there = telephones(here)
    return tuple(each.code for each in here.units) if unit in there else (unit, *there)


def due(here: City, unit: str, level: Level | None, since: datetime) -> datetime:
    """Until when the city promises to call back: so much of the unit's opening time from then.

    Where the unit is not open for long enough within two weeks, so much time as such.
    """
    rules = here.rules
    promised = timedelta(minutes=rules.pending_calls.due_minutes[level or rules.queue.untriaged])
    found = here.unit(unit)
    ends = worked(here, found, since, promised) if found else None
    return ends or since + promised


def passes(here: City, entry: PendingCall) -> bool:
    """Whether a professional sees to it once it was tried in vain: nobody gives it up."""
    grave = entry.level in (Level.URGENT, Level.PREFERENTIAL) or here.restricts(entry.reason)
    return grave and entry.origin not in APART


def free_of(entry: PendingCall, staff: Collection[UUID]) -> PendingCall:
    """It with none of these, who must not see whose it is: nobody's, if one of them had it."""
    owner = None if entry.owner in staff else entry.owner
    calls = None not in (entry.caller, entry.calling_since) and entry.caller not in staff
    caller, since = (entry.caller, entry.calling_since) if calls else (None, None)
    return replace(entry, owner=owner, caller=caller, calling_since=since)


def is_calling(entry: PendingCall, at: datetime) -> UUID | None:
    """Who is calling them at this moment."""
    since = entry.calling_since
    return entry.caller if since is not None and at - since < CALLING else None


def began(here: City, entry: PendingCall, staff: UUID, at: datetime) -> datetime | None:
    """Since when somebody says that they are calling; none: they did not say so, or long ago."""
    since = entry.calling_since if entry.caller == staff else None
    of_now = since is not None and here.day(since) == here.day(at) and at - since <= CONVERSATION
    return since if of_now else None
