"""Free times as pages offer them: the next of each kind, with keys; more of them by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from services.gateway import queries
from services.gateway.domain.slots import Slot, Whose
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import AppointmentKind
from shared.web import Tx

KEYED, MOST = 3, 30
"""So many times of each kind have a key, and so many are shown to whoever asks for more."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from, by kind and civil day."""

    kinds: dict[AppointmentKind, list[list[Slot]]]
    by_day: bool
    """Somebody asked for more."""
    more: bool
    """There are more than are shown, and they were not asked for yet."""
    keyed: int = KEYED


async def offered(
    tx: Tx,
    unit: str | None,
    kinds: Sequence[AppointmentKind],
    at: datetime,
    *,
    whose: Whose,
    more: bool,
) -> Offered:
    """The next free times of a unit, none of whom must not serve them; without one, none."""
    here, most = await current(tx, at), MOST if more else KEYED
    free = {
        kind: await queries.times_to_choose(tx, unit, kind, at, whose, most + 1)
        for kind in kinds
        if unit
    }
    shown = {kind: _by_day(here, slots[:most]) for kind, slots in free.items()}
    return Offered(shown, more, not more and any(len(slots) > KEYED for slots in free.values()))


def _by_day(here: City, slots: Sequence[Slot]) -> list[list[Slot]]:
    return [list(of_day) for _, of_day in groupby(slots, lambda each: here.day(each.starts_at))]
