"""Who may: the public sees what stands in the catalogue, whoever holds a session those who come,
a partner whom it enrolled itself."""

from shared.identity import Role
from shared.pages.messages import N_
from shared.rights import ANYONE, Condition, Policy, Within, may

LEADS = {Role.FACILITATOR, Role.PROFESSIONAL}
MANAGES = {Role.MANAGER}
SEES = LEADS | MANAGES
PORTAL = {Role.PARTNER}
PARTNER = PORTAL | {Role.PARTNER_SYSTEM}
THEIRS = Within.ORGANISATION
HIDDEN = Condition.RESTRICTED
"""Who comes to a restricted session is absent to all but those who hold it."""
OPEN = N_("Open a series of sessions")
CHANGE = N_("Publish, change or cancel a session")
ENTRUST = N_("Name who holds a session that nobody of the unit holds any more")
ENROL = N_("Enrol somebody in a session")
COMES = N_("See who comes to a session")
CAME = N_("Note who came to a session")
ANSWER = N_("Answer for somebody's place")
TO_CALL = N_("See how many have to be called about a place")
CALL = N_("Call somebody about a place that is offered or lost")
UNTOLD = N_("Take back that somebody was told that their place is lost")
TOLD = N_("Note that somebody was told that their place is lost")
THEIR_PLACES = N_("See whom one's organisation has in sessions")
ENROL_THEIRS = N_("Enrol somebody of one's organisation in a session")
TOLD_THEIRS = N_("Note, or take back, that one's organisation told somebody of a lost place")
ANSWER_THEIRS = N_("Answer for a place of one's organisation")

# fmt: off
POLICY: Policy = {
    # route               what it does                                  who     within
    "home":                may(N_("Come in"),                                 ANYONE),
    "catalogue_page":      may(N_("Look for a session"),                      ANYONE),
    "catalogue_calendar":  may(N_("Have the sessions in a calendar"),         ANYONE),
    "catalogue_feed":      may(N_("Read the sessions by machine"),            ANYONE),
    "open_page":           may(N_("See a session of the catalogue"),          ANYONE),
    "open_page_enrol":     may(N_("Enrol oneself in a session"),              ANYONE),
    "place_page":          may(N_("See a place by its link"),                 ANYONE),
    "place_page_answer":   may(N_("Answer for a place by its link"),          ANYONE),
    "sessions_page":       may(N_("See the sessions of a unit"),              SEES,  Within.UNIT),
    "sessions_page_open":  may(OPEN,                     LEADS, Within.UNIT),
    "sessions_page_entrust": may(ENTRUST,          MANAGES, Within.UNIT),
    "series_page_publish": may(CHANGE,                     LEADS, Within.UNIT),
    "sheet_page":          may(COMES,                     SEES,  Within.UNIT, HIDDEN),
    "sheet_page_act":      may(CHANGE,                     LEADS, Within.UNIT, HIDDEN),
    "sheet_page_enrol":    may(ENROL,                     LEADS, Within.UNIT),
    "sheet_page_mark":     may(CAME,                     LEADS, Within.UNIT, HIDDEN),
    "sheet_page_answer":   may(ANSWER,                     LEADS, Within.UNIT, HIDDEN),
    "calls_page":          may(TO_CALL,                     SEES,  Within.UNIT, HIDDEN),
    "call_page":           may(CALL,                     LEADS, Within.UNIT, HIDDEN),
    "call_page_answer":    may(ANSWER,                     LEADS, Within.UNIT, HIDDEN),
    "partner_places_page": may(THEIR_PLACES,                PORTAL, THEIRS),
    "partner_places_page_answer": may(ANSWER_THEIRS,        PORTAL, THEIRS),
    "partner_sessions_page": may(N_("Look for a session"),  PORTAL, THEIRS),
    "partner_session_page": may(N_("See a session of the catalogue"), PORTAL, THEIRS),
    "partner_session_page_enrol": may(ENROL_THEIRS,         PORTAL, THEIRS),
    "partner_places":      may(THEIR_PLACES,                PARTNER, THEIRS),
    "partner_place":       may(THEIR_PLACES,                PARTNER, THEIRS),
    "partner_enrol":       may(ENROL_THEIRS,                PARTNER, THEIRS),
    "partner_answer":      may(ANSWER_THEIRS,               PARTNER, THEIRS),
    "partner_told":        may(TOLD_THEIRS,                 PARTNER, THEIRS),
    "partner_undo_told":   may(TOLD_THEIRS,                 PARTNER, THEIRS),
    "programme_list":      may(N_("See the programmes of group work"),        SEES),
    "sessions_of_unit":    may(N_("See the sessions of a unit"),              SEES,  Within.UNIT),
    "open_series":         may(OPEN,                     LEADS, Within.UNIT),
    "session":             may(N_("See a session"),                           SEES,  Within.THING),
    "publish_session":     may(CHANGE,                     LEADS, Within.THING),
    "cancel_session":      may(CHANGE,                     LEADS, Within.THING),
    "change_capacity":     may(CHANGE,                     LEADS, Within.THING),
    "facilitators_of_unit": may(N_("See who may hold a unit's sessions"),     LEADS, Within.UNIT),
    "entrust_session":     may(ENTRUST,          MANAGES, Within.THING),
    "change_facilitators": may(CHANGE,                     LEADS, Within.THING, HIDDEN),
    "close_session":       may(CAME,                     LEADS, Within.THING, HIDDEN),
    "count_people":        may(CAME,                     LEADS, Within.THING, HIDDEN),
    "places_of_session":   may(COMES,                     SEES,  Within.THING, HIDDEN),
    "enrol":               may(ENROL,                     LEADS, Within.THING),
    "calls_of_unit":       may(TO_CALL,                     SEES,  Within.UNIT, HIDDEN),
    "call":                may(CALL,                     LEADS, Within.THING, HIDDEN),
    "note_told":           may(TOLD,                     LEADS, Within.THING, HIDDEN),
    "undo_told":           may(UNTOLD,                     LEADS, Within.THING, HIDDEN),
    "answer_place":        may(ANSWER,                     LEADS, Within.THING, HIDDEN),
    "wait_again":          may(ANSWER,                     LEADS, Within.THING, HIDDEN),
    "mark_attendance":     may(CAME,                     LEADS, Within.THING, HIDDEN),
}
# fmt: on
