"""Who may."""

from shared.identity import Role
from shared.web import ANYONE_SIGNED_IN, Policy, roles

RECEPTION = roles(Role.RECEPTION, Role.ADMINISTRATOR)
AT_THE_UNIT = roles(Role.RECEPTION, Role.ADMINISTRATOR, unit="unit")
SEES_THE_UNIT = roles(Role.RECEPTION, Role.MANAGER, Role.ADMINISTRATOR, unit="unit")
DISPLAY = roles(Role.DISPLAY, Role.KIOSK, Role.RECEPTION, Role.ADMINISTRATOR, unit="unit")
TELEPHONY = roles(Role.TELEPHONY)
OFFICER = roles(Role.DATA_PROTECTION_OFFICER)

POLICY: Policy = {
    "home": ANYONE_SIGNED_IN,
    "desk_page": AT_THE_UNIT,
    "desk_stream": AT_THE_UNIT,
    "desk_act": AT_THE_UNIT,
    "desk_call": AT_THE_UNIT,
    "desk_new": AT_THE_UNIT,
    "contact_act": AT_THE_UNIT,
    "wall_page": DISPLAY,
    "wall_stream": DISPLAY,
    "open_contact": AT_THE_UNIT,
    "queue_of_unit": SEES_THE_UNIT,
    "desks_of_unit": SEES_THE_UNIT,
    "change_desk": AT_THE_UNIT,
    "call_next": AT_THE_UNIT,
    "contact": roles(Role.RECEPTION, Role.MANAGER, Role.ADMINISTRATOR),
    "recall": RECEPTION,
    "start": RECEPTION,
    "park": RECEPTION,
    "resume": RECEPTION,
    "close": RECEPTION,
    "abandon": RECEPTION,
    "miss": RECEPTION,
    "pass_on": RECEPTION,
    "triage": RECEPTION,
    "undo": RECEPTION,
    "telephony_events": TELEPHONY,
    "telephony_tally": TELEPHONY,
    "audit_page": OFFICER,
    "audit_unusual": OFFICER,
    "audit_report": OFFICER,
}
"""The unit of a contact is checked where the contact is taken: what is out of scope is absent."""
