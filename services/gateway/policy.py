"""Who may."""

from shared.identity import Role
from shared.pages.messages import N_
from shared.rights import ANYONE, PEOPLE, Condition, Policy, Within, may

DESK = {Role.RECEPTION}
SEES = {Role.RECEPTION, Role.MANAGER}
WALL = {Role.DISPLAY, Role.KIOSK, Role.RECEPTION}
COMES_IN = PEOPLE | {Role.DISPLAY, Role.KIOSK}
EXCHANGE = {Role.TELEPHONY}
KNOWS = {Role.RECEPTION, Role.PROFESSIONAL}
OFFICER = {Role.DATA_PROTECTION_OFFICER}
ADMIN = {Role.ADMINISTRATOR}
CARES = {Role.PROFESSIONAL}
EXCEPT = Condition.EXCLUDED
KNOWN = (Condition.EXCLUDED, Condition.RESTRICTED)
"""Of a contact."""
LASTING = (Condition.STANDING, Condition.SEALED, Condition.EXCLUDED)
"""Of a person, where emergency access is not enough."""
RELATED = (Condition.RELATION, Condition.SEALED, Condition.EXCLUDED)
"""Of a person."""
BOTH = (*RELATED, Condition.RESTRICTED)
FOUND = (Condition.FOUND, Condition.SEALED, Condition.EXCLUDED)
NAMEABLE = (Condition.NAMEABLE, Condition.SEALED, Condition.EXCLUDED, Condition.RESTRICTED)
GLASS = (Condition.STRANGER, Condition.SEALED, Condition.EXCLUDED)
SHOWN = (Condition.SEALED, Condition.EXCLUDED)
NAMED = (*SHOWN, Condition.RESTRICTED)

