"""Whom nobody may dial, and where no message may be left, is a professional's to decide at once."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio

from services.gateway.domain import joining, pending_acts
from services.gateway.domain.pending_refusals import ForAProfessional, PendingOver, StillToBeTried
from services.gateway.domain.ways import ReachedBy, SafeContact
from shared.contracts.gateway import Outcome, PendingState
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.cities import DATC, NORD, SUD, load_city
from tests.fixtures.web import Serving, command
from tests.gateway.returning import kept
from tests.gateway.test_pending import CITY, an_entry, at
from tests.gateway.test_reaching import House

SILENT: dict[str, Any] = {"reached_by": ReachedBy.TEXT, "safe_contact": SafeContact.NO_MESSAGE}
NOTE, PROPOSED = "no s’hi pot deixar cap missatge", "Passa-la a un professional"


@pytest_asyncio.fixture
async def house(serving: Serving) -> House:
    """A telephone service where people ask to be called."""
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    return House(served, await served.signed_in({Role.RECEPTION}, {DATC}))


async def hand_over(house: House, entry: UUID) -> httpx2.Response:
    url = f"/api/pending/{entry}/hand-over"
    return await house.anna.post(url, json={}, headers=command())


def test_it_passes_without_an_attempt_once_and_only_where_nothing_may_be_tried() -> None:
    entry, when = an_entry(owner=uuid4()), at(2, 10)
    after, told = pending_acts.hand_over(CITY, entry, out_of_reach=True, at=when)
    assert (after.state, after.owner, after.attempts) == (PendingState.PASSED, None, ())
    assert (told.state, told.version) == (PendingState.PASSED, entry.version + 1)
    with pytest.raises(ForAProfessional):
        pending_acts.hand_over(CITY, after, out_of_reach=True, at=when)
    with pytest.raises(StillToBeTried):
        pending_acts.hand_over(CITY, entry, out_of_reach=False, at=when)
    with pytest.raises(PendingOver):
        pending_acts.hand_over(
            CITY, an_entry(state=PendingState.SETTLED), out_of_reach=True, at=when
        )


def test_what_has_passed_stays_with_its_professional_when_it_joins_an_earlier_one() -> None:
    laia = uuid4()
    later = an_entry(first_at=at(2, 11), state=PendingState.PASSED, owner=laia)
    first = an_entry(owner=uuid4())
    _, (on, _) = joining.join(CITY, first, later, at=at(2, 13))
    assert (on.id, on.state, on.owner) == (first.id, PendingState.PASSED, laia)


async def test_the_page_says_why_and_one_act_hands_it_to_a_professional(house: House) -> None:
    _, entry = await house.asks(**SILENT)
    assert "Per passar a un professional" in await house.list()
    drawer = await house.drawer(entry)
    assert drawer.index(NOTE) < drawer.index(PROPOSED)
    path = f"/units/{DATC}/pending/{entry}/do/hand-over"
    done = await house.anna.post(path, data={}, headers=command())
    assert done.headers["location"].endswith(f"/pending/{entry}?which=all")
    rows, drawer = await house.list(), await house.drawer(entry)
    assert "Per a un professional" in rows
    assert "Per passar a un professional" not in rows
    assert NOTE in drawer, "why"
    assert "Ara decideix un professional." in drawer
    assert "S’ha intentat prou" not in drawer, "nobody tried"
    assert PROPOSED not in drawer
    async with transaction(house.served.around.pool, Scope.SYSTEM) as tx:
        assert (await kept(tx, entry)).state is PendingState.PASSED


async def test_then_a_professional_closes_it_with_a_reason_and_reception_does_not(
    house: House,
) -> None:
    _, entry = await house.asks(**SILENT)
    laia = await house.served.signed_in({Role.PROFESSIONAL}, {DATC})
    path, why = f"/api/pending/{entry}/give-up", {"why": "other_channel"}
    early = await laia.post(path, json=why, headers=command())
    assert early.json()["type"] == "/problems/not-tried-enough"
    assert (await hand_over(house, entry)).json()["state"] == "passed"
    again = await hand_over(house, entry)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/for-a-professional")
    ours = await house.anna.post(path, json=why, headers=command())
    assert (ours.status_code, ours.json()["type"]) == (409, "/problems/for-a-professional")
    assert f"{entry}/do/give-up" in (await laia.get(f"/units/{DATC}/pending/{entry}")).text
    closed = await laia.post(path, json=why, headers=command())
    assert (closed.json()["state"], closed.json()["given_up"]) == ("closed", "other_channel")


async def test_handing_over_by_mistake_is_undone_by_who_did_it(house: House) -> None:
    _, entry = await house.asks(**SILENT)
    await hand_over(house, entry)
    back = await house.anna.post(f"/api/pending/{entry}/undo", headers=command())
    assert back.json()["state"] == "open"


@pytest.mark.parametrize(
    "ways",
    [
        {},
        {"reached_by": ReachedBy.TEXT},
        {"reached_by": ReachedBy.VOICE, "safe_contact": SafeContact.NO_MESSAGE},
    ],
)
async def test_who_may_be_called_or_written_to_is_not_handed_over(
    house: House, ways: dict[str, Any]
) -> None:
    _, entry = await house.asks(**ways)
    assert PROPOSED not in await house.drawer(entry)
    assert "Per passar a un professional" not in await house.list()
    refused = await hand_over(house, entry)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/still-to-be-tried")


async def test_of_who_asked_not_to_be_called_a_professional_decides(house: House) -> None:
    person = await house.maria()
    _, entry = await house.asks(person, reached_by=ReachedBy.TEXT)
    said = {"safe_contact": SafeContact.NO_CONTACT}
    await house.asks(person, SUD, Outcome.INFORMED, **said)
    assert PROPOSED in await house.drawer(entry)
    assert (await hand_over(house, entry)).json()["state"] == "passed"


async def test_of_a_restricted_one_reception_is_led_back_to_the_list(house: House) -> None:
    _, entry = await house.asks(**SILENT)
    async with transaction(house.served.around.pool, Scope.SYSTEM) as tx:
        said = "UPDATE pending_call SET reason = 'VIO', centre = $2 WHERE id = $1"
        await tx.execute(said, entry, NORD)
    path = f"/units/{DATC}/pending/{entry}/do/hand-over"
    done = await house.anna.post(path, data={}, headers=command())
    assert done.headers["location"].endswith("&passed=true")
    page = (await house.anna.get(done.headers["location"])).text
    assert "ara se n’ocupa un professional" in page
    assert f'href="/units/{DATC}/pending/{entry}' not in page, "but to undo it"
