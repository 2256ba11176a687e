"""What reception works through: times of professionals, hours on paper."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from deploy.cli.cities import business_now
from deploy.cli.erasing import gateway
from deploy.cli.instance import Instance
from services.gateway import store
from services.gateway.domain.slots import Slot
from shared.contracts.gateway import AppointmentKind
from tests.screens.reception import Reception
from tests.screens.studio import Studio, run


def agenda(studio: Studio, desk: Reception) -> None:
    """Today's and tomorrow's times, of the reception and of whoever keeps them open."""
    take = studio.take
    arrived(studio, desk)
    take(desk.page, "agenda", f"{desk.at}/agenda")
    page = studio.page("professional")
    page.goto("/gateway/")
    take(page, "agenda-own")
    page.locator("[data-key=n]").click()
    page.locator("#opening > summary").click()
    take(page, "agenda-opening", at="#opening")


def arrived(studio: Studio, desk: Reception) -> None:
    """Somebody has come to an appointment: the queue says so, and the desk that calls them."""
    page, take = desk.page, studio.take
    desk.cleared()
    contact = desk.served()
    slot = run(soon(studio.instance, desk.unit))
    if slot is None:
        print("No professional keeps times open: nobody comes to an appointment.")
        return
    made = studio.ask(page, f"/contacts/{contact}/appointments", unit=desk.unit, slot=slot)
    studio.ask(page, f"/units/{desk.unit}/check-in", code=made["code"])
    take(page, "desk-appointment", f"{desk.at}/desk")
    desk.press("n")
    take(page, "desk-appointment-called")


LONG = 20
HAS_NOTHING_THEN = """
SELECT s.professional FROM agenda_slot AS s WHERE s.unit = $1 AND NOT EXISTS (
  SELECT FROM agenda_slot AS o WHERE o.professional = s.professional AND o.closed_at IS NULL
    AND o.starts_at < $3 AND o.starts_at + o.minutes * interval '1 minute' > $2)
LIMIT 1
"""


async def soon(instance: Instance, unit: str, minutes: float = 10) -> str | None:
    """A time in so many minutes, of somebody who keeps times open at the unit."""
    async with gateway(instance) as tx:
        at = await business_now(instance) + timedelta(minutes=minutes)
        who = await tx.fetchval(HAS_NOTHING_THEN, unit, at, at + timedelta(minutes=LONG))
        if who is None:
            return None
        one = Slot(uuid4(), unit, who, at, LONG, AppointmentKind.ORDINARY)
        await store.agenda.add_slots(tx, [one])
    return str(one.id)


def paper(studio: Studio, desk: Reception) -> None:
    """Hours on paper: codes kept for a sheet, and the sheet, with the day's appointments."""
    page, take = desk.page, studio.take
    page.goto(f"{desk.at}/paper")
    page.fill("#b-count", "12")
    page.locator("#sheets ~ form button").click()
    page.wait_for_url("**/sheets/*")
    take(page, "paper-sheet")
    page.emulate_media(media="print")
    take(page, "paper-printed", at="#booked" if page.locator("#booked").count() else "")
    page.emulate_media(media="screen")
    take(page, "paper", f"{desk.at}/paper")
    if not page.locator("a[href*='/gaps/']").count():
        now = run(business_now(studio.instance))
        page.fill("#f-began_at", clock_of(now - timedelta(minutes=3)))
        page.fill("#f-ended_at", clock_of(now - timedelta(minutes=1)))
        page.locator("#gaps ~ form button").click()
        page.wait_for_load_state()
        page.goto(f"{desk.at}/paper")
    gap = page.locator("a[href*='/gaps/']")
    if gap.count():
        gap.first.click()
        page.wait_for_url("**/gaps/*")
        take(page, "paper-gap")
        page.locator("#enter ~ form details > summary").click()
        take(page, "paper-entering", at="#enter")


def booked(studio: Studio, desk: Reception) -> None:
    """Some have appointments later today; one of them is moved."""
    for minutes in (45, 75, 135):
        desk.cleared()
        contact = desk.served()
        slot = run(soon(studio.instance, desk.unit, minutes))
        if slot is None:
            print("No professional keeps times open: the sheet has no appointments.")
            return
        path = f"/contacts/{contact}/appointments"
        made = studio.ask(desk.page, path, unit=desk.unit, slot=slot)
    studio.take(desk.page, "moving", f"{desk.at}/appointments/{made['id']}/move")
    desk.page.locator("button[name=slot]").first.click()
    desk.page.wait_for_url("**/moved?*")
    studio.take(desk.page, "moved")


def clock_of(at: Any) -> str:
    """Civil hour and minute."""
    from zoneinfo import ZoneInfo

    return str(at.astimezone(ZoneInfo("Europe/Madrid")).strftime("%H:%M"))
