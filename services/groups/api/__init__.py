"""For machines: programmes, sessions, places and who came."""

from services.groups.api import places, sessions

routers = (sessions.api, places.api)

__all__ = ["routers"]
