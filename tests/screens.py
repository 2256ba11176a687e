"""``python -m tests.screens``: what each demonstration user sees, as pictures in ``docs/screens``.

It visits the instance of ``PORTES_HOME``, which ``make up`` has started with its demonstration, in
a real browser, and plays a short morning at desk 1 for it: tickets, lost calls, a person, an
appointment, a sheet of codes. ``--whole`` takes whole pages, to look for what is further down.
"""

import argparse
import asyncio
import base64
import os
import struct
import zlib
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    sync_playwright,
)

from deploy.cli.cities import business_now
from deploy.cli.erasing import gateway
from deploy.cli.instance import Instance, existing
from services.gateway import store
from shared.identity.hashing import digest, fresh
from tests.dependencies import chromium
from tests.fixtures.canaries import MARIA, WORDS, somebody

FOLDER = Path(__file__).parent.parent / "docs" / "screens"
SIZES = (ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844))
LODGER, NEIGHBOUR = somebody(33), somebody(5)
SHARED = somebody(3333)
"""Of nobody, or of two."""
WAITING = (
    ("ordinary", "housing"),
    ("ordinary", "dependency"),
    ("preferential", "utility-cut"),
    ("", ""),
    ("ordinary", "certificates"),
    ("urgent", "no-food-today"),
    ("", ""),
    ("ordinary", "documents"),
)
"""Level and reason of those who come; neither is known of some."""
PRACTICE = "practice"
COLOURS = """async ([png, most]) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const surface = new OffscreenCanvas(image.width, image.height).getContext("2d");
  surface.drawImage(image, 0, 0);
  const pixels = new Uint32Array(
    surface.getImageData(0, 0, image.width, image.height).data.buffer);
  const often = new Map();
  for (const colour of pixels) often.set(colour, (often.get(colour) || 0) + 1);
  const alike = new Map();  // of nearly the same, the most frequent stands for all
  for (const [colour, times] of often) {
    const kind = colour & 0xe0e0e0, best = alike.get(kind) || [colour, 0, 0];
    const [stands, most] = times > best[1] ? [colour, times] : best;
    alike.set(kind, [stands, most, best[2] + times]);
  }
  const rare = [...alike.values()].sort((one, other) => other[2] - one[2]).slice(0, most / 2);
  const frequent = [...often].sort((one, other) => other[1] - one[1]);
  const kept = [...new Map([...rare, ...frequent].map((each) => [each[0], each]))
    .values()].slice(0, most);
  const palette = kept.map(([colour]) => colour);
  const place = new Map(palette.map((colour, index) => [colour, index]));
  const apart = (one, other) => [0, 8, 16].reduce(
    (sum, shift) => sum + ((one >> shift & 255) - (other >> shift & 255)) ** 2, 0);
  const nearest = (colour) => {
    let best = 0, least = Infinity;
    palette.forEach((each, index) => {
      const far = apart(each, colour);
      if (far < least) [best, least] = [index, far];
    });
    place.set(colour, best);
    return best;
  };
  const drawn = new Uint8Array(pixels.length);
  pixels.forEach((colour, index) => { drawn[index] = place.get(colour) ?? nearest(colour); });
  let text = "";
  for (let at = 0; at < drawn.length; at += 32768) {
    text += String.fromCharCode(...drawn.subarray(at, at + 32768));
  }
  return {width: image.width, height: image.height, palette, drawn: btoa(text)};
}"""
MOST_COLOURS = 96
SESSION_KNOWN_MS = 6_000
"""After so long every service has heard in which language somebody reads."""
SETTLED = "document.fonts.ready.then(() => new Promise(done => setTimeout(done, 250)))"
LOOK_AT = "at => document.querySelector(at)?.scrollIntoView({block: 'nearest'})"
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """What the work gives, in a thread: the browser's tools have this one's loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def png(width: int, height: int, palette: Iterable[int], drawn: bytes) -> bytes:
    """An image of few colours, each given as the bytes red, green, blue from the lowest up."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + name
            + content
            + struct.pack(">I", zlib.crc32(name + content))
        )

    rows = b"".join(b"\0" + drawn[at : at + width] for at in range(0, width * height, width))
    colours = b"".join(struct.pack("<I", colour)[:3] for colour in palette)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + chunk(b"PLTE", colours)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