# fmt: off
POLICY: Policy = {
    # route          what it does                                       who, within, conditions
    "home":          may(N_("Come in"),                                 COMES_IN),
    "desk_page":     may(N_("See the desk"),                            DESK, Within.UNIT, *SHOWN),
    "desk_stream":   may(N_("See the desk change"),                     DESK, Within.UNIT, EXCEPT),
    "desk_act":      may(N_("Open, pause or close a desk"),             DESK, Within.UNIT),
    "desk_call":     may(N_("Call whoever is next"),                    DESK, Within.UNIT, EXCEPT),
    "desk_new":      may(N_("Open a contact"),                          DESK, Within.UNIT),
    "contact_act":   may(N_("Act on a contact"),                        DESK, Within.UNIT, *KNOWN),
    "wall_page":     may(N_("See the waiting room's display"),          WALL, Within.UNIT),
    "wall_stream":   may(N_("See the waiting room's display change"),   WALL, Within.UNIT),
    "expected_wait": may(N_("Know how long the wait may be"),          WALL | SEES, Within.UNIT),
    "waits_as_told": may(N_("See how many waits were as told"),        SEES, Within.UNIT),
    "paper_page":    may(N_("See the hours on paper"),                  SEES, Within.UNIT),
    "paper_reserve": may(N_("Reserve codes for paper"),                 SEES, Within.UNIT),
    "paper_sheet":   may(N_("Print the sheet of paper's codes"),        SEES, Within.UNIT),
    "paper_declare": may(N_("Say that a unit works on paper"),          SEES, Within.UNIT),
    "paper_gap":     may(N_("See what hours on paper caught"),          SEES, Within.UNIT, *KNOWN),
    "paper_step":    may(N_("Say until when a unit worked on paper"),   SEES, Within.UNIT),
    "paper_enter":   may(N_("Enter a contact from paper"),              SEES, Within.UNIT),
    "paper_end":     may(N_("Give a contact its true end"),             SEES, Within.UNIT, *KNOWN),
    "open_contact":  may(N_("Open a contact"),                          DESK, Within.UNIT),
    "queue_of_unit": may(N_("See the queue"),                           SEES, Within.UNIT, *KNOWN),
    "desks_of_unit": may(N_("See the desks"),                           SEES, Within.UNIT, *KNOWN),
    "change_desk":   may(N_("Open, pause or close a desk"),             DESK, Within.UNIT),
    "call_next":     may(N_("Call whoever is next"),                    DESK, Within.UNIT, EXCEPT),
    "contact":       may(N_("See a contact"),                           SEES, Within.THING, *KNOWN),
    "recall":        may(N_("Call a contact once more"),                DESK, Within.THING, *KNOWN),
    "start":         may(N_("Begin to serve a contact"),                DESK, Within.THING, *KNOWN),
    "park":          may(N_("Park a contact"),                          DESK, Within.THING, *KNOWN),
    "resume":        may(N_("Serve a parked contact again"),            DESK, Within.THING, *KNOWN),
    "close":         may(N_("End a contact with an outcome"),           DESK, Within.THING, *KNOWN),
    "abandon":       may(N_("Note that the person left"),               DESK, Within.THING, *KNOWN),
    "miss":          may(N_("Note that the person did not come"),       DESK, Within.THING, *KNOWN),
    "pass_on":       may(N_("Pass a contact to any desk or centre"),    DESK, Within.THING, *KNOWN),
    "triage":        may(N_("Set level and reason of a contact"),       DESK, Within.THING, *KNOWN),
    "add_reason":    may(N_("Add a reason to a contact"),               DESK, Within.THING, *KNOWN),
    "end_reason":    may(N_("End a reason with its outcome"),           DESK, Within.THING, *KNOWN),
    "turn_reason":   may(N_("Change the reasons of a contact"),         DESK, Within.THING, *KNOWN),
    "say_circumstances": may(N_("Say what the rules ask about"),        DESK, Within.THING, *KNOWN),
    "no_danger":     may(N_("Note that nobody is in danger"),           DESK, Within.THING, *KNOWN),
    "undo":          may(N_("Undo the last act on a contact"),          DESK, Within.THING, *KNOWN),
    "new_person":          may(N_("Write a person down"),         KNOWS,   Within.UNIT),
    "search_people":       may(N_("Find a person by a number"),   KNOWS, Within.UNIT, *FOUND),
    "masked_person":       may(N_("See a person masked"),         KNOWS, Within.THING, *RELATED),
    "person_data":         may(N_("See a person's data"),         KNOWS, Within.THING, *RELATED),
    "contacts_of_person":  may(N_("See a person's contacts"),     KNOWS, Within.UNIT, *BOTH),
    "correct_person":      may(N_("Correct a person's data"),     KNOWS, Within.THING, *LASTING),
    "name_person":         may(N_("Name whom it concerns"),       KNOWS, Within.THING, *NAMEABLE),
    "person_page":         may(N_("See a person masked"),         KNOWS, Within.UNIT, *BOTH),
    "person_page_again":   may(N_("See a person masked"),         KNOWS, Within.UNIT),
    "person_page_data":    may(N_("See a person's data"),         KNOWS, Within.UNIT, *RELATED),
    "person_page_correct": may(N_("Correct a person's data"),     KNOWS, Within.UNIT, *LASTING),
    "desk_person_search":  may(N_("Find a person by a number"),   KNOWS, Within.UNIT, *FOUND),
    "break_glass":         may(N_("Open a person in an emergency"), KNOWS, Within.THING, *GLASS),
    "end_break_glass":     may(N_("End one's emergency access"),  KNOWS, Within.OWN),
    "glass_page":          may(N_("See a person masked"),         KNOWS, Within.UNIT, *GLASS),
    "glass_page_break":    may(N_("Open a person in an emergency"), KNOWS, Within.UNIT, *GLASS),
    "glass_page_end":      may(N_("End one's emergency access"),  KNOWS, Within.UNIT),
    "desk_person_back":    may(N_("Leave the search"),            KNOWS,   Within.UNIT),
    "desk_person_new":     may(N_("Write a person down"),         KNOWS, Within.UNIT, *KNOWN),
    "desk_person_named":   may(N_("Name whom it concerns"),       KNOWS, Within.UNIT, *NAMEABLE),
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
    "account_page":      may(N_("See one's own account"),           PEOPLE,  Within.OWN),
    "change_password":   may(N_("Choose another password"),         PEOPLE,  Within.OWN),
    "change_language":   may(N_("Choose one's own language"),       PEOPLE,  Within.OWN),
    "end_session":       may(N_("End one of one's own sessions"),   PEOPLE,  Within.OWN),
    "end_sessions":      may(N_("End all of one's own sessions"),   PEOPLE,  Within.OWN),
    "new_password_page": may(N_("Open a link for a new password"),  ANYONE),
    "set_new_password":  may(N_("Choose a password by a link"),     ANYONE),
    "accounts_page":     may(N_("See the accounts"),                ADMIN,   Within.CITY),
    "add_account":       may(N_("Make an account"),                 ADMIN,   Within.CITY),
    "one_account":       may(N_("See an account"),                  ADMIN,   Within.CITY),
    "change_rights":     may(N_("Change somebody else's rights"),   ADMIN,   Within.CITY),
    "make_link":         may(N_("Make a link for a new password"),  ADMIN,   Within.CITY),
    "set_active":        may(N_("Switch an account on or off"),     ADMIN,   Within.CITY),
    "sign_out_account":  may(N_("Sign an account out everywhere"),  ADMIN,   Within.CITY),
    "keys_page":         may(N_("See the keys of machines"),        ADMIN,   Within.CITY),
    "add_key":           may(N_("Make a key for a machine"),        ADMIN,   Within.CITY),
    "rotate_key":        may(N_("Replace a machine's key"),         ADMIN,   Within.CITY),
    "revoke_key":        may(N_("Revoke a machine's key"),          ADMIN,   Within.CITY),
    "telephony_events": may(N_("Tell what happened to calls"),             EXCHANGE, Within.SHARE),
    "telephony_tally":  may(N_("Count the contacts of a door"),            EXCHANGE, Within.SHARE),
    "audit_page":          may(N_("Search the trace of looks"),   OFFICER, Within.CITY),
    "audit_people":        may(N_("Find a person by a number"),   OFFICER, Within.CITY),
    "audit_people_back":   may(N_("Leave the search"),            OFFICER, Within.CITY),
    "audit_unusual":       may(N_("See unusual reading"),         OFFICER, Within.CITY),
    "audit_report":        may(N_("Tell who looked at a person"), OFFICER, Within.CITY),
    "glass_uses":          may(N_("See the uses of emergency access"), OFFICER, Within.CITY),
    "glass_noted":         may(N_("Note a use of emergency access"),   OFFICER, Within.CITY),
    "glass_stream":        may(N_("Hear of emergency access at once"), OFFICER, Within.CITY),
}
# fmt: on
"""An act on a contact asks for its unit where it is taken, one on a person for a relation."""
