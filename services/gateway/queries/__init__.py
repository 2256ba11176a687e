"""One function per screen or answer; nothing here changes anything."""

from services.gateway.queries.contacts import contact, last_act, tally
from services.gateway.queries.reception import Desks, Reception, reception, receptions
from services.gateway.queries.walls import Call, Wall, walls

__all__ = [
    "Call",
    "Desks",
    "Reception",
    "Wall",
    "contact",
    "last_act",
    "reception",
    "receptions",
    "tally",
    "walls",
]
