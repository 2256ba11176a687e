"""What is not reception: kiosk, displays, boards, the officer, administration, other languages."""

import json

from playwright.sync_api import Page

from tests.browser.test_kiosk_aloud import VOICES
from tests.screens.reception import Reception
from tests.screens.studio import Studio

VOICES_KNOWN_MS = 1_200
"""After so long the kiosk says whether it can read aloud."""
SPOKEN = ("ca-ES", "es-ES", "en-GB", "ar-EG", "ro-RO")
"""What the kiosk's machine can read aloud; a browser that nobody sees has no voice of its own."""
CALLED = 5
"""So many are called one after the other, and the last one now."""
SESSION_KNOWN_MS = 6_000
"""After so long every service has heard in which language somebody reads."""


IN_CATALAN = "a[href*='/ca?'], a[href$='/ca']"


def step(studio: Studio, page: Page, name: str, path: str = "") -> None:
    """A step of the kiosk, once it knows its voices."""
    if path:
        page.goto(path)
    page.wait_for_timeout(VOICES_KNOWN_MS)
    studio.take(page, name)


def kiosk(studio: Studio) -> None:
    """Each step at the door, and the ticket on a telephone."""
    page = studio.page("quiosc")
    page.goto("/gateway/")
    start = page.url.partition("?")[0]
    without_a_voice(studio, page, start)
    page.context.add_init_script(VOICES % json.dumps(SPOKEN))
    step(studio, page, "kiosk", start)
    page.locator(".p-portal--many").click()
    page.wait_for_url("**/languages*")
    step(studio, page, "kiosk-languages")
    for language in ("ca", "es", "en"):
        page.goto(start)
        page.locator(f"a[href*='/{language}?'], a[href$='/{language}']").first.click()
        page.wait_for_load_state()
        step(studio, page, "kiosk-what-for" + ("" if language == "ca" else f"-{language}"))
    right_to_left(studio, page, start)
    for place in ("papers", "notice", "appointment"):
        page.goto(start)
        page.locator(IN_CATALAN).first.click()
        page.locator(f"a[href*='/{place}']").first.click()
        page.wait_for_load_state()
        step(studio, page, f"kiosk-{place}")
    ticket(studio, page, start)


def right_to_left(studio: Studio, page: Page, start: str) -> None:
    """What the kiosk shows to who reads from right to left."""
    page.goto(start)
    page.locator(".p-portal--many").click()
    page.locator("a[lang='ar']").click()
    page.wait_for_load_state()
    step(studio, page, "kiosk-what-for-ar")


def without_a_voice(studio: Studio, page: Page, start: str) -> None:
    """What a kiosk says that cannot read aloud."""
    step(studio, page, "kiosk-unheard", start)
    page.locator(IN_CATALAN).first.click()
    page.locator("a[href*='/appointment']").first.click()
    page.wait_for_load_state()
    step(studio, page, "kiosk-appointment-unheard")


def ticket(studio: Studio, page: Page, start: str) -> None:
    """A ticket at the kiosk, and what a telephone shows of it."""
    page.goto(start)
    page.locator(IN_CATALAN).first.click()
    page.locator("form[action*='/tickets'] button").first.click()
    page.locator(".p-slip b").wait_for()
    step(studio, page, "kiosk-ticket")
    cookies = page.context.cookies()
    token = next(each["value"] for each in cookies if each["name"].endswith("portes_kiosk"))
    telephone = studio.page()
    studio.take(telephone, "ticket", f"/gateway/tickets/{token}")


def wall(studio: Studio, desk: Reception) -> None:
    """The display of the waiting room, while people are called."""
    desk.cleared()
    unit = f"/units/{desk.unit}"
    for number in range(1, CALLED + 1):
        studio.ask(desk.page, f"{unit}/contacts", door="desk")
        called = studio.ask(desk.page, f"{unit}/desks/1/call-next")["contact"]
        if number < CALLED:
            begins = "take-in" if called["appointment_at"] else "start"
            studio.ask(desk.page, f"/contacts/{called['id']}/{begins}")
        if number < CALLED and not called["appointment_at"]:
            studio.ask(desk.page, f"/contacts/{called['id']}/close", outcome="informed")
    page = studio.page("pantalla")
    page.goto("/gateway/")
    page.wait_for_timeout(1000)
    studio.take(page, "wall")


def boards(studio: Studio, desk: Reception) -> None:
    """The boards, figures and what they mean."""
    take = studio.take
    page = studio.page("direccio")
    page.goto("/indicators/areas/city")
    page.wait_for_timeout(1500)
    take(page, "board-city")
    page.locator("a.p-dist").nth(1).click()
    page.wait_for_load_state()
    page.wait_for_timeout(1500)
    take(page, "board-district")
    page.goto(f"/indicators/areas/{desk.unit}")
    page.wait_for_timeout(1500)
    take(page, "board")
    take(page, "figures", "/indicators/areas/city/figures")
    take(page, "figures-centre", f"/indicators/areas/{desk.unit}/figures")
    take(page, "indicators-city", "/indicators/areas/city/indicators")
    take(page, "time-city", "/indicators/areas/city/time")
    take(page, "definitions", "/indicators/definitions")


def officer(studio: Studio, person: str) -> None:
    """The pages of the data-protection officer."""
    take, page = studio.take, studio.page("dpd")
    take(page, "audit", "/gateway/audit")
    take(page, "audit-person", f"/gateway/audit?person={person}")
    take(page, "audit-report", f"/gateway/audit/people/{person}/report?names=true&language=ca")
    for place in ("unusual", "break-glass", "exclusions", "sealed"):
        take(page, f"audit-{place}", f"/gateway/audit/{place}")


def administration(studio: Studio) -> None:
    """Accounts and keys."""
    take, page = studio.take, studio.page("admin")
    take(page, "accounts", "/gateway/administration/accounts")
    page.locator("tbody a").nth(1).click()
    page.wait_for_load_state()
    take(page, "account-of-somebody")
    page.locator("form[action$='/link'] button").click()
    link = page.locator("#once").input_value()
    take(studio.page(), "new-password", link.removeprefix(studio.instance.origin))
    take(page, "keys", "/gateway/administration/keys")
    take(page, "account", "/gateway/account")
    take(page, "policy", "/gateway/policy")


def in_other_languages(studio: Studio, desk: Reception) -> None:
    """The same again for comparison."""
    for language in ("es", "en"):
        page = studio.page("recepcio", language)
        for name in ("desk", "pending", "agenda"):
            studio.take(page, f"{name}-{language}", f"{desk.at}/{name}")
        studio.take(studio.page("", language), f"sign-in-{language}", "/gateway/sign-in")
        page = studio.page("direccio", language)
        page.wait_for_timeout(SESSION_KNOWN_MS)
        studio.take(page, f"figures-{language}", "/indicators/areas/city/figures")
        page.goto(f"/indicators/areas/{desk.unit}")
        page.wait_for_timeout(1500)
        studio.take(page, f"board-{language}")
