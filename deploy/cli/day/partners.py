"""Partners, who send people to centres: sent, taken back, sent again."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from deploy.cli.day import staff
from deploy.cli.day.handed import Sent
from deploy.cli.day.house import House
from deploy.cli.day.people import Refused

REFERRALS = "/referrals/api"
LOOK = timedelta(minutes=15)
CONSENTED = "Persona inventada"
ABOUT = "Cas inventat per a la demostració."
ANSWERABLE = "requested"


async def send(house: House) -> None:
    """Each partner sends what it sends, as the plan says, and follows some of it."""
    async with asyncio.TaskGroup() as followed:
        for sent in house.plan.referrals:
            await house.time.until(sent.at)
            with suppress(Refused):
                made = await send_one(house, sent)
                if sent.taken_back is not None or sent.incomplete:
                    followed.create_task(_follow(house, sent, made))


def unplanned(
    house: House, unit: str, sender: str, reason: str, number: int, *, incomplete: bool = False
) -> Sent:
    """A referral that is sent now and stands in no plan; ``number`` says of whom it is."""
    now = house.time.now()
    return Sent(sender, unit, now, reason, False, incomplete, None, number)


async def send_one(house: House, sent: Sent, replaces: str | None = None) -> str:
    """Write and send it; its id. Raises ``Refused``."""
    system, draft = house.person(staff.partner(sent.sender)), await write(house, sent, replaces)
    answer = await system.post(f"{REFERRALS}/referrals/{draft}/send", {})
    [made] = answer["referrals"][:1]
    house.sent[made["id"]] = sent
    house.ledger.handing.sent(sent.unit, datetime.fromisoformat(made["sent_at"]))
    house.ledger.notes["referrals sent again" if replaces else "referrals sent"] += 1
    return str(made["id"])


async def write(house: House, sent: Sent, replaces: str | None = None) -> str:
    """Write it as a draft, of which nobody else knows; its id. Raises ``Refused``."""
    system = house.person(staff.partner(sent.sender))
    day = house.plan.wishes.day
    body: dict[str, Any] = {
        "unit": sent.unit,
        "reason": sent.reason,
        "name": f"{CONSENTED} {day:%y%m%d}-{sent.number:03d}",
        "about": ABOUT,
        "district": _district(house, sent.unit),
        "consents": [sent.unit],
        "replaces": replaces,
    }
    if not sent.incomplete or replaces:
        body["assessment"] = {"author": sent.sender, "valid_until": f"{day + DATED}"}
    return str((await system.post(f"{REFERRALS}/referrals", body))["id"])


DATED = timedelta(days=180)


def _district(house: House, unit: str) -> str | None:
    found = house.plan.wishes.here.unit(unit)
    return found.district if found else None


async def _follow(house: House, sent: Sent, made: str) -> None:
    """Take it back in time, or send again what was returned."""
    system = house.person(staff.partner(sent.sender))
    numbers = house.plan.wishes.numbers.referrals
    with suppress(Refused):
        if sent.taken_back is not None:
            await house.time.until(sent.taken_back)
            why = {"cancellation": "not-needed"}  # kept if it was opened meanwhile
            await system.post(f"{REFERRALS}/referrals/{made}/acts/take_back", why)
            house.ledger.notes["referrals taken back"] += 1
            return
        closing = max((each.ends for each in house.plan.shifts), default=house.time.now())
        while house.time.now() < closing:
            await house.time.sleep(2 * LOOK)
            now = await system.get(f"{REFERRALS}/referrals/{made}")
            if now["state"] != ANSWERABLE:
                if now["no"] == "returned":
                    await house.time.sleep(timedelta(minutes=numbers.again_minutes))
                    await send_one(house, sent, replaces=made)
                return
