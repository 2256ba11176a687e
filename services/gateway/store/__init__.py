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
from services.gateway.store.people import (
    ENCRYPTED,
    add_person,
    belongs,
    concerns,
    found,
    no_longer_belongs,
    save_person,
    sealed,
    take_person,
)
from services.gateway.store.searches import note_search

__all__ = [
    "ENCRYPTED",
    "Act",
    "add_events",
    "add_person",
    "belongs",
    "concerns",
    "contacts_of",
    "desk_of",
    "found",
    "keep",
    "keep_all",
    "keep_desk",
    "known_events",
    "last_act",
    "left_over",
    "lock_calls",
    "lock_queue",
    "next_number",
    "no_longer_belongs",
    "note_search",
    "open_desks",
    "save_person",
    "sealed",
    "set_contact",
    "take",
    "take_desk",
    "take_desks",
    "take_person",
    "undone",
    "waiting",
]
