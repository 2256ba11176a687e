"""The desk from free to served, what opens there, and where newcomers practise."""

from tests.fixtures.canaries import MARIA, somebody
from tests.screens.reception import LODGER, NEIGHBOUR, PRACTICE, Reception
from tests.screens.studio import Studio

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
    new = studio.ask(page, f"/units/{desk.unit}/contacts", door="desk")  # of whom nothing is known
    studio.ask(page, f"/contacts/{new['id']}/pass", unit=desk.unit, desk=1)
    page.goto(f"{desk.at}/desk")
    desk.press("n")
    take(page, "desk-called")
    desk.press("Enter")
    take(page, "desk-asking")
    desk.press("0")
    found(studio, desk)
    desk.because("nevera")
    desk.because("lloguer")
    page.goto(f"{desk.at}/desk")
    take(page, "desk-serving")
    desk_opened(studio, desk)
    return desk.contact()


def found(studio: Studio, desk: Reception) -> None:
    """Reasons that somebody's words find, of which none is taken."""
    page = desk.page
    page.locator("#reason-words").press_sequentially("feina")
    page.locator("[data-found] button").first.wait_for()
    studio.take(page, "desk-finding", at="[data-found]")
    page.goto(f"{desk.at}/desk")


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


def on_the_line(studio: Studio, desk: Reception) -> None:
    """Calls that the exchange says are answered, and one that this desk is on."""
    page, take = desk.page, studio.take
    desk.cleared()
    calls = {desk.answered(each.called): each.called for each in (LODGER, NEIGHBOUR)}
    take(page, "desk-calls", f"{desk.at}/desk")
    desk.press("o")
    take(page, "desk-on-the-line", f"{desk.at}/desk")
    for call, number in calls.items():
        desk.told(call, number, {"hung_up": 0})
    desk.cleared()


def caller_to_settle(studio: Studio, desk: Reception) -> None:
    """Nobody knows who is on the line; from that number somebody is still to be called back."""
    number = somebody(22).called
    desk.cleared()
    desk.lost(number, 35)
    call = desk.answered(number)
    desk.page.goto(f"{desk.at}/desk")
    desk.press("o")
    studio.take(desk.page, "desk-line-settle", f"{desk.at}/desk", at="[data-key=s]")
    desk.told(call, number, {"hung_up": 0})
    desk.cleared()


def sent_today(studio: Studio, desk: Reception) -> None:
    """Some were sent to a professional of the centre; one of them was received there."""
    page, unit = desk.page, desk.unit
    sent = []
    for reason in ("utility-cut", "dependency", "housing"):
        desk.cleared()
        said = {"door": "desk", "level": "preferential", "reason": reason}
        contact = studio.ask(page, f"/units/{unit}/contacts", **said)["id"]
        studio.ask(page, f"/contacts/{contact}/pass", unit=unit, desk=1)
        called = studio.ask(page, f"/units/{unit}/desks/1/call-next")["contact"]
        of = f"/contacts/{called['id']}"
        studio.ask(page, f"{of}/start")
        studio.ask(page, f"{of}/reasons/{called['reason']}/attend-today", unit=unit)
        sent.append(called["id"])
    care = studio.page("professional")
    studio.ask(care, f"/units/{unit}/care/{sent[0]}/receive")
    studio.take(care, "agenda-sent", f"{desk.at}/agenda", at="#care")
    studio.take(page, "desk-sent", f"{desk.at}/desk", at="#sent")


def practice(studio: Studio, desk: Reception) -> None:
    """The place to practise, with an invented caller."""
    page = desk.page
    desk.cleared()  # a desk with somebody at it is not left for another
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
