"""Whom a contact concerns, their household, their appointment, and whether they arrived."""

from uuid import UUID

from deploy.cli.cities import business_now
from deploy.cli.erasing import gateway
from deploy.cli.instance import Instance
from services.gateway import store
from shared.identity.hashing import digest, fresh
from tests.fixtures.canaries import MARIA, WORDS, somebody
from tests.screens.reception import LODGER, Reception
from tests.screens.studio import Studio, run

STRANGER = somebody(77)
"""Whom only another centre knows."""


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
    desk.lost(MARIA.called, 50)
    page.goto(f"{desk.at}/desk")
    take(page, "desk-identified", at="[data-whom]")
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


def emergency(studio: Studio, desk: Reception) -> None:
    """A professional has found somebody of another centre, and opens them in an emergency."""
    known = {"name": STRANGER.name, "telephone": STRANGER.telephone}
    person = studio.ask(desk.page, f"/units/{desk.other}/people", **known)["id"]
    page = studio.page("professional")
    studio.ask(page, f"/units/{desk.unit}/people/search", telephone=STRANGER.telephone)
    studio.take(page, "emergency", f"{desk.at}/people/{person}/break-glass")
    page.locator("input[value=danger]").check()
    page.fill("#words", WORDS)
    page.locator("main form button").last.click()
    page.locator("form[action$='/break-glass/end']").wait_for()
    studio.take(page, "emergency-person")


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
            now = await business_now(instance)
            await store.appointment_links.add_link(tx, there, digest(token), now)
    return token


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
