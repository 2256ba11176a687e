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
from shared.web.live import Change, Shown, event_stream
from shared.web.policy import COMMON
from shared.web.versions import Seen
from shared.web.watchers import watcher_of

__all__ = [
    "COMMON",
    "Change",
    "Keys",
    "Now",
    "Reading",
    "Seen",
    "Shown",
    "Tx",
    "Who",
    "around",
    "asking_router",
    "create_service",
    "event_stream",
    "identity_router",
    "router",
    "stream_router",
    "watcher_of",
]
