"""What reception works through: calls to return, times of professionals, hours on paper."""

from datetime import timedelta
from typing import Any

from deploy.cli.cities import business_now
from tests.fixtures.canaries import MARIA, WORDS
from tests.screens.reception import LODGER, NEIGHBOUR, SHARED, Reception
from tests.screens.studio import Studio, run


def pending(studio: Studio, desk: Reception) -> None:
    """Calls that nobody answered, one of them open."""
    page, take = desk.page, studio.take
    for each in (NEIGHBOUR, LODGER):
        said = {"name": each.name, "telephone": SHARED.telephone}
        studio.ask(page, f"/units/{desk.unit}/people", **said)
    for number, minutes in ((MARIA, 50), (SHARED, 170), (SHARED, 30), (NEIGHBOUR, 12)):
        desk.lost(number.called, minutes)
    page.goto(f"{desk.at}/pending")
    take(page, "pending")
    page.locator("#calls tbody th a").first.click()
    page.locator("#opened").wait_for()
    take(page, "pending-drawer")
    page.keyboard.press("/")
    page.locator("#found").wait_for()
    take(page, "pending-candidates", at="#found")
    page.goto(f"{desk.at}/pending")
    page.locator("#new-message > summary").click()
    page.fill("#message-words", WORDS)
    take(page, "pending-message", at="#new-message")


def agenda(studio: Studio, desk: Reception) -> None:
    """Today's and tomorrow's times, of the reception and of whoever keeps them open."""
    take = studio.take
    take(desk.page, "agenda", f"{desk.at}/agenda")
    page = studio.page("professional")
    page.goto("/gateway/")
    take(page, "agenda-own")
    page.locator("[data-key=n]").click()
    page.locator("#opening > summary").click()
    take(page, "agenda-opening", at="#opening")


def paper(studio: Studio, desk: Reception) -> None:
    """Hours on paper: codes kept for a sheet, and the sheet."""
    page, take = desk.page, studio.take
    page.goto(f"{desk.at}/paper")
    page.fill("#b-count", "12")
    page.locator("#sheets ~ form button").click()
    page.wait_for_url("**/sheets/*")
    take(page, "paper-sheet")
    page.emulate_media(media="print")
    take(page, "paper-printed")
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


def clock_of(at: Any) -> str:
    """Civil hour and minute."""
    from zoneinfo import ZoneInfo

    return str(at.astimezone(ZoneInfo("Europe/Madrid")).strftime("%H:%M"))
