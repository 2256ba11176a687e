"""Who may."""

from shared.identity import PEOPLE, Role
from shared.web import ANYONE_SIGNED_IN, PUBLIC, Policy, roles

RECEPTION = roles(Role.RECEPTION, Role.ADMINISTRATOR)
AT_THE_UNIT = roles(Role.RECEPTION, Role.ADMINISTRATOR, unit="unit")
SEES_THE_UNIT = roles(Role.RECEPTION, Role.MANAGER, Role.ADMINISTRATOR, unit="unit")
DISPLAY = roles(Role.DISPLAY, Role.KIOSK, Role.RECEPTION, Role.ADMINISTRATOR, unit="unit")
TELEPHONY = roles(Role.TELEPHONY)
ONESELF = roles(*PEOPLE)
ADMINISTRATOR = roles(Role.ADMINISTRATOR)

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
    "account_page": ONESELF,
    "change_password": ONESELF,
    "change_language": ONESELF,
    "end_session": ONESELF,
    "end_sessions": ONESELF,
    "new_password_page": PUBLIC,
    "set_new_password": PUBLIC,
    "accounts_page": ADMINISTRATOR,
    "add_account": ADMINISTRATOR,
    "one_account": ADMINISTRATOR,
    "change_rights": ADMINISTRATOR,
    "make_link": ADMINISTRATOR,
    "set_active": ADMINISTRATOR,
    "sign_out_account": ADMINISTRATOR,
    "keys_page": ADMINISTRATOR,
    "add_key": ADMINISTRATOR,
    "rotate_key": ADMINISTRATOR,
    "revoke_key": ADMINISTRATOR,
    "telephony_events": TELEPHONY,
    "telephony_tally": TELEPHONY,
}
"""The unit of a contact is checked where the contact is taken: what is out of scope is absent."""
