"""What the gateway tells: contacts at the doors, and desks.

Each contact event carries a *snapshot* of the contact, so a reader needs only the one with the
greatest version: duplicates, replays and late arrivals change nothing.
"""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.contracts.event import Event


class Door(StrEnum):
    """How a contact came in."""

    DESK = "desk"
    PHONE = "phone"


class Level(StrEnum):
    """How soon a person must be attended, as the triage rules propose."""

    URGENT = "urgent"
    PREFERENTIAL = "preferential"
    ORDINARY = "ordinary"


class ContactState(StrEnum):
    """Where a contact stands.

    ``ringing`` is a call in the voice menu, not yet waiting; ``voided`` was opened by mistake and
    undone: it counts nowhere.
    """

    RINGING = "ringing"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    CLOSED = "closed"
    ABANDONED = "abandoned"
    MISSED = "missed"
    VOIDED = "voided"


class Outcome(StrEnum):
    """How a served contact ended."""

    RESOLVED = "resolved"
    INFORMED = "informed"
    APPOINTMENT = "appointment"
    REFERRED = "referred"
    CALL_BACK = "call_back"
    NOT_RECORDED = "not_recorded"


class Span(BaseModel):
    """A stretch of time that a contact spent in one state at one unit."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    state: ContactState
    at: AwareDatetime
    """The start, included."""
    until: AwareDatetime | None = None
    """The end, excluded; absent while it lasts."""
    unit: str
    desk: int | None = None


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
    """Code of the reason in the city folder."""
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
    """Level or reason was set or changed."""

    type: ClassVar[str] = "gateway.contact_triaged.v1"


class ContactUndone(ContactEvent):
    """The last act was undone; the snapshot is as before it, under a new version."""

    type: ClassVar[str] = "gateway.contact_undone.v1"


class ContactCorrected(ContactEvent):
    """The exchange told late or out of order, and what is known of the call changed."""

    type: ClassVar[str] = "gateway.contact_corrected.v1"


class DeskState(StrEnum):
    """Whether a desk serves."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class DeskChanged(Event):
    """A desk opened, paused or closed, or serves another contact."""

    type: ClassVar[str] = "gateway.desk_changed.v1"
    topic: ClassVar[str] = "gateway.desks"

    unit: str
    desk: int
    state: DeskState
    since: AwareDatetime

    @property
    def key(self) -> str:
        return f"{self.unit}/{self.desk}"
