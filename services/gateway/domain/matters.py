"""What a contact is about: one reason or several, the first of them the main, each with its end."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from services.gateway.domain import on_the_line
from services.gateway.domain.acts import Done, close, is_served, require_served
from services.gateway.domain.contact import Contact, tell
from services.gateway.domain.refusals import MatterOver, NoSuchMatter, NotInThisState, ReasonThere
from services.gateway.domain.ways import require_asked
from shared.city import City
from shared.contracts import gateway as told
from shared.contracts.gateway import Matter, Outcome

Matters = tuple[Matter, ...]
OPEN = {name: field.default for name, field in Matter.model_fields.items() if name != "reason"}
"""How a reason stands that has no end."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a reason ends, and what its outcome says besides."""

    outcome: Outcome
    owner: str | None = None
    """Who is competent, where they are redirected."""
    care_unit: str | None = None
    """Where a professional attends them today."""
    care_desk: int | None = None


def said(contact: Contact, matters: Matters) -> Contact:
    """The contact with these reasons, nothing told yet."""
    main = matters[0].reason if matters else None
    return replace(contact, matters=matters, reason=main)


def add(matters: Matters, reason: str) -> Matters:
    """One reason more; the first is the main one. Raises ``ReasonThere``."""
    if any(each.reason == reason for each in matters):
        raise ReasonThere
    return (*matters, Matter(reason=reason))


def drop(matters: Matters, reason: str) -> Matters:
    """Without a reason that was not meant. Raises ``NoSuchMatter``; ``MatterOver`` if it ended."""
    if _required(matters, reason).outcome is not None:
        raise MatterOver
    return tuple(each for each in matters if each.reason != reason)


def lead(matters: Matters, reason: str) -> Matters:
    """With another of its reasons as the main one. Raises ``NoSuchMatter``."""
    main = _required(matters, reason)
    return (main, *(each for each in matters if each is not main))


def reopen(matters: Matters, reason: str) -> Matters:
    """With a reason that has not ended after all. Raises ``NoSuchMatter``."""
    _required(matters, reason)
    return _with(matters, reason, lambda each: each.model_copy(update=OPEN))


def end(contact: Contact, reason: str, ending: Ending, *, at: datetime) -> Done:
    """One of its reasons ends; with the last one the contact does, as its main reason ended.

    Who leaves, leaves for all of them. Raises ``NotInThisState`` unless served, ``NoSuchMatter``,
    ``MatterOver`` if it ended before; for a call back ``AskSafeContact``, ``NotToBeContacted``.
    """
    require_served(contact)
    if _required(contact.matters, reason).outcome is not None:
        raise MatterOver
    if ending.outcome is Outcome.LEFT:
        return close(contact, ending.outcome, at=at)
    if ending.outcome is Outcome.CALL_BACK:
        require_asked(contact.ways)
    ended = asdict(ending) | {"at": at}
    matters = _with(contact.matters, reason, lambda each: each.model_copy(update=ended))
    if any(each.outcome is None for each in matters):
        return change(contact, said(contact, matters), at=at)
    return close(said(contact, matters), ending.outcome, at=at)


def triaged(before: Contact, after: Contact, *, at: datetime) -> Done:
    """What the triage says now; service ends where the last reason that was open is gone.

    Raises ``NotInThisState``.
    """
    gone = any(each.outcome is None for each in before.matters)
    if gone and after.matters and all(each.outcome for each in after.matters) and is_served(before):
        return close(after, Outcome.NOT_RECORDED, at=at)  # each has its own: none gets this one
    return change(before, after, at=at)


def change(before: Contact, after: Contact, *, at: datetime) -> Done:
    """What the triage says now, as the contact's next version."""
    if before.is_over:
        raise NotInThisState
    triaged = replace(on_the_line.with_reasons(after), version=before.version + 1)
    return triaged, tell(told.ContactTriaged, triaged, at)


def _required(matters: Matters, reason: str) -> Matter:
    for each in matters:
        if each.reason == reason:
            return each
    raise NoSuchMatter


def _with(matters: Matters, reason: str, become: Callable[[Matter], Matter]) -> Matters:
    return tuple(become(each) if each.reason == reason else each for each in matters)


def to_call_about(here: City, contact: Contact) -> str | None:
    """The reason that leads where they are called: of those that ended so, else of all of them.

    A restricted one first, since it decides who may know of the call.
    """
    asked = [each.reason for each in contact.matters if each.outcome is Outcome.CALL_BACK]
    every = asked or [each.reason for each in contact.matters]
    return next(iter(restricted_first(here, every)), contact.reason)


def restricted_first(here: City, reasons: Iterable[str]) -> tuple[str, ...]:
    """Each of these once, those that may be known only inside their centre before the others."""
    return tuple(sorted(dict.fromkeys(reasons), key=lambda each: not here.restricts(each)))
