"""What each contact met when it opened, and the wait that it was told to expect."""

from datetime import datetime

from services.gateway.domain import Contact
from services.gateway.domain.queue import RANK
from services.gateway.domain.waits import Interval, Line, Waited
from shared.city import City
from shared.contracts.gateway import Level
from shared.db import Tx

NEWEST = 100
"""As many of the day's waits are looked at; the last ones tell most."""
TODAY = f"""
SELECT extract(epoch FROM c.started_at - c.waiting_from)::float8 AS seconds, p.ahead, p.desks
FROM wait_promise AS p JOIN contact AS c ON c.id = p.contact
WHERE p.unit = $1 AND p.at >= $4 AND p.at <= $5 AND p.level = $6 AND c.started_at <= $5
  AND NOT EXISTS (SELECT FROM paper_gap WHERE unit = $1 AND ended_at IS NULL AND NOT withdrawn)
  AND c.waiting_from IS NOT NULL AND NOT c.entered_later AND c.state <> 'voided'
ORDER BY p.at DESC LIMIT {NEWEST}
"""
MET = f"""
SELECT (SELECT count(*) FROM contact WHERE unit = $1 AND state = 'waiting'
          AND exchange_call IS NULL AND coalesce(level, $3) = ANY($2)
          AND (appointment_at IS NULL OR appointment_at <= $5 OR level = 'urgent')) AS ahead,
       (SELECT count(*) FROM desk WHERE unit = $1 AND state = 'open') AS desks,
       ARRAY(SELECT ROW(w.seconds, w.ahead, w.desks) FROM ({TODAY}) AS w) AS today
"""
"""In one round trip: whoever comes waits for it."""
ADD = """
INSERT INTO wait_promise (contact, unit, level, at, ahead, desks, least_seconds, most_seconds)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def met(
    tx: Tx, city: City, unit: str, level: Level | None, at: datetime
) -> tuple[Line, list[Waited]]:
    """What somebody of that level meets who comes now, and that level's waits of the day so far.

    No waits while the unit works on paper: who waits there now is not known here.
    """
    rules = city.rules.queue
    own = level or rules.untriaged
    before = [each for each, rank in RANK.items() if rank <= RANK[own]]
    day = (city.midnight(city.day(at)), at, own)
    row = await tx.fetchrow(MET, unit, before, rules.untriaged, *day)
    if row is None:
        return Line(0, 0), []
    line = Line(row["ahead"], row["desks"])
    return line, [Waited(seconds, Line(ahead, desks)) for seconds, ahead, desks in row["today"]]


async def note_met(
    tx: Tx, contact: Contact, level: Level, line: Line, told: Interval | None
) -> None:
    """Keep what a contact met when it opened, and what it was told."""
    interval = (told.least_seconds, told.most_seconds) if told else (None, None)
    opened = (contact.id, contact.unit, level, contact.opened_at)
    await tx.execute(ADD, *opened, line.ahead, line.desks, *interval)
