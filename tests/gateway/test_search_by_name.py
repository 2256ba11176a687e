"""People found by a name like theirs: candidates of one's own units, masked, never chosen."""

import asyncpg
import pytest

from deploy.cli.retention.kinds import KINDS
from services.gateway.commands import Why, erase_person
from services.gateway.queries.names import MOST_SHOWN
from services.gateway.queries.people import MOST_PEOPLE_AN_HOUR
from services.gateway.store.people import PEOPLE
from shared.db import Scope, transaction
from shared.encryption import KeySource, Purpose, rotation
from shared.encryption.keys import with_new
from tests.fixtures.canaries import MARIA, telephone
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.databases import PoolOf
from tests.fixtures.web import KEYS, command
from tests.gateway.keeping import asked_of
from tests.gateway.scene import after
from tests.gateway.test_people import Door, door
from tests.gateway.test_whom import PEOPLE as AT_DESK
from tests.gateway.test_whom import AtTheDesk, desk

__all__ = ["desk", "door"]
SPELLINGS = (
    MARIA.name,
    "Canaribogel Canarirroca",
    "kanariroca, KANARIVOJEL",
    "Kanarivogel de la Kanariroca",
)
LONGER = f"{MARIA.name} Kanariprat"


async def alike(door: Door, name: str, unit: str = NORD) -> list[str]:
    client = door.nord if unit == NORD else door.sud
    answer = await client.post(f"/api/units/{unit}/people/search-by-name", json={"name": name})
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["people"]]


@pytest.mark.parametrize("asked", SPELLINGS)
async def test_a_name_is_found_however_it_is_written_masked_and_with_a_look(
    door: Door, asked: str
) -> None:
    person = await door.new(door.nord)
    answer = await door.nord.post(f"/api/units/{NORD}/people/search-by-name", json={"name": asked})
    [found] = answer.json()["people"]
    assert (found["id"], found["name"], found["telephone"]) == (
        person,
        "K••• K•••",
        "••• ••• 427",
    )
    assert await door.looks(person) == [("search_people_by_name", "unit")]


@pytest.mark.parametrize("asked", ["Kanarivogel", "Kanariroca", "Kanarivogel Kanariprat"])
async def test_one_word_of_a_name_finds_nobody(door: Door, asked: str) -> None:
    await door.new(door.nord)
    assert await alike(door, asked) == []


async def test_whoever_has_more_of_the_words_goes_before_those_who_have_fewer(door: Door) -> None:
    short, long = await door.new(door.nord), await door.new(door.nord, name=LONGER)
    assert await alike(door, LONGER) == [long]
    assert set(await alike(door, MARIA.name)) == {short, long}
    closer = await door.new(door.nord, name="Kanarivogel Kenariroca")
    assert (await alike(door, "Kenariroca Kanarivogel"))[0] == closer


async def test_a_name_finds_only_whom_one_may_see_anyway(door: Door) -> None:
    """A name is no secret: for whoever is known elsewhere it takes a whole number."""
    person = await door.new(door.sud, SUD)
    with asked_of(door.served.around.pool) as statements:
        assert await alike(door, MARIA.name) == []
        theirs = list(statements)
        statements.clear()
        assert await alike(door, "Kanarimira Kanaripont") == []
        assert statements == theirs
    assert await alike(door, MARIA.name, SUD) == [person]
    contact = await door.contact(door.nord)
    assert (await door.name(door.nord, contact, person)).status_code == 404


async def test_to_be_found_by_a_name_gives_no_right_for_the_hour(door: Door) -> None:
    person = await door.new(door.nord)
    assert await alike(door, MARIA.name) == [person]
    await door.rows("UPDATE person_unit SET until = now() WHERE person = $1", person)
    contact = await door.contact(door.nord)
    assert (await door.name(door.nord, contact, person)).status_code == 404


async def test_of_more_than_eight_nobody_is_shown_and_none_is_looked_at(door: Door) -> None:
    ids = [await door.new(door.nord, telephone=telephone(n)) for n in range(MOST_SHOWN + 1)]
    url = f"/api/units/{NORD}/people/search-by-name"
    answer = (await door.nord.post(url, json={"name": MARIA.name})).json()
    assert answer == {"people": [], "more": True}
    assert [await door.looks(each) for each in ids] == [[]] * len(ids)
    change = f"/api/people/{ids[0]}/correct"
    await door.nord.post(change, json={"name": LONGER}, headers=command())
    assert await alike(door, LONGER) == [ids[0]]
    assert len(await alike(door, MARIA.name)) == 0


