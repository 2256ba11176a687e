"""Codes of referrals in words of the screen."""

from typing import Any

from services.referrals.domain import No, Part, Party, State
from services.referrals.domain.check import Capacity, Competence, Territory
from services.referrals.domain.visit import VisitState
from services.referrals.domain.why import Cancellation, Despite, Failure, Pause, Refusal
from shared.city import City
from shared.contracts.gateway import RESTRICTED
from shared.pages import N_
from shared.pages.messages import translations

STATES = {
    State.DRAFT: N_("Draft"),
    State.REQUESTED: N_("Requested"),
    State.ACCEPTED: N_("Accepted"),
    State.REJECTED: N_("Not accepted"),
    State.CANCELLED: N_("Withdrawn"),
    State.IN_PROGRESS: N_("In progress"),
    State.ON_HOLD: N_("On hold"),
    State.COMPLETED: N_("Completed"),
    State.FAILED: N_("Could not be done"),
    State.ENTERED_IN_ERROR: N_("Sent by mistake"),
}
NOS = {
    No.RETURNED: N_("Returned to be completed"),
    No.REDIRECTED: N_("Another service is right"),
    No.REFUSED: N_("Refused"),
}
TONES = {
    State.REQUESTED: "p-tag--i",
    State.ACCEPTED: "p-tag--g",
    State.REJECTED: "p-tag--p",
    State.COMPLETED: "p-tag--g",
    State.FAILED: "p-tag--x",
    State.ENTERED_IN_ERROR: "p-tag--x",
}
REFUSALS = {
    Refusal.NOT_OURS: N_("Somebody else is in charge of it"),
    Refusal.TERRITORY: N_("They live in another territory"),
    Refusal.CRITERIA: N_("They do not meet the service's criteria"),
    Refusal.NO_CAPACITY: N_("There is no room"),
    Refusal.ALREADY_ATTENDED: N_("They are already attended for it"),
    Refusal.NO_CONSENT: N_("The person does not agree"),
}
PAUSES = {
    Pause.WAITS_FOR_SENDER: N_("Waits for who sent it"),
    Pause.WAITS_FOR_PERSON: N_("Waits for the person"),
    Pause.WAITS_FOR_OTHERS: N_("Waits for another service"),
}
FAILURES = {
    Failure.NOT_FOUND: N_("The person could not be reached"),
    Failure.DECLINED: N_("The person does not want it any more"),
    Failure.MOVED_AWAY: N_("The person moved away"),
    Failure.OTHER_HELP: N_("The person has other help"),
}
CANCELLATIONS = {
    Cancellation.DECLINED: FAILURES[Failure.DECLINED],
    Cancellation.MOVED_AWAY: FAILURES[Failure.MOVED_AWAY],
    Cancellation.OTHER_HELP: FAILURES[Failure.OTHER_HELP],
    Cancellation.CHANGED: N_("What is asked for has changed"),
    Cancellation.NOT_NEEDED: N_("It is not needed any more"),
}
DESPITE = {
    Despite.PREFERS: N_("The person prefers this service"),
    Despite.KNOWN_HERE: N_("They know the person there already"),
    Despite.NEEDS_MORE: N_("They need something else from it too"),
    Despite.TRIED: N_("The other way was tried"),
}
WHY = {
    str(code): words
    for words_of in (REFUSALS, PAUSES, FAILURES, CANCELLATIONS)
    for code, words in words_of.items()
}
PARTS = {
    Part.NAME: N_("The person's name"),
    Part.CONTACT: N_("How to reach them"),
    Part.DISTRICT: N_("Where they live"),
    Part.ABOUT: N_("What has to be done"),
    Part.CONSENT: N_("Their consent"),
    Part.DATE: N_("The date by which it must be done"),
    Part.ASSESSMENT: N_("The assessment that was made"),
    Part.VALIDITY: N_("Until when the assessment holds"),
}
FIELDS = {Part.VALIDITY: "valid_until"}
"""Where a part is written, if its field has another name."""
ACTS = {
    "written": N_("Written"),
    "rewritten": N_("Changed before it was sent"),
    "sent": N_("Sent, and arrived"),
    "opened": N_("Opened"),
    "acknowledge": N_("Confirmed that it arrived"),
    "accept": N_("Accepted"),
    "give_back": N_("Returned to be completed"),
    "redirect": N_("Another service is proposed"),
    "refuse": N_("Refused"),
    "work_on": N_("Work goes on"),
    "hold": N_("Put on hold"),
    "complete": N_("Completed"),
    "fail": N_("Could not be done"),
    "take_back": N_("Withdrawn"),
    "take_up": N_("Taken up again"),
    "call_error": N_("Said to be sent by mistake"),
}
SIDES = {Party.SENDER: N_("who sent it"), Party.RECEIVER: N_("who received it")}
VISITS = {
    VisitState.ASKED: N_("asked for"),
    VisitState.REFUSED: N_("not booked: the time was gone"),
    VisitState.BOOKED: N_("booked"),
    VisitState.ARRIVED: N_("has arrived"),
    VisitState.ATTENDED: N_("attended"),
    VisitState.MISSED: N_("did not come"),
    VisitState.CANCELLED: N_("cancelled"),
}
PLACES = {
    "asked": N_("asked for"),
    "waiting": N_("on the waiting list"),
    "offered": N_("a place is offered"),
    "enrolled": N_("enrolled"),
    "expired": N_("the offer was not answered in time"),
    "declined": N_("declined"),
    "revoked": N_("taken back: the session is off or smaller"),
    "withdrawn": N_("withdrawn"),
    "refused": N_("not possible: the session is over or full"),
}
COMPETENCE = {
    Competence.OURS: N_("It is this service's matter."),
    Competence.THEIRS: N_("Another service is in charge of it."),
    Competence.UNKNOWN: N_("It is not known who is in charge of it."),
}
TERRITORY = {
    Territory.RIGHT: N_("Where they live belongs to this service."),
    Territory.OTHER: N_("Where they live belongs to another one."),
    Territory.UNKNOWN: N_("Where they live is not said."),
}
CAPACITY = {
    Capacity.CAPACITY: N_("There is room."),
    Capacity.NO_CAPACITY: N_("There is no room now."),
    Capacity.WAITLIST: N_("There is a waiting list."),
    Capacity.ASSESSMENT: N_("There is room; they would assess again."),
    Capacity.UNKNOWN: N_("It is not known here."),
}
WORDS: dict[str, Any] = {
    "states": STATES,
    "nos": NOS,
    "tones": TONES,
    "whys": WHY,
    "refusals": REFUSALS,
    "despites": DESPITE,
    "pauses": PAUSES,
    "failures": FAILURES,
    "cancellations": CANCELLATIONS,
    "parts": PARTS,
    "part_fields": FIELDS,
    "act_words": ACTS,
    "sides": SIDES,
    "visit_words": VISITS,
    "place_words": PLACES,
    "competences": COMPETENCE,
    "territories": TERRITORY,
    "capacities": CAPACITY,
}


def named(here: City, code: str | None, language: str) -> str:
    """What a unit, partner or owner is called; its code where the city no longer knows it."""
    unit, partner, owner = here.unit(code or ""), here.partner(code), here.owner(code)
    if unit is not None:
        return unit.said(language)
    known = partner or owner
    return known.name.said(language) if known else code or ""


RESTRICTED_REASON = N_("Restricted matter")


def reason_said(here: City, code: str, language: str) -> str:
    """What a reason is called; of a restricted one that was sent by one of our units only that."""
    if code == RESTRICTED:
        return translations("referrals", language).gettext(RESTRICTED_REASON)
    known = here.reason(code)
    return known.name.said(language) if known else code


def programme_said(here: City, code: str, language: str) -> str:
    """What a programme of groups is called."""
    known = here.programme(code)
    return known.title.said(language) if known else code
