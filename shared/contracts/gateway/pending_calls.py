"""What the gateway tells of calls that are to be returned."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.contracts.event import Event
from shared.contracts.gateway.vocabulary import Level


class PendingOrigin(StrEnum):
    """Why somebody is to be called back."""

    ABANDONED = "abandoned"
    """A call that ended unanswered after it waited."""
    MISSED = "missed"
    """A call that rang and never came to a queue."""
    REQUESTED = "requested"
    """They asked to be called."""
    MESSAGE = "message"
    """A message for a named professional."""
    OFFER = "offer"
    """A place in a session is offered to them, and nobody can write to them."""


class PendingState(StrEnum):
    """Where a pending call stands."""

    OPEN = "open"
    PASSED = "passed"
    """With a professional, after calls in vain: still open."""
    SETTLED = "settled"
    """They were reached, or came by themselves."""
    CLOSED = "closed"
    """Given up, with a reason, by a person."""


class Settled(StrEnum):
    """How a pending call came to its end; joined, it goes on as another of the same person."""

    REACHED = "reached"
    ARRIVED = "arrived"
    """They came, or called again, by themselves."""
    ANSWERED = "answered"
    """The professional's answer was told."""
    IN_VAIN = "in_vain"
    """Not reached after the attempts that the city's rules ask for."""
    WITHDRAWN = "withdrawn"
    """They want no call any more."""
    MISTAKE = "mistake"
    """A wrong number, or nothing to call back about."""
    JOINED = "joined"
    OVER = "over"
    """The place that was offered is theirs to answer no more."""


class GivenUp(StrEnum):
    """Why a person closed a pending call without having reached anybody."""

    NOT_REACHED = "not_reached"
    """Nobody answered as often as the city's rules ask for."""
    WRONG_NUMBER = "wrong_number"
    """The number was noted or told wrongly."""
    NOT_IN_SERVICE = "not_in_service"
    SOMEBODY_ELSES = "somebody_elses"
    """The number is of somebody who does not know them."""
    OTHER_CHANNEL = "other_channel"
    """They were written to, or sought, in another way."""
    NO_NUMBER = "no_number"
    """They asked to be called, and no number is known."""


class AttemptResult(StrEnum):
    """What became of one attempt to call back; an engaged line does not count as one."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    ENGAGED = "engaged"
    WRONG_NUMBER = "wrong_number"


class Attempt(BaseModel):
    """One attempt to call back."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    at: AwareDatetime
    result: AttemptResult


class PendingCallChanged(Event):
    """A pending call as it stands after it opened, was attempted, passed, settled or closed."""

    type: ClassVar[str] = "gateway.pending_call_changed.v1"
    topic: ClassVar[str] = "gateway.pending_calls"

    pending_id: UUID
    unit: str
    centre: str | None
    origin: PendingOrigin
    contact_id: UUID | None
    """The call it comes of, if it comes of one."""
    level: Level | None
    state: PendingState
    first_at: AwareDatetime
    """When they first called or asked: the start of the wait."""
    due_at: AwareDatetime
    """Until when the city promises to call back."""
    attempts: tuple[Attempt, ...] = ()
    ended_at: AwareDatetime | None
    settled: Settled | None
    answered_by: UUID | None = None
    """The contact by which they were reached or came."""
    restricted: bool = False
    """Of a contact with a restricted reason: counted only for who works at the door."""
    given_up: GivenUp | None = None
    """Why a person closed it, once they did; none of those closed before it was asked for."""

    place_id: UUID | None = None
    """The place in a session that is offered to them, if that is why they are called."""
    undone: bool = False
    """Whether it stands again as before its last act, which was a mistake and counts no more."""

    @property
    def key(self) -> str:
        return str(self.pending_id)
