"""A referral to another of the city's centres that came back to the one that sent it."""

from typing import Any

from tests.screens.reception import Reception
from tests.screens.studio import Studio

HEARD_MS, LOOKS = 500, 60
"""The referrals hear of it soon; so often somebody looks."""
REASON = "housing"


def came_back(studio: Studio, desk: Reception) -> None:
    """It is returned to be completed: first in the list of who sent it, and its own page."""
    page = desk.page
    before = {each["id"] for each in _received(studio, desk)}
    _refer(studio, desk)
    for _ in range(LOOKS):
        if new := [each["id"] for each in _received(studio, desk) if each["id"] not in before]:
            break
        page.wait_for_timeout(HEARD_MS)
    else:
        raise RuntimeError("the referrals have not heard of it")
    back = f"/referrals/api/referrals/{new[0]}/acts/give_back?side=receiver"
    studio.ask(page, back, missing=["about"])
    studio.take(page, "referrals-came-back", f"/referrals/units/{desk.unit}", at="#sent")
    studio.take(page, "referral-came-back", f"/referrals/referral/{new[0]}?side=sender")


def _refer(studio: Studio, desk: Reception) -> None:
    """Somebody at the desk is handed on to the other centre."""
    desk.cleared()
    page, unit = desk.page, desk.unit
    said = {"door": "desk", "level": "ordinary", "reason": REASON}
    contact = f"/contacts/{studio.ask(page, f'/units/{unit}/contacts', **said)['id']}"
    studio.ask(page, f"{contact}/pass", unit=unit, desk=1)
    studio.ask(page, f"/units/{unit}/desks/1/call-next")
    studio.ask(page, f"{contact}/start")
    studio.ask(page, f"{contact}/reasons/{REASON}/refer", unit=desk.other)


def _received(studio: Studio, desk: Reception) -> list[Any]:
    """What the other centre was sent by this one and has not ended."""
    found = studio.read(desk.page, f"/referrals/api/units/{desk.other}/referrals?limit=200")
    return [each for each in found["referrals"] if each["organisation"] == desk.unit]
