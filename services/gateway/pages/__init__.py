"""For people: the desk and the wall."""

from services.gateway.pages import desk, home, wall

pages = (home.pages, desk.pages, desk.streams, wall.pages, wall.streams)

__all__ = ["pages"]
