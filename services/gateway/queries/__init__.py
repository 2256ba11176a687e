"""One function per screen or answer; nothing here changes anything."""

from services.gateway.queries.agenda import (
    Day,
    Entry,
    agenda_of_day,
    appointment,
    appointment_by_link,
    appointments_of_day,
    free_slots,
)
from services.gateway.queries.break_glass import (
    Glass,
    Use,
    open_glass,
    stranger,
    unnoted,
    uses,
    uses_of,
)
from services.gateway.queries.contacts import contact, last_act, tally
from services.gateway.queries.follow_ups import follow_ups, whom_to_ask
from services.gateway.queries.looks import Stretch, Trail, looks, stretches
from services.gateway.queries.people import (
    Found,
    Looking,
    contacts_of_person,
    person,
    search,
    search_for_the_officer,
)
from services.gateway.queries.protection import declared, rules
from services.gateway.queries.reception import Desks, Reception, reception, receptions, serves
from services.gateway.queries.sealing import seal_changes, sealed_people
from services.gateway.queries.surnames import SurnamesOf, surnames_with
from services.gateway.queries.tickets import Ticket, shown_notice, ticket
from services.gateway.queries.unusual import Asked, Review, Unusual, Why, unusual
from services.gateway.queries.walls import Call, Wall, walls

__all__ = [
    "Asked",
    "Call",
    "Day",
    "Desks",
    "Entry",
    "Found",
    "Glass",
    "Looking",
    "Reception",
    "Review",
    "Stretch",
    "SurnamesOf",
    "Ticket",
    "Trail",
    "Unusual",
    "Use",
    "Wall",
    "Why",
    "agenda_of_day",
    "appointment",
    "appointment_by_link",
    "appointments_of_day",
    "contact",
    "contacts_of_person",
    "declared",
    "follow_ups",
    "free_slots",
    "last_act",
    "looks",
    "open_glass",
    "person",
    "reception",
    "receptions",
    "rules",
    "seal_changes",
    "sealed_people",
    "search",
    "search_for_the_officer",
    "serves",
    "shown_notice",
    "stranger",
    "stretches",
    "surnames_with",
    "tally",
    "ticket",
    "unnoted",
    "unusual",
    "uses",
    "uses_of",
    "walls",
    "whom_to_ask",
]
