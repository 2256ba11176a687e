"""From paper to a contact: one that came within a gap, or the true end of one that a gap caught."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.gateway.domain.acts import Done
from services.gateway.domain.contact import Contact, tell
from services.gateway.domain.paper import (
    Ending,
    Gap,
    Mistake,
    Written,
    in_order,
    require_open,
    within,
)
from services.gateway.domain.refusals import NotAsOnPaper, NotInThisState
from shared.contracts import gateway as told
from shared.contracts.gateway import ContactState, Level, Matter, Outcome, Span

SERVED = frozenset({ContactState.SERVING, ContactState.PARKED})
STATES = {
    "arrived_at": ContactState.WAITING,
    "called_at": ContactState.CALLED,
    "started_at": ContactState.SERVING,
}
"""What somebody is in from each of the times on."""


NEEDED = {
    None: ("arrived_at", "started_at", "ended_at"),
    Ending.LEFT: ("arrived_at", "ended_at"),
    Ending.MISSED: ("arrived_at", "called_at", "ended_at"),
    Ending.WAITING: ("arrived_at",),
}
"""Which times each ending asks for; none is an outcome of service."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a contact from paper has besides what was written."""

    id: UUID
    code: str
    centre: str | None
    level: Level | None
    city_version: int


def enter(written: Written, origin: Origin, gap: Gap, *, at: datetime) -> Done:
    """The contact that was written on paper, with its true times.

    Raises ``NotAsOnPaper`` with what is wrong with which field; ``GapOver``.
    """
    require_open(gap)
    times = {
        "arrived_at": written.arrived_at,
        "called_at": written.called_at,
        "started_at": written.started_at,
        "ended_at": written.ended_at,
    }
    found = within(times, gap, at=at) | in_order(times, None) | _lacking(times, written.ending)
    if found or written.arrived_at is None:
        raise NotAsOnPaper(found)
    spans = tuple(_spans(times, gap.unit))
    state, left_from = _state(written.ending, spans)
    outcome = written.ending if isinstance(written.ending, Outcome) else None
    matters = tuple(
        Matter(reason=reason, outcome=outcome, at=written.ended_at if outcome else None)
        for reason in written.reasons
    )
    contact = Contact(
        id=origin.id,
        version=1,
        code=origin.code,
        door=written.door,
        unit=gap.unit,
        centre=origin.centre,
        level=origin.level,
        reason=written.reasons[0] if written.reasons else None,
        state=state,
        city_version=origin.city_version,
        opened_at=written.arrived_at,
        waiting_from=written.arrived_at,
        started_at=written.started_at,
        ended_at=written.ended_at,
        outcome=outcome,
        left_from=left_from,
        desk=None,
        calls=0,
        spans=spans,
        matters=matters,
        entered_later=True,
    )
    return contact, tell(told.ContactEntered, contact, at)


def caught(contact: Contact, gap: Gap) -> Span | None:
    """The stretch in which the gap found a contact; none if it was not there when it began."""
    if contact.exchange_call or contact.entered_later or contact.state is ContactState.VOIDED:
        return None
    here = [s for s in contact.spans if s.at <= gap.began_at and s.unit == gap.unit]
    last = here[-1] if here else None
    if last is None:
        return None
    until = last.until or contact.ended_at
    return last if until is None or until > gap.began_at else None


@dataclass(frozen=True, slots=True)
class TrueEnd:
    """How a contact that a gap caught went on."""

    started_at: datetime | None
    ended_at: datetime | None
    ending: Outcome | Ending


def end_truly(contact: Contact, true: TrueEnd, gap: Gap, *, at: datetime) -> Done:
    """Give a contact that the gap caught its true end.

    Raises ``NotInThisState`` if the gap did not catch it; ``NotAsOnPaper``; ``GapOver``.
    """
    require_open(gap)
    last = caught(contact, gap)
    if last is None or contact.unit != gap.unit:
        raise NotInThisState
    served = last.state in SERVED
    times = {"started_at": None if served else true.started_at, "ended_at": true.ended_at}
    began = {**times, "started_at": contact.started_at} if served else times
    found = within(times, gap, at=at) | in_order(times, last.at) | _lacking(began, true.ending)
    if true.ending is Ending.WAITING:
        found["ending"] = Mistake.UNSERVED
    if found or true.ended_at is None:
        raise NotAsOnPaper(found)
    started_at = times["started_at"]
    before = [s for s in contact.spans if s.at < last.at]
    spans = (*before, last.model_copy(update={"until": started_at or true.ended_at}))
    if started_at is not None:
        spans = (*spans, _span(ContactState.SERVING, started_at, true.ended_at, gap.unit))
    state, left_from = _state(true.ending, spans)
    outcome = true.ending if isinstance(true.ending, Outcome) else None
    if outcome and contact.matters and contact.matters[0].outcome:
        outcome = contact.matters[0].outcome  # the main reason had ended before
    over = {"outcome": true.ending if outcome else None, "at": true.ended_at}
    ended = replace(
        contact,
        version=contact.version + 1,
        unit=gap.unit,
        state=state,
        started_at=contact.started_at if served else started_at,
        ended_at=true.ended_at,
        outcome=outcome,
        left_from=left_from,
        spans=spans,
        matters=tuple(
            each if each.outcome else each.model_copy(update=over) for each in contact.matters
        ),
        entered_later=True,
    )
    return ended, tell(told.ContactEntered, ended, at)


def _lacking(times: Mapping[str, datetime | None], ending: Outcome | Ending) -> dict[str, Mistake]:
    """Times that are missing, or that how it ended does not go with."""
    needed = NEEDED[ending if isinstance(ending, Ending) else None]
    missing = {n: Mistake.MISSING for n in needed if n in times and times[n] is None}
    if ending is Ending.WAITING:
        later = ("called_at", "started_at", "ended_at")
        return missing | {name: Mistake.UNSERVED for name in later if times.get(name) is not None}
    if isinstance(ending, Ending) and times["started_at"] is not None:
        return missing | {"ending": Mistake.UNSERVED}
    return missing


def _state(
    ending: Outcome | Ending, spans: tuple[Span, ...]
) -> tuple[ContactState, ContactState | None]:
    last = spans[-1].state
    if ending is Ending.WAITING:
        return last, None
    if ending is Ending.MISSED:
        return ContactState.MISSED, last
    return (ContactState.ABANDONED, last) if ending is Ending.LEFT else (ContactState.CLOSED, None)


def _spans(times: Mapping[str, datetime | None], unit: str) -> Iterator[Span]:
    """Its stretches; one that took no time is left out, unless it is the last."""
    known = [(name, at) for name, at in times.items() if at is not None and name in STATES]
    for place, (name, at) in enumerate(known):
        last = place + 1 == len(known)
        until = times["ended_at"] if last else known[place + 1][1]
        if last or until != at:
            yield _span(STATES[name], at, until, unit)


def _span(state: ContactState, at: datetime, until: datetime | None, unit: str) -> Span:
    return Span(state=state, at=at, until=until, unit=unit)
