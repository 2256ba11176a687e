"""What the gateway tells: contacts at the doors, and desks."""

from shared.contracts.gateway.contacts import (
    ContactAbandoned,
    ContactCalled,
    ContactClosed,
    ContactCorrected,
    ContactEvent,
    ContactMissed,
    ContactOpened,
    ContactParked,
    ContactPassed,
    ContactQueued,
    ContactRecalled,
    ContactResumed,
    ContactStarted,
    ContactTriaged,
    ContactUndone,
)
from shared.contracts.gateway.desks import DeskChanged
from shared.contracts.gateway.vocabulary import (
    ContactState,
    DeskState,
    Door,
    Level,
    Outcome,
    Span,
)

__all__ = [
    "ContactAbandoned",
    "ContactCalled",
    "ContactClosed",
    "ContactCorrected",
    "ContactEvent",
    "ContactMissed",
    "ContactOpened",
    "ContactParked",
    "ContactPassed",
    "ContactQueued",
    "ContactRecalled",
    "ContactResumed",
    "ContactStarted",
    "ContactState",
    "ContactTriaged",
    "ContactUndone",
    "DeskChanged",
    "DeskState",
    "Door",
    "Level",
    "Outcome",
    "Span",
]
