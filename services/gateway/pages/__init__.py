"""For people: the desk, the wall, and the officer's pages of the trace."""

from services.gateway.pages import audit, desk, home, wall

pages = (home.pages, desk.pages, desk.streams, wall.pages, wall.streams, audit.pages)

__all__ = ["pages"]
