"""What services tell one another: one class per version of each event type."""

from collections.abc import Iterator
from functools import cache

from shared.contracts import gateway, groups, heartbeat, referrals
from shared.contracts.event import Event

__all__ = ["Event", "event_types", "published", "topics_of"]

MODULES = (gateway, groups, referrals, heartbeat)


def _typed(event: type[Event]) -> Iterator[type[Event]]:
    """Every class with a type of its own; a version may be made from the one before it."""
    for child in event.__subclasses__():
        if "type" in vars(child):
            yield child
        yield from _typed(child)


def published() -> list[type[Event]]:
    """Every released event type, in the order of their names."""
    names = tuple(module.__name__ for module in MODULES)
    known = (event for event in _typed(Event) if event.__module__.startswith(names))
    return sorted(known, key=lambda event: event.type)


@cache
def event_types() -> dict[str, type[Event]]:
    """Event classes by their CloudEvents type."""
    return {event.type: event for event in published()}


def topics_of(service: str) -> list[str]:
    """The topics that a service tells on, without the instance's prefix."""
    return sorted({event.topic for event in published() if event.topic.split(".")[0] == service})
