"""Who may choose a first visit or a session for a referral, and how often."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from services.referrals import store
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import MARIA, WORDS
from tests.fixtures.cities import NORD, load_city
from tests.fixtures.web import Served, Serving, command
from tests.referrals.scene import FOOD, OTHER, PRISM, a_session, a_time, alive

ONE_DAY = datetime(2090, 3, 2, 8, 0, tzinfo=UTC)
"""To come, whenever this runs."""
WRITTEN = {"unit": NORD, "reason": FOOD, "name": MARIA.name, "about": WORDS}


@dataclass
class Desk:
    """Who sends, who receives, and a time and sessions of Nord."""

    served: Served
    partner: httpx2.AsyncClient
    slot: UUID
    session: UUID
    restricted: UUID

    async def of(self, role: Role) -> httpx2.AsyncClient:
        """Somebody of Nord."""
        return await self.served.signed_in({role}, {NORD})

    async def sent(self, unit: str = NORD) -> UUID:
        """The partner sends a referral there."""
        written = await ask(self.partner, "", WRITTEN | {"unit": unit, "consents": [unit]})
        one = written.json()["id"]
        assert (await ask(self.partner, f"/{one}/send", {})).status_code == 200
        return UUID(one)

    async def asked_places(self) -> list[str]:
        """The referrals for which places were asked for, as it is told."""
        rows = await self.served.around.pool.fetch(
            "SELECT convert_from(data, 'UTF8')::jsonb ->> 'referral_id' AS one FROM outbox_pending "
            "WHERE type LIKE 'referrals.place_asked%'"
        )
        return [row["one"] for row in rows]


async def ask(client: httpx2.AsyncClient, path: str, body: dict[str, Any]) -> httpx2.Response:
    return await client.post(f"/api/referrals{path}", json=body, headers=command())


def problem(answer: httpx2.Response) -> str:
    """The code of what was refused as it stands."""
    assert answer.status_code == 409, answer.text
    return str(answer.json()["type"]).rsplit("/", 1)[-1]


@pytest_asyncio.fixture
async def desk(serving: Serving) -> AsyncIterator[Desk]:
    served = await serving.service("referrals")
    await load_city(served.around.pool)
    slot = a_time().model_copy(update={"starts_at": ONE_DAY})
    open_to_all = a_session(starts_at=ONE_DAY)
    restricted = a_session(starts_at=ONE_DAY, restricted=True)
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        await store.visits.keep_times(tx, [slot])
        await store.sessions.keep(tx, [open_to_all, restricted])
    yield Desk(
        served,
        await served.signed_in({Role.PARTNER}, None, PRISM),
        slot.slot_id,
        open_to_all.session_id,
        restricted.session_id,
    )


@pytest.mark.parametrize("role", [Role.PARTNER, Role.PARTNER_SYSTEM], ids=str)
@pytest.mark.parametrize("what", ["session", "restricted", "slot"])
async def test_a_partner_that_receives_puts_nobody_into_the_citys_sessions(
    desk: Desk, role: Role, what: str
) -> None:
    receiver = await desk.served.signed_in({role}, None, OTHER)
    one = await desk.sent(OTHER)
    name = "slot" if what == "slot" else "session"
    refused = await ask(receiver, f"/{one}/acts/accept", {name: str(getattr(desk, what))})
    assert refused.status_code == 403, refused.text
    assert await desk.asked_places() == []
    plainly = await ask(receiver, f"/{one}/acts/accept", {})
    assert plainly.json()["state"] == "accepted"


async def test_a_restricted_session_is_chosen_by_professionals_only(desk: Desk) -> None:
    reception, professional = [await desk.of(r) for r in (Role.RECEPTION, Role.PROFESSIONAL)]
    one = await desk.sent()
    choice = {"session": str(desk.restricted)}
    absent = await ask(reception, f"/{one}/acts/accept", choice)
    assert problem(absent) == "time-gone"
    await ask(reception, f"/{one}/acts/accept", {})
    absent = await ask(reception, f"/{one}/openings", choice)
    assert problem(absent) == "time-gone"
    assert await desk.asked_places() == []
    done = await ask(professional, f"/{one}/openings", choice)
    assert done.status_code == 200, done.text
    assert await desk.asked_places() == [str(one)]
    open_to_all = await ask(
        reception, f"/{await desk.sent()}/acts/accept", {"session": str(desk.session)}
    )
    assert open_to_all.status_code == 200


async def test_two_desks_that_choose_the_same_session_ask_for_its_places_once(desk: Desk) -> None:
    first, second = [await desk.of(role) for role in (Role.RECEPTION, Role.PROFESSIONAL)]
    one, other = await desk.sent(), await desk.sent()
    choice = {"session": str(desk.session)}
    assert (await ask(first, f"/{one}/acts/accept", choice)).status_code == 200
    for client in (first, second):
        again = await ask(client, f"/{one}/openings", choice)
        assert problem(again) == "places-already-asked-for"
    assert await desk.asked_places() == [str(one)]
    assert (await ask(first, f"/{other}/acts/accept", choice)).status_code == 200


async def test_sessions_to_choose_have_their_programmes_name_and_its_code_where_it_is_gone(
    desk: Desk,
) -> None:
    professional, one = await desk.of(Role.PROFESSIONAL), await desk.sent()
    async with transaction(desk.served.around.pool, Scope.SYSTEM) as tx:
        await store.sessions.keep(tx, [a_session(starts_at=ONE_DAY, programme="energy")])
    page = (await professional.get(f"/referral/{one}")).text
    assert ">Programa energy, " in page
    assert ">aid, " in page


async def test_a_time_that_is_given_is_offered_no_more_and_one_that_is_over_is_refused(
    desk: Desk,
) -> None:
    professional, one = await desk.of(Role.PROFESSIONAL), await desk.sent()
    assert str(desk.slot) in (await professional.get(f"/referral/{one}")).text
    at = desk.served.around.clock.now()
    over = a_time().model_copy(update={"starts_at": at})
    given = a_time(2, slot=desk.slot, free=False).model_copy(update={"starts_at": ONE_DAY})
    async with transaction(desk.served.around.pool, Scope.SYSTEM) as tx:
        await store.visits.keep_times(tx, [given, over])
    assert str(desk.slot) not in (await professional.get(f"/referral/{one}")).text
    late = await ask(professional, f"/{one}/acts/accept", {"slot": str(over.slot_id)})
    assert problem(late) == "time-gone"


async def test_beside_openings_it_says_which_service_is_silent(desk: Desk) -> None:
    professional, one = await desk.of(Role.PROFESSIONAL), await desk.sent()

    async def said() -> tuple[bool, bool, bool]:
        told = (await professional.get(f"/api/units/{NORD}/openings")).json()
        page = (await professional.get(f"/referral/{one}")).text
        return told["times_known"], told["sessions_known"], 'class="p-note p-note--p"' in page

    assert await said() == (False, False, True)
    async with transaction(desk.served.around.pool, Scope.SYSTEM) as tx:
        await alive(tx, "gateway")
    assert await said() == (True, False, True)
    async with transaction(desk.served.around.pool, Scope.SYSTEM) as tx:
        await alive(tx)
    assert await said() == (True, True, False)
