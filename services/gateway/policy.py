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
RELATED = Condition.RELATION
FOUND, NAMEABLE = Condition.FOUND, Condition.NAMEABLE

# fmt: off
POLICY: Policy = {
    # route             what it does                                       who       within
    "home":             may(N_("Come in"),                                 COMES_IN),
    "desk_page":        may(N_("See the desk"),                            DESK,     Within.UNIT),
    "desk_stream":      may(N_("See the desk change"),                     DESK,     Within.UNIT),
    "desk_act":         may(N_("Open, pause or close a desk"),             DESK,     Within.UNIT),
    "desk_call":        may(N_("Call whoever is next"),                    DESK,     Within.UNIT),
    "desk_new":         may(N_("Open a contact"),                          DESK,     Within.UNIT),
    "contact_act":      may(N_("Act on a contact"),                        DESK,     Within.UNIT),
    "wall_page":        may(N_("See the waiting room's display"),          WALL,     Within.UNIT),
    "wall_stream":      may(N_("See the waiting room's display change"),   WALL,     Within.UNIT),
    "open_contact":     may(N_("Open a contact"),                          DESK,     Within.UNIT),
    "queue_of_unit":    may(N_("See the queue"),                           SEES,     Within.UNIT),
    "desks_of_unit":    may(N_("See the desks"),                           SEES,     Within.UNIT),
    "change_desk":      may(N_("Open, pause or close a desk"),             DESK,     Within.UNIT),
    "call_next":        may(N_("Call whoever is next"),                    DESK,     Within.UNIT),
    "contact":          may(N_("See a contact"),                           SEES,     Within.THING),
    "recall":           may(N_("Call a contact once more"),                DESK,     Within.THING),
    "start":            may(N_("Begin to serve a contact"),                DESK,     Within.THING),
    "park":             may(N_("Park a contact"),                          DESK,     Within.THING),
    "resume":           may(N_("Serve a parked contact again"),            DESK,     Within.THING),
    "close":            may(N_("End a contact with an outcome"),           DESK,     Within.THING),
    "abandon":          may(N_("Note that the person left"),               DESK,     Within.THING),
    "miss":             may(N_("Note that the person did not come"),       DESK,     Within.THING),
    "pass_on":          may(N_("Pass a contact to any desk or centre"),    DESK,     Within.THING),
    "triage":           may(N_("Set level and reason of a contact"),       DESK,     Within.THING),
    "undo":             may(N_("Undo the last act on a contact"),          DESK,     Within.THING),
    "new_person":          may(N_("Write a person down"),         KNOWS,   Within.UNIT),
    "search_people":       may(N_("Find a person by a number"),   KNOWS,   Within.UNIT,   FOUND),
    "masked_person":       may(N_("See a person masked"),         KNOWS,   Within.THING,  RELATED),
    "person_data":         may(N_("See a person's data"),         KNOWS,   Within.THING,  RELATED),
    "contacts_of_person":  may(N_("See a person's contacts"),     KNOWS,   Within.UNIT,   RELATED),
    "correct_person":      may(N_("Correct a person's data"),     KNOWS,   Within.THING,  RELATED),
    "name_person":         may(N_("Name whom it concerns"),       KNOWS,   Within.THING,  NAMEABLE),
    "person_page":         may(N_("See a person masked"),         KNOWS,   Within.UNIT,   RELATED),
    "person_page_again":   may(N_("See a person masked"),         KNOWS,   Within.UNIT,   RELATED),
    "person_page_data":    may(N_("See a person's data"),         KNOWS,   Within.UNIT,   RELATED),
    "person_page_correct": may(N_("Correct a person's data"),     KNOWS,   Within.UNIT,   RELATED),
    "desk_person_search":  may(N_("Find a person by a number"),   KNOWS,   Within.UNIT,   FOUND),
    "desk_person_back":    may(N_("Leave the search"),            KNOWS,   Within.UNIT),
    "desk_person_new":     may(N_("Write a person down"),         KNOWS,   Within.UNIT),
    "desk_person_named":   may(N_("Name whom it concerns"),       KNOWS,   Within.UNIT,   NAMEABLE),
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
}
# fmt: on
"""An act on a contact asks for its unit where it is taken, one on a person for a relation."""
