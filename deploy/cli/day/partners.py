"""Partners and the centres that they send people to: sent, taken back, answered, sent again."""

import asyncio
import random
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from deploy.cli.day import staff
from deploy.cli.day.chance import chance, lasting
from deploy.cli.day.handed import Sent, after_open_time
from deploy.cli.day.house import House
from deploy.cli.day.people import Person, Refused
from shared.city import Unit

REFERRALS = "/referrals/api"
LOOK = timedelta(minutes=15)
CONSENTED = "Persona inventada"
ABOUT = "Cas inventat per a la demostració."
MISSING = ["assessment"]
ELSEWHERE = "oac"
"""Where somebody is directed whose matter has no owner of its own."""
MEDIAN_BY_MEAN = 0.75
"""Of a lognormal length that varies as much as these do."""
DONE_DAYS = 3.0
REDIRECTED = 0.5
"""Of what is no matter of the social services, the share that is directed elsewhere."""
ANSWERABLE = "requested"


async def send(house: House) -> None:
    """Each partner sends what it sends, as the plan says, and follows some of it."""
    async with asyncio.TaskGroup() as followed:
        for sent in house.plan.referrals:
            await house.time.until(sent.at)
            with suppress(Refused):
                made = await _send(house, sent)
                if sent.taken_back is not None or sent.incomplete:
                    followed.create_task(_follow(house, sent, made))


async def _send(house: House, sent: Sent, replaces: str | None = None) -> str:
    """Write and send it; its id. Raises ``Refused``."""
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
    draft = await system.post(f"{REFERRALS}/referrals", body)
    answer = await system.post(f"{REFERRALS}/referrals/{draft['id']}/send", {})
    [made] = answer["referrals"][:1]
    house.sent[made["id"]] = sent
    house.ledger.referral(made)
    house.ledger.notes["referrals sent again" if replaces else "referrals sent"] += 1
    return str(made["id"])


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
            house.ledger.referral(
                await system.post(f"{REFERRALS}/referrals/{made}/acts/take_back", {})
            )
            house.ledger.notes["referrals taken back"] += 1
            return
        closing = max((each.ends for each in house.plan.shifts), default=house.time.now())
        while house.time.now() < closing:
            await house.time.sleep(2 * LOOK)
            now = await system.get(f"{REFERRALS}/referrals/{made}")
            if now["state"] != ANSWERABLE:
                if now["no"] == "returned":
                    await house.time.sleep(timedelta(minutes=numbers.again_minutes))
                    await _send(house, sent, replaces=made)
                return


async def answer(house: House, unit: Unit, hours: tuple[datetime, datetime]) -> None:
    """A professional of the centre looks at what came, and answers what it is time for."""
    colleague = house.person(staff.professional(unit.code, 1))
    await house.time.until(hours[0])
    while house.time.now() < hours[1]:
        with suppress(Refused):
            path = f"{REFERRALS}/units/{unit.code}/referrals"
            listed = await colleague.get(path, limit="200")
            for each in listed["referrals"]:
                with suppress(Refused):
                    await _see_to(house, colleague, unit, each)
        await house.time.sleep(LOOK)


async def _see_to(house: House, colleague: Person, unit: Unit, referral: dict[str, Any]) -> None:
    """Acknowledge, answer or go on with it, once it is time. Raises ``Refused``."""
    source = chance("referral", referral["id"])
    acknowledged, decided, done = _times(house, unit, referral, source)
    now, of = house.time.now(), f"{REFERRALS}/referrals/{referral['id']}"
    state = referral["state"]
    if state == ANSWERABLE and now >= decided:
        act, said = await _decision(house, colleague, referral, source)
    elif state == ANSWERABLE and referral["acknowledged_at"] is None and now >= acknowledged:
        await colleague.post(f"{of}/open")
        act, said = "acknowledge", {}
    elif state == "accepted":
        act, said = "work_on", {}
    elif state == "in_progress" and now >= done:
        act, said = "complete", {}
    else:
        return
    house.ledger.referral(await colleague.post(f"{of}/acts/{act}", said))
    house.ledger.notes[f"referrals: {act}"] += 1


def _times(
    house: House, unit: Unit, referral: dict[str, Any], source: random.Random
) -> tuple[datetime, datetime, datetime]:
    """When it is acknowledged, answered and done, in the centre's opening hours."""
    here, numbers = house.plan.wishes.here, house.plan.wishes.numbers.referrals
    sent = datetime.fromisoformat(referral["sent_at"])
    found = []
    for days in (numbers.acknowledge_days, numbers.decide_days, DONE_DAYS):
        length = lasting(source, days / MEDIAN_BY_MEAN, numbers.varies) * A_DAY
        found.append(after_open_time(here, unit, sent, length))
    return found[0], max(found[:2]), max(found)


A_DAY = timedelta(hours=4, minutes=30)
"""As long as a centre is open on a day."""


async def _decision(
    house: House, colleague: Person, referral: dict[str, Any], source: random.Random
) -> tuple[str, dict[str, Any]]:
    """What the answer is: by the plan, or for what it does not know as often."""
    sent = house.sent.get(referral["id"])
    numbers = house.plan.wishes.numbers.referrals
    sender = numbers.senders.get(referral["organisation"])
    wrong = sent.wrong if sent else source.random() < (sender.wrong if sender else 0)
    lacks = sent.incomplete if sent else source.random() < numbers.incomplete
    if lacks and referral["replaces"] is None:
        return "give_back", {"missing": MISSING}
    if wrong and source.random() < REDIRECTED:
        return "redirect", {"refusal": "not-ours", "elsewhere": _owner(house, referral)}
    if wrong:
        return "refuse", {"refusal": "criteria"}
    openings = await colleague.get(f"{REFERRALS}/units/{referral['unit']}/openings")
    times = [each["slot"] for each in openings["times"] if each["kind"] == "first_visit"]
    return "accept", {"slot": source.choice(times)} if times else {}


def _owner(house: House, referral: dict[str, Any]) -> str:
    here = house.plan.wishes.here
    reason = here.reason(referral["reason"])
    owner = here.owner(reason.owner) if reason else None
    return owner.code if owner and not owner.ours else ELSEWHERE
