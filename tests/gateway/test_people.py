"""People through the web: found exactly, masked, seen with a relation only, every look recorded."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest
import pytest_asyncio

from services.gateway.pages.trace_words import UNUSUAL
from services.gateway.policy import POLICY
from services.gateway.queries import Why
from services.gateway.queries.people import MOST_PEOPLE_AN_HOUR
from shared.db import Scope, transaction
from shared.identity import Role, administration
from shared.rights import Condition
from tests.fixtures.canaries import MARIA as SOMEBODY
from tests.fixtures.canaries import document, doubtful, telephone
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.databases import PoolOf
from tests.fixtures.web import Served, Serving, command

NAME, TELEPHONE, DOCUMENT = SOMEBODY.name, SOMEBODY.telephone, doubtful(732)
MARIA = {"name": NAME, "telephone": TELEPHONE, "document": DOCUMENT, "language": "ca"}
SECRETS = ("Kanarivogel", "600913427", "600 91 34 27", TELEPHONE, "93417732")


@dataclass
class Door:
    """A gateway with a city, and who works at its doors."""

    served: Served
    nord: httpx2.AsyncClient
    sud: httpx2.AsyncClient

    async def new(self, client: httpx2.AsyncClient, unit: str = NORD, **fields: Any) -> str:
        answer = await client.post(
            f"/api/units/{unit}/people", json={**MARIA, **fields}, headers=command()
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def search(self, client: httpx2.AsyncClient, unit: str = NORD, **asked: str) -> Any:
        return await client.post(f"/api/units/{unit}/people/search", json=asked)

    async def contact(self, client: httpx2.AsyncClient, unit: str = NORD) -> str:
        answer = await client.post(f"/api/units/{unit}/contacts", json={}, headers=command())
        return str(answer.json()["id"])

    async def name(self, client: httpx2.AsyncClient, contact: str, person: str | None) -> Any:
        url = f"/api/contacts/{contact}/person"
        return await client.post(url, json={"person": person}, headers=command())

    async def rows(self, statement: str, *arguments: object) -> list[asyncpg.Record]:
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            return await tx.fetch(statement, *arguments)

    async def looks(self, person: str) -> list[tuple[str, str]]:
        rows = await self.rows(
            "SELECT act, relation FROM look WHERE person = $1 ORDER BY number", person
        )
        return [(row["act"], row["relation"]) for row in rows]


@pytest_asyncio.fixture
async def door(serving: Serving) -> Door:
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    nord = await served.signed_in({Role.RECEPTION}, {NORD})
    sud = await served.signed_in({Role.RECEPTION}, {SUD})
    return Door(served, nord, sud)


async def test_somebody_new_is_found_by_telephone_or_document_however_written(door: Door) -> None:
    person = await door.new(door.nord)
    for asked in (
        {"telephone": "+34 600-913-427"},
        {"document": "93.417.732 j"},
        {"telephone": telephone(1), "document": DOCUMENT},
    ):
        found = (await door.search(door.nord, **asked)).json()["people"]
        assert [each["id"] for each in found] == [person]
        assert found[0] | {"version": 1} == {
            "id": person,
            "version": 1,
            "masked": True,
            "name": "K••• K•••",
            "telephone": "••• ••• 427",
            "telephone_of": None,
            "document": "•••••32J",
            "document_doubtful": True,
            "language": "ca",
            "sealed": False,
        }


async def test_a_number_that_is_nearly_right_finds_nobody(door: Door) -> None:
    await door.new(door.nord)
    for asked in ({"telephone": telephone(428)}, {"document": "9341773J"}):
        assert (await door.search(door.nord, **asked)).json() == {"people": []}
    assert (await door.search(door.nord)).json()["type"] == "/problems/nothing-asked"
    assert (await door.search(door.nord, telephone="600")).status_code == 422


async def test_a_persons_language_is_one_of_the_citys(door: Door) -> None:
    signs = await door.new(door.nord, language="csc")
    [found] = (await door.search(door.nord, document=DOCUMENT)).json()["people"]
    assert (found["id"], found["language"]) == (signs, "csc")
    unknown = {**MARIA, "language": "de"}  # the city of tests has none who speak it
    refused = await door.nord.post(f"/api/units/{NORD}/people", json=unknown, headers=command())
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/unknown-language")
    url = f"/api/people/{signs}/correct"
    wrong = await door.nord.post(url, json={"language": "de"}, headers=command())
    assert (wrong.status_code, wrong.json()["type"]) == (422, "/problems/unknown-language")
    right = await door.nord.post(url, json={"language": "wo"}, headers=command())
    assert right.status_code == 200


async def test_two_who_share_a_telephone_are_both_candidates(door: Door) -> None:
    ids = {await door.new(door.nord), await door.new(door.nord, document=None)}
    found = (await door.search(door.nord, telephone=TELEPHONE)).json()["people"]
    assert {each["id"] for each in found} == ids


async def test_nothing_of_a_person_lies_open_in_any_table_nor_in_an_answer_that_is_kept(
    door: Door,
) -> None:
    person = await door.new(door.nord)
    contact = await door.contact(door.nord)
    await door.search(door.nord, telephone=TELEPHONE)
    await door.name(door.nord, contact, person)
    assert NAME in (await door.nord.post(f"/api/people/{person}/data")).text
    tables = await door.rows(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    for (table,) in tables:
        for row in await door.rows(f'SELECT t::text AS told FROM "{table}" AS t'):
            for secret in SECRETS:
                assert secret not in row["told"], table
                assert secret.encode().hex() not in row["told"], table
    kept = await door.rows("SELECT route FROM answered_command")
    assert {row["route"] for row in kept} == {"new_person", "open_contact", "name_person"}


async def test_plain_text_in_a_sealed_column_is_refused_by_the_database_itself(door: Door) -> None:
    person = await door.new(door.nord)
    for column in ("name", "telephone", "document"):
        with pytest.raises(asyncpg.CheckViolationError):
            await door.rows(f"UPDATE person SET {column} = $2 WHERE id = $1", person, NAME.encode())


async def test_without_a_relation_there_is_no_such_person(door: Door) -> None:
    person = await door.new(door.nord)
    for path in ("", "/data"):
        theirs = await door.sud.post(f"/api/people/{person}{path}")
        nobody = await door.sud.post(f"/api/people/{uuid4()}{path}")
        assert theirs.status_code == nobody.status_code == 404
        assert theirs.content == nobody.content
        assert dict(theirs.headers) == dict(nobody.headers)
    for client, status in ((door.nord, 200), (door.sud, 404)):
        page = await client.get(f"/units/{SUD if client is door.sud else NORD}/people/{person}")
        assert page.status_code == status
    correct = {"name": "Other"}
    answer = await door.sud.post(f"/api/people/{person}/correct", json=correct, headers=command())
    assert answer.status_code == 404
    assert await door.looks(person) == [("person_page", "unit")]


async def test_absent_and_hidden_persons_are_asked_for_by_the_same_statements(door: Door) -> None:
    person = await door.new(door.nord)
    asked: list[list[str]] = []

    async def statements(path: str) -> list[str]:
        told: list[str] = []
        pool = door.served.around.pool
        async with pool.acquire() as connection:
            connections = [connection]
            for each in connections:
                each.add_query_logger(lambda record: told.append(record.query))
        await door.sud.post(path)
        async with pool.acquire() as connection:
            connection._con._query_loggers.clear()
        return told

    for each in (person, str(uuid4())):
        asked.append(await statements(f"/api/people/{each}/data"))
    assert asked[0] == asked[1]
    assert any("FROM person" in statement for statement in asked[0])


async def test_being_found_lets_one_name_a_contact_and_that_lets_one_read(door: Door) -> None:
    person, contact = await door.new(door.nord), await door.contact(door.sud, SUD)
    assert (await door.name(door.sud, contact, person)).status_code == 404
    assert (await door.name(door.sud, contact, str(uuid4()))).status_code == 404
    await door.search(door.sud, SUD, telephone=TELEPHONE)
    assert (await door.sud.post(f"/api/people/{person}/data")).status_code == 404
    answer = await door.name(door.sud, contact, person)
    assert answer.json() == {"contact": contact, "person": person}
    told = (await door.sud.post(f"/api/people/{person}/data")).json()
    assert (told["name"], told["telephone"], told["document"]) == (
        NAME,
        SOMEBODY.called,
        "93417732J",
    )
    assert await door.looks(person) == [("search_people", "search"), ("person_data", "contact")]
    units = await door.rows("SELECT unit FROM person_unit WHERE person = $1", person)
    assert {row["unit"] for row in units} == {NORD, SUD}


async def test_a_person_named_by_mistake_is_joined_to_the_unit_no_more(door: Door) -> None:
    wrong, right = await door.new(door.nord), await door.new(door.nord, telephone=telephone(1))
    contact = await door.contact(door.sud, SUD)
    await door.search(door.sud, SUD, telephone=TELEPHONE, document=DOCUMENT)
    await door.name(door.sud, contact, wrong)
    await door.name(door.sud, contact, right)
    assert (await door.sud.post(f"/api/people/{wrong}")).status_code == 404
    assert (await door.sud.post(f"/api/people/{right}")).status_code == 200
    await door.name(door.sud, contact, None)
    assert (await door.sud.post(f"/api/people/{right}")).status_code == 404
    assert (await door.nord.post(f"/api/people/{right}")).status_code == 200


async def test_an_ended_contact_concerns_whom_it_concerned(door: Door) -> None:
    person, contact = await door.new(door.nord), await door.contact(door.nord)
    await door.nord.post(f"/api/contacts/{contact}/abandon", headers=command())
    assert (await door.name(door.nord, contact, person)).status_code == 409


async def test_undoing_an_act_does_not_undo_whom_it_concerns(door: Door) -> None:
    person, contact = await door.new(door.nord), await door.contact(door.nord)
    triage = f"/api/contacts/{contact}/triage"
    await door.nord.post(triage, json={"level": "urgent"}, headers=command())
    await door.name(door.nord, contact, person)
    undone = await door.nord.post(f"/api/contacts/{contact}/undo", headers=command())
    assert undone.json()["level"] is None
    [row] = await door.rows("SELECT person FROM contact WHERE id = $1", contact)
    assert str(row["person"]) == person


async def test_naming_tells_nobody_and_leaves_the_contacts_version(door: Door) -> None:
    person, contact = await door.new(door.nord), await door.contact(door.nord)
    await door.name(door.nord, contact, person)
    told = await door.rows("SELECT version, data::text FROM outbox_pending")
    assert [row["version"] for row in told] == [1]
    assert all(person not in row["data"] for row in told)
    assert (await door.nord.get(f"/api/contacts/{contact}")).json()["version"] == 1


async def test_a_correction_changes_what_is_sent_and_nothing_else(door: Door) -> None:
    person = await door.new(door.nord)
    url = f"/api/people/{person}/correct"
    for seen in ('"7"', '"-1"', "one", f'"{"9" * 40}"'):
        headers = command() | {"if-match": seen}
        stale = await door.nord.post(url, json={"name": "Ada"}, headers=headers)
        assert stale.status_code == 412
    said = {"telephone": telephone(9), "document": None}
    answer = await door.nord.post(url, json=said, headers=command() | {"if-match": '"1"'})
    assert answer.json() == {"id": person, "version": 2, "document_doubtful": False}
    told = (await door.nord.post(f"/api/people/{person}/data")).json()
    assert (told["name"], told["telephone"], told["document"], told["language"]) == (
        NAME,
        "+34600913009",
        None,
        "ca",
    )
    assert (await door.search(door.nord, telephone=TELEPHONE)).json() == {"people": []}
    assert len((await door.search(door.nord, telephone=telephone(9))).json()["people"]) == 1
    empty = await door.nord.post(url, json={"name": ""}, headers=command())
    assert empty.status_code == 422


async def test_the_twenty_first_person_of_an_hour_is_refused_found_or_not(
    door: Door, owner_of: PoolOf
) -> None:
    await door.new(door.nord)
    for number in range(MOST_PEOPLE_AN_HOUR):
        asked = {"telephone": telephone(number)}
        assert (await door.search(door.nord, **asked)).status_code == 200
    for asked in ({"telephone": TELEPHONE}, {"document": document(1)}):
        refused = await door.search(door.nord, **asked)
        assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-people")
        assert "K•••" not in refused.text
    assert (await door.search(door.nord, telephone=telephone(0))).status_code == 200
    assert (await door.search(door.sud, SUD, telephone=TELEPHONE)).status_code == 200
    owner = await owner_of(door.served.around.pool)
    await owner.execute("UPDATE person_search SET at = at - interval '61 minutes'")
    assert (await door.search(door.nord, telephone=TELEPHONE)).status_code == 200


async def test_what_cannot_be_recorded_is_not_shown(door: Door, owner_of: PoolOf) -> None:
    person = await door.new(door.nord)
    owner = await owner_of(door.served.around.pool)
    await owner.execute("ALTER TABLE look ADD CONSTRAINT broken CHECK (false) NOT VALID")
    for url in (f"/api/people/{person}/data", f"/api/people/{person}"):
        answer = await door.nord.post(url)
        assert answer.status_code >= 500
        assert "K•••" not in answer.text
    answer = await door.search(door.nord, telephone=TELEPHONE)
    assert answer.status_code >= 500
    assert "K•••" not in answer.text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RECEPTION, Role.PROFESSIONAL}))
async def test_nobody_else_reads_people_whatever_their_scope(door: Door, role: Role) -> None:
    person = await door.new(door.nord)
    client = await door.served.signed_in({role})
    for path in (f"/api/people/{person}", f"/api/people/{person}/data"):
        assert (await client.post(path)).status_code == 403
    assert (await door.search(client, telephone=TELEPHONE)).status_code == 403


async def test_a_letter_that_does_not_fit_is_said_and_not_refused(door: Door) -> None:
    answer = await door.nord.post(
        f"/api/units/{NORD}/people", json=MARIA | {"document": doubtful(1)}, headers=command()
    )
    assert (answer.status_code, answer.json()["document_doubtful"]) == (201, True)
    fits = await door.nord.post(
        f"/api/units/{NORD}/people", json=MARIA | {"document": document(1)}, headers=command()
    )
    assert (fits.status_code, fits.json()["document_doubtful"]) == (201, False)


async def test_a_person_cannot_be_joined_to_a_unit_out_of_scope(door: Door) -> None:
    answer = await door.sud.post(f"/api/units/{NORD}/people", json=MARIA, headers=command())
    assert answer.status_code == 404
    person, contact = await door.new(door.sud, SUD), await door.contact(door.nord)
    assert (await door.name(door.sud, contact, person)).status_code == 404


async def test_a_persons_contacts_are_those_of_the_unit(door: Door) -> None:
    person = await door.new(door.nord)
    here, there = await door.contact(door.nord), await door.contact(door.sud, SUD)
    await door.search(door.sud, SUD, telephone=TELEPHONE)
    for client, contact in ((door.nord, here), (door.sud, there)):
        await door.name(client, contact, person)
    told = await door.nord.post(f"/api/units/{NORD}/people/{person}/contacts")
    assert [each["id"] for each in told.json()["contacts"]] == [here]
    assert (await door.nord.post(f"/api/units/{SUD}/people/{person}/contacts")).status_code == 404


async def test_naming_reading_and_taking_it_back_is_listed_for_the_officer(door: Door) -> None:
    person = await door.new(door.sud, SUD)
    officer = await door.served.signed_in({Role.DATA_PROTECTION_OFFICER})
    sessions, cookie = door.served.around.sessions, door.served.around.settings.cookie
    await sessions.speak(officer.cookies[cookie], "en")
    for _ in range(2):
        contact = await door.contact(door.nord)
        await door.search(door.nord, telephone=TELEPHONE)
        assert (await door.name(door.nord, contact, person)).status_code == 200
        assert (await door.nord.post(f"/api/people/{person}/data")).status_code == 200
        assert (await door.name(door.nord, contact, None)).status_code == 200
        assert (await door.nord.post(f"/api/people/{person}/data")).status_code == 404
        page = (await officer.get("/audit/unusual")).text
        for why in (Why.FAR, Why.SEARCHED, Why.TAKEN_BACK):
            assert UNUSUAL[why] in page


async def test_a_name_that_cannot_be_read_does_not_keep_the_list_from_the_officer(
    door: Door,
) -> None:
    one, other = await door.new(door.nord), await door.new(door.nord)
    for person in (one, other):
        await door.nord.post(f"/api/people/{person}/data")
    await door.rows(
        "UPDATE person SET name = (SELECT name FROM person WHERE id = $2) WHERE id = $1", one, other
    )
    officer = await door.served.signed_in({Role.DATA_PROTECTION_OFFICER})
    sessions, cookie = door.served.around.sessions, door.served.around.settings.cookie
    await sessions.speak(officer.cookies[cookie], "en")
    answer = await officer.get("/audit/unusual")
    assert answer.status_code == 200
    assert "The name of 1 person cannot be read" in answer.text


async def test_a_person_named_anew_after_a_mistake_belongs_from_then_on(door: Door) -> None:
    person, contact = await door.new(door.nord), await door.contact(door.sud, SUD)
    await door.search(door.sud, SUD, telephone=TELEPHONE)
    held = "SELECT since, until, joined_by FROM person_unit WHERE person = $1 AND unit = $2"
    for each in (person, None, person, person):
        await door.name(door.sud, contact, each)
        rows = await door.rows(held, person, SUD)
        if each is None:
            [ended] = rows
    [now] = rows
    assert ended["until"] <= now["since"]
    assert now["until"] is None
    assert now["joined_by"] == ended["joined_by"] is not None


@pytest.mark.parametrize(
    ("route", "conditions"),
    [
        ("search_people", [Condition.FOUND]),
        ("desk_person_search", [Condition.FOUND]),
        ("pending_search", [Condition.FOUND]),
        ("name_person", [Condition.NAMEABLE]),
        ("desk_person_named", [Condition.NAMEABLE]),
    ],
)
def test_the_policy_says_what_a_whole_number_allows(
    route: str, conditions: list[Condition]
) -> None:
    """As the tests above show that a stranger is found, masked, and named."""
    ours = {Condition.RELATION, Condition.FOUND, Condition.NAMEABLE}
    assert [each for each in POLICY[route].conditions if each in ours] == conditions
    assert MOST_PEOPLE_AN_HOUR == 20, "the condition's words say so"


async def test_who_reads_of_a_relative_is_listed_by_the_name_that_the_account_was_given(
    door: Door,
) -> None:
    around, person = door.served.around, await door.new(door.nord)
    admin = await door.served.signed_in({Role.ADMINISTRATOR})
    form = {"role": "reception", "scope": "units", "unit": NORD}
    made = form | {"user_name": "anna", "display_name": " Anna  Kanariroca Serra "}
    assert (await admin.post("/administration/accounts", data=made)).status_code == 200
    account = await administration.named(around.identity, "anna")
    assert account.name == "Anna Kanariroca Serra"
    for page in ("", f"/{account.id}"):
        assert account.name in (await admin.get(f"/administration/accounts{page}")).text
    anna = await door.served.nobody()
    anna.cookies.set(around.settings.cookie, await around.sessions.begin(account.id))
    assert account.name in (await anna.get("/account")).text
    assert (await anna.post(f"/api/people/{person}/data")).status_code == 200
    officer = await door.served.signed_in({Role.DATA_PROTECTION_OFFICER})
    await around.sessions.speak(officer.cookies[around.settings.cookie], "en")
    assert UNUSUAL[Why.SURNAME] in (await officer.get("/audit/unusual")).text


async def test_the_officer_finds_a_person_of_any_centre_by_a_whole_number_masked_and_noted(
    door: Door,
) -> None:
    person = await door.new(door.sud, SUD)
    officer = await door.served.signed_in({Role.DATA_PROTECTION_OFFICER})
    for asked in (TELEPHONE, "93.417.732 j"):
        answer = await officer.post("/audit/people", data={"asked": asked})
        assert answer.status_code == 200
        assert "K••• K•••" in answer.text
        assert [secret for secret in SECRETS if secret in answer.text] == []
        for address in (f"/audit?person={person}", f"/audit/people/{person}/report"):
            assert address in answer.text
    assert await door.looks(person) == [("audit_people", "officer")] * 2
    nobody = await officer.post("/audit/people", data={"asked": "600 913 428"})
    assert person not in nobody.text
    assert (await officer.post("/audit/people", data={"asked": "Roca"})).status_code in {303, 422}
    assert (await officer.get("/audit/people")).headers["location"].endswith("/audit")
    assert (await door.nord.post("/audit/people", data={"asked": TELEPHONE})).status_code == 403
    assert len(await door.looks(person)) == 2


async def test_a_look_stands_at_the_unit_of_the_address_for_who_works_at_several(
    door: Door,
) -> None:
    person = await door.new(door.nord)
    both = await door.served.signed_in({Role.RECEPTION}, {NORD, SUD})
    assert (await both.get(f"/units/{NORD}/people/{person}")).status_code == 200
    assert (await both.post(f"/api/people/{person}")).status_code == 200
    looks = "SELECT act, unit FROM look WHERE person = $1 ORDER BY number"
    assert [tuple(row) for row in await door.rows(looks, person)] == [
        ("person_page", NORD),
        ("masked_person", None),
    ]
