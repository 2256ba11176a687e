"""The telephone belongs to who speaks, who has no right to hear the data of whom it concerns."""

from uuid import uuid4

import asyncpg
import pytest

from services.gateway.domain import Identity, Person, people
from services.gateway.domain.ways import Speaker
from tests.fixtures.canaries import MARIA, telephone
from tests.fixtures.cities import SUD
from tests.fixtures.web import command
from tests.gateway.test_people import Door, door
from tests.gateway.test_whom import DESK, FIELDS, PEOPLE, AtTheDesk, desk, secrets_in

__all__ = ["desk", "door"]
SPEAKS = "UPDATE contact SET ways = ways || jsonb_build_object('speaker', $2::text) WHERE id = $1"
OTHERS = sorted(set(Speaker) - {Speaker.SELF})


async def speaks(desk: AtTheDesk, who: str) -> None:
    async with desk.served.around.pool.acquire() as tx, tx.transaction():
        await tx.execute("SET LOCAL portes.units = '*'")
        await tx.execute(SPEAKS, desk.contact, who)


@pytest.mark.parametrize("who", OTHERS)
async def test_a_telephone_told_by_who_speaks_for_somebody_is_theirs(
    desk: AtTheDesk, who: Speaker
) -> None:
    await speaks(desk, who)
    person = await desk.keeps_somebody()
    told = (await desk.client.post(f"/api/people/{person}")).json()
    assert (told["telephone"], told["telephone_of"]) == ("••• ••• 427", who)
    found = await desk.client.post(f"/api{PEOPLE}/search", json={"telephone": MARIA.telephone})
    assert [each["telephone_of"] for each in found.json()["people"]] == [who]


async def test_who_speaks_for_themselves_or_says_whose_it_is_is_believed(desk: AtTheDesk) -> None:
    await speaks(desk, Speaker.SELF)
    person = await desk.keeps_somebody()
    told = (await desk.client.post(f"/api/people/{person}")).json()
    assert told["telephone_of"] is None
    identity = Identity(MARIA.name, MARIA.called, telephone_of=Speaker.CARER)
    assert people.as_told_by(identity, Speaker.RELATIVE) == identity
    silent = Identity(MARIA.name)
    assert people.as_told_by(silent, Speaker.RELATIVE).telephone_of is None


async def test_at_the_desk_nothing_is_shown_to_be_read_out_to_who_speaks(desk: AtTheDesk) -> None:
    await desk.keeps_somebody()
    page = (await desk.client.get(DESK)).text
    assert "Mostra les dades" in page
    await speaks(desk, Speaker.RELATIVE)
    page = (await desk.client.get(DESK)).text
    assert "no dona dret a sentir-ne les dades" in page
    assert "Mostra les dades" not in page
    assert "K••• K•••" in page


async def test_a_speakers_number_gives_a_stranger_the_mask_and_nothing_more(door: Door) -> None:
    person = await door.new(door.nord, telephone_of="relative")
    contact = await door.contact(door.sud, SUD)
    [found] = (await door.search(door.sud, SUD, telephone=MARIA.telephone)).json()["people"]
    assert (found["id"], found["name"], found["telephone_of"]) == (person, "K••• K•••", "relative")
    assert await door.looks(person) == [("search_people", "search")]
    assert (await door.name(door.sud, contact, person)).status_code == 404
    glass = {"unit": SUD, "reason": "danger", "words": "Kanariwort, que hi ha perill"}
    broken = await door.sud.post(f"/api/people/{person}/break-glass", json=glass, headers=command())
    assert broken.status_code == 404
    for path in ("", "/data"):
        assert (await door.sud.post(f"/api/people/{person}{path}")).status_code == 404
    await door.search(door.sud, SUD, document=FIELDS["document"])
    assert (await door.name(door.sud, contact, person)).status_code == 200


async def test_whoever_shares_a_number_and_whoever_is_spoken_for_by_it_are_all_shown(
    door: Door,
) -> None:
    own = await door.new(door.nord, document=None)
    spoken_for = await door.new(door.nord, document=None, telephone_of="carer")
    found = (await door.search(door.nord, telephone=MARIA.telephone)).json()["people"]
    assert {each["id"]: each["telephone_of"] for each in found} == {own: None, spoken_for: "carer"}


async def test_speakers_numbers_count_among_the_twenty(door: Door) -> None:
    await door.new(door.nord, telephone_of="relative")
    for _ in range(2):
        await door.search(door.sud, SUD, telephone=MARIA.telephone)
    rows = await door.rows("SELECT DISTINCT asked, found FROM person_search")
    assert [row["found"] for row in rows] == [None]


async def test_a_new_telephone_is_their_own_unless_it_is_said_whose(door: Door) -> None:
    person = await door.new(door.nord, telephone_of="relative")
    url = f"/api/people/{person}"

    async def owner(**said: str) -> object:
        await door.nord.post(f"{url}/correct", json=said, headers=command())
        return (await door.nord.post(url)).json()["telephone_of"]

    assert await owner(language="es") == "relative"
    assert await owner(telephone=telephone(3)) is None
    assert await owner(telephone=telephone(4), telephone_of="carer") == "carer"
    assert await owner(telephone_of="self") is None
    known = Person(uuid4(), 1, Identity(MARIA.name, MARIA.called, telephone_of=Speaker.CARER))
    assert people.correct(known, {"telephone": None}).identity.telephone_of is None


async def test_the_database_keeps_no_speaker_without_a_telephone(door: Door) -> None:
    person = await door.new(door.nord, telephone=None)
    for owner in ("relative", "neighbour"):
        with pytest.raises(asyncpg.CheckViolationError):
            await door.rows("UPDATE person SET telephone_of = $2 WHERE id = $1", person, owner)


async def test_candidates_say_that_who_speaks_has_no_right_to_hear(desk: AtTheDesk) -> None:
    await speaks(desk, Speaker.RELATIVE)
    await desk.keeps_somebody()
    await desk.sends(f"{PEOPLE}/named", contact=desk.contact, person="")
    found = await desk.sends(f"{PEOPLE}/search", asked=MARIA.telephone)
    assert "no té dret a sentir-ne les dades" in found.text
    assert "D’un familiar" in found.text.replace("&#39;", "'")
    assert set(secrets_in(found)) <= {"600913427"}
    assert "És aquesta" not in found.text, "nothing else joins them to this centre"
