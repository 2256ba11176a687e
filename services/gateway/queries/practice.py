"""What somebody made of the invented callers with whom they practised."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.gateway.domain.contact import ENDED
from services.gateway.domain.practice import Practised
from services.gateway.domain.refusals import OnlyPractice
from services.gateway.queries.reception import Reception
from services.gateway.store.contacts import COLUMNS, contact_of
from shared.city.store import current
from shared.db import Tx
from shared.identity import Principal

NEWEST = 10
WITHIN = timedelta(days=1)
LATEST = f"""
SELECT {COLUMNS} FROM contact
WHERE unit = $1 AND invented IS NOT NULL AND state = ANY($3) AND opened_at > $4
  AND id IN (SELECT contact FROM contact_act WHERE staff = $2 AND at > $4)
ORDER BY ended_at DESC, id DESC LIMIT {NEWEST}
"""


@dataclass(frozen=True, slots=True)
class Practice:
    """The newest ten contacts of the last day that somebody practised, newest first."""

    done: tuple[Practised, ...]

    @property
    def right(self) -> int:
        """How many of them are as they were expected."""
        return sum(each.is_right for each in self.done)


async def practice(tx: Tx, here: Reception, who: Principal) -> Practice | None:
    """What somebody practised last at this reception; none where the work is real."""
    if not here.city.practises(here.unit):
        return None
    states = [str(state) for state in ENDED]
    rows = await tx.fetch(LATEST, here.unit, who.id, states, here.at - WITHIN)
    contacts = [contact_of(row) for row in rows]
    found = [(each, here.city.caller(each.invented or "")) for each in contacts]
    return Practice(tuple(Practised(each, caller) for each, caller in found if caller))


async def require_real(tx: Tx, unit: str, at: datetime) -> None:
    """Nobody's data is looked for while practising. Raises ``OnlyPractice``."""
    if (await current(tx, at)).practises(unit):
        raise OnlyPractice