async def test_a_corrected_name_is_found_and_the_old_one_no_more(door: Door) -> None:
    person = await door.new(door.nord)
    url, new = f"/api/people/{person}/correct", "Kanarimira Kanaripont"
    await door.nord.post(url, json={"name": new}, headers=command())
    assert await alike(door, new) == [person]
    assert await alike(door, MARIA.name) == []


async def test_names_looked_for_count_as_numbers_do(door: Door) -> None:
    different = [f"Kanari{one}{other} Kanarimira" for one in "bdfgklmnrt" for other in "ao"]
    for name in different[:MOST_PEOPLE_AN_HOUR]:
        assert await alike(door, name) == []
    url = f"/api/units/{NORD}/people/search-by-name"
    refused = await door.nord.post(url, json={"name": MARIA.name})
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-people")
    assert await alike(door, f"Kanarimira {different[0].split()[0]}") == []


async def test_an_erased_person_leaves_no_digest_of_their_name(
    door: Door, owner_of: PoolOf
) -> None:
    person, other = await door.new(door.nord), await door.new(door.nord, name=LONGER)
    owner = await owner_of(door.served.around.pool)
    async with transaction(owner, Scope.SYSTEM) as tx:
        await erase_person(tx, person, Why.REQUEST, after(60))
    left = await door.rows("SELECT DISTINCT person FROM person_name_key")
    assert [str(row["person"]) for row in left] == [other]
    assert "person_name_key" in KINDS["people"].tables
    with pytest.raises(asyncpg.CheckViolationError):
        await door.rows("UPDATE person SET name_keyed = '\\x01' WHERE id = $1", person)


async def test_a_new_index_key_renews_the_names_and_writes_those_that_have_no_digest(
    door: Door, owner_of: PoolOf
) -> None:
    one, other = await door.new(door.nord), await door.new(door.nord, name=LONGER)
    owner = await owner_of(door.served.around.pool)
    await owner.execute("DELETE FROM person_name_key WHERE person = $1", one)
    await owner.execute("UPDATE person SET name_keyed = NULL WHERE id = $1", one)
    old = door.served.around.keys.ring()
    async with owner.acquire() as tx:
        assert await rotation.behind(tx, PEOPLE, old) == 1
        assert (await rotation.renew(tx, PEOPLE, old)).done == 1
    assert set(await alike(door, MARIA.name)) == {one, other}
    both = KeySource(with_new(KEYS, Purpose.INDEX, after(0)), None)
    renewed = both.ring()
    async with owner.acquire() as tx:
        assert await rotation.behind(tx, PEOPLE, renewed) == 2
        assert (await rotation.renew(tx, PEOPLE, renewed, batch=1)).done == 1
        door.served.around.keys = both
        assert set(await alike(door, MARIA.name)) == {one, other}
        await rotation.renew(tx, PEOPLE, renewed)
        assert await rotation.behind(tx, PEOPLE, renewed) == 0
    assert set(await alike(door, MARIA.name)) == {one, other}
    keys = await door.rows("SELECT DISTINCT substring(key FOR 4) AS key FROM person_name_key")
    assert [row["key"] for row in keys] == [renewed.index.current]


async def test_at_the_desk_one_box_takes_a_name_and_nobody_is_chosen(desk: AtTheDesk) -> None:
    kept = await desk.client.post(f"/api{AT_DESK}", json={"name": MARIA.name}, headers=command())
    person = kept.json()["id"]
    found = await desk.sends(f"{AT_DESK}/search", asked="Canaribogel Canarirroca")
    assert "1 persona té un nom com aquest" in found.text
    assert f'value="{person}"' in found.text
    assert MARIA.name not in found.text
    page = await desk.client.get(f"/units/{NORD}/desk")
    assert "K•••" not in page.text, "nobody is named by being found"
    nobody = await desk.sends(f"{AT_DESK}/search", asked="Kanarimira")
    assert "Aquí no es coneix ningú amb un nom així" in nobody.text
