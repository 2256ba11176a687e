"""Where a referral stands, and who may move it where: all hundred moves.

The states and the moves are those of the HL7 SDOH Clinical Care referral task.
"""

from enum import StrEnum


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
OPEN = frozenset({State.REQUESTED, State.ACCEPTED, State.IN_PROGRESS, State.ON_HOLD})
"""The receiver has still to answer, or works on it."""


def who_may(before: State, after: State) -> Party | None:
    """Who may move a referral so; none: nobody."""
    if after is State.ENTERED_IN_ERROR:
        return None if before is after else Party.SENDER
    return MOVES.get(before, {}).get(after)
