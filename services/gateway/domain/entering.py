"""From paper to a contact: one that came within a gap, with its true times."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.gateway.domain.acts import Done
from services.gateway.domain.contact import Contact, tell
from services.gateway.domain.paper import Gap, Mistake, in_order, require_open, within
from services.gateway.domain.refusals import NotAsOnPaper
from services.gateway.domain.ways import NOTHING_SAID, Ways
from services.gateway.domain.written import Ending, Written, ended, lacking, undone
from shared.contracts import gateway as told
from shared.contracts.gateway import ContactState, Level, Outcome, Span

STATES = {
    "arrived_at": ContactState.WAITING,
    "called_at": ContactState.CALLED,
    "started_at": ContactState.SERVING,
}
"""What somebody is in from each of the times on."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a contact from paper has besides what was written."""

    id: UUID
    code: str | None
    centre: str | None
    level: Level | None
    city_version: int
    person: UUID | None = None
    ways: Ways = NOTHING_SAID
    appointment_at: datetime | None = None
    """When the appointment began to which they came."""


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
    whole = written.ending if isinstance(written.ending, Outcome) else None
    matters = tuple(
        ended(each.code, each.outcome or whole, written.act, gap.unit, written.ended_at)
        for each in written.reasons
    )
    outcomes = [each.outcome for each in matters] or [whole]
    found = (
        within(times, gap, at=at)
        | in_order(times, None)
        | lacking(times, written.ending)
        | undone(
            outcomes,
            written.act,
            origin.ways,
            known=origin.person is not None,
            booked=origin.appointment_at is not None,
        )
        | _against(written, outcomes)
    )
    if found or written.arrived_at is None:
        raise NotAsOnPaper(found)
    spans = tuple(_spans(times, gap.unit))
    state, left_from = state_of(written.ending, spans)
    contact = Contact(
        id=origin.id,
        version=1,
        code=origin.code,
        door=written.door,
        unit=gap.unit,
        centre=origin.centre,
        level=origin.level,
        reason=matters[0].reason if matters else None,
        state=state,
        city_version=origin.city_version,
        opened_at=written.arrived_at,
        waiting_from=written.arrived_at,
        started_at=written.started_at,
        ended_at=written.ended_at,
        outcome=outcomes[0],
        left_from=left_from,
        desk=None,
        calls=0,
        spans=spans,
        person=origin.person,
        matters=matters,
        ways=replace(
            origin.ways, safe_contact=written.act.safe_contact or origin.ways.safe_contact
        ),
        entered_later=True,
        appointment_at=origin.appointment_at,
    )
    return contact, tell(told.ContactEntered, contact, at)


def _against(written: Written, outcomes: list[Outcome | None]) -> dict[str, Mistake]:
    """What contradicts itself: an outcome of somebody unserved; redirected, and nobody said why."""
    if isinstance(written.ending, Ending) and any(each.outcome for each in written.reasons):
        return {"ending": Mistake.UNSERVED}
    if Outcome.REDIRECTED in outcomes and not written.reasons:
        return {"reasons": Mistake.MISSING}
    return {}


def state_of(
    ending: Outcome | Ending, spans: tuple[Span, ...]
) -> tuple[ContactState, ContactState | None]:
    """The state that an ending means, and from which they left if they did."""
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
            yield span(STATES[name], at, until, unit)


def span(state: ContactState, at: datetime, until: datetime | None, unit: str) -> Span:
    """A stretch at no desk: paper does not say at which."""
    return Span(state=state, at=at, until=until, unit=unit)
