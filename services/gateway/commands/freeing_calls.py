"""Pending calls are free of the colleagues who must not see whose they are."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.commands.pending_kept import keep_done
from services.gateway.domain import pending, pending_acts
from shared.city.store import current
from shared.db import Tx


async def free_calls(tx: Tx, people: Collection[UUID], at: datetime) -> None:
    """Nobody sees to these people's who must not: each is nobody's, for any other to take up.

    A message too: another professional of its unit answers it. As the service itself.
    """
    here = await current(tx, at)
    for entry, kept_from in await store.calls_kept_from.misplaced(tx, people):
        free = pending.free_of(entry, kept_from)
        await keep_done(tx, here, pending_acts.changed(free, at=at))
