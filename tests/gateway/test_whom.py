"""Who it is, at the desk and on a person's page: by forms alone, masked, and without keys too."""

import re
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio

from shared.db import Scope, transaction
from shared.encryption.keys import fresh
from shared.identity import Role
from tests.fixtures.canaries import MARIA, doubtful, telephone
from tests.fixtures.cities import NORD, load_city
from tests.fixtures.web import Served, Serving, command

DESK = f"/units/{NORD}/desk"
PEOPLE = f"/units/{NORD}/people"
FIELDS = {"name": MARIA.name, "telephone": MARIA.telephone, "document": doubtful(732)}
ENDING = {"COMMIT;", "COMMIT"}
SECRETS = ("Kanarivogel", "600913427", "600 91 34 27", "93417732J")


@dataclass
class AtTheDesk:
    """Somebody who serves a contact at a desk."""

    served: Served
    client: httpx2.AsyncClient
    contact: str

    async def sends(self, path: str, **form: str) -> httpx2.Response:
        data = {"idempotency_key": str(uuid4()), **form}
        referer = {"referer": f"http://portes.test{DESK}"}
        return await self.client.post(path, data=data, headers=referer)

    async def keeps_somebody(self) -> str:
        answer = await self.sends(PEOPLE, contact=self.contact, **FIELDS)
        assert (answer.status_code, answer.headers["location"]) == (303, DESK)
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            return str(await tx.fetchval("SELECT person FROM contact WHERE id = $1", self.contact))

    async def looks(self) -> list[tuple[str, str]]:
        rows = await self.served.around.pool.fetch("SELECT act, relation FROM look ORDER BY number")
        return [(row["act"], row["relation"]) for row in rows]


async def serve_one(served: Served) -> AtTheDesk:
    client = await served.signed_in({Role.RECEPTION}, {NORD})
    await client.post(f"/api/units/{NORD}/desks/1/open", headers=command())
    await client.post(f"/api/units/{NORD}/contacts", json={}, headers=command())
    called = await client.post(f"/api/units/{NORD}/desks/1/call-next", headers=command())
    contact = called.json()["contact"]["id"]
    assert (await client.post(f"/api/contacts/{contact}/start", headers=command())).is_success
    return AtTheDesk(served, client, contact)


@pytest_asyncio.fixture
async def desk(serving: Serving) -> AtTheDesk:
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    return await serve_one(served)


def secrets_in(answer: httpx2.Response) -> list[str]:
    return [secret for secret in SECRETS if secret in answer.text]


async def test_somebody_new_is_kept_and_shown_masked_with_every_look_recorded(
    desk: AtTheDesk,
) -> None:
    await desk.keeps_somebody()
    page = await desk.client.get(DESK)
    assert "K••• K•••" in page.text
    assert "••• ••• 427" in page.text
    assert "La lletra del document" in page.text
    assert secrets_in(page) == []
    assert await desk.looks() == [("desk_page", "contact")]


async def test_somebody_known_is_found_named_and_taken_back(desk: AtTheDesk) -> None:
    person = await desk.keeps_somebody()
    await desk.sends(f"{PEOPLE}/named", contact=desk.contact, person="")
    assert "K•••" not in (await desk.client.get(DESK)).text
    found = await desk.sends(f"{PEOPLE}/search", asked="+34 600-913-427")
    assert found.status_code == 200
    assert f'value="{person}"' in found.text
    assert secrets_in(found) == ["600913427"]  # only what was typed, in the form for somebody new
    named = await desk.sends(f"{PEOPLE}/named", contact=desk.contact, person=person)
    assert named.headers["location"] == DESK
    assert "K••• K•••" in (await desk.client.get(DESK)).text
    assert await desk.looks() == [("desk_person_search", "search"), ("desk_page", "contact")]


async def test_the_data_are_shown_when_asked_for_and_go_back_to_the_mask(desk: AtTheDesk) -> None:
    person = await desk.keeps_somebody()
    masked = await desk.client.get(f"{PEOPLE}/{person}")
    assert secrets_in(masked) == []
    shown = await desk.sends(f"{PEOPLE}/{person}/data")
    assert {"Kanarivogel", "600 91 34 27", "93417732J"} <= set(secrets_in(shown))
    assert shown.headers["refresh"] == f"60; url={PEOPLE}/{person}"
    assert shown.headers["cache-control"] == "no-store"
    again = await desk.client.get(f"{PEOPLE}/{person}/data")
    assert again.headers["location"] == f"{PEOPLE}/{person}"
    assert await desk.looks() == [("person_page", "contact"), ("person_page_data", "contact")]


async def test_a_form_puts_right_what_is_written_and_leaves_what_is_empty(desk: AtTheDesk) -> None:
    person = await desk.keeps_somebody()
    answer = await desk.sends(
        f"{PEOPLE}/{person}/correct", telephone=telephone(1), without="document", name=""
    )
    assert answer.headers["location"] == f"{PEOPLE}/{person}"
    shown = (await desk.sends(f"{PEOPLE}/{person}/data")).text
    assert "600 91 30 01" in shown
    assert MARIA.name in shown
    assert "93417732J" not in shown


async def test_titles_and_addresses_say_nothing_of_a_person(desk: AtTheDesk) -> None:
    person = await desk.keeps_somebody()
    for page in (
        await desk.client.get(DESK),
        await desk.sends(f"{PEOPLE}/{person}/data"),
        await desk.sends(f"{PEOPLE}/search", asked=MARIA.telephone),
    ):
        title = re.search("<title>(.*)</title>", page.text)
        assert title
        assert "K•••" not in title[1]
        assert not any(secret in title[1] for secret in SECRETS)
        assert not any(secret in str(page.url) for secret in SECRETS)


