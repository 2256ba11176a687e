"""For machines: contacts, agenda, desks, people and what telephone exchanges tell."""

from services.gateway.api import (
    agenda,
    break_glass,
    contacts,
    desks,
    households,
    messages,
    outcomes,
    paper,
    papers,
    pending,
    people,
    places,
    protection,
    referrals,
    telephony,
    triage,
    waits,
    ways,
)

routers = (
    contacts.api,
    outcomes.api,
    places.api,
    triage.api,
    papers.api,
    paper.api,
    ways.api,
    agenda.api,
    desks.api,
    waits.api,
    people.questions,
    people.api,
    households.questions,
    households.api,
    protection.api,
    break_glass.api,
    telephony.api,
    pending.questions,
    pending.api,
    messages.api,
    referrals.api,
)

__all__ = ["routers"]
