"""What a board shows of what was done today."""

from dataclasses import dataclass
from typing import Any

from services.indicators.pages.tallies import Tallied, tallies
from services.indicators.queries import Done
from shared.city import City

TOP = 6
"""So many bars are drawn; the table has all."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Kinds drawn as bars, the most frequent first."""

    tally: Tallied

    @property
    def top(self) -> list[tuple[str, int, int]]:
        """Words, number, and the bar's length: the share of the most frequent in hundredths."""
        kinds = (self.tally.kinds or [])[:TOP]
        return [(name, number, round(100 * number / self.tally.top)) for name, number in kinds]

    @property
    def others(self) -> int:
        """How many kinds are in the table only."""
        return max(len(self.tally.kinds or ()) - TOP, 0)


def shown(done: Done, here: City) -> dict[str, Any]:
    """The context of the part that tells what was done."""
    named = zip(("levels_today", "reasons", "outcomes"), tallies(done.work, here), strict=False)
    return {"done": done} | {name: Bars(tally) for name, tally in named}
