"""What becomes of addresses for letters once somebody says that no message is safe."""

from datetime import datetime

from services.gateway import store
from services.gateway.domain import Contact
from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.domain.ways import NOT_SAFE
from shared.db import Tx
from shared.widening import as_the_service


async def follow_safety(tx: Tx, before: Contact, after: Contact, at: datetime) -> None:
    """They go when it can be undone no more; they stay where it is undone, or said otherwise.

    Meanwhile nothing is written.
    """
    was, now = (each.ways.safe_contact in NOT_SAFE for each in (before, after))
    if not was and not now:
        return
    async with as_the_service(tx):  # at whatever unit they have them
        if now:
            await store.reminders.let_go(tx, after.id, after.person, at + UNDO_WITHIN)
        else:
            await store.reminders.keep_addresses(tx, after.id, after.person, at)
