"""A contact: one person at a door, one clock, whatever desk or unit it passes through."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.gateway.domain.refusals import NothingToUndo, NotInThisState
from shared.contracts import gateway as told
from shared.contracts.gateway import ContactEvent, ContactState, Door, Level, Outcome, Span

ENDED = frozenset(
    {ContactState.CLOSED, ContactState.ABANDONED, ContactState.MISSED, ContactState.VOIDED}
)
AT_A_DESK = frozenset({ContactState.CALLED, ContactState.SERVING})
UNDO_WITHIN = timedelta(minutes=10)


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
    """Where it is called or served, or for which desk it waits after being passed."""
    calls: int
    """How often its code was called for the call under way."""
    spans: tuple[Span, ...]
    exchange_call: str | None = None
    """The exchange's name of the call, whose events alone move this contact."""

    @property
    def wait_seconds(self) -> float | None:
        """From the start of the wait to service or leaving; none while it still waits."""
        until = self.started_at or self.ended_at
        if until is None:
            return None
        if self.waiting_from is None:
            return 0.0
        return max(0.0, (until - self.waiting_from).total_seconds())

    @property
    def service_seconds(self) -> float | None:
        """Time in service, parked stretches left out; none while it is going on."""
        if self.started_at is None or self.state is ContactState.SERVING:
            return None
        served = [s for s in self.spans if s.state is ContactState.SERVING and s.until]
        return sum((s.until - s.at).total_seconds() for s in served if s.until)


def open_contact(contact: Contact) -> tuple[Contact, ContactEvent]:
    """Somebody came to a door, or a caller is on the line."""
    return contact, tell(told.ContactOpened, contact, contact.opened_at)


def call(contact: Contact, desk: int, *, at: datetime) -> tuple[Contact, ContactEvent]:
    """A desk calls a waiting contact."""
    _require(contact, ContactState.WAITING)
    called = _moved(replace(contact, desk=desk, calls=1), ContactState.CALLED, at)
    return called, tell(told.ContactCalled, called, at)


def recall(contact: Contact, *, at: datetime) -> tuple[Contact, ContactEvent]:
    """The same desk calls once more."""
    _require(contact, ContactState.CALLED)
    again = replace(contact, calls=contact.calls + 1, version=contact.version + 1)
    return again, tell(told.ContactRecalled, again, at)


def start(contact: Contact, *, at: datetime) -> tuple[Contact, ContactEvent]:
    """The person has come: service begins."""
    _require(contact, ContactState.CALLED)
    started = replace(contact, started_at=contact.started_at or at)
    started = _moved(started, ContactState.SERVING, at)
    return started, tell(told.ContactStarted, started, at)


def close(contact: Contact, outcome: Outcome, *, at: datetime) -> tuple[Contact, ContactEvent]:
    """Service ends, with an outcome."""
    _require(contact, ContactState.SERVING, ContactState.PARKED)
    closed = _ended(replace(contact, outcome=outcome), ContactState.CLOSED, at)
    return closed, tell(told.ContactClosed, closed, at)


def abandon(contact: Contact, *, at: datetime) -> tuple[Contact, ContactEvent]:
    """The person left; the state they left from is kept."""
    _require(contact, ContactState.WAITING, ContactState.CALLED, ContactState.PARKED)
    gone = _ended(replace(contact, left_from=contact.state), ContactState.ABANDONED, at)
    return gone, tell(told.ContactAbandoned, gone, at)


def miss(contact: Contact, *, at: datetime) -> tuple[Contact, ContactEvent]:
    """Called, and did not come."""
    _require(contact, ContactState.CALLED)
    missed = _ended(replace(contact, left_from=contact.state), ContactState.MISSED, at)
    return missed, tell(told.ContactMissed, missed, at)


def park(contact: Contact, *, at: datetime) -> tuple[Contact, ContactEvent]:
    """Service pauses; the desk is free for another."""
    _require(contact, ContactState.SERVING)
    parked = _moved(contact, ContactState.PARKED, at)
    return parked, tell(told.ContactParked, parked, at)


def resume(contact: Contact, desk: int, *, at: datetime) -> tuple[Contact, ContactEvent]:
    """A parked contact is served again, at the same desk or another."""
    _require(contact, ContactState.PARKED)
    resumed = _moved(replace(contact, desk=desk), ContactState.SERVING, at)
    return resumed, tell(told.ContactResumed, resumed, at)


def pass_on(
    contact: Contact, unit: str, centre: str | None, desk: int | None, *, at: datetime
) -> tuple[Contact, ContactEvent]:
    """Another desk or unit has it now: it waits there, with its code and its clock."""
    _require(contact, ContactState.WAITING, *AT_A_DESK, ContactState.PARKED)
    moved = replace(contact, unit=unit, centre=centre, desk=desk, calls=0)
    passed = _moved(moved, ContactState.WAITING, at)
    return passed, tell(told.ContactPassed, passed, at)


def triage(
    contact: Contact, level: Level, reason: str | None, *, at: datetime
) -> tuple[Contact, ContactEvent]:
    """Set or change level and reason."""
    if contact.state in ENDED:
        raise NotInThisState
    triaged = replace(contact, level=level, reason=reason, version=contact.version + 1)
    return triaged, tell(told.ContactTriaged, triaged, at)


def undo(
    contact: Contact, before: Contact | None, acted_at: datetime, *, at: datetime
) -> tuple[Contact, ContactEvent]:
    """Bring back what was before the last act; opening by mistake leaves a voided contact."""
    if at - acted_at > UNDO_WITHIN or contact.exchange_call:
        raise NothingToUndo
    if before is None:
        restored = _ended(contact, ContactState.VOIDED, at)
    else:
        restored = replace(before, version=contact.version + 1)
    return restored, tell(told.ContactUndone, restored, at)


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
    )


def _require(contact: Contact, *states: ContactState) -> None:
    if contact.state not in states or contact.exchange_call:
        raise NotInThisState


def _moved(contact: Contact, state: ContactState, at: datetime) -> Contact:
    """In another state from ``at`` on; the stretch before ends there."""
    ended = _spans_until(contact, at)
    span = Span(state=state, at=at, unit=contact.unit, desk=contact.desk)
    return replace(contact, state=state, spans=(*ended, span), version=contact.version + 1)


def _ended(contact: Contact, state: ContactState, at: datetime) -> Contact:
    spans = _spans_until(contact, at)
    return replace(contact, state=state, ended_at=at, spans=spans, version=contact.version + 1)


def _spans_until(contact: Contact, at: datetime) -> tuple[Span, ...]:
    *past, last = contact.spans
    return (*past, last.model_copy(update={"until": max(at, last.at)}))
