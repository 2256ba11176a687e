"""Where somebody is called back: asked where no number is known; nobody is told to dial none."""

import re
from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway.domain.pending import pending_id
from shared.encryption import Place, open_sealed
from tests.fixtures.cities import NORD
from tests.fixtures.web import Serving
from tests.gateway.keeping import TELEPHONE, House, house_of
from tests.gateway.test_triage import FOOD

DESK = f"/units/{NORD}/desk"
FIELD = 'name="telephone" type="tel" maxlength="40" autocomplete="off" required'
NUMBER, OTHER = "600 913 431", "600 913 432"
NOWHERE, NO_NUMBER = "No hi ha cap lloc on trucar", "Cap número on trucar"
OF_A_RELATIVE, THEIR_OWN = ("D’un familiar", "Seu")
WHOSE = {
    (None, None): False,
    (None, "self"): False,
    (None, "relative"): True,
    ("relative", None): True,
    ("relative", "self"): True,
    ("relative", "relative"): False,
    ("relative", "carer"): True,
}
"""Of whom the kept telephone is, who speaks, and whether the desk asks where to call."""


@pytest_asyncio.fixture
async def house(serving: Serving) -> House:
    """Anna's desk at the north is open."""
    house = await house_of(serving)
    await house.desk(house.anna)
    return house


async def served(house: House, person: str | None = None) -> str:
    """Somebody in service, without a reason."""
    contact = await house.contact(person)
    await house.call(house.anna)
    await house.anna.post(f"/api/contacts/{contact}/start")
    return contact


async def number_of(house: House, contact: str) -> str | None:
    """The number that is kept for the contact, opened."""
    rows = await house.rows("SELECT number FROM caller_number WHERE id = $1", UUID(contact))
    if not rows:
        return None
    place = Place("caller_number", "number", UUID(contact))
    return open_sealed(house.served.around.keys.ring().data, place, rows[0]["number"])


async def asks(house: House) -> bool:
    """Whether Anna's desk asks for a telephone with *We call back*."""
    return FIELD in (await house.anna.client.get(DESK)).text


async def test_the_desk_asks_where_to_call_only_of_whom_no_number_is_known(house: House) -> None:
    await served(house)
    assert await asks(house)
    person = await house.person()
    [contact] = await house.rows("SELECT id FROM contact")
    await house.anna.post(f"/api/contacts/{contact['id']}/person", person=person)
    assert not await asks(house), "theirs is known"
    await house.rows("UPDATE person SET telephone = NULL, telephone_index = NULL")
    assert await asks(house), "somebody named may have none"
    await house.rows(
        "INSERT INTO caller_number (id, unit, number, number_index, at)"
        " VALUES ($1, $2, '\\x01', '\\x02', now())",
        contact["id"],
        NORD,
    )
    assert not await asks(house), "the exchange told it"


async def test_a_kept_telephone_counts_only_where_it_is_of_who_speaks(house: House) -> None:
    contact = await served(house, await house.person())
    asked = []
    for whose, speaker in WHOSE:
        await house.rows("UPDATE person SET telephone_of = $1", whose)
        await house.anna.post(f"/api/contacts/{contact}/ways", speaker=speaker)
        asked.append(await asks(house))
    assert asked == list(WHOSE.values())


async def test_a_desk_does_not_tell_by_it_that_a_sealed_person_is_named(house: House) -> None:
    person = await house.person()
    await served(house, person)
    assert not await asks(house)
    await house.rows("UPDATE person SET sealed_at = now(), sealed_by = $1", house.carla.id)
    assert await asks(house)


@pytest.mark.parametrize("reason", [None, FOOD])
async def test_the_number_is_kept_sealed_and_is_the_one_that_is_called(
    house: House, reason: str | None
) -> None:
    contact = await served(house)
    at, act = f"/units/{NORD}/contacts/{contact}", "close"
    if reason:
        await house.anna.post(f"/api/contacts/{contact}/reasons", reason=reason)
        act = "end-reason"
    said = {"outcome": "call_back", "safe_contact": "yes", "reason": reason or ""}
    refused = await house.anna.form(f"{at}/{act}", **said, telephone="no number")
    assert "no number" not in refused.text
    assert await house.rows("SELECT FROM contact WHERE state = 'serving'")
    await house.anna.form(f"{at}/{act}", **said, telephone=NUMBER)
    assert await number_of(house, contact) == "+34600913431"
    entry = pending_id(UUID(contact))
    page = (await house.anna.client.get(f"/units/{NORD}/pending/{entry}")).text
    assert "••• ••• 431" in page
    assert 'data-key="c"' in page
    assert NOWHERE not in page


