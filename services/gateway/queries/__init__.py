"""One function per screen or answer; nothing here changes anything."""

from services.gateway.queries.contacts import contact, last_act, tally
from services.gateway.queries.people import Looking, contacts_of_person, person, search
from services.gateway.queries.reception import Desks, Reception, reception, receptions
from services.gateway.queries.walls import Call, Wall, walls

__all__ = [
    "Call",
    "Desks",
    "Looking",
    "Reception",
    "Wall",
    "contact",
    "contacts_of_person",
    "last_act",
    "person",
    "reception",
    "receptions",
    "search",
    "tally",
    "walls",
]
