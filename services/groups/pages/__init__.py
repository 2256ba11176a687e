"""For people: the public's catalogue and places, the partners' door, a unit's sessions, a sheet."""

from services.groups.pages import (
    acts,
    calls,
    catalogue,
    enrolling,
    home,
    partners,
    place,
    sessions,
    sheet,
)

pages = (
    home.pages,
    catalogue.pages,
    enrolling.pages,
    place.pages,
    sessions.pages,
    sheet.pages,
    acts.pages,
    calls.pages,
    partners.pages,
)

__all__ = ["pages"]
