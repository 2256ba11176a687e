"""What surrounds every request of every service."""

from shared.web.assembly import create_service
from shared.web.edge import (
    Keys,
    Now,
    Reading,
    Tx,
    Who,
    around,
    asking_router,
    router,
    stream_router,
)
from shared.web.live import Change, Watcher, event_stream
from shared.web.policy import ANYONE_SIGNED_IN, PUBLIC, Policy, Rule, roles

__all__ = [
    "ANYONE_SIGNED_IN",
    "PUBLIC",
    "Change",
    "Keys",
    "Now",
    "Policy",
    "Reading",
    "Rule",
    "Tx",
    "Watcher",
    "Who",
    "around",
    "asking_router",
    "create_service",
    "event_stream",
    "roles",
    "router",
    "stream_router",
]
