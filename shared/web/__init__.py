"""What surrounds every request of every service."""

from shared.web.assembly import create_service
from shared.web.edge import (
    Now,
    Reading,
    Tx,
    Who,
    around,
    identity_router,
    router,
    stream_router,
)
from shared.web.live import Change, Watcher, event_stream
from shared.web.policy import ANYONE_SIGNED_IN, PUBLIC, Policy, Rule, roles

__all__ = [
    "ANYONE_SIGNED_IN",
    "PUBLIC",
    "Change",
    "Now",
    "Policy",
    "Reading",
    "Rule",
    "Tx",
    "Watcher",
    "Who",
    "around",
    "create_service",
    "event_stream",
    "identity_router",
    "roles",
    "router",
    "stream_router",
]