class Studio:
    """The browser, the instance that is visited, and where pictures go."""

    def __init__(self, browser: Browser, instance: Instance, wanted: argparse.Namespace) -> None:
        self.browser, self.instance, self.wanted = browser, instance, wanted
        self.logins = {login["user"]: login["password"] for login in instance.record.logins}
        self.seen: dict[str, BrowserContext] = {}
        self.darkroom = browser.new_page()
        self.taken: list[str] = []

    def page(self, who: str = "", language: str = "ca", **options: Any) -> Page:
        """A page of somebody's own browser, signed in; ``""``: of nobody."""
        name = f"{who} {language} {options}"
        if name not in self.seen:
            context = self.browser.new_context(
                base_url=self.instance.origin,
                viewport=SIZES[0],
                locale=language,
                reduced_motion="reduce",
                **options,
            )
            context.set_default_timeout(8_000)
            self.seen[name] = context
            page = context.new_page()
            if who:
                self.speaking(page, language)
                page.goto("/gateway/sign-in")
                page.fill("#user_name", who)
                page.fill("#password", self.logins[who])
                page.locator("main button.p-btn").last.click()
                page.wait_for_load_state()
                self.speaking(page, language)
        return self.seen[name].pages[0]

    def speaking(self, page: Page, language: str) -> None:
        """The session speaks this from now on."""
        page.context.request.post(
            "/gateway/language",
            form={"language": language},
            headers={"origin": self.instance.origin},
        )

    def ask(self, page: Page, path: str, **body: object) -> Any:
        """Act through the gateway's API as whoever has this browser."""
        headers = {"origin": self.instance.origin, "idempotency-key": str(uuid4())}
        answer = page.context.request.post(
            f"/gateway/api{path}", data=body or None, headers=headers
        )
        if not answer.ok:
            raise RuntimeError(f"{path}: {answer.status} {answer.text()}")
        return answer.json()

    def take(self, page: Page, name: str, path: str = "", at: str = "") -> None:
        """Pictures of a page, wide and on a telephone; ``at``: what is looked at there."""
        if path:
            page.goto(path)
        if self.wanted.only and not any(name.startswith(each) for each in self.wanted.only):
            return
        for size in SIZES:
            page.set_viewport_size(size)
            if at:
                page.evaluate(LOOK_AT, at)
            page.evaluate(SETTLED)
            over = page.evaluate(OVER)
            taken = page.screenshot(full_page=self.wanted.whole, animations="disabled")
            said = [base64.b64encode(taken).decode(), MOST_COLOURS]
            few = self.darkroom.evaluate(COLOURS, said)
            few["drawn"] = base64.b64decode(few["drawn"])
            (self.wanted.to / f"{name}-{size['width']}.png").write_bytes(png(**few))
            print(f"{name}-{size['width']}", f"scrolls {over} px sideways" if over else "")
        page.set_viewport_size(SIZES[0])
        self.taken.append(name)


class Reception:
    """Desk 1 of the receptionist's first centre, and what is played there."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.page = studio, studio.page("recepcio")
        self.page.goto("/gateway/")
        self.unit = self.page.url.split("/units/")[1].split("/")[0]
        self.at = f"/gateway/units/{self.unit}"

    def press(self, key: str) -> None:
        """Press a key of the desk and wait for what comes of it."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.page.keyboard.press(key)
        self.page.wait_for_load_state()
        self.page.wait_for_timeout(300)

    def because(self, words: str) -> None:
        """Add the first reason that somebody's words find."""
        self.page.keyboard.press("w")
        self.page.keyboard.type(words)
        self.page.locator("[data-found] button").first.wait_for()
        self.press("Enter")

    def contact(self) -> str:
        """The one that this desk has now."""
        head = self.page.locator("[data-contact]")
        return (head.get_attribute("data-contact") if head.count() else "") or ""

    def cleared(self) -> None:
        """Nobody is at the desk, which is open; those waiting stay."""
        self.page.goto(f"{self.at}/desk")
        if self.page.locator(".p-deskpick").count():
            if PRACTICE not in self.at:
                self.studio.take(self.page, "desk-choose")
            with self.page.expect_response(lambda answer: answer.request.method == "POST"):
                self.page.locator(".p-deskpick button").first.click()
            self.page.goto(f"{self.at}/desk")
        if self.page.locator("#passing").count():
            self.press("a")
        elif self.contact():
            self.press("8")

    def served(self) -> str:
        """Somebody comes, is called and served; the contact's id."""
        self.page.wait_for_timeout(500)
        self.press("n")
        self.press("Enter")
        self.page.locator("#passing").wait_for(state="attached")
        return self.contact()

    def lost(self, number: str, minutes: float) -> str:
        """A call of that number so many minutes ago, which nobody answered."""
        call, at = f"c-{uuid4().hex}", run(business_now(self.studio.instance))
        began = at - timedelta(minutes=minutes)
        said = {"call": call, "unit": self.unit, "number": number}
        events = [
            {**said, "event": event, "at": (began + timedelta(minutes=place)).isoformat()}
            for place, event in enumerate(("rang", "queued", "hung_up"))
        ]
        key = f"Bearer {self.studio.instance.api_key()}"
        answer = self.page.context.request.post(
            "/gateway/api/telephony/events",
            data={"events": events},
            headers={"authorization": key, "idempotency-key": str(uuid4()), "cookie": ""},
        )
        if not answer.ok:
            raise RuntimeError(answer.text())
        return call


