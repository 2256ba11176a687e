"""What the gateway tells of calls that are to be returned."""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.event import Event
from shared.contracts.gateway.vocabulary import (
    Attempt,
    Level,
    PendingOrigin,
    PendingState,
    Settled,
)


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

    @property
    def key(self) -> str:
        return str(self.pending_id)
