"""The centres to which people are sent: acknowledged, answered, gone on with."""

import random
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from deploy.cli.day import staff
from deploy.cli.day.chance import chance, lasting
from deploy.cli.day.handed import after_open_time
from deploy.cli.day.handing import Meeting
from deploy.cli.day.house import House
from deploy.cli.day.partners import ANSWERABLE, LOOK, REFERRALS
from deploy.cli.day.people import Person, Refused
from shared.city import Unit

MISSING = ["assessment"]
ELSEWHERE = "oac"
"""Where somebody is directed whose matter has no owner of its own."""
MEDIAN_BY_MEAN = 0.75
"""Of a lognormal length that varies as much as these do."""
A_DAY = timedelta(hours=4, minutes=30)
"""As long as a centre is open on a day."""
DONE_DAYS = 3.0
REDIRECTED = 0.5
"""Of what is no matter of the social services, the share that is directed elsewhere."""
ANSWERS = {
    "accept": "accepted",
    "give_back": "returned",
    "redirect": "redirected",
    "refuse": "refused",
}
"""Acts that answer a referral, and how the answer is called."""


async def answer(house: House, unit: Unit, hours: tuple[datetime, datetime]) -> None:
    """A professional of the centre looks at what came, and answers what it is time for."""
    colleague = house.person(staff.professional(unit.code, 1))
    await house.time.until(hours[0])
    while house.time.now() < hours[1]:
        with suppress(Refused):
            path = f"{REFERRALS}/units/{unit.code}/referrals"
            listed = await colleague.get(path, limit="200")
            for each in listed["referrals"]:
                if _is_spared(house, each):
                    continue
                with suppress(Refused):
                    await _see_to(house, colleague, unit, each)
        await house.time.sleep(LOOK)


def _is_spared(house: House, referral: dict[str, Any]) -> bool:
    wishes, sent = house.plan.wishes, datetime.fromisoformat(referral["sent_at"])
    return referral["organisation"] == house.spared and wishes.here.day(sent) < wishes.day


async def _see_to(house: House, colleague: Person, unit: Unit, referral: dict[str, Any]) -> None:
    """Acknowledge, answer or go on with it, once it is time. Raises ``Refused``."""
    source = chance("referral", referral["id"])
    acknowledged, decided, done = _times(house, unit, referral, source)
    now, of = house.time.now(), f"{REFERRALS}/referrals/{referral['id']}"
    state = referral["state"]
    if state != ANSWERABLE and await _chosen_again(house, colleague, referral):
        return
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
    await do(house, colleague, unit, referral["id"], (act, said))


async def _chosen_again(house: House, colleague: Person, referral: dict[str, Any]) -> bool:
    """Whether another time was chosen for who missed their first visit, as for a share of them.

    Raises ``Refused``.
    """
    source = chance("chosen again", referral["id"])
    share = house.plan.wishes.numbers.referrals.chosen_again
    if not referral["needs_time"] or source.random() >= share:
        return False
    unit = referral["unit"]
    openings = await colleague.get(f"{REFERRALS}/units/{unit}/openings")
    chosen = first_visit(house, unit, openings, source)
    if chosen:
        await colleague.post(f"{REFERRALS}/referrals/{referral['id']}/openings", chosen)
        house.ledger.notes["first visits chosen again"] += 1
    return bool(chosen)


async def do(
    house: House, colleague: Person, unit: Unit, referral: str, what: tuple[str, dict[str, Any]]
) -> None:
    """Do it, and write it down. Raises ``Refused``."""
    (act, said), of = what, f"{REFERRALS}/referrals/{referral}"
    done = await colleague.post(f"{of}/acts/{act}", said)
    house.ledger.notes[f"referrals: {act}"] += 1
    if act in ANSWERS:
        answered = datetime.fromisoformat(done["answered_at"])
        house.ledger.handing.answered(unit.code, answered, ANSWERS[act])
    if "session" in said:
        _write_down_place(house, unit, await colleague.get(of))


def _write_down_place(house: House, unit: Unit, referral: dict[str, Any]) -> None:
    """The place with which a referral was accepted; whether it is had, the groups say."""
    for place in referral["places"]:
        starts = datetime.fromisoformat(place["starts_at"])
        house.ledger.handing.asked(place["id"], Meeting(place["session"], unit.code, starts))
        house.ledger.notes["referrals accepted with a place"] += 1


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
    return "accept", await _chosen(house, colleague, referral, source)


async def _chosen(
    house: House, colleague: Person, referral: dict[str, Any], source: random.Random
) -> dict[str, Any]:
    """With what it is accepted: a place in a session, a first visit, or neither."""
    openings = await colleague.get(f"{REFERRALS}/units/{referral['unit']}/openings")
    places = [each["id"] for each in openings["sessions"] if each["left"] > 0]
    if places and source.random() < house.plan.wishes.numbers.referrals.in_group:
        return {"session": source.choice(places)}
    return first_visit(house, referral["unit"], openings, source)


def first_visit(
    house: House, unit: str, openings: dict[str, Any], source: random.Random
) -> dict[str, Any]:
    """One of the centre's free times for it, written down as asked; none where there is none."""
    times = [each for each in openings["times"] if each["kind"] == "first_visit"]
    if not times:
        return {}
    chosen = source.choice(times)
    starts = datetime.fromisoformat(chosen["starts_at"])
    house.ledger.asked_first_visit(chosen["slot"], unit, starts)
    return {"slot": chosen["slot"]}


def _owner(house: House, referral: dict[str, Any]) -> str:
    here = house.plan.wishes.here
    reason = here.reason(referral["reason"])
    owner = here.owner(reason.owner) if reason else None
    return owner.code if owner and not owner.ours else ELSEWHERE
