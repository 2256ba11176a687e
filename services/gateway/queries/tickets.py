"""How a ticket stands, for whoever has its link; who that is, nobody asks."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from services.gateway.domain.waits import Interval, Told
from services.gateway.domain.ways import CalledBy
from services.gateway.store.tickets import Shown
from shared.contracts.gateway import ContactState
from shared.db import Tx
from shared.errors import NotFound

NOTICE = """
SELECT n.version, n.language, n.at
FROM ticket_link AS l JOIN notice_shown AS n ON n.contact = l.contact
WHERE l.digest = $1 AND n.unit = $2
"""
TICKET = """
SELECT unit, code, state, desk, ways, told_at, least_seconds, most_seconds FROM ticket_of($1, $2)
"""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What its page shows: code, state, desk, wait, and the language that was chosen."""

    unit: str
    code: str
    state: ContactState
    desk: int | None
    language: str | None
    called_by: CalledBy
    told: Told | None
    """The wait that was told when it was taken, while it still says something."""

    @property
    def waits(self) -> bool:
        """Whether they still wait to be called."""
        return self.state is ContactState.WAITING


async def ticket(tx: Tx, link: bytes, at: datetime) -> Ticket:
    """The ticket of a link, by its hash. Raises ``NotFound``, also once its day is over."""
    row = await tx.fetchrow(TICKET, link, at)
    if row is None:
        raise NotFound
    ways = row["ways"]
    return Ticket(
        row["unit"],
        row["code"],
        ContactState(row["state"]),
        row["desk"],
        ways.get("language"),
        CalledBy(ways.get("called_by", CalledBy.SCREEN)),
        _told(row),
    )


def _told(row: asyncpg.Record) -> Told | None:
    if row["told_at"] is None:
        return None
    return Told(row["told_at"], Interval(row["least_seconds"], row["most_seconds"]))


async def shown_notice(tx: Tx, unit: str, link: bytes) -> Shown | None:
    """The privacy notice that was on the unit's kiosk when the ticket was taken."""
    row = await tx.fetchrow(NOTICE, link, unit)
    return None if row is None else Shown(**dict(row))
