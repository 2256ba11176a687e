"""The city's telephone, which has reception alone: what it leaves at a centre, and asks later."""

from uuid import UUID

from playwright.sync_api import Page

from deploy.cli.erasing import gateway
from deploy.cli.instance import Instance
from services.gateway.domain.pending import pending_id
from tests.fixtures.canaries import somebody
from tests.screens.reception import Reception
from tests.screens.studio import Studio, run

TELEPHONE, POST = "DATC", 30
"""The unit, and the last of its desks, which the demonstration's staff do not take."""
AT = f"/gateway/units/{TELEPHONE}"
VIOLENCE = "male-violence"
LONG_OVER = """
UPDATE contact SET follow_up_on = '2020-01-01', ended_at = ended_at - interval '1 hour'
WHERE id = $1
"""


def telephone(studio: Studio, desk: Reception) -> None:
    """A message for a centre, a call that none has yet, and of whom to ask if they arrived."""
    page, take = desk.page, studio.take
    desk.cleared()
    studio.ask(page, f"/units/{desk.unit}/desks/1/close")
    studio.ask(page, f"/units/{TELEPHONE}/desks/{POST}/open")
    redirected(studio, page)
    take(page, "telephone-follow-ups", f"{AT}/follow-ups", at="#due")
    contact = promised(studio, page, desk.unit)
    page.goto(f"{AT}/pending?contact={contact}")
    take(page, "telephone-message", at="#new-message")
    page.goto(f"{AT}/pending/{pending_id(UUID(contact))}")
    page.locator("#to-centre > summary").click()
    take(page, "telephone-to-centre", at="#to-centre")
    studio.ask(page, f"/contacts/{contact}/close", outcome="informed")
    studio.ask(page, f"/units/{TELEPHONE}/desks/{POST}/close")


def served(studio: Studio, page: Page) -> str:
    """Somebody speaks of violence; the contact."""
    new = {"door": "desk", "reason": VIOLENCE}
    contact = str(studio.ask(page, f"/units/{TELEPHONE}/contacts", **new)["id"])
    studio.ask(page, f"/contacts/{contact}/pass", unit=TELEPHONE, desk=POST)
    studio.ask(page, f"/units/{TELEPHONE}/desks/{POST}/call-next")
    studio.ask(page, f"/contacts/{contact}/start")
    return contact


def redirected(studio: Studio, page: Page) -> None:
    """Two were redirected so long ago that it is time to ask; of one it is known already."""
    for _ in range(2):
        contact = served(studio, page)
        path = f"/contacts/{contact}/reasons/{VIOLENCE}"
        studio.ask(page, f"{path}/redirect", owner="sara")
        run(long_over(studio.instance, UUID(contact)))
    studio.ask(page, f"/contacts/{contact}/reasons/restricted/follow-up", arrived="yes")


async def long_over(instance: Instance, contact: UUID) -> None:
    """It ended a while ago, and it is time to ask."""
    async with gateway(instance) as tx:
        await tx.execute(LONG_OVER, contact)


def promised(studio: Studio, page: Page, centre: str) -> str:
    """They are of this centre, and were called back in vain; the contact, which goes on."""
    contact = served(studio, page)
    of = f"/contacts/{contact}"
    studio.ask(page, f"{of}/ways", safe_contact="yes")
    studio.ask(page, f"{of}/reasons", reason="housing")
    promise = {"outcome": "call_back", "telephone": somebody(77).telephone}
    studio.ask(page, f"{of}/reasons/{VIOLENCE}/end", **promise)
    for _ in range(3):
        studio.ask(page, f"/pending/{pending_id(UUID(contact))}/attempts", result="no_answer")
    studio.ask(page, f"{of}/triage", level="urgent", centre=centre)
    return contact
