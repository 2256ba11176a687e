"""For people: the desk, a person and the wall."""

from services.gateway.pages import desk, home, person, wall, whom

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
)

__all__ = ["pages"]
