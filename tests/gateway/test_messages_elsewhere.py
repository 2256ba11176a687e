"""The city's telephone leaves a message for a professional of a centre, tied to who calls."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import By
from services.gateway.domain import Identity
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import MARIA, WORDS, somebody
from tests.fixtures.cities import DATC, NORD, SUD, load_city
from tests.fixtures.web import Serving, command
from tests.gateway.kiosk import play
from tests.gateway.scene import Staff, after
from tests.gateway.test_messages import Letterbox, user_name


class Telephone(Letterbox):
    """Reception of the telephone alone, and a centre's reception and professional."""

    carme: httpx2.AsyncClient

    async def left(self, **said: Any) -> httpx2.Response:
        """A message for the centre's professional, by the API."""
        body = {"to": self.to, "words": WORDS, "centre": NORD} | said
        url = f"/api/units/{DATC}/messages"
        return await self.anna.post(url, json=body, headers=command())

    async def kept(self) -> Any:
        """The one that there is."""
        [row] = await self.rows("SELECT * FROM pending_call")
        return row

    def by(self) -> By:
        return By(Staff().by().who, self.served.around.clock.now())


@pytest_asyncio.fixture
async def box(serving: Serving) -> Telephone:
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    await play(served, after(0))
    anna = await served.signed_in({Role.RECEPTION}, {DATC})
    laia = await served.signed_in({Role.PROFESSIONAL}, {NORD})
    there = Telephone(served, anna, laia, await user_name(served, laia))
    there.carme = await served.signed_in({Role.RECEPTION}, {NORD})
    return there


async def test_it_is_the_centres_with_the_callers_contact_and_tells_the_telephone_no_more(
    box: Telephone,
) -> None:
    contact = await box.contact()
    left = await box.left(contact=str(contact), number=somebody(11).called)
    assert left.status_code == 201, left.text
    assert set(left.json()) == {"id", "version", "state", "settled", "ended_at"}
    row = await box.kept()
    assert (row["unit"], row["centre"], row["contact"]) == (NORD, NORD, contact)
    at = f"/api/pending/{row['id']}"
    assert (await box.anna.get(at)).status_code == 404
    number = await box.carme.post(f"{at}/number")
    assert number.json() == {"number": somebody(11).called, "telephone_of": None}


async def test_its_professional_answers_and_the_centres_reception_reads_and_tells(
    box: Telephone,
) -> None:
    await box.left(contact=str(await box.contact()))
    entry = (await box.kept())["id"]
    assert (await box.answer(entry)).status_code == 200
    read = await box.carme.post(f"/api/pending/{entry}/words", headers=command())
    assert read.json() == {"message": WORDS, "answer": WORDS}
    told = await box.carme.post(
        f"/api/pending/{entry}/settle", json={"how": "answered"}, headers=command()
    )
    assert told.json()["settled"] == "answered"


async def test_the_form_asks_for_the_centre_first_and_offers_its_professionals(
    box: Telephone,
) -> None:
    contact = await box.contact()
    url = f"/units/{DATC}/pending?contact={contact}"
    first = (await box.anna.get(url)).text
    assert f'<option value="{NORD}">' in first
    assert 'name="words"' not in first, "first the centre"
    then = (await box.anna.get(f"{url}&centre={NORD}")).text
    offered = then.split('<datalist id="addressees">')[1].split("</datalist>")[0]
    assert f'value="{box.to}"' in offered
    assert f'name="centre" value="{NORD}"' in then
    assert f'name="contact" value="{contact}"' in then
    assert "<b>17:30</b>" not in then
    assert 'value="2026-03-02T13:30:00"' in then, "in the hours of the centre"
    left = await box.leave(contact=str(contact), centre=NORD, back="desk", script=False)
    assert left.headers["location"].endswith(f"/units/{DATC}/desk")
    assert (await box.kept())["unit"] == NORD


async def test_without_a_contact_the_list_says_that_it_was_left_and_takes_it_back(
    box: Telephone,
) -> None:
    left = await box.leave(centre=NORD, script=False)
    assert left.headers["location"].endswith(f"/units/{DATC}/pending")
    page = (await box.anna.get(f"/units/{DATC}/pending")).text
    entry = (await box.kept())["id"]
    assert f"{entry}/do/undo" in page
    assert "missatge deixat" in page
    back = await box.anna.post(f"/api/pending/{entry}/undo", headers=command())
    assert back.json()["settled"] == "mistake"


