"""What may be done with a contact: each act makes a new contact and the event that tells it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from services.gateway.domain import on_the_line
from services.gateway.domain.contact import AT_A_DESK, ENDED, Contact, tell
from services.gateway.domain.papers import Papers, PapersDone
from services.gateway.domain.refusals import NothingToUndo, NotInThisState
from services.gateway.domain.ways import require_asked
from shared.contracts import gateway as told
from shared.contracts.gateway import ContactEvent, ContactState, Outcome, Span

UNDO_WITHIN = timedelta(minutes=10)
Done = tuple[Contact, ContactEvent]


def open_contact(contact: Contact) -> Done:
    """Somebody came to a door, or a caller is on the line."""
    return contact, tell(told.ContactOpened, contact, contact.opened_at)


def answer(contact: Contact, desk: int) -> Done:
    """Somebody is on the telephone of this desk: they are served at once, and never called."""
    at = contact.opened_at
    span = Span(state=ContactState.SERVING, at=at, unit=contact.unit, desk=desk)
    served = replace(contact, desk=desk, started_at=at, spans=(span,))
    return open_contact(replace(served, state=ContactState.SERVING))


def call(contact: Contact, desk: int, *, at: datetime) -> Done:
    """A desk calls a waiting contact."""
    _require(contact, ContactState.WAITING)
    called = replace(contact, desk=desk, calls=1, called_at=at)
    called = _moved(called, ContactState.CALLED, at)
    return called, tell(told.ContactCalled, called, at)


def recall(contact: Contact, *, at: datetime) -> Done:
    """The same desk calls once more."""
    _require(contact, ContactState.CALLED)
    again = replace(contact, calls=contact.calls + 1, called_at=at, version=contact.version + 1)
    return again, tell(told.ContactRecalled, again, at)


def start(contact: Contact, *, at: datetime) -> Done:
    """The person has come: service begins."""
    _require(contact, ContactState.CALLED)
    started = replace(contact, started_at=contact.started_at or at)
    started = _moved(started, ContactState.SERVING, at)
    return started, tell(told.ContactStarted, started, at)


def receive(contact: Contact, *, at: datetime) -> Done:
    """A professional takes them to the room: service begins, or goes on, at no desk."""
    _require(contact, ContactState.WAITING, *AT_A_DESK, ContactState.PARKED)
    if contact.state is ContactState.SERVING and contact.desk is None:
        raise NotInThisState  # with a professional already
    received = replace(contact, desk=None, started_at=contact.started_at or at)
    received = _moved(received, ContactState.SERVING, at)
    return received, tell(told.ContactStarted, received, at)


def close(contact: Contact, outcome: Outcome, *, at: datetime) -> Done:
    """Service ends with this outcome, as does every reason that has none; the main one's counts.

    Of a call it is said how it ends; when it does, its exchange tells.
    """
    require_served(contact)
    if outcome is Outcome.CALL_BACK:
        require_asked(contact.ways)
    over = {"outcome": outcome, "at": at}
    matters = tuple(m if m.outcome else m.model_copy(update=over) for m in contact.matters)
    main = matters[0].outcome if matters else outcome
    said = replace(contact, outcome=main, matters=matters)
    if contact.exchange_call:
        return on_the_line.end(said, at=at)
    closed = _ended(said, ContactState.CLOSED, at)
    return closed, tell(told.ContactClosed, closed, at)


def abandon(contact: Contact, *, at: datetime) -> Done:
    """The person left; the state they left from is kept."""
    _require(contact, ContactState.WAITING, ContactState.CALLED, ContactState.PARKED)
    gone = _ended(replace(contact, left_from=contact.state), ContactState.ABANDONED, at)
    return gone, tell(told.ContactAbandoned, gone, at)


def miss(contact: Contact, *, at: datetime) -> Done:
    """Called, and did not come."""
    _require(contact, ContactState.CALLED)
    missed = _ended(replace(contact, left_from=contact.state), ContactState.MISSED, at)
    return missed, tell(told.ContactMissed, missed, at)


def wait_again(contact: Contact, goes_after: tuple[UUID, ...], *, at: datetime) -> Done:
    """Called, and did not come: it waits again with its clock, behind those; any desk may call."""
    _require(contact, ContactState.CALLED)
    back = replace(
        contact,
        desk=None,
        calls=0,
        called_at=None,
        returns=contact.returns + 1,
        goes_after=goes_after,
    )
    back = _moved(back, ContactState.WAITING, at)
    return back, tell(told.ContactReturned, back, at)


def park(contact: Contact, *, at: datetime) -> Done:
    """Service pauses; the desk is free for another."""
    _require(contact, ContactState.SERVING)
    parked = _moved(contact, ContactState.PARKED, at)
    return parked, tell(told.ContactParked, parked, at)


def resume(contact: Contact, desk: int, *, at: datetime) -> Done:
    """A parked contact is served again, at the same desk or another."""
    _require(contact, ContactState.PARKED)
    resumed = _moved(replace(contact, desk=desk), ContactState.SERVING, at)
    return resumed, tell(told.ContactResumed, resumed, at)


def pass_on(
    contact: Contact, unit: str, centre: str | None, desk: int | None, *, at: datetime
) -> Done:
    """Another desk or unit has it now: it waits there, with its code and its clock."""
    _require(contact, ContactState.WAITING, *AT_A_DESK, ContactState.PARKED)
    moved = replace(
        contact, unit=unit, centre=centre, desk=desk, calls=0, called_at=None, goes_after=()
    )
    passed = _moved(moved, ContactState.WAITING, at)
    return passed, tell(told.ContactPassed, passed, at)


def note_papers(contact: Contact, done: PapersDone, *, at: datetime) -> Done:
    """What came of the papers; another word afterwards goes before it."""
    if contact.state in ENDED or contact.exchange_call:
        raise NotInThisState
    papers = replace(contact.papers or Papers(), done=done, at=at)
    noted = replace(contact, papers=papers, version=contact.version + 1)
    return noted, tell(told.ContactTriaged, noted, at)


def undo(contact: Contact, before: Contact | None, acted_at: datetime, *, at: datetime) -> Done:
    """Bring back what was before the last act; opening by mistake leaves a voided contact.

    Of a call, what was said by whoever is or was on it; its times stay.
    """
    if at - acted_at > UNDO_WITHIN:
        raise NothingToUndo
    if contact.exchange_call:
        if before is None or not (before.on_call or contact.on_call):
            raise NothingToUndo
        restored = on_the_line.taken_back(contact, before)
    elif before is None:
        restored = _ended(contact, ContactState.VOIDED, at)
    else:
        restored = replace(before, version=contact.version + 1, person=contact.person)
    return restored, tell(told.ContactUndone, restored, at)


def require_served(contact: Contact) -> None:
    """Raises ``NotInThisState`` unless it is served; a call, unless it is unsaid how it ends."""
    if not is_served(contact):
        raise NotInThisState


def is_served(contact: Contact) -> bool:
    """Whether it is served; of a call, whether somebody is on it and it is unsaid how it ends."""
    if contact.exchange_call:
        return on_the_line.is_unsaid(contact)
    return contact.state in (ContactState.SERVING, ContactState.PARKED)


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