def at_the_desk(studio: Studio, desk: Reception) -> str:
    """The desk from free to served; returns whom it concerned."""
    page, take = desk.page, studio.take
    desk.cleared()
    page.goto(f"{desk.at}/desk")
    for level, reason in WAITING[: max(1, len(WAITING) - page.locator(".p-qrow").count())]:
        said = {"door": "desk"} | ({"level": level, "reason": reason} if reason else {})
        studio.ask(page, f"/units/{desk.unit}/contacts", **said)
    page.goto(f"{desk.at}/desk")
    take(page, "desk-free")
    page.locator(".p-qrow > summary").nth(1).click()
    take(page, "desk-free-row")
    desk.press("n")
    take(page, "desk-called")
    desk.press("Enter")
    take(page, "desk-asking")
    if page.locator("#danger").count():
        desk.press("0")
    desk.because("nevera")
    desk.because("lloguer")
    page.goto(f"{desk.at}/desk")
    take(page, "desk-serving")
    desk_opened(studio, desk)
    return desk.contact()


def desk_opened(studio: Studio, desk: Reception) -> None:
    """What opens at the desk: how to speak, redirecting, keys, a search."""
    page, take = desk.page, studio.take
    for name, opened in {"ways": "#ways", "redirect": "#out-redirect", "keys": ""}.items():
        page.goto(f"{desk.at}/desk")
        if opened:
            page.locator(f"{opened} > summary").click()
        else:
            page.keyboard.press("?")
        take(page, f"desk-{name}", at=opened)
    page.goto(f"{desk.at}/desk")
    page.fill("#asked", MARIA.telephone)
    page.locator("#asked").press("Enter")
    page.locator("#found").wait_for()
    take(page, "desk-search", at="#found")


def people(studio: Studio, desk: Reception, contact: str) -> str:
    """Whom it concerns: found, named, with a household and what happened before."""
    page, take = desk.page, studio.take
    known = [
        studio.ask(page, f"/units/{desk.unit}/people", name=each.name, telephone=each.telephone)[
            "id"
        ]
        for each in (MARIA, LODGER)
    ]
    maria, lodger = known
    studio.ask(page, f"/contacts/{contact}/person", person=maria)
    studio.ask(page, f"/people/{maria}/household/links", person=lodger, kind="household")
    page.goto(f"{desk.at}/desk")
    take(page, "desk-identified", at="#whom")
    book(studio, desk, contact)
    page.goto(f"{desk.at}/desk")
    take(page, "desk-two-matters", at="#why")
    take(page, "person", f"{desk.at}/people/{maria}")
    page.locator("#link > summary").click()
    page.fill("#link #asked", LODGER.telephone)
    page.locator("#link button").click()
    page.locator("#found").wait_for()
    take(page, "person-household", at="#household")
    page.goto(f"{desk.at}/people/{maria}")
    page.locator("#person-data button").first.click()
    page.locator("[data-mask-after]").wait_for()
    take(page, "person-data")
    return str(maria)


