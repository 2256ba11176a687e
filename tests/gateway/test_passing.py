"""What the city's telephone has tried in vain is a centre's professionals' once that is known.

The staff of these tests is of the telephone, or of one centre, alone.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from services.gateway import commands, store
from services.gateway.commands import By
from services.gateway.domain.pending import PendingCall
from shared.contracts.gateway import Outcome, PendingState, Settled
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.cities import DATC, NORD, SUD, load_city
from tests.fixtures.web import Serving, command
from tests.gateway.returning import changes, entries
from tests.gateway.scene import VIOLENCE, Staff
from tests.gateway.test_reaching import House
from tests.journeys import recount_work

NOT_YET = "Per a un professional, encara de cap centre"
TO_NORD = {"centre": NORD}
Client = httpx2.AsyncClient


class Telephone(House):
    """The city's telephone, where somebody asks to be called about violence."""

    laia: Client
    """Professional of one centre."""

    async def grave(
        self, person: UUID | None = None, centre: str | None = None, **ways: Any
    ) -> UUID:
        """A pending call about violence."""
        _, entry = await self.asks(person, **ways)
        await self.is_grave(entry, centre)
        return entry

    async def is_grave(self, entry: UUID, centre: str | None = None) -> None:
        said = "UPDATE pending_call SET reason = $2, centre = $3 WHERE id = $1"
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            await tx.execute(said, entry, VIOLENCE, centre)

    async def in_vain(
        self, person: UUID | None = None, centre: str | None = None, **ways: Any
    ) -> UUID:
        """The same, after three calls without an answer."""
        entry = await self.grave(person, centre, **ways)
        await self.try_in_vain(entry)
        return entry

    async def try_in_vain(self, entry: UUID) -> None:
        for _ in range(3):
            url = f"/api/pending/{entry}/attempts"
            noted = await self.anna.post(url, json={"result": "no_answer"}, headers=command())
            assert noted.status_code == 200, noted.text
        assert noted.json()["state"] == "passed"

    async def hand_over(self, entry: UUID, by: Client | None = None, **to: Any) -> httpx2.Response:
        url = f"/api/pending/{entry}/hand-over"
        return await (by or self.anna).post(url, json=to, headers=command())

    async def listed(self, unit: str, who: Client) -> list[str]:
        """Which stand in a unit's list, to somebody."""
        found = await who.get(f"/api/units/{unit}/pending")
        assert found.status_code == 200, found.text
        return [each["call"]["id"] for each in found.json()["calls"]]

    async def kept(self, entry: UUID) -> PendingCall:
        """It, which must be where it was told last."""
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            [found] = [each for each in await entries(tx) if each.id == entry]
            newest = (await changes(tx, entry))[-1]
        assert (newest.version, newest.unit) == (found.version, found.unit)
        return found

    async def stays(self, entry: UUID) -> list[tuple[str, datetime]]:
        """Where it stood, and since when, counted from what was told."""
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            told = [json.loads(each.model_dump_json()) for each in await changes(tx, entry)]
        found: list[tuple[str, datetime]] = recount_work.stays(told)[str(entry)]
        return found


@pytest_asyncio.fixture
async def telephone(serving: Serving) -> Telephone:
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    there = Telephone(served, await served.signed_in({Role.RECEPTION}, {DATC}))
    there.laia = await served.signed_in({Role.PROFESSIONAL}, {NORD})
    return there


async def test_of_no_centre_it_stays_with_the_telephone_as_nobodys_yet(
    telephone: Telephone,
) -> None:
    entry = await telephone.in_vain()
    assert await telephone.listed(DATC, telephone.anna) == [str(entry)]
    assert NOT_YET in await telephone.list()
    drawer = await telephone.drawer(entry)
    assert "Encara no la té cap professional" in drawer
    assert f'<option value="{NORD}">' in drawer
    assert "<dt>Motiu</dt>" not in drawer, "its reason is no concern of reception's"
    assert (await telephone.laia.get(f"/api/pending/{entry}")).status_code == 404


