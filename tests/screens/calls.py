"""Calls that are still to be returned, and messages for a professional."""

from uuid import UUID

from services.gateway.domain.pending import pending_id
from shared.contracts.gateway import contact_id
from tests.fixtures.canaries import MARIA, somebody
from tests.screens.reception import LODGER, NEIGHBOUR, SHARED, Reception
from tests.screens.studio import Studio

WORDS = "Ha trobat feina: ha de portar el contracte?"
ANSWER = "Que vingui divendres a les deu."
"""What somebody asks of a professional, and what reception is to tell."""
SILENT = somebody(9)
"""Where no message may be left."""
LONG_AGO = (4 * 24 - 6) * 60
"""Minutes: the demonstration plays a Monday, and that is over since this morning."""


def promised(studio: Studio, desk: Reception) -> str:
    """Somebody was promised a call, and at their home no message may be left; the pending call."""
    desk.cleared()
    page = desk.page
    said = {"door": "desk", "level": "preferential", "reason": "utility-cut"}
    contact = studio.ask(page, f"/units/{desk.unit}/contacts", **said)["id"]
    studio.ask(page, f"/contacts/{contact}/pass", unit=desk.unit, desk=1)
    studio.ask(page, f"/units/{desk.unit}/desks/1/call-next")
    studio.ask(page, f"/contacts/{contact}/start")
    known = {"name": SILENT.name, "telephone": SILENT.telephone}
    person = studio.ask(page, f"/units/{desk.unit}/people", **known)["id"]
    studio.ask(page, f"/contacts/{contact}/person", person=person)
    studio.ask(page, f"/contacts/{contact}/ways", safe_contact="no_message")
    studio.ask(page, f"/contacts/{contact}/close", outcome="call_back")
    silent = str(pending_id(UUID(contact)))
    studio.ask(page, f"/pending/{silent}/call")  # so that the demonstration's staff do not
    return silent


def pending(studio: Studio, desk: Reception, silent: str) -> None:
    """Calls to return: overdue, tried, pressing, seen to; then one of them, and whose it may be."""
    page, take = desk.page, studio.take
    for each in (NEIGHBOUR, LODGER):
        said = {"name": each.name, "telephone": SHARED.telephone}
        studio.ask(page, f"/units/{desk.unit}/people", **said)
    numbers = ((NEIGHBOUR.called, LONG_AGO), (SHARED.called, 170), (SHARED.called, 30))
    overdue, shared, _ = [lost(studio, desk, *each) for each in numbers]
    for theirs in (silent, shared):
        studio.ask(page, f"/pending/{theirs}/own")
    for tried in (overdue, overdue, silent):
        studio.ask(page, f"/pending/{tried}/attempts", result="no_answer")
    studio.ask(page, f"/pending/{silent}/attempts", result="engaged")
    studio.ask(page, f"/pending/{shared}/attempts", result="engaged")
    take(page, "pending", f"{desk.at}/pending")
    take(page, "pending-drawer", f"{desk.at}/pending/{silent}")
    page.goto(f"{desk.at}/pending/{shared}")
    page.keyboard.press("n")
    page.locator("#found").wait_for()
    take(page, "pending-candidates", at="section:has(> #found)")
    spoken_with(studio, f"{desk.at}/pending/{overdue}?centre={desk.unit}")
    ended(studio, desk)
    messages(studio, desk)


def lost(studio: Studio, desk: Reception, number: str, minutes: float) -> UUID:
    """A lost call that this receptionist is about to return, not the demonstration's staff."""
    entry = pending_id(contact_id(desk.lost(number, minutes)))
    studio.ask(desk.page, f"/pending/{entry}/call")
    return entry


def spoken_with(studio: Studio, call: str) -> None:
    """Somebody without a desk reached them: what it was about, and how it ended."""
    page = studio.page("professional")
    page.goto(call)
    spoke = page.locator("#spoke")
    if spoke.get_attribute("open") is None:
        spoke.locator("> summary").click()
    page.locator("#about").select_option("utility-cut")
    page.locator("#spoke-appointment").evaluate("each => { each.open = false; }")
    studio.take(page, "pending-spoke", at="#spoke")
    for outcome in ("appointment", "redirect"):
        page.locator(f"#spoke-{outcome} > summary").click()
        studio.take(page, f"pending-spoke-{outcome}", at=f"#spoke-{outcome}")


def ended(studio: Studio, desk: Reception) -> None:
    """Some that ended today, and how: whoever asks is told what came of their call."""
    for each, (minutes, how) in enumerate(((95, "withdrawn"), (70, "mistake"), (45, "withdrawn"))):
        call = lost(studio, desk, somebody(40 + each).called, minutes)
        studio.ask(desk.page, f"/pending/{call}/settle", how=how)
    studio.take(desk.page, "pending-ended", f"{desk.at}/pending?which=ended")


def messages(studio: Studio, desk: Reception) -> None:
    """One is left for a professional, who answers it."""
    page, take = desk.page, studio.take
    page.goto(f"{desk.at}/pending")
    page.locator("#new-message > summary").click()
    page.fill("#message-words", WORDS)
    take(page, "pending-message", at="#new-message")
    left = studio.ask(
        page, f"/units/{desk.unit}/messages", to="professional", words=WORDS, number=MARIA.called
    )
    answers = studio.page("professional")
    studio.ask(answers, f"/pending/{left['id']}/answer", words=ANSWER)
    take(page, "pending-answer", f"{desk.at}/pending/{left['id']}", at="#opened")
