"""What stands at the end at each centre: what its staff see in their lists, and its board."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from deploy.cli.day import staff
from deploy.cli.day.groups import GROUPS
from deploy.cli.day.house import House
from deploy.cli.day.ledger import Figures
from deploy.cli.day.partners import ANSWERABLE, REFERRALS
from deploy.cli.day.people import Refused
from deploy.cli.day.recount import INDICATORS, Difference
from shared.city import Unit

OFF = frozenset({"draft", "cancelled"})


async def standing(house: House) -> list[Difference]:
    """Where lists and boards do not say the same of referrals and groups, or one is not known."""
    found, day = [], house.plan.wishes.day
    for unit in house.plan.wishes.centres:
        try:
            listed = await _listed(house, unit)
        except Refused:
            found.append(Difference(unit.code, day, "lists of referrals and groups", None, None))
            continue
        found += compared(unit.code, day, listed, await _shown(house, unit))
        house.ledger.standing.update(listed)
    return found


def compared(
    unit: str, day: date, listed: Figures, shown: Mapping[str, int | None]
) -> list[Difference]:
    """Every figure of which list and board differ; one that either does not know does."""
    return [
        Difference(unit, day, figure, listed[figure], shown.get(figure))
        for figure in sorted({*listed, *shown})
        if listed[figure] != shown.get(figure)
    ]


async def _listed(house: House, unit: Unit) -> Figures:
    colleague = house.person(staff.professional(unit.code, 1))
    now, here = house.time.now(), house.plan.wishes.here
    path = f"{REFERRALS}/units/{unit.code}/referrals"
    referrals = (await colleague.get(path, limit="200"))["referrals"]
    path = f"{GROUPS}/units/{unit.code}/sessions"
    sessions = (await colleague.get(path, limit="200"))["sessions"]
    found = Figures({"referrals to answer": 0, "sessions today": 0, "places taken today": 0})
    found["referrals to answer"] = sum(each["state"] == ANSWERABLE for each in referrals)
    found["referrals late"] = sum(each["late"] for each in referrals)
    for each in sessions:
        starts = datetime.fromisoformat(each["session"]["starts_at"])
        if each["session"]["state"] not in OFF and here.day(starts) == here.day(now):
            found.update({"sessions today": 1, "places taken today": each["taken"]})
        if each["session"]["state"] not in OFF and starts > now:
            found["places awaited"] += each["waiting"]
    return found


async def _shown(house: House, unit: Unit) -> Mapping[str, int | None]:
    """What the board shows; none of what is unknown to it."""
    reader = house.person(staff.READER)
    board = await reader.get(f"{INDICATORS}/areas/{unit.code}/board")
    referrals, groups = _now(board, "referrals"), _now(board, "groups")
    return {
        "referrals to answer": referrals.get("waiting"),
        "referrals late": referrals.get("late"),
        "sessions today": groups.get("sessions"),
        "places taken today": groups.get("taken"),
        "places awaited": groups.get("waiting"),
    }


def _now(board: Mapping[str, Any], door: str) -> Mapping[str, int]:
    return (board.get(door) or {}).get("now") or {}
