"""A referral: somebody is handed from one organisation to another, and nobody lets go too early.

The states and the moves between them are those of the HL7 SDOH Clinical Care referral task. That
it was acknowledged, and that it was opened, are facts beside the state.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.contracts.gateway import Level


class State(StrEnum):
    """Where a referral stands."""

    DRAFT = "draft"
    """Being written: nobody else knows of it."""
    REQUESTED = "requested"
    """Sent; the receiver has yet to answer."""
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """Answered with a no: returned, directed elsewhere or refused, always with a coded reason."""
    CANCELLED = "cancelled"
    """The sender took it back."""
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    FAILED = "failed"
    """It could not be done."""
    ENTERED_IN_ERROR = "entered_in_error"
    """It should never have been sent; its content is hidden from the receiver."""


class Party(StrEnum):
    """One of the two sides."""

    SENDER = "sender"
    RECEIVER = "receiver"


class No(StrEnum):
    """How a receiver says no."""

    RETURNED = "returned"
    """Something is missing: the sender may send it again with that."""
    REDIRECTED = "redirected"
    """Another door is the right one."""
    REFUSED = "refused"


MOVES: dict[State, dict[State, Party]] = {
    State.DRAFT: {State.REQUESTED: Party.SENDER},
    State.REQUESTED: {
        State.ACCEPTED: Party.RECEIVER,
        State.REJECTED: Party.RECEIVER,
        State.CANCELLED: Party.SENDER,
    },
    State.ACCEPTED: {
        State.IN_PROGRESS: Party.RECEIVER,
        State.ON_HOLD: Party.RECEIVER,
        State.CANCELLED: Party.SENDER,
        State.COMPLETED: Party.RECEIVER,
        State.FAILED: Party.RECEIVER,
    },
    State.IN_PROGRESS: {
        State.ON_HOLD: Party.RECEIVER,
        State.CANCELLED: Party.SENDER,
        State.COMPLETED: Party.RECEIVER,
        State.FAILED: Party.RECEIVER,
    },
    State.ON_HOLD: {
        State.IN_PROGRESS: Party.RECEIVER,
        State.CANCELLED: Party.SENDER,
        State.COMPLETED: Party.RECEIVER,
        State.FAILED: Party.RECEIVER,
    },
}
"""From where to where, and who may; besides, the sender may say of any that it was an error."""
TAKEN_ON = frozenset(
    {State.ACCEPTED, State.IN_PROGRESS, State.ON_HOLD, State.COMPLETED, State.FAILED}
)
"""The receiver has taken it on: what becomes of the person is theirs to answer for."""


def who_may(before: State, after: State) -> Party | None:
    """Who may move a referral so; none: nobody."""
    if after is State.ENTERED_IN_ERROR:
        return None if before is after else Party.SENDER
    return MOVES.get(before, {}).get(after)


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral as it stands; every act makes a new one with the next version."""

    id: UUID
    version: int
    organisation: str
    """Who sends it, by the code of the partner."""
    unit: str
    """To whom it goes."""
    reason: str
    """Code of the reason in the city folder."""
    state: State
    written_at: datetime
    sent_at: datetime | None = None
    opened_at: datetime | None = None
    """When the receiver first saw its content."""
    acknowledged_at: datetime | None = None
    """When the receiver said that it has arrived; no answer yet."""
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    no: No | None = None
    why: str | None = None
    """Of a no the code of its reason; of a hold or a failure likewise."""
    missing: tuple[str, ...] = ()
    """What a returned one lacks, by codes."""
    elsewhere: str | None = None
    """The right door, by the code of a unit or an owner."""
    replaces: UUID | None = None
    """The one that was answered with a no, and that this one is sent instead of."""
    code: str = ""
    """What people say on the telephone; of nobody's name or number."""
    internal: bool = False
    """One of the city's own units sends it."""
    outside: bool = False
    """It goes to a partner, as the better route."""
    level: Level | None = None
    """How soon the sender thinks that the person must be attended."""
    restricted: bool = False
    """Its reason is nobody else's affair."""
    acknowledge_by: datetime | None = None
    answer_by: datetime | None = None
    warn_at: datetime | None = None
    contact: UUID | None = None
    """The gateway's contact whose outcome it is."""
    person: UUID | None = None
    """The person, by the gateway's id."""
    recognised: bool = False
    """The receiver took the sender's assessment over without repeating it."""

    @property
    def owed(self) -> bool:
        """Whether the receiver has yet to answer."""
        return self.state is State.REQUESTED

    @property
    def due_at(self) -> datetime | None:
        """By when the receiver owes the next thing: that it has arrived, then an answer."""
        return self.answer_by if self.acknowledged_at else self.acknowledge_by

    def late(self, at: datetime) -> bool:
        """Whether the receiver owes something that is overdue."""
        return self.owed and self.due_at is not None and at > self.due_at

    def near(self, at: datetime) -> bool:
        """Whether an answer is soon to be late."""
        return (
            self.owed
            and self.warn_at is not None
            and self.answer_by is not None
            and self.warn_at <= at <= self.answer_by
        )

    @property
    def responsible(self) -> Party:
        """Who answers for the person now: the sender, until somebody has taken it on."""
        return Party.RECEIVER if self.state in TAKEN_ON else Party.SENDER

    @property
    def known_to_receiver(self) -> bool:
        """Whether there is such a referral to the receiver: withdrawn unseen it never was.

        Whoever has taken it on knows of it, even if they never read what it says.
        """
        unseen = self.opened_at is None and self.answered_at is None
        withdrawn_unseen = self.state is State.CANCELLED and unseen
        return self.sent_at is not None and not withdrawn_unseen

    @property
    def readable_by_receiver(self) -> bool:
        """Whether the receiver may read its content; of an error only the envelope stays."""
        return self.known_to_receiver and self.state is not State.ENTERED_IN_ERROR
