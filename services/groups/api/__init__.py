"""For machines: programmes, sessions, places and who came."""

from services.groups.api import calls, facilitators, partners, places, sessions

routers = (sessions.api, facilitators.api, places.api, calls.api, partners.api)

__all__ = ["routers"]
