"""One function per screen or answer; nothing here changes anything."""

from services.gateway.queries.contacts import contact, last_act, tally
from services.gateway.queries.looks import Stretch, Trail, looks, stretches
from services.gateway.queries.reception import Desks, Reception, reception, receptions
from services.gateway.queries.surnames import SurnamesOf, surnames_of
from services.gateway.queries.unusual import Asked, Unusual, Why, unusual
from services.gateway.queries.walls import Call, Wall, walls

__all__ = [
    "Asked",
    "Call",
    "Desks",
    "Reception",
    "Stretch",
    "SurnamesOf",
    "Trail",
    "Unusual",
    "Wall",
    "Why",
    "contact",
    "last_act",
    "looks",
    "reception",
    "receptions",
    "stretches",
    "surnames_of",
    "tally",
    "unusual",
    "walls",
]