@pytest.mark.parametrize("act", ["close", f"reasons/{FOOD}/end"])
async def test_the_interface_takes_the_number_and_the_first_that_was_told_stays(
    house: House, act: str
) -> None:
    contact = await served(house)
    at = f"/api/contacts/{contact}"
    await house.anna.post(f"{at}/reasons", reason=FOOD)
    await house.anna.post(f"{at}/ways", safe_contact="yes")
    wrong = await house.anna.post(f"{at}/{act}", outcome="call_back", telephone="12")
    assert (wrong.status_code, await number_of(house, contact)) == (422, None)
    for number in (NUMBER, OTHER):
        done = await house.anna.post(f"{at}/{act}", outcome="call_back", telephone=number)
        assert done.status_code == 200, done.text
        await house.anna.post(f"{at}/undo")
    assert await number_of(house, contact) == "+34600913431"
    await house.anna.post(f"{at}/{act}", outcome="informed", telephone=OTHER)
    assert NUMBER not in (await house.anna.client.get(f"/api/contacts/{contact}")).text


async def asked_without_number(house: House, whose: str | None, speaker: str) -> UUID:
    """Somebody whose kept telephone is of this one is to be called; nobody said where."""
    contact = await served(house, await house.person(telephone_of=whose))
    await house.anna.post(f"/api/contacts/{contact}/ways", safe_contact="yes", speaker=speaker)
    await house.anna.post(f"/api/contacts/{contact}/close", outcome="call_back")
    return pending_id(UUID(contact))


@pytest.mark.parametrize(
    ("whose", "speaker", "tag"),
    [("relative", "self", OF_A_RELATIVE), (None, "relative", THEIR_OWN), (None, "self", None)],
)
async def test_where_the_kept_telephone_is_dialled_it_stands_beside_it_whose_it_is(
    house: House, whose: str | None, speaker: str, tag: str | None
) -> None:
    entry = await asked_without_number(house, whose, speaker)
    rows = (await house.anna.client.get(f"/units/{NORD}/pending")).text
    page = (await house.carla.client.get(f"/units/{NORD}/pending/{entry}")).text
    dial = page[page.index("p-dial") :].partition("/do/call")[0]
    tags = (f'<span class="p-tag">{each}</span>' for each in (OF_A_RELATIVE, THEIR_OWN))
    for says in tags:
        expected = tag is not None and tag in says
        assert (says in rows, says in dial) == (expected, expected), says
    assert ('id="spoke-number"' in page) == (tag is not None), "they are asked where to call"
    told = await house.anna.client.post(f"/api/pending/{entry}/number")
    assert told.json() == {"number": "+34600913427", "telephone_of": whose or "self"}
    await house.rows("UPDATE person SET sealed_at = now(), sealed_by = $1", house.carla.id)
    assert OF_A_RELATIVE not in (await house.anna.client.get(f"/units/{NORD}/pending")).text


async def test_the_number_of_a_call_is_nobodys_kept_telephone(house: House) -> None:
    contact = await served(house, await house.person(telephone_of="relative"))
    said = {"outcome": "call_back", "safe_contact": "yes", "telephone": NUMBER}
    await house.anna.form(f"/units/{NORD}/contacts/{contact}/close", **said)
    entry = pending_id(UUID(contact))
    page = (await house.carla.client.get(f"/units/{NORD}/pending/{entry}")).text
    assert "••• ••• 431" in page
    assert OF_A_RELATIVE not in page
    assert 'id="spoke-number"' not in page
    told = await house.anna.client.post(f"/api/pending/{entry}/number")
    assert told.json() == {"number": "+34600913431", "telephone_of": None}


async def test_where_there_is_no_number_nobody_is_told_to_call(house: House) -> None:
    contact = await served(house)
    await house.anna.post(f"/api/contacts/{contact}/ways", safe_contact="yes")
    await house.anna.post(f"/api/contacts/{contact}/close", outcome="call_back")
    entry = pending_id(UUID(contact))
    page = (await house.anna.client.get(f"/units/{NORD}/pending/{entry}")).text
    assert f"{entry}/do/call" not in page
    assert NOWHERE in page
    rows = (await house.anna.client.get(f"/units/{NORD}/pending")).text
    assert f"{entry}/do/call" not in rows
    assert NO_NUMBER in rows
    person = await house.person(telephone=TELEPHONE)
    await house.anna.post(f"/api/pending/{entry}/person", person=person)
    page = (await house.anna.client.get(f"/units/{NORD}/pending/{entry}")).text
    assert f"{entry}/do/call" in page, "theirs is called"
    assert NOWHERE not in page
    rows = (await house.anna.client.get(f"/units/{NORD}/pending")).text
    assert (f"{entry}/do/call" in rows, NO_NUMBER in rows) == (True, False)
    await house.rows("UPDATE person SET telephone = NULL, telephone_index = NULL")
    page = (await house.anna.client.get(f"/units/{NORD}/pending/{entry}")).text
    assert (f"{entry}/do/call" in page, NOWHERE in page) == (False, True)
    rows = (await house.anna.client.get(f"/units/{NORD}/pending")).text
    assert (f"{entry}/do/call" in rows, NO_NUMBER in rows) == (False, True)
    await house.rows("UPDATE person SET sealed = true, sealed_for = $1", [NORD])
    rows = (await house.anna.client.get(f"/units/{NORD}/pending")).text
    assert f"{entry}/do/call" in rows, "what a sealed person has is not told by it"


