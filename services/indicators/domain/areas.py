"""What part of the city a figure speaks of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.city import City, Unit

CITY = "city"
DISTRICT = "district-"


@dataclass(frozen=True, slots=True)
class Area:
    """Some units: the whole city, a district, or one unit.

    ``units`` are those that the reader may see; ``partial`` says that others were left out.
    """

    code: str
    """``city``, ``district-NN``, or the unit's code."""
    units: tuple[str, ...]
    partial: bool = False


def area_of(here: City, sees: Callable[[str], bool], code: str) -> Area | None:
    """The area of that code with the units that the reader sees; none when nothing is left."""
    units = [unit.code for unit in _units(here, code)]
    seen = tuple(unit for unit in units if sees(unit))
    return Area(code, seen, partial=len(seen) < len(units)) if seen else None


def _units(here: City, code: str) -> Sequence[Unit]:
    if code == CITY:
        return here.units
    if code.startswith(DISTRICT):
        return here.units_of(code.removeprefix(DISTRICT))
    unit = here.unit(code)
    return [unit] if unit else []
