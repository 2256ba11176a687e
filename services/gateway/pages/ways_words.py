"""How somebody is spoken with, in words of the screen."""

from services.gateway.domain import Arrived
from services.gateway.domain.ways import CalledBy, ReachedBy, SafeContact, Speaker
from shared.contracts.gateway import Intensity
from shared.pages import N_

SPEAKERS = {
    Speaker.SELF: N_("speaks for themselves"),
    Speaker.RELATIVE: N_("a relative speaks"),
    Speaker.CARER: N_("a carer speaks"),
    Speaker.PROFESSIONAL: N_("a professional speaks"),
    Speaker.LEGAL_REPRESENTATIVE: N_("the legal representative speaks"),
}
CALLED = {
    CalledBy.SCREEN: N_("called on the screen"),
    CalledBy.FETCHED: N_("fetched, not on the screen"),
    CalledBy.TEXT: N_("called by a text"),
}
CALLS = {
    CalledBy.SCREEN: N_("On the screen"),
    CalledBy.FETCHED: N_("Somebody fetches them"),
    CalledBy.TEXT: N_("By text"),
}
"""The same as choices, while they wait."""
ON_ARRIVAL = (CalledBy.SCREEN, CalledBy.FETCHED)
"""Ways that need no number, which nobody has said yet."""
REACHED = {
    ReachedBy.VOICE: N_("reached by voice"),
    ReachedBy.TEXT: N_("reached by text"),
    ReachedBy.SIGN_VIDEO: N_("reached by video in sign language"),
}
SAFE = {
    SafeContact.YES: N_("Yes, leave a message"),
    SafeContact.NO_MESSAGE: N_("Call, leave nothing"),
    SafeContact.NO_CONTACT: N_("Neither call nor write"),
}
INTENSITIES = {
    Intensity.FIRST_CARE: N_("Low: first care"),
    Intensity.LOW_MONITORING: N_("Low: monitoring"),
    Intensity.RESOURCE_MONITORING: N_("Low: monitoring of a resource"),
    Intensity.INDIRECT_MONITORING: N_("Low: indirect monitoring"),
    Intensity.TEMPORARY_NEED: N_("Low: temporary financial need"),
    Intensity.TREATMENT: N_("High: treatment"),
}
ARRIVED = {
    Arrived.YES: N_("Yes, they arrived"),
    Arrived.NO: N_("No"),
    Arrived.NOT_REACHED: N_("Could not be reached"),
}