async def nowhere(house: House, **said: str) -> str:
    """The address of a call that was asked for by somebody who left no number."""
    contact = await served(house)
    await house.anna.post(f"/api/contacts/{contact}/ways", safe_contact="yes")
    if said:
        await house.anna.post(f"/api/contacts/{contact}/triage", **said)
    await house.anna.post(f"/api/contacts/{contact}/close", outcome="call_back")
    return str(pending_id(UUID(contact)))


async def test_where_there_is_no_number_nothing_is_tried_and_it_is_closed_saying_so(
    house: House,
) -> None:
    entry = await nowhere(house)
    page = (await house.anna.client.get(f"/units/{NORD}/pending/{entry}")).text
    for act in ("no-answer", "engaged", "wrong-number"):
        assert f"{entry}/do/{act}" not in page
    for act in ("reached", "arrived", "withdrawn", "give-up"):
        assert f"{entry}/do/{act}" in page
    tried = await house.anna.post(f"/api/pending/{entry}/attempts", result="no_answer")
    begun = await house.anna.post(f"/api/pending/{entry}/call")
    for refused in (tried, begun):
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-number")
    closed = await house.anna.post(f"/api/pending/{entry}/give-up", why="no_number")
    assert (closed.status_code, closed.json()["given_up"]) == (200, "no_number")


async def test_once_whose_it_is_has_a_number_it_is_tried_as_any_other(house: House) -> None:
    entry = await nowhere(house)
    person = await house.person(telephone=TELEPHONE)
    await house.anna.post(f"/api/pending/{entry}/person", person=person)
    page = (await house.anna.client.get(f"/units/{NORD}/pending/{entry}")).text
    assert f"{entry}/do/no-answer" in page
    assert "no_number" not in page
    tried = await house.anna.post(f"/api/pending/{entry}/attempts", result="no_answer")
    assert tried.status_code == 200
    closed = await house.anna.post(f"/api/pending/{entry}/give-up", why="no_number")
    assert (closed.status_code, closed.json()["type"]) == (409, "/problems/not-tried-enough")
    await house.rows("UPDATE person SET telephone = NULL, telephone_index = NULL")
    refused = await house.anna.post(f"/api/pending/{entry}/attempts", result="no_answer")
    assert refused.status_code == 409
    await house.rows("UPDATE person SET sealed = true, sealed_for = '{x}'")
    sealed = await house.anna.post(f"/api/pending/{entry}/attempts", result="no_answer")
    assert sealed.status_code == 200, "what a sealed person has is not told by it"


async def test_a_pressing_one_without_a_number_is_handed_to_a_professional_who_closes_it(
    house: House,
) -> None:
    entry = await nowhere(house)
    await house.rows("UPDATE pending_call SET level = 'urgent'")
    at = f"/units/{NORD}/pending/{entry}"
    page = (await house.anna.client.get(at)).text
    assert (f"{entry}/do/hand-over" in page, f"{entry}/do/give-up" in page) == (True, False)
    refused = await house.anna.post(f"/api/pending/{entry}/give-up", why="no_number")
    assert refused.status_code == 409
    assert (await house.anna.post(f"/api/pending/{entry}/hand-over")).status_code == 200
    assert "no_number" in (await house.carla.client.get(at)).text
    closed = await house.carla.post(f"/api/pending/{entry}/give-up", why="no_number")
    assert closed.status_code == 200, closed.text


async def test_who_is_spoken_with_and_asks_for_another_call_says_where(house: House) -> None:
    contact = await served(house)
    await house.anna.post(f"/api/contacts/{contact}/ways", safe_contact="yes")
    await house.anna.post(f"/api/contacts/{contact}/close", outcome="call_back")
    entry = pending_id(UUID(contact))
    page = (await house.carla.client.get(f"/units/{NORD}/pending/{entry}")).text
    form = page[page.index('id="spoke-again"') :].partition("</details>")[0]
    assert re.search(r'<input[^>]* name="telephone" type="tel"', form)
    said = {"outcome": "call_back", "reason": FOOD, "safe_contact": "yes", "telephone": NUMBER}
    done = await house.carla.form(f"/units/{NORD}/pending/{entry}/do/reached", **said)
    assert done.status_code == 303, done.text
    [again] = await house.rows("SELECT id FROM contact WHERE pending_call = $1", entry)
    assert await number_of(house, str(again["id"])) == "+34600913431"
