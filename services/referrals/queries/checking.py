"""The pre-check, asked before anything is written or sent."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.referrals import store
from services.referrals.domain import Content
from services.referrals.domain.check import Checked, Whom, checked, days_until
from shared.city.store import current
from shared.db import Tx
from shared.encryption import Keyring

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody would send."""

    organisation: str
    """Who asks: it learns only of its own referrals."""
    receiver: str
    reason: str
    content: Content
    but: UUID = NOBODY
    """The draft itself, which is no duplicate of itself."""


async def check(tx: Tx, asked: Asked, ring: Keyring, at: datetime) -> Checked:
    """What can be said of it."""
    here = await current(tx, at)
    room = await store.rooms.room(tx, asked.receiver, at)
    whose = (asked.organisation, asked.content, asked.reason, asked.but)
    alike = await store.referrals.alike_of_sender(tx, *whose, ring)
    on = here.day(at)
    whom = Whom(asked.organisation, asked.receiver, asked.reason)
    found = checked(here, whom, asked.content, (room, alike), on)
    if found.better is None or not found.better.sendable:
        return found
    there = await store.rooms.room(tx, found.better.code, at)
    days = days_until(here, found.better.code, there, on)
    return replace(found, better=replace(found.better, days=days))
