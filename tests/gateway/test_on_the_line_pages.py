"""The desk's screen with calls of the exchange: by forms alone, in front of one desk."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx2
import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import Told
from services.gateway.domain import CallEvent, Identity, Known
from shared.contracts.gateway import contact_id
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import MARIA, telephone
from tests.fixtures.cities import DATC, NORD
from tests.fixtures.web import Served, Serving, command
from tests.gateway.kiosk import standing
from tests.gateway.returning import RING, SOURCE, of_call
from tests.gateway.scene import EXCHANGE, Staff, after

DESK = f"/units/{DATC}/desk"
RANG, QUEUED, ANSWERED, HUNG_UP = CallEvent


@dataclass
class Line:
    """The telephone service, with an exchange that tells of its calls."""

    served: Served

    async def tells(
        self, call: str, *events: CallEvent, number: str = telephone(7), unit: str = DATC
    ) -> UUID:
        told = [
            Told(call, event, Known(after(40 + place), unit), number)
            for place, event in enumerate(CallEvent)
            if event in events
        ]
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            await commands.hear(tx, told, EXCHANGE, SOURCE)
        return contact_id(call)

    async def lost(self, call: str, number: str = telephone(7), unit: str = DATC) -> UUID:
        """Somebody hung up after a wait: what is to be called back."""
        await self.tells(call, RANG, QUEUED, HUNG_UP, number=number, unit=unit)
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            return (await of_call(tx, call)).id

    async def operator(self, number: int) -> httpx2.AsyncClient:
        client = await self.served.signed_in({Role.RECEPTION}, {DATC})
        opened = await client.post(f"/api/units/{DATC}/desks/{number}/open", headers=command())
        assert opened.is_success
        return client


@pytest_asyncio.fixture
async def line(serving: Serving) -> Line:
    """The telephone service, on a Monday at ten."""
    return Line((await standing(serving)).served)


async def sends(
    client: httpx2.AsyncClient, contact: UUID, act: str, **form: str
) -> httpx2.Response:
    return await client.post(
        f"/units/{DATC}/contacts/{contact}/{act}",
        data={"idempotency_key": str(uuid4()), **form},
        headers={"referer": f"http://portes.test{DESK}"},
    )


def heading(page: str) -> str:
    [said] = re.findall(r"<h2 data-next[^>]*>([^<]*)</h2>", page)
    return said.strip()


async def test_an_answered_call_is_shown_without_its_number_and_taken_by_one_desk(
    line: Line,
) -> None:
    anna, berta = await line.operator(1), await line.operator(2)
    contact = await line.tells("c-1", RANG, QUEUED, ANSWERED)
    page = (await anna.get(DESK)).text
    code = f"P-{contact.hex[:4].upper()}"
    assert heading(page) == "Hi ha algú a la línia"
    assert "1 trucada atesa" in page
    assert code in page
    assert re.search(r'data-key="o"[^>]*>Soc en aquesta trucada', page)
    assert telephone(7)[-9:] not in page
    assert (await sends(anna, contact, "take-up")).status_code == 303
    refused = await sends(berta, contact, "take-up")
    assert "Ja hi ha una altra persona" in (await berta.get(refused.headers["location"])).text
    page = (await anna.get(DESK)).text
    assert (heading(page), code in page) == ("A la línia", True)
    assert "pass-on" not in page
    assert "/park" not in page
    page = (await berta.get(DESK)).text
    assert (heading(page), code in page) == ("No espera ningú", False)


async def test_a_call_that_was_hung_up_stays_until_it_is_said_how_it_ends(line: Line) -> None:
    anna = await line.operator(1)
    contact = await line.tells("c-1", RANG, ANSWERED)
    await sends(anna, contact, "take-up")
    await line.tells("c-1", HUNG_UP)
    page = (await anna.get(DESK)).text
    assert heading(page) == "La trucada ha acabat"
    assert "ha penjat" in page
    assert "put-down" not in page
    assert 'name="asked"' in page  # whom it concerns can still be said
    assert (await sends(anna, contact, "close", outcome="informed")).status_code == 303
    page = (await anna.get(DESK)).text
    assert heading(page) == "No espera ningú"
    assert "atenció acabada" in page


async def test_a_call_of_which_all_is_said_waits_for_the_exchange(line: Line) -> None:
    anna = await line.operator(1)
    contact = await line.tells("c-1", RANG, ANSWERED)
    await sends(anna, contact, "take-up")
    await sends(anna, contact, "close", outcome="informed")
    page = (await anna.get(DESK)).text
    assert "Ja és tot dit: Informació." in page
    assert 'name="outcome"' not in page
    await line.tells("c-1", HUNG_UP)
    assert heading((await anna.get(DESK)).text) == "No espera ningú"


async def test_machines_say_the_same_as_the_page(line: Line) -> None:
    anna = await line.operator(1)
    contact = await line.tells("c-1", RANG, ANSWERED)
    taken = await anna.post(f"/api/contacts/{contact}/take-up", headers=command())
    assert (taken.status_code, taken.json()["desk"], taken.json()["state"]) == (200, 1, "serving")
    left = await anna.post(f"/api/contacts/{contact}/put-down", headers=command())
    assert (left.status_code, left.json()["desk"]) == (200, None)
    again = await anna.post(f"/api/contacts/{contact}/put-down", headers=command())
    assert again.status_code == 409


async def offered(client: httpx2.AsyncClient) -> list[str]:
    """Which lost calls the desk asks about, beside whoever is on the line."""
    page = (await client.get(DESK)).text
    found = re.findall(rf"/units/{DATC}/pending/([0-9a-f-]+)/do/arrived", page)
    return list(dict.fromkeys(found))


async def test_who_calls_again_from_the_same_number_is_asked_whether_the_lost_call_was_theirs(
    line: Line,
) -> None:
    anna = await line.operator(1)
    lost = await line.lost("c-lost")
    await line.lost("c-other", telephone(8))
    contact = await line.tells("c-again", RANG, QUEUED, ANSWERED)
    await sends(anna, contact, "take-up")
    assert await offered(anna) == [str(lost)]
    assert telephone(7)[-9:] not in (await anna.get(DESK)).text
    settled = await anna.post(
        f"/units/{DATC}/pending/{lost}/do/arrived",
        data={"idempotency_key": str(uuid4()), "contact": str(contact), "back": "desk"},
    )
    assert settled.status_code == 303
    entry = (await anna.get(f"/api/pending/{lost}")).json()["call"]
    assert (entry["settled"], entry["answered_by"]) == ("arrived", str(contact))
    assert await offered(anna) == []
    assert 'id="both-waits"' in (await anna.get(DESK)).text
    heard = (await anna.get(f"/api/contacts/{contact_id('c-lost')}")).json()
    assert heard["state"] == "abandoned", "a lost call stays lost"


async def test_what_a_visit_settled_by_mistake_is_undone_also_after_the_next_acts(
    line: Line,
) -> None:
    anna = await line.operator(1)
    lost = await line.lost("c-lost")
    contact = await line.tells("c-again", RANG, QUEUED, ANSWERED)
    await sends(anna, contact, "take-up")
    undo, at = f"{lost}/do/undo", f"/units/{DATC}/pending/{lost}"
    body = {"idempotency_key": str(uuid4()), "contact": str(contact), "back": "desk"}
    await anna.post(f"{at}/do/arrived", data=body)
    await sends(anna, contact, "triage", level="ordinary")
    page = (await anna.get(DESK)).text
    assert undo in page
    assert 'id="settled"' in page
    assert undo in (await anna.get(at)).text
    await anna.post(f"{at}/do/undo", data={"idempotency_key": str(uuid4()), "back": "desk"})
    assert await offered(anna) == [str(lost)]
    assert undo not in (await anna.get(DESK)).text


async def test_a_named_call_of_their_number_is_not_offered_to_who_says_no_name(
    line: Line,
) -> None:
    anna = await line.operator(1)
    lost = await line.lost("c-lost")
    async with transaction(line.served.around.pool, Scope.SYSTEM) as tx:
        identity = Identity(MARIA.name, telephone(7))
        maria = await commands.new_person(tx, identity, DATC, Staff().by(), RING)
        await commands.name_call(tx, lost, maria.id, Staff().by(50))
    contact = await line.tells("c-again", RANG, QUEUED, ANSWERED)
    await sends(anna, contact, "take-up")
    assert await offered(anna) == []


async def test_who_lost_a_call_at_a_centre_and_calls_the_citys_telephone_settles_it_there(
    line: Line,
) -> None:
    anna = await line.operator(1)
    lost = await line.lost("c-centre", unit=NORD)
    contact = await line.tells("c-again", RANG, QUEUED, ANSWERED)
    await sends(anna, contact, "take-up")
    assert await offered(anna) == [], "not before it is known who calls"
    body = {"name": MARIA.name, "telephone": telephone(7)}
    new = await anna.post(f"/api/units/{DATC}/people", json=body, headers=command())
    naming = {"person": new.json()["id"]}
    path = f"/api/contacts/{contact}/person"
    assert (await anna.post(path, json=naming, headers=command())).status_code == 200
    assert await offered(anna) == [str(lost)]
    assert (await anna.get(f"/api/pending/{lost}")).status_code == 404
    settling = {"how": "arrived", "contact": str(contact)}
    path = f"/api/pending/{lost}/settle"
    done = await anna.post(path, json=settling, headers=command())
    assert done.status_code == 200
    assert done.json().keys() == {"id", "version", "state", "settled", "ended_at"}, "not where"
    async with transaction(line.served.around.pool, Scope.SYSTEM) as tx:
        ended = await of_call(tx, "c-centre")
    assert (ended.unit, ended.settled, ended.answered_by) == (NORD, "arrived", contact)
    page = (await anna.get(DESK)).text
    assert 'id="both-waits"' in page
    undo = await anna.post(f"/api/pending/{lost}/undo", json={}, headers=command())
    assert undo.status_code == 200
    assert await offered(anna) == [str(lost)]
