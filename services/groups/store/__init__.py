"""The statements that commands need."""

from services.groups.store import letters, links, people, places, sessions

__all__ = ["letters", "links", "people", "places", "sessions"]
