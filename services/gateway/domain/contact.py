"""A contact: one person at a door, one clock, whatever desk or unit it passes through."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.gateway.domain.papers import Papers
from services.gateway.domain.ways import NOTHING_SAID, Ways
from shared.contracts.gateway import (
    ContactEvent,
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

ENDED = frozenset(
    {ContactState.CLOSED, ContactState.ABANDONED, ContactState.MISSED, ContactState.VOIDED}
)
AT_A_DESK = frozenset({ContactState.CALLED, ContactState.SERVING})


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as it stands; every act makes a new one with the next version."""

    id: UUID
    version: int
    code: str | None
    door: Door
    unit: str
    centre: str | None
    level: Level | None
    reason: str | None
    state: ContactState
    city_version: int
    opened_at: datetime
    waiting_from: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome | None
    left_from: ContactState | None
    desk: int | None
    """Where it is called or served, or for which desk it waits after being passed; of a call of an
    exchange, where somebody said that they are on it, until all is said."""
    calls: int
    """How often its code was called for the call under way."""
    spans: tuple[Span, ...]
    exchange_call: str | None = None
    """The exchange's name of the call, whose events alone move this contact."""
    person: UUID | None = None
    """Whom it concerns, once somebody has said so."""
    matters: tuple[Matter, ...] = ()
    """Every reason with its own outcome; the first is the main one, and ``reason`` its code."""
    circumstances: tuple[str, ...] = ()
    """What the rules of the triage ask about and holds, by codes of the city folder."""
    danger_asked: bool = False
    """Whether the danger questions were asked and nothing of them holds."""
    level_why: str | None = None
    """Why it has another level than the rules propose, by a code of the city folder."""
    level_against: Level | None = None
    """What the rules proposed when somebody chose another level; none: it follows them."""
    ways: Ways = NOTHING_SAID
    interpreter: Interpreter | None = None
    intensity: Intensity | None = None
    pending_call: UUID | None = None
    """The pending call that it answers: its wait began with the first call."""
    entered_later: bool = False
    """Written down on paper while there was no system, and entered with its true times."""
    invented: str | None = None
    """The invented caller of the city folder with whom somebody practises; none: they are real."""
    papers: Papers | None = None
    """What they came for with papers, and what came of it; none where it is about none."""
    follow_up_on: date | None = None
    """The day from which somebody asks whether they arrived where they were redirected."""
    appointment_at: datetime | None = None
    """When the appointment begins for which they are here; none: they have none."""
    called_at: datetime | None = None
    """When its code was called last, for the call under way."""
    returns: int = 0
    """How often it was called, did not come and waits again."""
    goes_after: tuple[UUID, ...] = ()
    """Who goes before it since it waits again, for as long as they wait."""
    told_wait: ToldWait | None = None
    """The wait that they were told to expect when they came."""

    @property
    def on_call(self) -> bool:
        """Whether it is a call of an exchange in front of a desk."""
        return self.exchange_call is not None and self.desk is not None

    @property
    def is_over(self) -> bool:
        """Whether nothing can be said of it any more."""
        return self.state in ENDED and not self.on_call

    @property
    def shown_code(self) -> str:
        """By what staff tell it from others; a call of an exchange has no ticket."""
        return self.code or f"P-{self.id.hex[:4].upper()}"

    @property
    def wait_seconds(self) -> float | None:
        """From the start of the wait to service or leaving; none while it still waits.

        Who came early for an appointment waits from its time on.
        """
        until = self.started_at or self.ended_at
        if until is None:
            return None
        if self.waiting_from is None:
            return 0.0
        since = max(self.waiting_from, self.appointment_at or self.waiting_from)
        return max(0.0, (until - since).total_seconds())

    @property
    def service_seconds(self) -> float | None:
        """Time in service, parked stretches left out; none while it is going on, and of a call
        back that was written down after it: nobody said when they began to speak.
        """
        if self.started_at is None or self.state is ContactState.SERVING:
            return None
        if self.pending_call is not None and self.started_at == self.ended_at:
            return None
        served = [s for s in self.spans if s.state is ContactState.SERVING and s.until]
        return sum((s.until - s.at).total_seconds() for s in served if s.until)


def tell(event: type[ContactEvent], contact: Contact, at: datetime) -> ContactEvent:
    """The event with the whole contact as its snapshot."""
    return event(
        at=at,
        version=contact.version,
        contact_id=contact.id,
        code=contact.code,
        door=contact.door,
        unit=contact.unit,
        centre=contact.centre,
        level=contact.level,
        reason=contact.reason,
        state=contact.state,
        city_version=contact.city_version,
        opened_at=contact.opened_at,
        waiting_from=contact.waiting_from,
        started_at=contact.started_at,
        ended_at=contact.ended_at,
        outcome=contact.outcome,
        left_from=contact.left_from,
        wait_seconds=contact.wait_seconds,
        service_seconds=contact.service_seconds,
        spans=contact.spans,
        matters=contact.matters,
        intensity=contact.intensity,
        interpreter=contact.interpreter,
        pending_call=contact.pending_call,
        entered_later=contact.entered_later,
        told_wait=contact.told_wait,
    )
