"""Households: links that start and end, by who has to do with both, and that open nothing."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio

from services.gateway.commands import Why, erase_person
from shared.db import Scope, transaction
from tests.fixtures.canaries import MARIA, telephone
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.databases import PoolOf
from tests.fixtures.web import Serving
from tests.gateway.keeping import Asker, House, asked_of, house_of, plain
from tests.gateway.scene import after


@pytest_asyncio.fixture
async def house(serving: Serving) -> House:
    return await house_of(serving)


async def link(
    house: House, one: str, other: str, kind: str = "household", asker: Asker | None = None
) -> httpx2.Response:
    path = f"/api/people/{one}/household/links"
    return await (asker or house.anna).post(path, person=other, kind=kind)


async def members(house: House, person: str, asker: Asker | None = None) -> list[dict[str, Any]]:
    answer = await (asker or house.anna).client.post(f"/api/people/{person}/household")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["members"])


async def ids(house: House, person: str, asker: Asker | None = None) -> list[str]:
    return [each["person"]["id"] for each in await members(house, person, asker)]


async def two(house: House) -> tuple[str, str]:
    return await house.person(), await house.person(telephone(2))


async def test_a_link_is_seen_from_both_sides_masked_until_it_ends(house: House) -> None:
    one, other = await two(house)
    assert (await link(house, one, other)).json() == {"linked": True}
    assert (await link(house, other, one)).json() == {"linked": True}
    [member] = await members(house, one)
    assert (member["kind"], member["person"]["id"], member["person"]["name"]) == (
        "household",
        other,
        "K••• R•••",
    )
    assert await ids(house, other) == [one]
    ended = await house.anna.post(f"/api/people/{other}/household/links/{member['link']}/end")
    assert ended.json() == {"linked": False}
    assert await ids(house, one) == await ids(house, other) == []
    again = await house.anna.post(f"/api/people/{other}/household/links/{member['link']}/end")
    assert again.status_code == 404
    assert (await link(house, one, other)).status_code == 200
    rows = await house.rows("SELECT until FROM person_link ORDER BY since, id")
    assert [row["until"] is None for row in rows] == [False, True], "what was stays told"


async def test_a_link_opens_nothing_of_the_other_member(house: House) -> None:
    """Somebody of the south has to do with one of them, and sees of the other nothing at all."""
    one, other = await two(house)
    await link(house, one, other)
    contact = await house.contact(other)
    await house.rows(
        "INSERT INTO person_unit VALUES ($1, $2, now() - interval '1 minute', NULL)", one, SUD
    )
    assert (await house.south.client.post(f"/api/people/{one}")).status_code == 200
    assert await ids(house, one, house.south) == []
    for path in ("", "/data", "/household"):
        answer = await house.south.client.post(f"/api/people/{other}{path}")
        assert answer.status_code == 404
    url = f"/api/units/{SUD}/people/{other}/contacts"
    assert (await house.south.client.post(url)).status_code == 404
    page = (await house.south.client.get(f"/units/{SUD}/people/{one}")).text
    assert other not in page
    assert contact not in page
    ours = await house.anna.client.post(f"/api/units/{NORD}/people/{one}/contacts")
    assert ours.json() == {"contacts": []}, "and of the two, each has contacts of their own"


async def test_to_link_and_to_end_takes_a_relation_to_both(house: House) -> None:
    one, other = await two(house)
    await house.rows(
        "INSERT INTO person_unit VALUES ($1, $2, now() - interval '1 minute', NULL)", one, SUD
    )
    refused = await link(house, one, other, asker=house.south)
    nobody = await link(house, one, str(uuid4()), asker=house.south)
    assert refused.status_code == nobody.status_code == 404
    assert plain(refused) == plain(nobody)
    await link(house, one, other)
    [member] = await members(house, one)
    end = f"/api/people/{one}/household/links/{member['link']}/end"
    assert (await house.south.post(end)).status_code == 404
    assert len(await members(house, one)) == 1
    same = await link(house, one, one)
    assert same.json()["type"] == "/problems/one-and-the-same"


async def test_of_another_persons_link_nothing_ends(house: House) -> None:
    one, other = await two(house)
    third = await house.person(telephone(3))
    await link(house, one, other)
    [member] = await members(house, one)
    end = f"/api/people/{third}/household/links/{member['link']}/end"
    assert (await house.anna.post(end)).status_code == 404


@pytest.mark.parametrize("how", ["sealed", "excluded"])
async def test_a_member_who_is_kept_from_the_reader_is_as_absent_as_nobody(
    house: House, how: str
) -> None:
    one, other = await two(house)
    await link(house, one, other)
    [member] = await members(house, one)
    if how == "sealed":
        sealed = "UPDATE person SET sealed = true, sealed_for = $2 WHERE id = $1"
        await house.rows(sealed, other, [SUD])
    else:
        await house.exclude(other, house.anna)
    alone = await house.person(telephone(4))
    asked: list[tuple[list[str], Any]] = []
    for each in (one, alone):
        with asked_of(house.served.around.pool) as statements:
            answer = await house.anna.client.post(f"/api/people/{each}/household")
        asked.append((list(statements), plain(answer)))
    assert asked[0] == asked[1]
    end = f"/api/people/{one}/household/links/{member['link']}/end"
    assert (await house.anna.post(end)).status_code == 404


async def test_each_member_that_is_shown_is_a_look(house: House) -> None:
    one, other = await two(house)
    await link(house, one, other)
    await members(house, one)
    rows = await house.rows("SELECT person, act, relation FROM look ORDER BY number")
    assert [(str(row["person"]), row["act"], row["relation"]) for row in rows] == [
        (one, "household", "unit"),
        (other, "household", "unit"),
    ]


async def test_links_go_with_whoever_is_erased(house: House, owner_of: PoolOf) -> None:
    one, other = await two(house)
    third = await house.person(telephone(3))
    await link(house, one, other)
    await link(house, other, third, "family")
    owner = await owner_of(house.served.around.pool)
    async with transaction(owner, Scope.SYSTEM) as tx:
        await erase_person(tx, UUID(one), Why.REQUEST, after(60))
    assert await ids(house, other) == [third]
    assert len(await house.rows("SELECT FROM person_link")) == 1


async def test_the_database_shows_a_link_to_whom_it_shows_both_people(house: House) -> None:
    one, other = await two(house)
    await link(house, one, other)
    await house.rows(
        "INSERT INTO person_unit VALUES ($1, $2, now() - interval '1 minute', NULL)", one, SUD
    )
    for units, seen in (([NORD], 1), ([SUD], 0), ([], 0)):
        async with transaction(house.served.around.pool, Scope.of(units)) as tx:
            assert await tx.fetchval("SELECT count(*) FROM person_link") == seen


async def test_on_the_page_somebody_is_found_linked_and_unlinked_by_forms(house: House) -> None:
    one = await house.person()
    other = await house.person(telephone(2), name=MARIA.name)
    page = f"/units/{NORD}/people/{one}"
    nobody = (await house.anna.client.get(page)).text
    assert "Ningú que puguis veure" in nobody
    found = (await house.anna.form(f"{page}/household/search", asked=MARIA.name)).text
    assert f'value="{other}"' in found
    assert MARIA.name not in found
    assert await ids(house, one) == [], "nobody is linked by being found"
    linked = await house.anna.form(f"{page}/household", person=other, kind="family")
    assert linked.headers["location"] == f"{page}#household"
    shown = (await house.anna.client.get(page)).text
    assert "Família" in shown
    [member] = await members(house, one)
    await house.anna.form(f"{page}/household/{member['link']}/end")
    assert await ids(house, one) == []
    back = await house.anna.client.get(f"{page}/household/search")
    assert back.headers["location"] == page


async def test_whoever_is_known_elsewhere_only_is_not_linked(house: House) -> None:
    one = await house.person()
    body = {"name": MARIA.name, "telephone": telephone(5)}
    far = (await house.south.post(f"/api/units/{SUD}/people", **body)).json()["id"]
    page = f"/units/{NORD}/people/{one}"
    found = (await house.anna.form(f"{page}/household/search", asked=telephone(5))).text
    assert "Es coneix en un altre lloc" in found
    assert f'value="{far}"' not in found
    assert (await link(house, one, far)).status_code == 404


async def test_a_member_with_whom_one_has_nothing_to_do_any_more_is_absent(house: House) -> None:
    """Also where the database, which knows no ends of relations, would show them."""
    one, other = await two(house)
    await link(house, one, other)
    [member] = await members(house, one)
    await house.rows("UPDATE person_unit SET until = now() WHERE person = $1", other)
    assert await ids(house, one) == []
    end = f"/api/people/{one}/household/links/{member['link']}/end"
    assert (await house.anna.post(end)).status_code == 404
