"""A restricted contact is known to its unit's professionals, to its reception for a while."""

from datetime import timedelta

import pytest_asyncio

from services.gateway.domain.acts import UNDO_WITHIN
from tests.fixtures.cities import NORD
from tests.fixtures.web import Serving
from tests.gateway.keeping import House, asked_of, house_of, plain
from tests.gateway.scene import VIOLENCE


@pytest_asyncio.fixture
async def house(serving: Serving) -> House:
    return await house_of(serving)


async def ended(house: House, contact: str, ago: timedelta) -> None:
    """The contact ended so long ago."""
    await house.rows(
        "UPDATE contact SET state = 'closed', outcome = 'informed', ended_at = $2 WHERE id = $1",
        contact,
        house.served.around.clock.now() - ago,
    )


async def test_who_only_leads_never_knows_and_counts_what_is_listed(house: House) -> None:
    plainly, restricted = await house.contact(), await house.contact(reason=VIOLENCE)
    forgotten = await house.contact(reason="DEP")
    await house.rows("UPDATE contact SET reason = 'no-longer-known' WHERE id = $1", forgotten)
    assert sorted(await house.queue(house.anna)) == sorted([plainly, restricted, forgotten])
    assert await house.queue(house.lead) == [plainly]
    page = await house.lead.client.get(f"/api/units/{NORD}/queue", params={"limit": 1})
    assert [each["id"] for each in page.json()["contacts"]] == [plainly]
    assert "link" not in page.headers
    answers = []
    for contact in (restricted, forgotten, "00000000-0000-7000-8000-000000000000"):
        with asked_of(house.served.around.pool) as told:
            answer = await house.lead.client.get(f"/api/contacts/{contact}")
        answers.append((plain(answer), list(told)))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0][0] == 404
    await house.desk(house.anna)
    assert await house.call(house.anna) == restricted
    [desk] = (await house.lead.client.get(f"/api/units/{NORD}/desks")).json()["desks"]
    assert desk["contact"] is None
    [mine] = (await house.anna.client.get(f"/api/units/{NORD}/desks")).json()["desks"]
    assert mine["contact"] == restricted


async def test_reception_knows_until_what_ended_it_can_no_longer_be_undone(house: House) -> None:
    person = await house.person()
    restricted, other = (
        await house.contact(person, reason=VIOLENCE),
        await house.contact(person, reason="DEP"),
    )
    moment = timedelta(minutes=1)
    for ago, known in ((UNDO_WITHIN - moment, True), (UNDO_WITHIN + moment, False)):
        for contact in (restricted, other):
            await ended(house, contact, ago)
        answer = await house.anna.client.get(f"/api/contacts/{restricted}")
        assert (answer.status_code == 200) is known
        undone = await house.anna.post(f"/api/contacts/{restricted}/triage", level="urgent")
        assert undone.status_code == (409 if known else 404)
        for who, sees in ((house.anna, known), (house.carla, True)):
            told = await who.post(f"/api/units/{NORD}/people/{person}/contacts")
            ids = {each["id"] for each in told.json()["contacts"]}
            assert ids == ({restricted, other} if sees else {other})
            page = (await who.client.get(f"/units/{NORD}/people/{person}")).text
            assert page.count('<li class="is-') == len(ids)


async def test_a_page_of_a_persons_contacts_is_filled_whatever_is_left_out(house: House) -> None:
    person = await house.person()
    oldest = await house.contact(person)
    await house.contact(person, reason=VIOLENCE)
    await house.rows(
        "INSERT INTO contact SELECT (t).* FROM (SELECT jsonb_populate_record(c, "
        "jsonb_build_object('id', gen_random_uuid(), 'code', n::text, 'opened_at', now())) AS t "
        "FROM contact AS c, generate_series(1, 49) AS n WHERE c.reason = $1) AS made",
        VIOLENCE,
    )
    await house.rows("UPDATE contact SET reason = 'DEP' WHERE code = ANY($1)", ["1", "2", "3"])
    for contact in await house.rows("SELECT id FROM contact WHERE reason = $1", VIOLENCE):
        await ended(house, str(contact["id"]), UNDO_WITHIN * 2)
    told = await house.anna.post(f"/api/units/{NORD}/people/{person}/contacts")
    assert len(told.json()["contacts"]) == 4
    assert told.json()["contacts"][-1]["id"] == oldest
