"""What the days before a demonstration would have left: referrals that are due soon, or late.

They are sent on such a day by the business clock, which then goes on; see ``demonstration``.
"""

from collections.abc import Sequence

from deploy.cli.day import answers, staff
from deploy.cli.day.handed import Sent
from deploy.cli.day.house import House
from deploy.cli.day.partners import REFERRALS, send_one, unplanned
from shared.city import Unit

SEEN, UNSEEN = 0, 1
NUMBERED = 800
"""Numbers of those who are referred here; the plan's are lower."""
BOXES = ("open", "ended", "drafts")


async def leave(house: House, units: Sequence[Unit], sender: str) -> bool:
    """Send one to each unit that is acknowledged and one that is not; false if any was sent before.

    Raises ``Refused``.
    """
    system = house.person(staff.partner(sender))
    for box in BOXES:
        if (await system.get(f"{REFERRALS}/referrals", box=box, limit="1"))["referrals"]:
            return False
    for unit in units:
        sent = [await send_one(house, _sent(house, unit, sender, n)) for n in (SEEN, UNSEEN)]
        colleague = house.person(staff.professional(unit.code, 1))
        await answers.do(house, colleague, unit, sent[SEEN], ("acknowledge", {}))
    return True


def _sent(house: House, unit: Unit, sender: str, number: int) -> Sent:
    reasons = house.plan.wishes.numbers.referrals.reasons
    return unplanned(house, unit.code, sender, reasons[-1 - number], NUMBERED + number)
