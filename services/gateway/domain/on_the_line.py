"""Calls of an exchange at a desk: staff say what they are about, the exchange alone says when.

Until all is said, a call stays in front of its desk, whether it was hung up meanwhile or not.
"""

from dataclasses import replace
from datetime import datetime

from services.gateway.domain.contact import Contact, tell
from services.gateway.domain.refusals import CallTaken, NotInThisState
from shared.contracts import gateway as told
from shared.contracts.gateway import ContactEvent, ContactState, Outcome

Done = tuple[Contact, ContactEvent]
SAID = (
    "level",
    "reason",
    "person",
    "matters",
    "circumstances",
    "danger_asked",
    "level_why",
    "level_against",
    "ways",
    "interpreter",
    "intensity",
    "pending_call",
    "follow_up_on",
)
"""What staff say of a contact and no exchange knows, besides who is on it and how it ends."""


def awaits_somebody(contact: Contact) -> bool:
    """Whether it is an answered call of which nobody has said that they are on it."""
    return (
        contact.exchange_call is not None
        and contact.state is ContactState.SERVING
        and contact.desk is None
        and contact.outcome is None
    )


def take_up(contact: Contact, desk: int, *, at: datetime) -> Done:
    """Somebody is on this call, at a desk. Raises ``CallTaken``, ``NotInThisState``."""
    if contact.on_call:
        raise CallTaken
    if contact.exchange_call is None or contact.state is not ContactState.SERVING:
        raise NotInThisState
    return _next(replace(contact, desk=desk), at)


def put_down(contact: Contact, *, at: datetime) -> Done:
    """Whoever said so is not on this call, or not any more; what was said of it stays."""
    if not contact.on_call:
        raise NotInThisState
    return _next(replace(contact, desk=None), at)


def is_unsaid(contact: Contact) -> bool:
    """Whether somebody is on the call and has not said how it ends."""
    return contact.on_call and _said(contact) is None


def end(contact: Contact, *, at: datetime) -> Done:
    """How it ends is said: it leaves its desk, at once or when it is hung up."""
    ended, event = _next(_settled(contact, contact.outcome), at)
    if ended.state is ContactState.CLOSED:
        return ended, tell(told.ContactClosed, ended, at)
    return ended, event


def with_reasons(contact: Contact) -> Contact:
    """How it ends is said only while no reason is open, and is what its main reason came to."""
    if contact.exchange_call is None or contact.state is not ContactState.SERVING:
        return contact
    if any(each.outcome is None for each in contact.matters):
        return replace(contact, outcome=None)
    if contact.outcome and contact.matters:
        return replace(contact, outcome=contact.matters[0].outcome)
    return contact


def as_told(call: Contact, before: Contact) -> Contact:
    """A call as its exchange tells it, with what staff had said of it before."""
    kept = {name: getattr(before, name) for name in SAID}
    return _settled(replace(call, **kept, desk=before.desk), _said(before))


def taken_back(contact: Contact, before: Contact) -> Contact:
    """With what staff had said before their last act; times, and whom it concerns, stay."""
    back = as_told(contact, before)
    return replace(back, person=contact.person, version=contact.version + 1)


def _said(contact: Contact) -> Outcome | None:
    """How staff said that it ends; one that was hung up is at a desk only until they have."""
    hung_up = contact.state is ContactState.CLOSED
    return None if hung_up and contact.on_call else contact.outcome


def _settled(contact: Contact, said: Outcome | None) -> Contact:
    """Ended as was said, once it is hung up; as not recorded for as long as nobody has said."""
    if contact.state is not ContactState.CLOSED:
        return replace(contact, outcome=said)
    if said is None:
        return replace(contact, outcome=Outcome.NOT_RECORDED)
    return replace(contact, outcome=said, desk=None)


def _next(contact: Contact, at: datetime) -> Done:
    after = replace(contact, version=contact.version + 1)
    return after, tell(told.ContactTriaged, after, at)
