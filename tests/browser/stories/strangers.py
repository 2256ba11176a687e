"""Those who have nothing to do with somebody, and what they find where that person is told of."""

from dataclasses import dataclass

from playwright.async_api import Page

from shared.identity import Role
from tests.browser.conftest import Visit
from tests.browser.stack import Stack
from tests.browser.test_referrals import OTHER, a_partner
from tests.fixtures.canaries import canaries_in

NOT_THEIRS = {403, 404}


@dataclass(frozen=True, slots=True)
class Strangers:
    """A page of each: people of another centre, of another partner, and who leads the centre."""

    origin: str
    reception: Page
    professional: Page
    facilitator: Page
    partner: Page
    manager: Page

    @property
    def everybody(self) -> tuple[Page, ...]:
        """All of them."""
        elsewhere = (self.reception, self.professional, self.facilitator, self.partner)
        return (*elsewhere, self.manager)

    async def find_nothing(self, path: str, *but: Page) -> None:
        """To each, but for these, there is no such page."""
        for page in self.everybody:
            if page not in but:
                status = await self._asks(page, path)
                said = await page.locator("body").inner_text()
                assert status in NOT_THEIRS, f"{path} answers {status}: {said}"

    async def leader_knows_nobody(self, path: str) -> None:
        """Who leads the centre sees how it stands, and nothing of anybody."""
        assert await self._asks(self.manager, path) == 200

    async def _asks(self, page: Page, path: str) -> int:
        answer = await page.goto(self.origin + path)
        assert answer
        found = canaries_in(await page.content())
        assert not found, f"{path} shows {found}"
        return answer.status


async def strangers(stack: Stack, visit: Visit, unit: str) -> Strangers:
    """Strangers to everybody who comes to this unit."""
    roles = (Role.RECEPTION, Role.PROFESSIONAL, Role.FACILITATOR)
    elsewhere = [await visit("", await stack.someone(role)) for role in roles]
    partner = await visit("", await a_partner(stack, OTHER))
    manager = await visit("", await stack.someone(Role.MANAGER, unit=unit))
    return Strangers(stack.origin, *elsewhere, partner, manager)