async def test_given_a_centre_it_is_its_professionals_and_the_telephones_no_more(
    telephone: Telephone,
) -> None:
    entry = await telephone.in_vain()
    path = f"/units/{DATC}/pending/{entry}/do/hand-over"
    done = await telephone.anna.post(path, data=TO_NORD, headers=command())
    assert done.headers["location"].endswith("&passed=true")
    assert (
        "ara se n’ocupa un professional"
        in (await telephone.anna.get(done.headers["location"])).text
    )
    assert await telephone.listed(DATC, telephone.anna) == []
    assert (await telephone.anna.get(f"/api/pending/{entry}")).status_code == 404
    assert await telephone.listed(NORD, telephone.laia) == [str(entry)]
    there = await telephone.kept(entry)
    assert (there.unit, there.centre, there.state) == (NORD, NORD, PendingState.PASSED)
    carme = await telephone.served.signed_in({Role.RECEPTION}, {NORD})
    assert await telephone.listed(NORD, carme) == [], "restricted: not its reception's"
    pol = await telephone.served.signed_in({Role.PROFESSIONAL}, {SUD})
    assert (await pol.get(f"/api/pending/{entry}")).status_code == 404


async def test_where_its_centre_is_known_it_passes_there_at_the_last_attempt(
    telephone: Telephone,
) -> None:
    entry = await telephone.in_vain(centre=NORD)
    assert await telephone.listed(NORD, telephone.laia) == [str(entry)]
    assert await telephone.listed(DATC, telephone.anna) == []


async def test_what_the_last_attempt_answers_tells_nothing_of_a_centre(
    telephone: Telephone,
) -> None:
    entry = await telephone.in_vain()
    answer = (await telephone.hand_over(entry, centre=NORD)).json()
    assert set(answer) == {"id", "version", "state", "settled", "ended_at"}
    assert answer["id"] == str(entry)


async def test_the_centres_professional_calls_that_number_and_says_how_it_ended(
    telephone: Telephone,
) -> None:
    entry = await telephone.in_vain(centre=NORD)
    laia, at = telephone.laia, f"/api/pending/{entry}"
    number = await laia.post(f"{at}/number", headers=command())
    assert number.json() == {"number": "+34600913100", "telephone_of": None}
    page = await laia.get(f"/units/{NORD}/pending/{entry}")
    assert "••• 100" in page.text
    assert (await laia.post(f"{at}/call", headers=command())).status_code == 200
    said = {"outcome": Outcome.INFORMED, "reason": VIOLENCE}
    reached = await laia.post(f"{at}/reached", json=said, headers=command())
    assert (reached.status_code, reached.json()["unit"]) == (200, NORD), reached.text
    assert (await telephone.kept(entry)).settled is Settled.REACHED


async def test_how_they_are_spoken_with_goes_with_the_call(telephone: Telephone) -> None:
    entry = await telephone.in_vain(centre=NORD, language="ur")
    laia, at = telephone.laia, f"/api/pending/{entry}"
    said_so = {"outcome": Outcome.INFORMED, "reason": "ECO-ALIM"}
    reached = await laia.post(f"{at}/reached", json=said_so, headers=command())
    assert reached.status_code == 200, reached.text
    async with transaction(telephone.served.around.pool, Scope.SYSTEM) as tx:
        found = await store.contacts.find(tx, UUID(reached.json()["id"]))
    assert found is not None
    assert found.ways.language == "ur"


async def test_whoever_gave_it_a_centre_takes_it_back_and_it_is_the_telephones_again(
    telephone: Telephone,
) -> None:
    maria = await telephone.maria()
    entry = await telephone.in_vain(maria)
    await telephone.hand_over(entry, centre=NORD)
    of = f"/api/people/{maria}/data"
    assert (await telephone.laia.post(of, headers=command())).status_code == 200, "to be called"
    back = await telephone.anna.post(f"/api/pending/{entry}/undo", headers=command())
    assert back.json()["unit"] == DATC, back.text
    assert await telephone.listed(DATC, telephone.anna) == [str(entry)]
    assert await telephone.listed(NORD, telephone.laia) == []
    assert (await telephone.laia.post(of, headers=command())).status_code == 404


