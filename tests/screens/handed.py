"""The other doors: referrals on both sides, sessions of groups, the catalogue."""

from playwright.sync_api import Page

from tests.fixtures.canaries import MARIA
from tests.screens.reception import Reception
from tests.screens.studio import Studio

MOST_SHEETS = 12
ABOUT = "Ha rebut una carta de tall de llum i té dues criatures."


def referrals(studio: Studio, desk: Reception) -> None:
    """A partner writes, checks and sends; the centre finds it, reads it and accepts it."""
    take, partner = studio.take, studio.page("entitat")
    take(partner, "partner-list", "/referrals/sent")
    partner.goto("/referrals/new")
    partner.get_by_label("Nom i cognoms").fill(MARIA.name)
    partner.get_by_label("A qui").select_option(desk.unit)
    partner.get_by_label("Què cal que facin?").fill(ABOUT)
    consent = partner.locator(f"#consent-{desk.unit}")
    consent.wait_for(state="attached")
    take(partner, "partner-new")
    take(partner, "partner-new-check", at="#precheck button[value=unit]")
    consent.check(force=True)
    partner.wait_for_timeout(4500)  # a form is sent once within four seconds
    partner.locator("#precheck button[value=unit]").click()
    partner.locator(".p-party--now").wait_for()
    take(partner, "partner-referral")
    centre = studio.page("professional")
    take(centre, "referrals", f"/referrals/units/{desk.unit}")
    centre.goto(partner.url)
    centre.locator("form[action$='/open'] button").click()
    centre.locator("#content").wait_for()
    take(centre, "referral")
    take(centre, "referral-accept", at="#accept button")
    called_a_mistake(studio, partner)
    take(centre, "referral-hidden", centre.url)


def called_a_mistake(studio: Studio, partner: Page) -> None:
    """It was the wrong person, and the centre has read it: the officer is told."""
    partner.reload()
    partner.locator("#mistake > summary").click()
    partner.locator("#mistake button").click()
    partner.wait_for_load_state()
    studio.take(studio.page("dpd"), "mistakes", "/referrals/mistakes")


def groups(studio: Studio, desk: Reception) -> None:
    """A facilitator's sessions and the sheet of one, and what the public finds."""
    take, page = studio.take, studio.page("dinamitzacio")
    take(page, "sessions", f"/groups/units/{desk.unit}/sessions")
    take(page, "series", at="#series button")
    take(page, "to-be-called", f"/groups/units/{desk.unit}/calls")
    one_to_call(studio, page)
    page.goto(f"/groups/units/{desk.unit}/sessions")
    sheets = page.locator("tbody th a")
    addresses = [str(each.get_attribute("href")) for each in sheets.all()[:MOST_SHEETS]]
    for address in addresses:
        page.goto(address)
        if page.locator(".p-people .p-name").count():
            break
    take(page, "session")
    without_a_signal(studio, page)
    enrolled_by_a_partner(studio)
    public = studio.page()
    take(public, "catalogue", "/groups/catalogue")
    opened = public.locator("main a[href*='/groups/open/']")
    if opened.count():
        opened.first.click()
        public.wait_for_load_state()
        take(public, "catalogue-session")


def one_to_call(studio: Studio, page: Page) -> None:
    """Whom to call first, if there is somebody."""
    called = page.locator("tbody th a")
    if called.count():
        called.first.click()
        page.wait_for_load_state()
        studio.take(page, "to-call")


def without_a_signal(studio: Studio, page: Page) -> None:
    """Somebody is marked in a session under way, if this is one; nobody is in the end."""
    marks = page.locator(".p-people form[data-marks] button")
    if not marks.count():
        return
    page.route("**/attendance", lambda route: route.abort())
    marks.first.click()
    page.locator("[data-unsent-tag]").wait_for()
    studio.take(page, "session-unsent")
    page.evaluate("localStorage.removeItem('portes-marks')")
    page.unroute("**/attendance")


def enrolled_by_a_partner(studio: Studio) -> None:
    """A partner looks for a session, enrols somebody and sees whom it has in sessions."""
    take, page = studio.take, studio.page("entitat")
    page.goto("/groups/")
    places = page.url
    page.goto(places.removesuffix("/places") + "/sessions")
    take(page, "partner-sessions")
    page.locator(".p-cards a").first.click()
    page.wait_for_load_state()
    take(page, "partner-enrol")
    page.fill("#name", MARIA.name)
    page.check("#consent")
    page.locator("main form button").click()
    page.get_by_role("status").locator("b").wait_for()
    take(page, "partner-places", places)


def at_the_desk(studio: Studio, desk: Reception) -> None:
    """A reason ends with a place in a session, or with another unit."""
    page, take = desk.page, studio.take
    desk.cleared()
    studio.ask(page, f"/units/{desk.unit}/contacts", door="desk")
    page.goto(f"{desk.at}/desk")
    desk.served()
    if page.locator("#danger").count():
        desk.press("0")
    desk.because("llum")
    page.goto(f"{desk.at}/desk")
    page.keyboard.press("6")
    page.locator("#refer-to").wait_for()
    take(page, "desk-refer", at="#refer-to")
    page.goto(f"{desk.at}/desk")
    page.keyboard.press("f")
    page.wait_for_url("**/group-place*")
    take(page, "desk-group-place")
    page.keyboard.press("1")
    page.locator("#stands").wait_for()
    take(page, "place")
    take(page, "places", f"/gateway/units/{desk.unit}/places")
