"""What was said of somebody's coming, and whether it can be taken back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.domain import attendance
from services.gateway.domain.agenda import Appointment
from shared.city import City
from shared.db import Tx
from shared.errors import Refused
from shared.identity import Principal


async def undoable(
    tx: Tx, here: City, appointments: Collection[Appointment], who: Principal, at: datetime
) -> set[UUID]:
    """The appointments of which somebody may undo what was said last, by one statement."""
    arrivals = [each.arrival for each in appointments if each.arrival]
    last = await store.coming.last_done(tx, arrivals)
    found = set()
    for each in appointments:
        try:
            attendance.require_undoable(here, each, last.get(each.arrival), who, at=at)
        except Refused:
            continue
        found.add(each.id)
    return found