async def test_from_what_is_told_a_recount_finds_it_at_the_telephone_until_it_passed_or_was_not_to(
    telephone: Telephone,
) -> None:
    entry = await telephone.in_vain()
    await telephone.hand_over(entry, centre=NORD)
    assert [unit for unit, _ in await telephone.stays(entry)] == [DATC, NORD]
    await telephone.anna.post(f"/api/pending/{entry}/undo", headers=command())
    assert [unit for unit, _ in await telephone.stays(entry)] == [DATC]
    await telephone.hand_over(entry, centre=SUD)
    assert [unit for unit, _ in await telephone.stays(entry)] == [DATC, SUD]


async def test_where_the_person_is_to_be_called_at_the_centre_already_both_become_one(
    telephone: Telephone,
) -> None:
    maria = await telephone.maria()
    entry = await telephone.in_vain(maria)
    _, other = await telephone.asks(maria, NORD)
    answer = (await telephone.hand_over(entry, centre=NORD)).json()
    assert answer["id"] == str(entry), "nothing of the other"
    ours, theirs = await telephone.kept(entry), await telephone.kept(other)
    assert (ours.unit, ours.state) == (NORD, PendingState.PASSED)
    assert theirs.joined_into == entry
    back = await telephone.anna.post(f"/api/pending/{entry}/undo", headers=command())
    assert back.status_code == 200, back.text
    ours, theirs = await telephone.kept(entry), await telephone.kept(other)
    assert [(each.unit, each.is_open) for each in (ours, theirs)] == [(DATC, True), (NORD, True)]


async def test_two_that_become_one_and_pass_to_a_centre_meet_a_third_there(
    telephone: Telephone,
) -> None:
    maria = await telephone.maria()
    _, third = await telephone.asks(maria, NORD)
    first, second = await telephone.grave(centre=NORD), await telephone.grave(centre=NORD)
    for entry in (first, first, second):
        url = f"/api/pending/{entry}/attempts"
        await telephone.anna.post(url, json={"result": "no_answer"}, headers=command())
    for entry in (first, second):
        url = f"/api/pending/{entry}/person"
        named = await telephone.anna.post(url, json={"person": str(maria)}, headers=command())
        assert named.status_code == 200, named.text
    found = [await telephone.kept(each) for each in (first, second, third)]
    [on] = [each for each in found if each.is_open]
    assert (on.unit, on.state, len(on.attempts)) == (NORD, PendingState.PASSED, 3)


async def test_taking_the_promise_back_takes_back_what_has_passed(telephone: Telephone) -> None:
    contact, entry = await telephone.asks()
    await telephone.is_grave(entry)
    await telephone.try_in_vain(entry)
    await telephone.hand_over(entry, centre=NORD)
    by = By(Staff().by().who, telephone.served.around.clock.now())
    async with transaction(telephone.served.around.pool, Scope.of({DATC})) as tx:
        await commands.open_desk(tx, DATC, 1, by)
        await commands.undo(tx, contact, by)
    assert (await telephone.kept(entry)).settled is Settled.MISTAKE


@pytest.mark.parametrize("centre", ["NOWHERE", DATC])
async def test_only_a_centre_of_the_city_is_given_one(telephone: Telephone, centre: str) -> None:
    entry = await telephone.in_vain()
    refused = await telephone.hand_over(entry, centre=centre)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/unknown-place")


async def test_a_centres_own_is_given_to_no_other(telephone: Telephone) -> None:
    entry = await telephone.in_vain(centre=NORD)
    refused = await telephone.hand_over(entry, telephone.laia, centre=SUD)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/unknown-place")


async def test_before_it_was_tried_nobody_is_handed_over(telephone: Telephone) -> None:
    entry = await telephone.grave()
    refused = await telephone.hand_over(entry, centre=NORD)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/still-to-be-tried")
