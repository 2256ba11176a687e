"""For machines: contacts, desks, people and what telephone exchanges tell."""

from services.gateway.api import (
    break_glass,
    contacts,
    desks,
    households,
    people,
    protection,
    telephony,
    triage,
)

routers = (
    contacts.api,
    triage.api,
    desks.api,
    people.questions,
    people.api,
    households.questions,
    households.api,
    protection.api,
    break_glass.api,
    telephony.api,
)

__all__ = ["routers"]
