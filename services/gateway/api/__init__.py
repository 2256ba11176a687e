"""For machines: contacts, agenda, desks, people and what telephone exchanges tell."""

from services.gateway.api import (
    agenda,
    break_glass,
    contacts,
    desks,
    people,
    protection,
    telephony,
    triage,
)

routers = (
    contacts.api,
    triage.api,
    agenda.api,
    desks.api,
    people.questions,
    people.api,
    protection.api,
    break_glass.api,
    telephony.api,
)

__all__ = ["routers"]
