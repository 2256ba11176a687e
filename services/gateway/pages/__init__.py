"""For people: the desk, the wall, one's own account, and the administration of accounts."""

from services.gateway.pages import account, administration, desk, home, machines, wall

desks = (home.pages, desk.pages, desk.streams, wall.pages, wall.streams)
pages = (*desks, account.pages, administration.pages, machines.pages)

__all__ = ["pages"]
