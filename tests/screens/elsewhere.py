"""What is not reception: kiosk, displays, boards, the officer, administration, other languages."""

from playwright.sync_api import Page

from tests.screens.reception import Reception
from tests.screens.studio import Studio

VOICES_KNOWN_MS = 1_200
"""After so long the kiosk says whether it can read aloud."""
SESSION_KNOWN_MS = 6_000
"""After so long every service has heard in which language somebody reads."""


def kiosk(studio: Studio) -> None:
    """Each step at the door, and the ticket on a telephone."""
    page = studio.page("quiosc")

    def take(page: Page, name: str, path: str = "") -> None:
        if path:
            page.goto(path)
        page.wait_for_timeout(VOICES_KNOWN_MS)
        studio.take(page, name)

    page.goto("/gateway/")
    start = page.url.partition("?")[0]
    take(page, "kiosk", start)
    page.locator(".p-portal--many").click()
    page.wait_for_url("**/languages*")
    take(page, "kiosk-languages")
    for language in ("ca", "es", "en"):
        page.goto(start)
        page.locator(f"a[href*='/{language}?'], a[href$='/{language}']").first.click()
        page.wait_for_load_state()
        take(page, "kiosk-what-for" + ("" if language == "ca" else f"-{language}"))
    for step in ("papers", "notice", "appointment"):
        page.goto(start)
        page.locator("a[href*='/ca?'], a[href$='/ca']").first.click()
        page.locator(f"a[href*='/{step}']").first.click()
        page.wait_for_load_state()
        take(page, f"kiosk-{step}")
    ticket(studio, page, start)


def ticket(studio: Studio, page: Page, start: str) -> None:
    """A ticket at the kiosk, and what a telephone shows of it."""
    take = studio.take
    page.goto(start)
    page.locator("a[href*='/ca?'], a[href$='/ca']").first.click()
    page.locator("form[action*='/tickets'] button").first.click()
    page.locator(".p-slip b").wait_for()
    page.wait_for_timeout(VOICES_KNOWN_MS)
    take(page, "kiosk-ticket")
    cookies = page.context.cookies()
    token = next(each["value"] for each in cookies if each["name"].endswith("portes_kiosk"))
    telephone = studio.page()
    take(telephone, "ticket", f"/gateway/tickets/{token}")


def displays_and_boards(studio: Studio, desk: Reception) -> None:
    """The wall, the boards, figures and what they mean."""
    take, page = studio.take, studio.page("pantalla")
    page.goto("/gateway/")
    page.wait_for_timeout(1000)
    take(page, "wall")
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
    page.locator("tbody a").first.click()
    page.wait_for_load_state()
    take(page, "account-of-somebody")
    take(page, "keys", "/gateway/administration/keys")
    take(page, "account", "/gateway/account")


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
