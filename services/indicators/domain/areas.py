"""What part of the city a figure speaks of."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.city import City, Unit, UnitKind
from shared.identity import Principal, Role

CITY = "city"
DISTRICT = "district-"
AT_THE_DOOR = frozenset({Role.RECEPTION, Role.PROFESSIONAL})


@dataclass(frozen=True, slots=True)
class Area:
    """Some units: the whole city, a district, or one unit.

    ``units`` are those that the reader may see; ``partial`` says that others were left out.
    ``restricted``: contacts with a restricted reason are counted while they are here.
    ``telephone``: it is the city's telephone, which has reception alone.
    """

    code: str
    """``city``, ``district-NN``, or the unit's code."""
    units: tuple[str, ...]
    partial: bool = False
    restricted: bool = False
    telephone: bool = False


def works_at_the_door(who: Principal) -> bool:
    """Whether somebody serves people, and so knows of restricted contacts; who only leads does not.

    The gateway decides the same of each contact.
    """
    return bool(who.roles & AT_THE_DOOR)


def area_of(here: City, who: Principal, code: str) -> Area | None:
    """The area of that code as somebody may see it; none when nothing is left."""
    units = [unit.code for unit in _units(here, code)]
    seen = tuple(unit for unit in units if who.sees(unit))
    if not seen:
        return None
    unit = here.unit(code)
    telephone = unit is not None and unit.kind is UnitKind.TELEPHONE
    return Area(code, seen, len(seen) < len(units), works_at_the_door(who), telephone)


def _units(here: City, code: str) -> Sequence[Unit]:
    if code == CITY:
        return here.units
    if code.startswith(DISTRICT):
        return here.units_of(code.removeprefix(DISTRICT))
    unit = here.unit(code)
    return [unit] if unit else []
