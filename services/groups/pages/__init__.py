"""For people: the public's catalogue and places, a unit's sessions, the sheet of one."""

from services.groups.pages import acts, calls, catalogue, enrolling, home, place, sessions, sheet

pages = (
    home.pages,
    catalogue.pages,
    enrolling.pages,
    place.pages,
    sessions.pages,
    sheet.pages,
    acts.pages,
    calls.pages,
)

__all__ = ["pages"]
