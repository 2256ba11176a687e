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
    identity_router,
    router,
    stream_router,
)
from shared.web.live import Change, Shown, Watcher, event_stream
from shared.web.policy import COMMON

__all__ = [
    "COMMON",
    "Change",
    "Keys",
    "Now",
    "Reading",
    "Shown",
    "Tx",
    "Watcher",
    "Who",
    "around",
    "asking_router",
    "create_service",
    "event_stream",
    "identity_router",
    "router",
    "stream_router",
]
