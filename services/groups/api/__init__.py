"""For machines: programmes, sessions, places and who came."""

from services.groups.api import calls, partners, places, sessions

routers = (sessions.api, places.api, calls.api, partners.api)

__all__ = ["routers"]
