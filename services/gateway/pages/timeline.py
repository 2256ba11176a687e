"""A person's timeline in words: what each thing was, when what came of it, and how it ended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.gateway.domain.timeline import Line, Thing
from services.gateway.pages.pending_words import GIVEN_UP, RESULTS
from services.gateway.pages.place_words import ATTENDANCE, NOT_KNOWN
from services.gateway.pages.place_words import STATES as PLACES
from services.gateway.pages.referral_words import NOT_KNOWN as REFERRAL_NOT_KNOWN
from services.gateway.pages.referral_words import STATES as REFERRALS
from services.gateway.pages.screen import ENDED_AS
from services.gateway.queries import Happened
from shared.pages import N_

DOORS = {
    "desk": N_("Contact at the desk"),
    "phone": N_("Contact by telephone"),
    "kiosk": N_("Contact at the kiosk"),
}
STATES = {
    "ringing": N_("Rings"),
    "waiting": N_("Waits"),
    "called": N_("Called"),
    "serving": N_("Being served"),
    "parked": N_("Parked"),
    "closed": N_("Closed"),
    "abandoned": N_("Left before being served"),
    "missed": N_("Did not come when called"),
    "voided": N_("Opened by mistake"),
}
ORIGINS = {
    "abandoned": N_("To be called back: left the line"),
    "missed": N_("To be called back: nobody took the call"),
    "requested": N_("To be called back: they asked for it"),
    "message": N_("Message for a professional"),
    "offer": N_("To be called: a place in a session is offered"),
}
PENDING = {
    "open": N_("Open"),
    "passed": N_("With a professional"),
    "settled": N_("Settled"),
    "closed": N_("Given up"),
}
KINDS = {
    "urgent": N_("Urgent appointment"),
    "preferential": N_("Preferential appointment"),
    "ordinary": N_("Appointment"),
    "first_visit": N_("Appointment: first visit"),
}
APPOINTMENTS = {
    "booked": N_("Booked"),
    "arrived": N_("Arrived"),
    "attended": N_("Attended"),
    "missed": N_("Did not come"),
    "cancelled": N_("Cancelled"),
}
MOMENTS = (
    ("called_at", N_("called")),
    ("started_at", N_("served")),
    ("booked_at", N_("booked")),
    ("due_at", N_("due")),
    ("asked_at", N_("asked for")),
    ("offered_until", N_("to be answered until")),
    ("answered_at", N_("answered")),
    ("arrived_at", N_("arrived")),
    ("ended_at", N_("ended")),
)
TITLES: Mapping[Thing, tuple[Mapping[str, str], str]] = {
    Thing.CONTACT: (DOORS, "door"),
    Thing.PENDING_CALL: (ORIGINS, "origin"),
    Thing.APPOINTMENT: (KINDS, "kind"),
    Thing.PLACE: ({}, "programme"),
    Thing.REFERRAL: ({}, "code"),
}
STANDS: Mapping[Thing, Mapping[Any, str]] = {
    Thing.CONTACT: STATES,
    Thing.PENDING_CALL: PENDING,
    Thing.APPOINTMENT: APPOINTMENTS,
    Thing.PLACE: PLACES,
    Thing.REFERRAL: REFERRALS,
}
WHY: Mapping[Any, str] = GIVEN_UP
UNKNOWN = N_("Something that this page does not know yet")
OTHERS = {
    Thing.CONTACT: N_("Contact"),
    Thing.PLACE: N_("Place in a session"),
    Thing.REFERRAL: N_("Referral"),
}
YET = {Thing.PLACE: NOT_KNOWN, Thing.REFERRAL: REFERRAL_NOT_KNOWN}


@dataclass(frozen=True, slots=True)
class Said:
    """A line as the page says it, its words still to be translated."""

    at: datetime
    code: str | None
    title: str
    state: str
    why: str | None
    """Of a pending call, why it was given up."""
    over: bool
    moments: tuple[tuple[str, datetime], ...]
    to_unit: str | None
    """Of a referral, by its code in the city folder."""
    programme: str | None
    """Of a place in a session, by its code in the city folder."""
    matters: tuple[tuple[str, str | None], ...]
    """Each reason's code in the city folder, and how it ended."""


def said(happened: Happened) -> Said:
    """The line in words; what is not known by its code is said to be so."""
    line = happened.line
    words, field = TITLES[line.thing]
    other = OTHERS.get(line.thing, UNKNOWN)
    return Said(
        line.at,
        line.told.get("code") if line.thing is Thing.REFERRAL else happened.code,
        words.get(line.told.get(field) or "", other),
        _stands(line),
        WHY.get(line.told.get("given_up")),
        bool(line.told.get("ended_at") or line.told.get("attendance")),
        tuple(_moments(line)),
        line.told.get("unit"),
        line.told.get("programme"),
        tuple(_matters(line)),
    )


def _stands(line: Line) -> str:
    if came := line.told.get("attendance"):
        return ATTENDANCE.get(came, UNKNOWN)
    state = line.told.get("state")
    if state is None and line.thing in YET:
        return YET[line.thing]
    return STANDS[line.thing].get(state or "", UNKNOWN)


def _moments(line: Line) -> Iterator[tuple[str, datetime]]:
    for field, words in MOMENTS:
        if at := line.told.get(field):
            yield words, datetime.fromisoformat(at)
    for attempt in line.told.get("attempts") or ():
        yield RESULTS.get(attempt["result"], UNKNOWN), datetime.fromisoformat(attempt["at"])


def _matters(line: Line) -> Iterator[tuple[str, str | None]]:
    for matter in line.told.get("matters") or ():
        outcome = matter.get("outcome")
        yield matter["reason"], ENDED_AS.get(outcome, outcome) if outcome else None
