"""Whoever is here for an appointment and is still to be called back: their row of the agenda."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest_asyncio

from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.web import Serving
from tests.gateway.coming import Came
from tests.gateway.keeping import house_of
from tests.gateway.test_kept_from_appointments import appointment, booked


@dataclass
class Expected(Came):
    """Somebody who has arrived for their appointment with Carla, and waits."""

    async def offered(self, entry: UUID) -> bool:
        """Whether their row offers to settle it."""
        page = await self.house.anna.client.get(f"/units/{NORD}/agenda")
        assert page.status_code == 200, page.text
        return f"/units/{NORD}/pending/{entry}" in page.text


@pytest_asyncio.fixture
async def here(serving: Serving) -> Expected:
    """Somebody who has just arrived."""
    house = await house_of(serving)
    soon = house.served.around.clock.now() + timedelta(minutes=5)
    person, booking = await booked(house, soon, MARIA.telephone)
    code = (await appointment(house, booking))["code"]
    arrived = await house.anna.post(f"/api/units/{NORD}/check-in", code=code)
    assert arrived.status_code == 200, arrived.text
    return Expected(house, person, arrived.json()["arrival"])


async def test_a_sealed_persons_call_is_offered_to_those_who_may_know_of_them(
    here: Expected,
) -> None:
    entry = await here.hung_up(unit=NORD)
    await here.house.rows("UPDATE pending_call SET person = $1", UUID(here.person))
    await here.seal(SUD)
    await here.unseen(entry)
    await here.seal(NORD)
    assert await here.offered(entry)
    assert (await here.settle(entry)).status_code == 200
    assert not await here.offered(entry)
