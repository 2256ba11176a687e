"""The desk's screen with calls of the exchange: by forms alone, in front of one desk."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx2
import pytest_asyncio

from services.gateway.commands import Told
from services.gateway.domain import CallEvent, Known
from shared.contracts.gateway import contact_id
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import telephone
from tests.fixtures.cities import DATC
from tests.fixtures.web import Served, Serving, command
from tests.gateway.kiosk import standing
from tests.gateway.scene import after, hear

DESK = f"/units/{DATC}/desk"
RANG, QUEUED, ANSWERED, HUNG_UP = CallEvent


@dataclass
class Line:
    """The telephone service, with an exchange that tells of its calls."""

    served: Served

    async def tells(self, call: str, *events: CallEvent) -> UUID:
        told = [
            Told(call, event, Known(after(40 + place), DATC), telephone(7))
            for place, event in enumerate(CallEvent)
            if event in events
        ]
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            await hear(tx, told)
        return contact_id(call)

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
