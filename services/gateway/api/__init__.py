"""For machines: contacts, desks, people and what telephone exchanges tell."""

from services.gateway.api import (
    break_glass,
    contacts,
    desks,
    pending,
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
    protection.api,
    break_glass.api,
    telephony.api,
    pending.questions,
    pending.api,
)

__all__ = ["routers"]
