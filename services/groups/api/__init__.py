"""For machines: programmes, sessions, places and who came."""

from services.groups.api import calls, places, sessions

routers = (sessions.api, places.api, calls.api)

__all__ = ["routers"]
