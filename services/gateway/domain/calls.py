"""A telephone contact is what is known of its call: a set of events has no order to get wrong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.gateway.domain.contact import Contact, tell
from services.gateway.domain.on_the_line import as_told
from shared.contracts import gateway as told
from shared.contracts.gateway import (
    ContactEvent,
    ContactState,
    Door,
    Outcome,
    Span,
    contact_id,
)


class CallEvent(StrEnum):
    """What an exchange tells of a call, in the order in which it happens."""

    RANG = "rang"
    QUEUED = "queued"
    ANSWERED = "answered"
    HUNG_UP = "hung_up"


ORDER = tuple(CallEvent)
TOLD: Mapping[CallEvent, type[ContactEvent]] = {
    CallEvent.RANG: told.ContactOpened,
    CallEvent.QUEUED: told.ContactQueued,
    CallEvent.ANSWERED: told.ContactStarted,
    CallEvent.HUNG_UP: told.ContactClosed,
}


@dataclass(frozen=True, slots=True)
class Known:
    """One event of a call: when it happened by the exchange's clock, and at which unit."""

    at: datetime
    unit: str


Call = Mapping[CallEvent, Known]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a call's contact has besides the call: its name, city version, and what staff said."""

    call: str
    city_version: int
    centre: str | None
    before: Contact | None = None
    """The contact as it was known, with what staff said."""


def derive(call: Call, origin: Origin, version: int) -> Contact | None:
    """The contact as this call tells it; none until it is known to have rung."""
    rang = call.get(CallEvent.RANG)
    if rang is None:
        return None
    queued = _at(call, CallEvent.QUEUED)
    answered = _at(call, CallEvent.ANSWERED)
    hung_up = _at(call, CallEvent.HUNG_UP)
    state, left_from = _state(call)
    contact = Contact(
        id=contact_id(origin.call),
        version=version,
        code=None,
        door=Door.PHONE,
        unit=rang.unit,
        centre=origin.centre,
        level=None,
        reason=None,
        state=state,
        city_version=origin.city_version,
        opened_at=rang.at,
        waiting_from=queued,
        started_at=answered,
        ended_at=hung_up,
        outcome=Outcome.NOT_RECORDED if state is ContactState.CLOSED else None,
        left_from=left_from,
        desk=None,
        calls=0,
        spans=tuple(_spans(call, rang.unit)),
        exchange_call=origin.call,
    )
    return as_told(contact, origin.before) if origin.before else contact


def learn(
    known: Call, news: Call, origin: Origin, version: int
) -> Iterator[tuple[Contact, ContactEvent]]:
    """What becomes of a contact as news of its call come in: one event per piece of news.

    News that belong before what was known already are told as a correction.
    """
    fresh = _in_order(news if CallEvent.RANG in known else {**known, **news})
    sofar: dict[CallEvent, Known] = dict(known) if CallEvent.RANG in known else {}
    for event, what in fresh:
        late = any(ORDER.index(other) > ORDER.index(event) for other in sofar)
        sofar[event] = what
        contact = derive(sofar, origin, version + 1)
        if contact is not None:
            version = contact.version
            yield contact, tell(_type(event, contact, late=late), contact, what.at)


def _in_order(call: Call) -> Iterable[tuple[CallEvent, Known]]:
    return ((event, call[event]) for event in ORDER if event in call)


def _type(event: CallEvent, contact: Contact, *, late: bool) -> type[ContactEvent]:
    if late:
        return told.ContactCorrected
    if contact.state is ContactState.ABANDONED:
        return told.ContactAbandoned
    return TOLD[event]


def _at(call: Call, event: CallEvent) -> datetime | None:
    known = call.get(event)
    return known.at if known else None


def _state(call: Call) -> tuple[ContactState, ContactState | None]:
    """The state, and for those who hung up unanswered the one they left from."""
    before = ContactState.WAITING if CallEvent.QUEUED in call else ContactState.RINGING
    answered, ended = CallEvent.ANSWERED in call, CallEvent.HUNG_UP in call
    if ended:
        return (ContactState.CLOSED, None) if answered else (ContactState.ABANDONED, before)
    return (ContactState.SERVING if answered else before), None


def _spans(call: Call, unit: str) -> Iterator[Span]:
    """Its stretches; one that would end before it starts did not take place."""
    starts = {
        ContactState.RINGING: _at(call, CallEvent.RANG),
        ContactState.WAITING: _at(call, CallEvent.QUEUED),
        ContactState.SERVING: _at(call, CallEvent.ANSWERED),
    }
    ends = [_at(call, event) for event in ORDER[1:]]
    for place, (state, at) in enumerate(starts.items()):
        until = next((end for end in ends[place:] if end is not None), None)
        if at is not None and (until is None or until > at):
            yield Span(state=state, at=at, until=until, unit=unit)
