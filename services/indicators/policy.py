"""Who may: counts only, never a ticket or a person."""

from shared.identity import PARTNERS, Role
from shared.pages.messages import N_
from shared.rights import PEOPLE, Policy, Within, may

STAFF = PEOPLE - PARTNERS
BOARDS = {
    Role.RECEPTION,
    Role.PROFESSIONAL,
    Role.MANAGER,
    Role.FUNCTIONAL_TUTOR,
    Role.ADMINISTRATOR,
}
REPORTS = {Role.MANAGER, Role.ADMINISTRATOR}

# fmt: off
POLICY: Policy = {
    # route               what it does                                   who       within
    "home":               may(N_("Come in"),                               STAFF),
    "board_page":         may(N_("See a board"),                           BOARDS,   Within.SHARE),
    "board_stream":       may(N_("See a board change"),                    BOARDS,   Within.SHARE),
    "board_of_area":      may(N_("See a board"),                           BOARDS,   Within.SHARE),
    "figures_page":       may(N_("See figures"),                           BOARDS,   Within.SHARE),
    "figures_of_area":    may(N_("See figures"),                           BOARDS,   Within.SHARE),
    "indicators_page":    may(N_("See the city's indicators"),             BOARDS,   Within.SHARE),
    "indicators_of_area": may(N_("See the city's indicators"),             BOARDS,   Within.SHARE),
    "time_page":          may(N_("See time released and used"),            BOARDS,   Within.SHARE),
    "time_of_area":       may(N_("See time released and used"),            BOARDS,   Within.SHARE),
    "definitions_page":   may(N_("Read what each figure means"),           STAFF),
    "indicator_list":     may(N_("Read what each figure means"),           STAFF),
    "calls_report":       may(N_("Read the report of a day's calls"),      REPORTS,  Within.CITY),
    "load_report":        may(N_("Read how many calls waited"),            REPORTS,  Within.CITY),
    "indicators_tally":   may(N_("Count what has arrived"),                REPORTS,  Within.CITY),
}
# fmt: on
