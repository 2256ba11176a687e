"""Referrals that one of our units sent and got back: somebody there takes them up."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from deploy.cli.day.answers import MEDIAN_BY_MEAN
from deploy.cli.day.chance import chance, lasting
from deploy.cli.day.handed import after_open_time
from deploy.cli.day.house import House
from deploy.cli.day.partners import LOOK, REFERRALS
from deploy.cli.day.people import Refused
from shared.city import Unit

AN_HOUR = timedelta(hours=1)


async def see_to(house: House, unit: Unit, name: str, hours: tuple[datetime, datetime]) -> None:
    """That colleague looks at what came back to the unit, and takes up what it is time for."""
    colleague = house.person(name)
    await house.time.until(hours[0])
    while house.time.now() < hours[1]:
        with suppress(Refused):
            path = f"{REFERRALS}/units/{unit.code}/sent-referrals"
            for each in (await colleague.get(path, limit="200"))["referrals"]:
                if _is_due(house, unit, each):
                    with suppress(Refused):
                        await colleague.post(f"{REFERRALS}/referrals/{each['id']}/acts/take_up", {})
                        house.ledger.notes["referrals: take_up"] += 1
        await house.time.sleep(LOOK)


def _is_due(house: House, unit: Unit, referral: dict[str, Any]) -> bool:
    """Whether it came back, and somebody has had the time for it, in the unit's opening hours."""
    if referral["no"] is None or referral["taken_up_at"] is not None:
        return False
    wishes, source = house.plan.wishes, chance("taken up", referral["id"])
    numbers = wishes.numbers.referrals
    length = lasting(source, numbers.taken_up_hours / MEDIAN_BY_MEAN, numbers.varies) * AN_HOUR
    answered = datetime.fromisoformat(referral["answered_at"])
    return house.time.now() >= after_open_time(wishes.here, unit, answered, length)
