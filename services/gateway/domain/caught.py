"""Contacts that a gap caught, and the true end that paper gives them."""

from dataclasses import replace
from datetime import datetime

from services.gateway.domain.acts import Done
from services.gateway.domain.contact import ENDED, Contact, tell
from services.gateway.domain.entering import span, state_of
from services.gateway.domain.paper import Gap, Mistake, in_order, require_open, within
from services.gateway.domain.refusals import NoSuchMatter, NotAsOnPaper, NotInThisState
from services.gateway.domain.written import Ending, TrueEnd, ended, lacking, undone
from shared.contracts import gateway as told
from shared.contracts.gateway import ContactState, Outcome, Span

SERVED = frozenset({ContactState.SERVING, ContactState.PARKED})


def caught(contact: Contact, gap: Gap) -> Span | None:
    """The stretch in which the gap found a contact; none if it was not there when it began.

    Who was entered from an earlier gap as still waiting is found by the next; who came in this one
    was not there before, and an end that stands on paper is true already.
    """
    of_paper = contact.state in ENDED or contact.opened_at >= gap.began_at
    if contact.entered_later and of_paper:
        return None
    if contact.exchange_call or contact.state is ContactState.VOIDED:
        return None
    here = [s for s in contact.spans if s.at <= gap.began_at and s.unit == gap.unit]
    last = here[-1] if here else None
    if last is None:
        return None
    until = last.until or contact.ended_at
    return last if until is None or until > gap.began_at else None


def end_truly(contact: Contact, true: TrueEnd, gap: Gap, *, at: datetime) -> Done:
    """Give a contact that the gap caught its true end.

    Reasons that had ended keep their outcome. Raises ``NotInThisState`` if the gap did not catch
    it; ``NoSuchMatter`` for a reason that it does not have; ``NotAsOnPaper``; ``GapOver``.
    """
    require_open(gap)
    last = caught(contact, gap)
    if last is None or contact.unit != gap.unit:
        raise NotInThisState
    if not {each.code for each in true.reasons} <= {each.reason for each in contact.matters}:
        raise NoSuchMatter
    served = last.state in SERVED
    found = _mistakes(contact, true, gap, last, at=at)
    if found or true.ended_at is None:
        raise NotAsOnPaper(found)
    started_at = None if served else true.started_at
    before = [each for each in contact.spans if each.at < last.at]
    spans = (*before, last.model_copy(update={"until": started_at or true.ended_at}))
    if started_at is not None:
        spans = (*spans, span(ContactState.SERVING, started_at, true.ended_at, gap.unit))
    state, left_from = state_of(true.ending, spans)
    whole = true.ending if isinstance(true.ending, Outcome) else None
    own = outcomes_of(contact, true)
    matters = tuple(
        ended(each.reason, own[each.reason], true.act, gap.unit, true.ended_at)
        if each.reason in own
        else each
        for each in contact.matters
    )
    over = replace(
        contact,
        version=contact.version + 1,
        unit=gap.unit,
        state=state,
        started_at=contact.started_at if served else started_at,
        ended_at=true.ended_at,
        outcome=matters[0].outcome if whole and matters else whole,
        left_from=left_from,
        spans=spans,
        matters=matters,
        ways=replace(contact.ways, safe_contact=true.act.safe_contact or contact.ways.safe_contact),
        entered_later=True,
    )
    return over, tell(told.ContactEntered, over, at)


def outcomes_of(contact: Contact, true: TrueEnd) -> dict[str, Outcome | None]:
    """How each of its open reasons ended: as itself did, or else as the whole."""
    whole = true.ending if isinstance(true.ending, Outcome) else None
    own = {each.code: each.outcome for each in true.reasons}
    open_ = (each.reason for each in contact.matters if each.outcome is None)
    return {reason: own.get(reason) or whole for reason in open_}


def _mistakes(
    contact: Contact, true: TrueEnd, gap: Gap, last: Span, *, at: datetime
) -> dict[str, Mistake]:
    served = last.state in SERVED
    times = {"started_at": None if served else true.started_at, "ended_at": true.ended_at}
    began = {**times, "started_at": contact.started_at} if served else times
    found = within(times, gap, at=at) | in_order(times, last.at) | lacking(began, true.ending)
    if true.ending is Ending.WAITING:
        return found | {"ending": Mistake.UNSERVED}
    own = outcomes_of(contact, true)
    if isinstance(true.ending, Ending):
        return found | ({"ending": Mistake.UNSERVED} if any(own.values()) else {})
    if true.ending is Outcome.REDIRECTED and not contact.matters:
        found["reasons"] = Mistake.MISSING
    return found | undone(
        own.values() or [true.ending],
        true.act,
        contact.ways,
        known=contact.person is not None,
        booked=contact.appointment_at is not None,
    )
