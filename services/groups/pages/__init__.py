"""For people: the public's catalogue and places, a unit's sessions, the sheet of one."""

from services.groups.pages import acts, catalogue, enrolling, home, place, sessions, sheet

pages = (
    home.pages,
    catalogue.pages,
    enrolling.pages,
    place.pages,
    sessions.pages,
    sheet.pages,
    acts.pages,
)

__all__ = ["pages"]
