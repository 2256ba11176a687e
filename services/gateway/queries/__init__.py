"""One function per screen or answer; nothing here changes anything."""

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
from services.gateway.queries.looks import Stretch, Trail, looks, stretches
from services.gateway.queries.paper import (
    GapShown,
    Paper,
    on_paper,
    paper,
    paper_block,
    paper_gap,
)
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
from services.gateway.queries.unusual import Asked, Review, Unusual, Why, unusual
from services.gateway.queries.waits import Kept, expected_wait, waits_as_told
from services.gateway.queries.walls import Call, Wall, walls

__all__ = [
    "Asked",
    "Call",
    "Desks",
    "Found",
    "GapShown",
    "Glass",
    "Kept",
    "Looking",
    "Paper",
    "Reception",
    "Review",
    "Stretch",
    "SurnamesOf",
    "Trail",
    "Unusual",
    "Use",
    "Wall",
    "Why",
    "contact",
    "contacts_of_person",
    "declared",
    "expected_wait",
    "last_act",
    "looks",
    "on_paper",
    "open_glass",
    "paper",
    "paper_block",
    "paper_gap",
    "person",
    "reception",
    "receptions",
    "rules",
    "seal_changes",
    "sealed_people",
    "search",
    "search_for_the_officer",
    "serves",
    "stranger",
    "stretches",
    "surnames_with",
    "tally",
    "unnoted",
    "unusual",
    "uses",
    "uses_of",
    "waits_as_told",
    "walls",
]