@pytest.mark.parametrize("asked", ["600", "·", ""])
async def test_what_cannot_be_searched_is_said_at_the_desk(desk: AtTheDesk, asked: str) -> None:
    answer = await desk.sends(f"{PEOPLE}/search", asked=asked)
    assert (answer.status_code, answer.headers["location"]) == (303, DESK)
    assert "Escriu un telèfon sencer" in (await desk.client.get(DESK)).text


async def test_nobody_is_asked_who_it_is_before_service_or_without_the_role(
    desk: AtTheDesk,
) -> None:
    await desk.keeps_somebody()
    await desk.client.post(f"/api/contacts/{desk.contact}/park", headers=command())
    assert 'id="whom"' not in (await desk.client.get(DESK)).text
    other = await desk.served.signed_in({Role.ADMINISTRATOR}, {NORD})
    assert 'id="whom"' not in (await other.get(DESK)).text
    assert await desk.looks() == []


async def test_a_stream_of_the_desk_carries_nobody(desk: AtTheDesk) -> None:
    await desk.keeps_somebody()
    from services.gateway.pages.desk import PARTS

    assert set(PARTS) == {"work", "queue"}
    page = (await desk.client.get(DESK)).text
    work = page[page.index('data-live-part="work"') : page.index('class="p-desk__person')]
    assert "K•••" not in work


async def test_without_keys_the_desk_works_and_says_so(serving: Serving) -> None:
    serving.keys = ""
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    desk = await serve_one(served)
    ready = await desk.client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "waiting_for": [], "lacking": ["encryption-keys"]}
    page = await desk.client.get(DESK)
    assert page.status_code == 200
    assert "Ara no es poden llegir les dades" in page.text
    new = {"name": MARIA.name}
    refused = await desk.client.post(f"/api{PEOPLE}", json=new, headers=command())
    assert (refused.status_code, refused.json()["type"]) == (503, "/problems/keys-missing")
    closed = await desk.client.post(
        f"/api/contacts/{desk.contact}/close", json={"outcome": "informed"}, headers=command()
    )
    assert closed.is_success


async def test_with_other_keys_the_desk_works_and_the_person_stays_closed(
    desk: AtTheDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shared.encryption import KeySource

    person = await desk.keeps_somebody()
    assert (await desk.client.get("/readyz")).json()["lacking"] == []
    lost = KeySource(fresh(datetime.now(UTC)), None)
    monkeypatch.setattr(desk.served.around, "keys", lost)
    page = await desk.client.get(DESK)
    assert (page.status_code, "K•••" in page.text) == (200, False)
    refused = await desk.client.post(f"/api/people/{person}/data")
    assert refused.json()["type"] == "/problems/cannot-be-opened"


async def test_looks_are_written_when_everything_else_is_read(desk: AtTheDesk) -> None:
    """From a look to the commit every other look of the service waits."""
    person = await desk.keeps_somebody()
    pool, told = desk.served.around.pool, list[str]()
    async with pool.acquire() as connection:
        connection._con.add_query_logger(lambda record: told.append(record.query))
    page = f"{PEOPLE}/{person}"
    for method, path in (
        ("GET", DESK),
        ("GET", page),
        ("POST", f"{page}/data"),
        ("POST", f"/api/people/{person}/data"),
        ("POST", f"/api{page}/contacts"),
        ("POST", f"/api{PEOPLE}/search"),
    ):
        number = {"telephone": FIELDS["telephone"]} if path.endswith("search") else None
        await asked_last(desk.client.request(method, path, json=number), told)
    await desk.sends(f"{PEOPLE}/named", contact=desk.contact, person="")
    await asked_last(desk.sends(f"{PEOPLE}/search", asked=FIELDS["telephone"]), told)


async def asked_last(asked: Awaitable[httpx2.Response], told: list[str]) -> None:
    told.clear()
    answer = await asked
    assert answer.status_code == 200
    statements = [each for each in told if each not in ENDING]
    assert "look_append" in statements[-1], (answer.request.url, statements[-1])
    assert sum("look_append" in each for each in statements) == 1


async def test_the_languages_of_a_person_are_those_of_the_city_with_their_own_names(
    desk: AtTheDesk,
) -> None:
    offered = '<option value="csc">Llengua de signes catalana · LSC</option>'
    assert offered in (await desk.client.get(DESK)).text
    answer = await desk.sends(PEOPLE, contact=desk.contact, language="csc", **FIELDS)
    assert answer.status_code == 303
    assert "<dd>Llengua de signes catalana</dd>" in (await desk.client.get(DESK)).text


async def test_the_card_of_the_reason_says_what_to_ask_and_where_to_turn_to(
    desk: AtTheDesk,
) -> None:
    assert "Des de quan?" not in (await desk.client.get(DESK)).text
    reasons = f"/api/contacts/{desk.contact}/reasons"
    added = await desk.client.post(reasons, json={"reason": "ECO-ALIM"}, headers=command())
    assert added.is_success
    page = (await desk.client.get(DESK)).text
    assert re.search(r"<b>Pregunta i digues:</b> Des de quan\?</p>", page)
    assert re.search(r'Informació <b class="p-nb">010</b>', page)
