"""Times of an agenda lie within the hours of their unit: whoever comes finds the door open."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from services.gateway.domain.refusals import OutsideHours, UnitShut
from services.gateway.domain.slots import Slot
from shared.city import City, Unit


def within_hours(
    here: City, unit: Unit, slots: Sequence[Slot]
) -> tuple[Sequence[Slot], Sequence[date]]:
    """The times of days on which the unit opens, and the days on which it does not.

    Raises ``UnitShut`` if it opens on none of them, ``OutsideHours`` if any time of a day on which
    it opens lies outside the hours of that day.
    """
    kept: list[Slot] = []
    shut: list[date] = []
    outside: list[date] = []
    for day, times in groupby(slots, lambda slot: here.day(slot.starts_at)):
        hours = [
            (here.instant(day, each.opens), here.instant(day, each.closes))
            for each in here.hours(unit, day)
        ]
        of_day = list(times)
        if not hours:
            shut.append(day)
        elif all(
            any(o <= slot.starts_at and slot.ends_at <= c for o, c in hours) for slot in of_day
        ):
            kept += of_day
        else:
            outside.append(day)
    if outside:
        raise OutsideHours(days=_told(here, unit, outside))
    if not kept:
        raise UnitShut(days=_told(here, unit, shut))
    return kept, shut


def _told(here: City, unit: Unit, days: Sequence[date]) -> list[dict[str, object]]:
    """Which days, and when the unit is open on them, in civil time."""
    return [
        {
            "day": day.isoformat(),
            "hours": [
                {"opens": f"{each.opens:%H:%M}", "closes": f"{each.closes:%H:%M}"}
                for each in here.hours(unit, day)
            ],
        }
        for day in days
    ]
