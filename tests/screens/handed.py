"""The other doors: referrals on both sides, sessions of groups, the catalogue."""

import asyncpg
from playwright.sync_api import Page

from deploy.cli.instance import OWNER, Instance
from shared.db import Scope, stay_within
from shared.identity.hashing import digest, fresh
from tests.fixtures.canaries import MARIA
from tests.screens.reception import Reception
from tests.screens.studio import Studio, run

MOST_SHEETS = 12
QUESTION = "Us va bé que hi sigui la mediadora, a la primera visita?"
CUT = "utility-cut"
"""Of which a partner takes care sooner than a centre."""
LINK = """
INSERT INTO place_link (token_hash, place, unit, made_at)
SELECT $1, id, unit, asked_at FROM place WHERE door = 'public' ORDER BY asked_at DESC LIMIT 1
"""
ABOUT = "Ha rebut una carta de tall de llum i té dues criatures."


def referrals(studio: Studio, desk: Reception) -> None:
    """A partner writes, checks and sends; the centre finds it, reads it and accepts it."""
    take, partner = studio.take, studio.page("entitat")
    take(partner, "partner-list", "/referrals/sent")
    written_and_sent(studio, partner, desk)
    take(partner, "partner-referral")
    centre = studio.page("professional")
    take(centre, "referrals", f"/referrals/units/{desk.unit}")
    centre.goto(partner.url)
    read_and_answered(studio, centre)
    called_a_mistake(studio, partner)
    take(centre, "referral-hidden", centre.url)


def written_and_sent(studio: Studio, partner: Page, desk: Reception) -> None:
    """A shorter way is named; it goes to the centre alone all the same, with a reason."""
    partner.goto("/referrals/new")
    partner.get_by_label("Nom i cognoms").fill(MARIA.name)
    partner.get_by_label("A qui", exact=True).select_option(desk.unit)
    partner.locator("#reason").select_option(CUT)
    partner.get_by_label("Què cal que facin?").fill(ABOUT)
    only = partner.locator("#precheck .p-only > summary")
    only.wait_for()
    studio.take(partner, "partner-new", at="h1")
    studio.take(partner, "partner-new-check", at="#precheck .p-only")
    partner.locator(f"#consent-{desk.unit}").check(force=True)
    only.click()
    partner.locator("#despite").select_option("needs-more")
    partner.wait_for_timeout(4500)  # a form is sent once within four seconds
    partner.locator("#precheck button[value=unit]").click()
    partner.locator(".p-party--now").wait_for()


def read_and_answered(studio: Studio, centre: Page) -> None:
    """The centre reads it, asks who sent it, and is about to accept it."""
    centre.locator("form[action$='/open'] button").click()
    centre.locator("#content").wait_for()
    studio.take(centre, "referral")
    centre.locator("#words").fill(QUESTION)
    centre.locator(".p-reply button").click()
    centre.locator(".p-msg").wait_for()
    studio.take(centre, "referral-messages", at="#words")
    studio.take(centre, "referral-accept", at="#accept button")
    centre.locator("#accept button").click()
    centre.locator("#visits").wait_for()
    studio.take(centre, "referral-accepted", at="#visits")


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
        if page.locator(".p-people > li").count():
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
        enrolled_by_themselves(studio, public)


def enrolled_by_themselves(studio: Studio, public: Page) -> None:
    """Somebody without an account enrols, and sees their place by its link."""
    public.fill("#name", MARIA.name)
    public.fill("#telephone", MARIA.telephone)
    public.wait_for_timeout(4500)  # a form is sent once within four seconds
    public.locator("main form button").click()
    public.get_by_role("status").locator("b").wait_for()
    studio.take(public, "catalogue-enrolled")
    studio.take(public, "place-by-link", f"/groups/places/{run(linked(studio.instance))}")


async def linked(instance: Instance) -> str:
    """A link to the newest place of the public page, as its mail would have one."""
    token = fresh()
    connection = await asyncpg.connect(instance.dsn("groups", OWNER))
    try:
        await stay_within(connection, Scope.SYSTEM)
        await connection.execute(LINK, digest(token))
    finally:
        await connection.close()
    return token


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
