"""Who may."""

from shared.identity import Role
from shared.web import Policy, roles

READERS = roles(Role.MANAGER, Role.ADMINISTRATOR, Role.RECEPTION)
"""Counts and codes only; each answer holds no more than the reader's own units."""
WHOLE_CITY = roles(Role.MANAGER, Role.ADMINISTRATOR)
"""Figures over all units; a reader of some units only is refused by the endpoint."""

POLICY: Policy = {
    "home": READERS,
    "board_page": READERS,
    "board_stream": READERS,
    "figures_page": READERS,
    "definitions_page": READERS,
    "indicator_list": READERS,
    "figures_of_area": READERS,
    "board_of_area": READERS,
    "calls_report": WHOLE_CITY,
    "load_report": WHOLE_CITY,
    "indicators_tally": WHOLE_CITY,
}
