"""One function per screen or answer; nothing here changes anything."""

from services.gateway.queries.agenda import (
    Day,
    Entry,
    agenda_of_day,
    appointments_of_day,
    hidden_from,
    safe_to_write_to,
)
from services.gateway.queries.beside import Beside, beside
from services.gateway.queries.break_glass import (
    Glass,
    Use,
    open_glass,
    stranger,
    unnoted,
    uses,
    uses_of,
)
from services.gateway.queries.cancelled import cancelled_by_them, last_cancelled
from services.gateway.queries.care import care_of_day, sent_of_day
from services.gateway.queries.contacts import contact, last_act, tally
from services.gateway.queries.follow_ups import follow_ups, how_to_ask, whom_to_ask
from services.gateway.queries.free_times import (
    appointment_by_link,
    free_again,
    free_slots,
    times_to_choose,
)
from services.gateway.queries.given import appointment, given_at
from services.gateway.queries.handed_on import accepted_referrals
from services.gateway.queries.households import household
from services.gateway.queries.looks import Stretch, Trail, looks, stretches
from services.gateway.queries.names import search_by_name
from services.gateway.queries.one_call import (
    OneCall,
    candidates,
    masked_number,
    message,
    number_to_call,
    one_call,
)
from services.gateway.queries.paper import (
    GapShown,
    Paper,
    has_sheet,
    on_paper,
    paper,
    paper_block,
    paper_gap,
)
from services.gateway.queries.pending import (
    PendingList,
    Shown,
    is_still_theirs,
    pending_list,
    pending_lists,
)
from services.gateway.queries.pending_undo import (
    Undone,
    last_of_call,
    last_of_calls,
    undone_of_call,
)
from services.gateway.queries.people import (
    Found,
    Looking,
    contacts_of_person,
    person,
    search,
    search_for_the_officer,
)
from services.gateway.queries.person_names import person_name
from services.gateway.queries.places import place_of_call, placed, places_of_unit, to_be_told
from services.gateway.queries.practice import Practice, practice, require_real
from services.gateway.queries.protection import declared, rules
from services.gateway.queries.reception import Reception, reception, receptions, serves
from services.gateway.queries.sealing import seal_changes, sealed_people
from services.gateway.queries.sessions import Coming, Heard, coming_sessions, heard_of
from services.gateway.queries.substitutes import StandsIn, substitutions
from services.gateway.queries.surnames import surnames_with
from services.gateway.queries.tickets import shown_notice, ticket
from services.gateway.queries.timeline import Happened, timeline
from services.gateway.queries.to_settle import unnamed
from services.gateway.queries.unusual import Asked, Review, Unusual, Why, unusual
from services.gateway.queries.waits import Kept, expected_wait, waits_as_told
from services.gateway.queries.walls import Call, Wall, walls
from services.gateway.store.messages import Words

__all__ = [
    "Asked",
    "Beside",
    "Call",
    "Coming",
    "Day",
    "Entry",
    "Found",
    "GapShown",
    "Glass",
    "Happened",
    "Heard",
    "Kept",
    "Looking",
    "OneCall",
    "Paper",
    "PendingList",
    "Practice",
    "Reception",
    "Review",
    "Shown",
    "StandsIn",
    "Stretch",
    "Trail",
    "Undone",
    "Unusual",
    "Use",
    "Wall",
    "Why",
    "Words",
    "accepted_referrals",
    "agenda_of_day",
    "appointment",
    "appointment_by_link",
    "appointments_of_day",
    "beside",
    "cancelled_by_them",
    "candidates",
    "care_of_day",
    "coming_sessions",
    "contact",
    "contacts_of_person",
    "declared",
    "expected_wait",
    "follow_ups",
    "free_again",
    "free_slots",
    "given_at",
    "has_sheet",
    "heard_of",
    "hidden_from",
    "household",
    "how_to_ask",
    "is_still_theirs",
    "last_act",
    "last_cancelled",
    "last_of_call",
    "last_of_calls",
    "looks",
    "masked_number",
    "message",
    "number_to_call",
    "on_paper",
    "one_call",
    "open_glass",
    "paper",
    "paper_block",
    "paper_gap",
    "pending_list",
    "pending_lists",
    "person",
    "person_name",
    "place_of_call",
    "placed",
    "places_of_unit",
    "practice",
    "reception",
    "receptions",
    "require_real",
    "rules",
    "safe_to_write_to",
    "seal_changes",
    "sealed_people",
    "search",
    "search_by_name",
    "search_for_the_officer",
    "sent_of_day",
    "serves",
    "shown_notice",
    "stranger",
    "stretches",
    "substitutions",
    "surnames_with",
    "tally",
    "ticket",
    "timeline",
    "times_to_choose",
    "to_be_told",
    "undone_of_call",
    "unnamed",
    "unnoted",
    "unusual",
    "uses",
    "uses_of",
    "waits_as_told",
    "walls",
    "whom_to_ask",
]
