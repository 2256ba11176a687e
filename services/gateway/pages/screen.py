"""What the desk's screen shows, in words of the screen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.gateway.domain import Contact, Proposal, Why, recall, triage
from services.gateway.domain.interpreting import next_step
from services.gateway.pages import ways_words
from services.gateway.queries import Reception
from shared.city import Card, City
from shared.contracts.gateway import ContactState, DeskState, Matter, Outcome
from shared.identity import Principal
from shared.pages import N_

WHY = {
    Why.PASSED: N_("Passed to this desk"),
    Why.RAISED: N_("Moves up: has waited long"),
    Why.APPOINTMENT: N_("Has an appointment"),
    Why.LEVEL: N_("Its level goes first"),
    Why.ARRIVAL: N_("By order of arrival"),
}
OUTCOMES = {
    Outcome.INFORMED: N_("Information"),
    Outcome.RESOLVED: N_("Resolved here"),
    Outcome.APPOINTMENT: N_("Appointment"),
    Outcome.SAME_DAY_CARE: N_("Attended today"),
    Outcome.REDIRECTED: N_("Another service"),
    Outcome.REFERRED: N_("Internal referral"),
    Outcome.CALL_BACK: N_("We call back"),
    Outcome.LEFT: N_("Has left"),
    Outcome.NOT_RECORDED: N_("Not recorded"),
}
"""In the order of their keys, 1 to 9: it never changes with the contact."""
ENDED_AS = {
    **OUTCOMES,
    Outcome.GROUP_PLACE: N_("Group place"),
    Outcome.ATTENDED: N_("Attended"),
}
"""Every way in which a reason may have ended."""
CHOICES = {
    Outcome.APPOINTMENT: "outcome_appointment.html",
    Outcome.SAME_DAY_CARE: "outcome_today.html",
    Outcome.REDIRECTED: "outcome_redirect.html",
    Outcome.REFERRED: "outcome_refer.html",
    Outcome.CALL_BACK: "outcome_call_back.html",
}
"""Outcomes that open a choice of their own; the others end at once."""
WORDS = {
    "speakers": ways_words.SPEAKERS,
    "called": ways_words.CALLED,
    "calls": ways_words.CALLS,
    "reached": ways_words.REACHED,
    "safe": ways_words.SAFE,
    "intensities": ways_words.INTENSITIES,
}
DESK_STATES = {
    DeskState.OPEN: N_("open"),
    DeskState.PAUSED: N_("paused"),
    DeskState.CLOSED: N_("closed"),
}


def screen(here: Reception, who: Principal, *, texting: bool) -> dict[str, Any]:
    """The context of the desk's template: what this person sees of the unit's reception.

    ``texting``: people can be called by a text message.
    """
    desk = here.desks.of(who.id)
    queue = here.for_desk(desk.number) if desk else here.waiting
    contact = here.find(desk.contact) if desk else None
    unit, practises = here.city.unit(here.unit), here.city.practises(here.unit)
    return {
        "here": here,
        "place": unit,
        "places": [each for each in here.city.places if who.sees(each.code)],
        "desk": desk,
        "contact": contact,
        "triage": _triage(here.city, contact) if contact else None,
        "giving_up": _giving_up(here, contact) if contact else None,
        "queue": queue,
        "next_up": queue[0] if queue else None,
        "proposed": {each.id: triage.proposed_level(here.city, each) for each in queue},
        "rows": [(contact, WHY[here.why(contact, queue)]) for contact in queue],
        "phone_waiting": here.on_the_line(ContactState.WAITING, ContactState.RINGING),
        "answered": here.answered,
        "phone_serving": here.on_the_line(ContactState.SERVING),
        "closing": _closing(here),
        "outcomes": OUTCOMES,
        "ended_as": ENDED_AS,
        "choices": CHOICES,
        "words": WORDS,
        "called_on_arrival": ways_words.ON_ARRIVAL,
        "interpreter": next_step(contact.interpreter) if contact else None,
        "texting": texting,
        "texted": here.texts.get(contact.id) if contact else None,
        "asks_number": contact is not None and not practises and contact.id not in here.numbered,
        "desk_states": DESK_STATES,
        "tongues": here.city.languages,
    }


@dataclass(frozen=True, slots=True)
class _Triage:
    """What the desk shows of the triage of the contact before it."""

    proposal: Proposal | None
    current: Matter | None
    """The reason that is being resolved: the first without an outcome."""
    card: Card | None
    asked_about: tuple[str, ...]
    danger: bool
    """Whether the danger questions are still to be asked."""


def _triage(here: City, contact: Contact) -> _Triage:
    reasons = [matter.reason for matter in contact.matters]
    of_danger = {code for question in here.triage.danger for code in question.reasons}
    current = next((matter for matter in contact.matters if matter.outcome is None), None)
    return _Triage(
        proposal=triage.proposed_for(here, contact),
        current=current,
        card=here.card(current.reason) if current else None,
        asked_about=triage.asked_about(here, reasons),
        danger=not contact.danger_asked and not of_danger & set(reasons),
    )


@dataclass(frozen=True, slots=True)
class _GivingUp:
    """What becomes of a called contact that does not come."""

    calls: int
    """How often the centre calls."""
    since: datetime
    """From when on it may be given up, once it was called so often."""
    waits_again: bool


def _giving_up(here: Reception, contact: Contact) -> _GivingUp | None:
    """None where the centre has no rule."""
    rules = here.city.rules.queue
    rule = rules.recall_of(here.unit)
    if rule is None or contact.state is not ContactState.CALLED:
        return None
    return _GivingUp(
        rules.calls_of(here.unit),
        recall.grace_ends(contact, rule),
        contact.returns < rule.returns,
    )


def _closing(here: Reception) -> Any:
    """When the unit closes, if that is near enough to tell."""
    unit = here.city.unit(here.unit)
    closes = here.city.closes(unit, here.at) if unit else None
    near = timedelta(minutes=here.city.rules.closing.warn_minutes)
    return closes if closes and closes - here.at <= near else None
