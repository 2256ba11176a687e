"""The statements that commands need; nothing here decides."""

from services.gateway.store.calls import add_events, contacts_of, known_events, lock_calls
from services.gateway.store.contacts import (
    Act,
    keep,
    keep_all,
    last_act,
    left_over,
    next_number,
    take,
    undone,
    waiting,
)
from services.gateway.store.desks import (
    desk_of,
    keep_desk,
    lock_queue,
    open_desks,
    set_contact,
    take_desk,
    take_desks,
)

__all__ = [
    "Act",
    "add_events",
    "contacts_of",
    "desk_of",
    "keep",
    "keep_all",
    "keep_desk",
    "known_events",
    "last_act",
    "left_over",
    "lock_calls",
    "lock_queue",
    "next_number",
    "open_desks",
    "set_contact",
    "take",
    "take_desk",
    "take_desks",
    "undone",
    "waiting",
]