def book(studio: Studio, desk: Reception, contact: str) -> None:
    """A time of the agenda, what is said then, and what the person sees by the link."""
    page, take = desk.page, studio.take
    take(page, "booking", f"{desk.at}/contacts/{contact}/appointment")
    times = page.locator("button[name=slot]")
    if not times.count():
        print("No time is free: no appointment is booked.")
        return
    times.nth(min(3, times.count() - 1)).click()
    page.wait_for_url("**/booked/*")
    take(page, "booked")
    token = run(linked(studio.instance, UUID(page.url.rpartition("/")[2])))
    for language in ("ca", "es", "en"):
        theirs = studio.page("", language)
        ends = "" if language == "ca" else f"-{language}"
        take(theirs, f"appointment{ends}", f"/gateway/appointments/{token}")
    theirs = studio.page()
    theirs.goto(f"/gateway/appointments/{token}")
    theirs.locator("#move > summary").click()
    take(theirs, "appointment-move")


async def linked(instance: Instance, appointment: UUID) -> str:
    """A link to that appointment, as its mail would have one."""
    token = fresh()
    async with gateway(instance) as tx:
        there = await store.agenda.take_appointment(tx, appointment)
        if there:
            await store.agenda.add_link(tx, there, digest(token), await business_now(instance))
    return token


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
        page.fill("#f-began_at", studio_clock(now - timedelta(minutes=3)))
        page.fill("#f-ended_at", studio_clock(now - timedelta(minutes=1)))
        page.locator("#gaps ~ form button").click()
        page.wait_for_load_state()
        page.goto(f"{desk.at}/paper")
    gap = page.locator("a[href*='/gaps/']")
    if gap.count():
        gap.first.click()
        page.wait_for_url("**/gaps/*")
        take(page, "paper-gap")


def studio_clock(at: Any) -> str:
    """Civil hour and minute."""
    from zoneinfo import ZoneInfo

    return str(at.astimezone(ZoneInfo("Europe/Madrid")).strftime("%H:%M"))


def follow_ups(studio: Studio, desk: Reception) -> None:
    """Whom to ask whether they arrived; the days until then are over at once."""
    page = desk.page
    desk.cleared()
    contact = desk.served()
    if page.locator("#danger").count():
        desk.press("0")
    if not page.locator(".p-reasons > li").count():
        desk.because("lloguer")
    page.locator("#out-redirect > summary").click()
    with page.expect_response("**/redirect"):
        page.locator("#out-redirect [data-lead]").click()
    run(due(studio.instance, UUID(contact)))
    studio.take(page, "follow-ups", f"{desk.at}/follow-ups")


async def due(instance: Instance, contact: UUID) -> None:
    """It is time to ask of that contact."""
    async with gateway(instance) as tx:
        await tx.execute("UPDATE contact SET follow_up_on = '2020-01-01' WHERE id = $1", contact)


def practice(studio: Studio, desk: Reception) -> None:
    """The place to practise, with an invented caller."""
    page = desk.page
    desk.at, unit = f"/gateway/units/{PRACTICE}", desk.at
    desk.cleared()
    if page.locator("[data-key=i]").count():
        desk.press("i")
    desk.served()
    if page.locator("#danger").count():
        desk.press("0")
    desk.because("nevera")
    studio.take(page, "practice")
    desk.press("1")
    studio.take(page, "practice-compared", at="#practice")
    desk.at = unit


def kiosk(studio: Studio) -> None:
    """Each step at the door, and the ticket on a telephone."""
    page, take = studio.page("quiosc"), studio.take
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


def visit(studio: Studio) -> None:
    """Everything, in the order in which a morning goes."""
    studio.take(studio.page(), "sign-in", "/gateway/sign-in")
    desk = Reception(studio)
    contact = at_the_desk(studio, desk)
    person = people(studio, desk, contact)
    pending(studio, desk)
    agenda(studio, desk)
    in_other_languages(studio, desk)
    follow_ups(studio, desk)
    paper(studio, desk)
    practice(studio, desk)
    kiosk(studio)
    displays_and_boards(studio, desk)
    officer(studio, person)
    administration(studio)


def main() -> None:
    """Visit the instance of this home."""
    options = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    options.add_argument("--to", type=Path, default=FOLDER, help="the folder")
    options.add_argument(
        "--whole", action="store_true", help="whole pages, not what a screen shows"
    )
    options.add_argument("--only", nargs="*", help="only those whose names begin so")
    wanted = options.parse_args()
    wanted.to.mkdir(parents=True, exist_ok=True)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium(), args=arguments)
        visit(Studio(browser, existing(), wanted))
        browser.close()


if __name__ == "__main__":
    main()
