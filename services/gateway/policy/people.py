"""People, their calls, and what keeps them from whom."""

from services.gateway.policy.who import (
    BOTH,
    CALLED,
    CARES,
    DESK,
    EXCEPT,
    FOUND,
    GLASS,
    KNOWN,
    KNOWS,
    LASTING,
    NAMEABLE,
    NAMED,
    NAMES,
    OFFICER,
    RELATED,
    SOUGHT,
)
from shared.pages.messages import N_
from shared.rights import Policy, Within, may

REACHES = N_(
    "Say that somebody was reached and, from no desk, how it ended: with a time at any centre,"
    " a redirect or another call"
)
SETTLES = N_(
    "Settle a pending call, also one that another unit has to return to whoever has come or calls"
)
UNDOES = N_("Take back the last act on a pending call, also one that was settled at another unit")
ACTS = N_(
    "Act on a pending call; give a time at any centre, redirect or promise another call;"
    " settle what another unit has to return; from the telephone pass it to any centre"
)
LEAVES = N_("Leave a professional a message, from the city's telephone one of any centre")
PASSES = N_("Leave a pending call to a professional, from the city's telephone to any centre's")

# fmt: off
OF_PEOPLE: Policy = {
    # route          what it does                                       who, within, conditions
    "new_person":          may(N_("Write a person down"),         KNOWS,   Within.UNIT),
    "search_people":       may(N_("Find a person by a number"),   KNOWS, Within.UNIT, *FOUND),
    "search_people_by_name": may(N_("Find a person by a name"),   KNOWS, Within.UNIT, *RELATED),
    "masked_person":       may(N_("See a person masked"),         KNOWS, Within.THING, *RELATED),
    "person_data":         may(N_("See a person's data"),         KNOWS, Within.THING, *RELATED),
    "contacts_of_person":  may(N_("See a person's contacts"),     KNOWS, Within.UNIT, *BOTH),
    "household":           may(N_("See a person's household"),    KNOWS, Within.THING, *RELATED),
    "link_people":         may(N_("Link two people of a household"), KNOWS, Within.THING, *LASTING),
    "end_link":            may(N_("End a link of a household"),   KNOWS, Within.THING, *LASTING),
    "timeline":            may(N_("See what happened with a person"), KNOWS, Within.UNIT, *BOTH),
    "correct_person":      may(N_("Correct a person's data"),     KNOWS, Within.THING, *LASTING),
    "name_person":         may(N_("Name whom it concerns"),       KNOWS, Within.THING, *NAMEABLE),
    "person_page":         may(N_("See a person masked"),         KNOWS, Within.UNIT, *BOTH),
    "person_page_again":   may(N_("See a person masked"),         KNOWS, Within.UNIT),
    "person_page_data":    may(N_("See a person's data"),         KNOWS, Within.UNIT, *RELATED),
    "person_page_household": may(N_("Find who lives with a person"), KNOWS, Within.UNIT, *RELATED),
    "person_page_leave":   may(N_("Leave the search"),            KNOWS, Within.UNIT),
    "person_page_link":    may(N_("Link two people of a household"), KNOWS, Within.UNIT, *LASTING),
    "person_page_unlink":  may(N_("End a link of a household"),   KNOWS, Within.UNIT, *LASTING),
    "person_page_correct": may(N_("Correct a person's data"),     KNOWS, Within.UNIT, *LASTING),
    "desk_person_search":  may(N_("Find a person"),               KNOWS, Within.UNIT, *FOUND),
    "person_name":         may(N_("Hear how a person is called"), NAMES, Within.THING, *RELATED),
    "break_glass":         may(N_("Open a person in an emergency"), KNOWS, Within.THING, *GLASS),
    "end_break_glass":     may(N_("End one's emergency access"),  KNOWS, Within.OWN),
    "glass_page":          may(N_("See a person masked"),         KNOWS, Within.UNIT, *GLASS),
    "glass_page_break":    may(N_("Open a person in an emergency"), KNOWS, Within.UNIT, *GLASS),
    "glass_page_end":      may(N_("End one's emergency access"),  KNOWS, Within.UNIT),
    "desk_person_back":    may(N_("Leave the search"),            KNOWS,   Within.UNIT),
    "desk_person_new":     may(N_("Write a person down"),         KNOWS, Within.UNIT, *KNOWN),
    "desk_person_named":   may(N_("Name whom it concerns"),       KNOWS, Within.UNIT, *NAMEABLE),
    "pending_calls":       may(N_("See who is to be called back"), KNOWS, Within.UNIT, *CALLED),
    "pending_call":        may(N_("See a pending call"),          KNOWS, Within.THING, *CALLED),
    "call_number":         may(N_("See the number of a caller"),  KNOWS, Within.THING, *CALLED),
    "call_candidates":     may(N_("See who has a caller's number"), KNOWS, Within.THING, *CALLED),
    "call_words":          may(N_("Read a message"),              KNOWS, Within.THING, *CALLED),
    "begin_call":          may(N_("Act on a pending call"),       KNOWS, Within.THING, *CALLED),
    "note_attempt":        may(N_("Act on a pending call"),       KNOWS, Within.THING, *CALLED),
    "reach_call":          may(REACHES,                           KNOWS, Within.THING, *CALLED),
    "settle_call":         may(SETTLES,                           KNOWS, Within.THING, *CALLED),
    "give_up_call":        may(N_("Act on a pending call"),       KNOWS, Within.THING, *CALLED),
    "answer_offer":        may(N_("Act on a pending call"),       KNOWS, Within.THING, *CALLED),
    "hand_over_call":      may(PASSES,                            KNOWS, Within.THING, *CALLED),
    "own_call":            may(N_("Act on a pending call"),       KNOWS, Within.THING, *CALLED),
    "undo_call":           may(UNDOES,                            KNOWS, Within.THING, *CALLED),
    "name_call":           may(N_("Name whose a pending call is"), KNOWS, Within.THING, *CALLED),
    "leave_message":       may(LEAVES,                            KNOWS, Within.UNIT),
    "answer_message":      may(N_("Answer a message"),            CARES, Within.THING, EXCEPT),
    "set_substitute":      may(N_("Say who inherits messages"),   KNOWS, Within.UNIT),
    "substitutes":         may(N_("See who inherits messages"),   KNOWS, Within.UNIT),
    "end_substitute":      may(N_("Say who inherits messages"),   KNOWS, Within.UNIT),
    "pending_page":        may(N_("See who is to be called back"), KNOWS, Within.UNIT, *CALLED),
    "pending_stream":      may(N_("See who is to be called back"), KNOWS, Within.UNIT, *CALLED),
    "pending_one":         may(N_("See a pending call"),          KNOWS, Within.UNIT, *CALLED),
    "pending_number":      may(N_("See the number of a caller"),  KNOWS, Within.UNIT, *CALLED),
    "pending_number_back": may(N_("Leave the number"),            KNOWS, Within.UNIT),
    "pending_candidates":  may(N_("See who has a caller's number"), KNOWS, Within.UNIT, *CALLED),
    "pending_candidates_back": may(N_("Leave the search"),        KNOWS, Within.UNIT),
    "pending_search":      may(N_("Find a person"),               KNOWS, Within.UNIT, *SOUGHT),
    "pending_search_back": may(N_("Leave the search"),            KNOWS, Within.UNIT),
    "pending_person_new":  may(N_("Write a person down"),         KNOWS, Within.UNIT, *CALLED),
    "pending_act":         may(ACTS,                              KNOWS, Within.UNIT, *CALLED),
    "pending_message":     may(LEAVES,                            KNOWS, Within.UNIT),
    "pending_answer":      may(N_("Answer a message"),            CARES, Within.UNIT, EXCEPT),
    "pending_substitute":  may(N_("Say who inherits messages"),   KNOWS, Within.UNIT),
    "pending_substitute_end": may(N_("Say who inherits messages"), KNOWS, Within.UNIT),
    "exclude_staff":       may(N_("Keep a colleague from a person"), KNOWS, Within.THING, *LASTING),
    "person_page_exclude": may(N_("Keep a colleague from a person"), KNOWS, Within.UNIT, *LASTING),
    "not_by_me":           may(N_("Leave a contact to colleagues"),  DESK, Within.THING, *NAMED),
    "seal_person":         may(N_("Seal a person"),                  CARES, Within.UNIT, *LASTING),
    "person_page_seal":    may(N_("Seal a person"),                  CARES, Within.UNIT, *LASTING),
    "unseal_person":       may(N_("Open a sealed person"),           CARES, Within.UNIT, *LASTING),
    "person_page_unseal":  may(N_("Open a sealed person"),           CARES, Within.UNIT, *LASTING),
    "declare_conflict":    may(N_("Declare a conflict of one's own"), KNOWS, Within.OWN),
    "declared_conflicts":  may(N_("See one's own conflicts"),        KNOWS, Within.OWN),
    "account_conflict":    may(N_("Declare a conflict of one's own"), KNOWS, Within.OWN),
    "exclusions":          may(N_("See who is kept from whom"),      OFFICER, Within.CITY),
    "exclusions_page":     may(N_("See who is kept from whom"),      OFFICER, Within.CITY),
    "end_exclusion":       may(N_("Let a colleague see a person"),   OFFICER, Within.CITY),
    "exclusion_end":       may(N_("Let a colleague see a person"),   OFFICER, Within.CITY),
    "sealed_people":       may(N_("See who is sealed"),              OFFICER, Within.CITY),
    "sealed_page":         may(N_("See who is sealed"),              OFFICER, Within.CITY),
    "seal_changes":        may(N_("See who is sealed"),              OFFICER, Within.CITY),
    "change_seal":         may(N_("Say for whom a person is sealed"),OFFICER, Within.CITY),
    "sealed_change":       may(N_("Say for whom a person is sealed"),OFFICER, Within.CITY),
}
# fmt: on
