"""An offered place of a referral is seen by the centre that accepted it until somebody answers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest_asyncio

from services.referrals import store
from shared.contracts.groups import PlaceChanged, PlaceDoor, PlaceState
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import MARIA, WORDS, canaries_in
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.web import Served, Serving, command
from tests.referrals.scene import FOOD, NINE, PRISM, a_session

STARTS = datetime(2090, 3, 6, 8, 0, tzinfo=UTC)
"""To come, whenever this runs; offers end days before."""
WRITTEN = {
    "unit": NORD,
    "reason": FOOD,
    "name": MARIA.name,
    "contact": MARIA.telephone,
    "about": WORDS,
    "consents": [NORD],
}
PAGE = f"/units/{NORD}"


@dataclass
class Desk:
    """A centre that has accepted referrals with places in a session."""

    served: Served
    session: UUID
    partner: httpx2.AsyncClient
    reception: httpx2.AsyncClient

    async def accepted(self) -> tuple[UUID, UUID]:
        """A referral, and the place that was asked for it."""
        written = await ask(self.partner, "", WRITTEN)
        one = written.json()["id"]
        await ask(self.partner, f"/{one}/send", {})
        done = await ask(self.reception, f"/{one}/acts/accept", {"session": str(self.session)})
        assert done.status_code == 200, done.text
        [place] = (await self.reception.get(f"/api/referrals/{one}")).json()["places"]
        return UUID(one), UUID(place["id"])

    async def offered(self, one: UUID, place: UUID, until: datetime) -> None:
        """The groups tell of it."""
        told = PlaceChanged(
            at=NINE,
            version=1,
            place_id=place,
            session_id=self.session,
            programme="aid",
            unit=NORD,
            starts_at=STARTS,
            door=PlaceDoor.REFERRAL,
            places=1,
            state=PlaceState.OFFERED,
            asked_at=NINE,
            restricted=False,
            referral_id=one,
            offered_until=until,
        )
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            await store.places.keep_places(tx, [told])


async def ask(client: httpx2.AsyncClient, path: str, body: dict[str, Any]) -> httpx2.Response:
    return await client.post(f"/api/referrals{path}", json=body, headers=command())


async def listed(client: httpx2.AsyncClient, unit: str = NORD) -> list[str]:
    """The places that wait for an answer."""
    answer = await client.get(f"/api/units/{unit}/offers")
    assert answer.status_code == 200, answer.text
    assert not canaries_in(answer.text)
    return [each["place"] for each in answer.json()["offers"]]


@pytest_asyncio.fixture
async def desk(serving: Serving) -> AsyncIterator[Desk]:
    served = await serving.service("referrals")
    await load_city(served.around.pool)
    session = a_session(starts_at=STARTS)
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        await store.sessions.keep(tx, [session])
    yield Desk(
        served,
        session.session_id,
        await served.signed_in({Role.PARTNER}, None, PRISM),
        await served.signed_in({Role.RECEPTION}, {NORD}),
    )


async def test_it_stands_above_the_centres_list_until_it_is_answered(desk: Desk) -> None:
    one, place = await desk.accepted()
    assert await listed(desk.reception) == []
    assert 'id="offers"' not in (await desk.reception.get(PAGE)).text
    await desk.offered(one, place, STARTS - timedelta(days=2))
    assert await listed(desk.reception) == [str(place)]
    for box in ("open", "ended"):
        page = (await desk.reception.get(f"{PAGE}?box={box}")).text
        offers = page.partition('id="offers"')[2].partition("</section>")[0]
        assert f"/referral/{one}" in offers
        assert not canaries_in(page)
    await ask(desk.partner, f"/{one}/places/{place}", {"answer": "accepted"})
    assert await listed(desk.reception) == []


async def test_the_offer_that_ends_first_stands_first_and_one_that_ended_no_more(
    desk: Desk,
) -> None:
    (one, late), (two, soon), (three, over) = [await desk.accepted() for _ in range(3)]
    await desk.offered(one, late, STARTS - timedelta(days=1))
    await desk.offered(two, soon, STARTS - timedelta(days=2))
    await desk.offered(three, over, NINE)
    assert await listed(desk.reception) == [str(soon), str(late)]


async def test_of_a_restricted_referral_only_professionals_see_it(desk: Desk) -> None:
    one, place = await desk.accepted()
    await desk.offered(one, place, STARTS - timedelta(days=2))
    async with transaction(desk.served.around.pool, Scope.SYSTEM) as tx:
        await tx.execute("UPDATE referral SET restricted = true WHERE id = $1", one)
    professional = await desk.served.signed_in({Role.PROFESSIONAL}, {NORD})
    assert await listed(desk.reception) == []
    assert await listed(professional) == [str(place)]
    sud = await desk.served.signed_in({Role.PROFESSIONAL}, {SUD})
    assert await listed(sud, SUD) == []
