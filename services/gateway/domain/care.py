"""Same-day care: a professional of the unit to which somebody was sent receives them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from services.gateway.domain.acts import UNDO_WITHIN, Done
from services.gateway.domain.contact import Contact, tell
from services.gateway.domain.matters import said
from services.gateway.domain.refusals import NothingToUndo, NotSentToday, ReceivedAlready
from shared.city import City
from shared.contracts import gateway as told
from shared.contracts.gateway import Matter


def sent_to(contact: Contact, unit: str) -> tuple[Matter, ...]:
    """The reasons for which they were sent to professionals of the unit."""
    return tuple(each for each in contact.matters if each.care_unit == unit)


def last_received(contact: Contact, unit: str) -> datetime | None:
    """When a professional of the unit received them last; none: nobody said that one did."""
    times = (each.received_at for each in sent_to(contact, unit))
    return max((each for each in times if each is not None), default=None)


def receive(here: City, contact: Contact, unit: str, *, at: datetime) -> Done:
    """They are with a professional, for all for which they were sent there.

    Raises ``ReceivedAlready``, and ``NotSentToday`` on a later day.
    """
    sent = sent_to(contact, unit)
    if all(each.received_at for each in sent):
        raise ReceivedAlready
    if all(each.at is None or here.day(each.at) != here.day(at) for each in sent):
        raise NotSentToday
    return _with(contact, unit, lambda each: each.received_at or at, at)


def take_back(contact: Contact, unit: str, *, at: datetime) -> Done:
    """They were not received after all, as was said last. Raises ``NothingToUndo``."""
    last = last_received(contact, unit)
    if last is None or at - last > UNDO_WITHIN:
        raise NothingToUndo
    return _with(contact, unit, lambda each: _but(each.received_at, last), at)


def _but(received_at: datetime | None, last: datetime) -> datetime | None:
    return None if received_at == last else received_at


def _with(
    contact: Contact, unit: str, received: Callable[[Matter], datetime | None], at: datetime
) -> Done:
    matters = tuple(
        each.model_copy(update={"received_at": received(each)}) if each.care_unit == unit else each
        for each in contact.matters
    )
    after = replace(said(contact, matters), version=contact.version + 1)
    return after, tell(told.ContactReceived, after, at)
