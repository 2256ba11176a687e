"""For people: the desk, a person, the wall, and the officer's pages of the trace."""

from services.gateway.pages import audit, desk, home, person, wall, whom

pages = (
    home.pages,
    whom.questions,
    whom.pages,
    person.questions,
    person.pages,
    desk.pages,
    desk.streams,
    wall.pages,
    wall.streams,
    audit.pages,
)

__all__ = ["pages"]
