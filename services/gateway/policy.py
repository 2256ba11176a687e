"""Who may."""

from shared.identity import Role
from shared.web import ANYONE_SIGNED_IN, Policy, roles

RECEPTION = roles(Role.RECEPTION, Role.ADMINISTRATOR)
AT_THE_UNIT = roles(Role.RECEPTION, Role.ADMINISTRATOR, unit="unit")
SEES_THE_UNIT = roles(Role.RECEPTION, Role.MANAGER, Role.ADMINISTRATOR, unit="unit")
DISPLAY = roles(Role.DISPLAY, Role.KIOSK, Role.RECEPTION, Role.ADMINISTRATOR, unit="unit")
TELEPHONY = roles(Role.TELEPHONY)
OFFICER = roles(Role.DATA_PROTECTION_OFFICER)
PEOPLE = roles(Role.RECEPTION, Role.PROFESSIONAL)
PEOPLE_OF_THE_UNIT = roles(Role.RECEPTION, Role.PROFESSIONAL, unit="unit")

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
    "new_person": PEOPLE_OF_THE_UNIT,
    "search_people": PEOPLE_OF_THE_UNIT,
    "masked_person": PEOPLE,
    "person_data": PEOPLE,
    "contacts_of_person": PEOPLE_OF_THE_UNIT,
    "correct_person": PEOPLE,
    "name_person": PEOPLE,
    "person_page": PEOPLE_OF_THE_UNIT,
    "person_page_again": PEOPLE_OF_THE_UNIT,
    "person_page_data": PEOPLE_OF_THE_UNIT,
    "person_page_correct": PEOPLE_OF_THE_UNIT,
    "desk_person_search": PEOPLE_OF_THE_UNIT,
    "desk_person_back": PEOPLE_OF_THE_UNIT,
    "desk_person_new": PEOPLE_OF_THE_UNIT,
    "desk_person_named": PEOPLE_OF_THE_UNIT,
    "telephony_events": TELEPHONY,
    "telephony_tally": TELEPHONY,
    "audit_page": OFFICER,
    "audit_unusual": OFFICER,
    "audit_report": OFFICER,
}
"""The unit of a contact is checked where the contact is taken: what is out of scope is absent.

Which person may be seen, ``domain.access`` says: within these roles it needs a relation."""
