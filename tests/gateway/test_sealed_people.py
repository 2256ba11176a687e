"""A sealed person is known to the staff of some units; to everybody else there is nobody."""

import pytest_asyncio

from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import telephone
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.web import Serving
from tests.gateway.keeping import TELEPHONE, Asker, House, asked_of, asker, house_of, plain


@pytest_asyncio.fixture
async def house(serving: Serving) -> House:
    return await house_of(serving)


async def found(who: Asker, unit: str) -> list[str]:
    answer = await who.client.post(
        f"/api/units/{unit}/people/search", json={"telephone": TELEPHONE}
    )
    return [each["id"] for each in answer.json()["people"]]


async def sees(who: Asker, person: str) -> bool:
    return (await who.post(f"/api/people/{person}")).status_code == 200


async def test_a_seal_leaves_a_person_to_the_units_that_were_named(house: House) -> None:
    person = await house.person()
    assert await found(house.south, SUD) == [person]
    everywhere = await asker(house.served, Role.PROFESSIONAL)
    assert await sees(everywhere, person)
    assert (await house.seal(person)).json() == {"noted": True}
    assert await found(house.south, SUD) == []
    assert await found(everywhere, NORD) == []
    assert not await sees(everywhere, person)
    for who in (house.anna, house.carla):
        assert await sees(who, person)
        assert await found(who, NORD) == [person]
    both = await asker(house.served, Role.RECEPTION, NORD, SUD)
    assert await sees(both, person)
    page = f"/units/{NORD}/people/{person}"
    assert "Segellada" in (await house.anna.client.get(page)).text
    again = await house.seal(person, SUD)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/sealed-already")


async def test_only_professionals_seal_and_only_for_units_of_the_city(house: House) -> None:
    person = await house.person()
    for path in (f"/api/units/{NORD}/people/{person}/seal", f"/units/{NORD}/people/{person}/seal"):
        assert (await house.anna.post(path)).status_code == 403
    unknown = await house.seal(person, "nowhere")
    assert unknown.json()["type"] == "/problems/unknown-place"
    done = await house.carla.form(f"/units/{NORD}/people/{person}/seal", units=[SUD], reason="wish")
    assert done.headers["location"] == f"/units/{NORD}/people/{person}"
    assert await found(house.south, SUD) == [person]
    opened = await house.carla.form(f"/units/{NORD}/people/{person}/unseal", reason="wish")
    assert opened.status_code == 303
    everywhere = await asker(house.served, Role.PROFESSIONAL)
    assert await sees(everywhere, person)
    lost = await everywhere.form(f"/units/{NORD}/people/{person}/seal", reason="risk")
    assert lost.headers["location"] == "/"
    assert not await sees(everywhere, person)


async def test_the_officer_sees_who_is_sealed_and_changes_for_whom(house: House) -> None:
    people = [await house.person(telephone(number)) for number in range(3)]
    for person in people:
        await house.seal(person)
    first = await house.officer.client.get("/api/sealed-people", params={"limit": 2})
    rest = await house.officer.client.get(first.headers["link"].split(">")[0][1:])
    shown = first.json()["people"] + rest.json()["people"]
    assert [each["id"] for each in shown] == people[::-1]
    assert {tuple(each["units"]) for each in shown} == {(NORD,)}
    assert {each["sealed_by"] for each in shown} == {str(house.carla.id)}
    looks = await house.rows("SELECT person::text, relation FROM look WHERE act = 'sealed_people'")
    assert {tuple(row) for row in looks} == {(person, "officer") for person in people}
    assert people[0] in (await house.officer.client.get("/audit/sealed")).text
    moved = await house.officer.form(f"/audit/sealed/{people[0]}", units=[SUD], reason="moved")
    assert moved.status_code == 303
    assert not await sees(house.anna, people[0])
    path = f"/api/sealed-people/{people[0]}/units"
    opened = await house.officer.post(path, units=[], reason="mistake")
    assert opened.json() == {"noted": True}
    assert await sees(house.anna, people[0])


async def test_a_contact_of_theirs_stays_a_ticket_that_concerns_nobody_known(house: House) -> None:
    person = await house.person()
    sealed, unnamed = await house.contact(person), await house.contact()
    await house.desk(house.anna)
    await house.desk(house.berta, 2)
    await house.call(house.anna)
    await house.call(house.berta, 2)
    for who, contact in ((house.anna, sealed), (house.berta, unnamed)):
        await who.post(f"/api/contacts/{contact}/start")
    named = "K••• R•••"
    assert named in (await house.anna.client.get(f"/units/{NORD}/desk")).text
    await house.rows("UPDATE person SET sealed = true, sealed_for = $1", [SUD])
    statements = []
    for who in (house.anna, house.berta):
        with asked_of(house.served.around.pool) as told:
            page = await who.client.get(f"/units/{NORD}/desk")
        statements.append(list(told))
        assert 'name="asked"' in page.text
        assert named not in page.text
    assert statements[0] == statements[1]
    other = await house.person(telephone(9))
    answers = []
    for contact in (sealed, unnamed):
        with asked_of(house.served.around.pool) as told:
            answer = await house.anna.post(f"/api/contacts/{contact}/person", person=other)
        answers.append((plain(answer)[0::2], list(told)))
    assert answers[0] == answers[1]
    nobody = await house.anna.post(f"/api/contacts/{sealed}/not-by-me")
    assert nobody.status_code == 200


async def test_people_have_no_number_that_could_leave_a_gap(house: House) -> None:
    numbered = await house.rows(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'person' "
        "AND (is_identity = 'YES' OR column_default LIKE 'nextval%' "
        "OR data_type IN ('integer', 'smallint') OR column_name LIKE '%number%')"
    )
    assert numbered == []
    assert (
        await house.rows("SELECT sequencename FROM pg_sequences WHERE sequencename ~ 'person'")
        == []
    )
    person = await house.person()
    later = await house.person(telephone(9))
    async with transaction(house.served.around.pool, Scope.SYSTEM) as tx:
        ids = await tx.fetch("SELECT id FROM person ORDER BY created_at")
    assert [str(row["id"]) for row in ids] == [person, later]
