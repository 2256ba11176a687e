"""One function per screen or answer; nothing here changes anything."""

from services.gateway.queries.contacts import contact, last_act, tally
from services.gateway.queries.looks import Stretch, Trail, looks, stretches
from services.gateway.queries.people import Looking, contacts_of_person, person, search
from services.gateway.queries.reception import Desks, Reception, reception, receptions, serves
from services.gateway.queries.surnames import SurnamesOf, surnames_with
from services.gateway.queries.unusual import Asked, Unusual, Why, unusual
from services.gateway.queries.walls import Call, Wall, walls

__all__ = [
    "Asked",
    "Call",
    "Desks",
    "Looking",
    "Reception",
    "Stretch",
    "SurnamesOf",
    "Trail",
    "Unusual",
    "Wall",
    "Why",
    "contact",
    "contacts_of_person",
    "last_act",
    "looks",
    "person",
    "reception",
    "receptions",
    "search",
    "serves",
    "stretches",
    "surnames_with",
    "tally",
    "unusual",
    "walls",
]