async def test_a_centre_to_which_it_was_left_by_mistake_has_nothing_to_do_with_her(
    box: Telephone,
) -> None:
    contact = await box.contact()
    async with transaction(box.served.around.pool, Scope.SYSTEM) as tx:
        ring = box.served.around.keys.ring()
        maria = (await commands.new_person(tx, Identity(MARIA.name), DATC, box.by(), ring)).id
    named = await box.anna.post(
        f"/api/contacts/{contact}/person", json={"person": str(maria)}, headers=command()
    )
    assert named.status_code == 200, named.text
    await box.left(contact=str(contact))
    of = f"/api/people/{maria}/data"
    assert (await box.carme.post(of, headers=command())).status_code == 200
    entry = (await box.kept())["id"]
    await box.anna.post(f"/api/pending/{entry}/undo", headers=command())
    assert (await box.carme.post(of, headers=command())).status_code == 404


async def test_whom_the_call_turns_out_to_concern_is_whose_the_message_is(box: Telephone) -> None:
    contact = await box.contact()
    async with transaction(box.served.around.pool, Scope.SYSTEM) as tx:
        ring = box.served.around.keys.ring()
        new = Identity(MARIA.name, MARIA.called)
        maria = (await commands.new_person(tx, new, DATC, box.by(), ring)).id
    await box.left(contact=str(contact))
    of = f"/api/people/{maria}/data"
    assert (await box.carme.post(of)).status_code == 404
    for person, known in ((maria, 200), (None, 404)):
        async with transaction(box.served.around.pool, Scope.of({DATC})) as tx:
            await commands.name_person(tx, contact, person, box.by())
        assert (await box.kept())["person"] == person
        assert (await box.carme.post(of)).status_code == known


async def test_a_person_who_is_known_is_somebody_to_the_centre_that_is_to_tell_them(
    box: Telephone,
) -> None:
    contact = await box.contact()
    async with transaction(box.served.around.pool, Scope.SYSTEM) as tx:
        ring = box.served.around.keys.ring()
        new = Identity(MARIA.name, MARIA.called)
        maria = (await commands.new_person(tx, new, DATC, box.by(), ring)).id
        await commands.name_person(tx, contact, maria, box.by())
    await box.left(contact=str(contact))
    assert (await box.kept())["person"] == maria
    assert (await box.carme.post(f"/api/people/{maria}/data")).status_code == 200


@pytest.mark.parametrize("contact_at", [NORD, SUD])
async def test_only_at_a_contact_of_the_telephone(box: Telephone, contact_at: str) -> None:
    refused = await box.left(contact=str(await box.contact(contact_at)))
    assert refused.status_code == 404
    assert await box.rows("SELECT FROM pending_call") == []


async def test_only_for_a_professional_of_that_centre_and_only_from_the_telephone(
    box: Telephone,
) -> None:
    refused = await box.left(centre=SUD)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/unknown-professional")
    body = {"to": box.to, "words": WORDS, "centre": NORD}
    pol = await box.served.signed_in({Role.RECEPTION}, {SUD})
    elsewhere = await pol.post(f"/api/units/{SUD}/messages", json=body, headers=command())
    assert (elsewhere.status_code, elsewhere.json()["type"]) == (422, "/problems/unknown-place")
    assert await box.rows("SELECT FROM pending_call") == []


async def test_nobody_is_left_a_message_of_whom_they_must_not_see(box: Telephone) -> None:
    contact = await box.contact()
    who = await box.served.around.sessions.by_cookie(
        box.laia.cookies[box.served.around.settings.cookie]
    )
    assert who
    async with transaction(box.served.around.pool, Scope.SYSTEM) as tx:
        ring = box.served.around.keys.ring()
        new = Identity(MARIA.name, MARIA.called)
        maria = (await commands.new_person(tx, new, DATC, box.by(), ring)).id
        await commands.name_person(tx, contact, maria, box.by())
        await commands.exclude(tx, maria, UUID(str(who.id)), box.by())
    refused = await box.left(contact=str(contact))
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/unknown-professional")
