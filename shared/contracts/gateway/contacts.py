"""What the gateway tells of contacts.

Each event carries a *snapshot* of the contact, so a reader needs only the one with the greatest
version: duplicates, replays and late arrivals change nothing.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.event import Event
from shared.contracts.gateway.vocabulary import (
    ContactState,
    Door,
    Intensity,
    Interpreter,
    Level,
    Matter,
    Outcome,
    Span,
    ToldWait,
)


class ContactEvent(Event):
    """A contact as it stands after what happened."""

    topic: ClassVar[str] = "gateway.contacts"

    contact_id: UUID
    code: str | None
    """The public ticket code; telephone contacts of an exchange have none."""
    door: Door
    unit: str
    """Who has it now: a centre's code or the city telephone service's."""
    centre: str | None
    """The centre, none while the city telephone service has not chosen one."""
    level: Level | None
    reason: str | None = None
    """Code of the main reason in the city folder; ``restricted`` where it may not be told."""
    state: ContactState
    city_version: int
    """The version of the city folder whose rules hold for this contact."""
    opened_at: AwareDatetime
    """Came to the desk, or rang. Day, hour and quarter of every figure come from it."""
    waiting_from: AwareDatetime | None
    """Start of the wait; may lie before ``opened_at`` in an exchange's log."""
    started_at: AwareDatetime | None
    """Start of the (first) service."""
    ended_at: AwareDatetime | None
    outcome: Outcome | None
    left_from: ContactState | None
    """The state from which an abandoned contact left."""
    wait_seconds: float | None
    """From ``waiting_from`` to the start of service or to leaving; none while it still waits."""
    service_seconds: float | None
    """Time in service, without parked stretches; none unless it has ended or paused."""
    spans: tuple[Span, ...]
    matters: tuple[Matter, ...] = ()
    """Every reason with its own outcome, the main one first; none while nobody asked."""
    intensity: Intensity | None = None
    interpreter: Interpreter | None = None
    pending_call: UUID | None = None
    """The pending call that it answers: its wait began with the first call."""
    entered_later: bool = False
    """Written down on paper while there was no system, and entered with its true times."""
    told_wait: ToldWait | None = None
    """The wait that they were told to expect; none where it was not known."""

    @property
    def key(self) -> str:
        return str(self.contact_id)


class ContactOpened(ContactEvent):
    """Somebody came to a door: the contact's clock starts."""

    type: ClassVar[str] = "gateway.contact_opened.v1"


class ContactQueued(ContactEvent):
    """A call left the voice menu and waits."""

    type: ClassVar[str] = "gateway.contact_queued.v1"


class ContactCalled(ContactEvent):
    """A desk called the contact."""

    type: ClassVar[str] = "gateway.contact_called.v1"


class ContactRecalled(ContactEvent):
    """The same desk called once more."""

    type: ClassVar[str] = "gateway.contact_recalled.v1"


class ContactStarted(ContactEvent):
    """Service began."""

    type: ClassVar[str] = "gateway.contact_started.v1"


class ContactClosed(ContactEvent):
    """Service ended, with an outcome."""

    type: ClassVar[str] = "gateway.contact_closed.v1"


class ContactAbandoned(ContactEvent):
    """The person left before being served."""

    type: ClassVar[str] = "gateway.contact_abandoned.v1"


class ContactMissed(ContactEvent):
    """Called, and did not come."""

    type: ClassVar[str] = "gateway.contact_missed.v1"


class ContactReturned(ContactEvent):
    """Called as often as the centre calls, not there; it waits again, with its clock."""

    type: ClassVar[str] = "gateway.contact_returned.v1"


class ContactParked(ContactEvent):
    """Service pauses: the person fetches a paper, a colleague looks something up."""

    type: ClassVar[str] = "gateway.contact_parked.v1"


class ContactResumed(ContactEvent):
    """A parked contact is served again."""

    type: ClassVar[str] = "gateway.contact_resumed.v1"


class ContactPassed(ContactEvent):
    """Another desk or unit has it now; code and clock stay."""

    type: ClassVar[str] = "gateway.contact_passed.v1"


class ContactTriaged(ContactEvent):
    """Level or reasons were set or changed, or one of several reasons ended."""

    type: ClassVar[str] = "gateway.contact_triaged.v1"


class ContactUndone(ContactEvent):
    """The last act was undone; the snapshot is as before it, under a new version."""

    type: ClassVar[str] = "gateway.contact_undone.v1"


class ContactCorrected(ContactEvent):
    """The exchange told late or out of order, and what is known of the call changed."""

    type: ClassVar[str] = "gateway.contact_corrected.v1"


class ContactFollowedUp(ContactEvent):
    """Somebody asked whether the person arrived where they were redirected."""

    type: ClassVar[str] = "gateway.contact_followed_up.v1"


class ContactReceived(ContactEvent):
    """A professional received whoever was sent to them for the same day, or did not after all."""

    type: ClassVar[str] = "gateway.contact_received.v1"


class ContactEntered(ContactEvent):
    """A contact from paper, or its true end, was entered after the event."""

    type: ClassVar[str] = "gateway.contact_entered.v1"
