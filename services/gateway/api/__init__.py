"""For machines: contacts, desks, people and what telephone exchanges tell."""

from services.gateway.api import (
    break_glass,
    contacts,
    desks,
    people,
    protection,
    telephony,
    triage,
    waits,
)

routers = (
    contacts.api,
    triage.api,
    desks.api,
    waits.api,
    people.questions,
    people.api,
    protection.api,
    break_glass.api,
    telephony.api,
)

__all__ = ["routers"]
