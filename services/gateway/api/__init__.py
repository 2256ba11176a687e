"""For machines: contacts, desks and what telephone exchanges tell."""

from services.gateway.api import contacts, desks, telephony

routers = (contacts.api, desks.api, telephony.api)

__all__ = ["routers"]
