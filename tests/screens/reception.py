"""Desk 1 of the receptionist, and what is played there."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from deploy.cli.cities import business_now
from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.logins import DEMO_CENTRES
from tests.fixtures.canaries import somebody
from tests.screens.studio import Studio, run

PRACTICE = "practice"
DEMO = [unit.code for unit in checked(BARCELONA).centres[:DEMO_CENTRES]]
"""The centres at which the receptionist works."""
LODGER, NEIGHBOUR = somebody(33), somebody(5)
SHARED = somebody(3333)
"""Of nobody, or of two."""


class Reception:
    """Desk 1 of the receptionist's first centre, and what is played there."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.page = studio, studio.page("recepcio")
        self.page.goto("/gateway/")
        self.unit = self.page.url.split("/units/")[1].split("/")[0]
        self.at = f"/gateway/units/{self.unit}"
        self.other = next(code for code in DEMO if code != self.unit)

    def press(self, key: str) -> None:
        """Press a key of the desk and wait for what comes of it."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.page.keyboard.press(key)
        self.page.wait_for_load_state()
        self.page.locator("body[data-acting], form[data-sent]").first.wait_for(state="detached")
        self.page.wait_for_timeout(900)

    def because(self, words: str) -> None:
        """Add the first reason that somebody's words find."""
        self.page.locator("[data-key=w]").wait_for()
        self.page.keyboard.press("w")
        field = self.page.locator("#reason-words:focus")
        field.wait_for()
        field.press_sequentially(words)
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
        self.page.locator("[data-key=n]:visible").first.wait_for()
        self.press("n")
        self.press("Enter")
        self.page.locator("#passing").wait_for(state="attached")
        return self.contact()

    def lost(self, number: str, minutes: float) -> str:
        """A call of that number so many minutes ago, which nobody answered."""
        call = f"c-{uuid4().hex}"
        self.told(call, number, {"rang": minutes, "queued": minutes - 1, "hung_up": minutes - 2})
        return call

    def answered(self, number: str) -> str:
        """A call of that number that the exchange says was answered a minute ago, and goes on."""
        call = f"c-{uuid4().hex}"
        self.told(call, number, {"rang": 2, "answered": 1})
        return call

    def told(self, call: str, number: str, ago: Mapping[str, float]) -> None:
        """What the exchange says of a call: its events, each so many minutes ago."""
        at = run(business_now(self.studio.instance))
        said = {"call": call, "unit": self.unit, "number": number}
        events = [
            {**said, "event": event, "at": (at - timedelta(minutes=minutes)).isoformat()}
            for event, minutes in ago.items()
        ]
        key = f"Bearer {self.studio.instance.api_key()}"
        answer = self.page.context.request.post(
            "/gateway/api/telephony/events",
            data={"events": events},
            headers={"authorization": key, "idempotency-key": str(uuid4()), "cookie": ""},
        )
        if not answer.ok:
            raise RuntimeError(answer.text())
