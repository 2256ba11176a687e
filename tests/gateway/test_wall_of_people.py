"""PostgreSQL itself keeps people and their contacts from whom they are hidden, whoever forgot."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.gateway.domain import PersonFacts, access
from shared import db
from shared.db import Pool, Scope, transaction
from shared.identity import Principal, Role
from shared.web.edge import scope_of
from shared.widening import everywhere, widen
from tests.fixtures.cities import DATC, NORD, SUD
from tests.fixtures.databases import Database
from tests.fixtures.web import Serving
from tests.gateway.keeping import TELEPHONE, Asker, House, house_of

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
READER = UUID(int=7)
units = st.frozensets(st.sampled_from([NORD, SUD, DATC]))
rules = st.lists(st.sampled_from(["none", "mine", "another's", "ended"]), max_size=2)
facts = st.lists(st.tuples(st.none() | units, rules), min_size=1, max_size=8)
FILL = """
WITH made AS (
    INSERT INTO person (id, version, name, created_at, sealed, sealed_for)
    SELECT $1, 1, '\\x01', now(), $2::text[] IS NOT NULL, coalesce($2, '{}') RETURNING id
) INSERT INTO person_unit SELECT id, unit, now(), NULL FROM made, unnest($3::text[]) AS unit
"""
RULE = """
INSERT INTO exclusion (id, person, staff, kind, set_by, set_at, ended_at)
VALUES (gen_random_uuid(), $1, $2, 'by_person', $2, now(), CASE WHEN $3 THEN now() END)
ON CONFLICT DO NOTHING
"""


@pytest_asyncio.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    """One connection of the service's user."""
    opened = await db.connect(await database("gateway"), size=1, application="test")
    yield opened
    await opened.close()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@given(facts, st.none() | units)
async def test_the_database_hides_exactly_whom_the_rule_hides(
    pool: Pool, people: list[tuple[frozenset[str] | None, list[str]]], own: frozenset[str] | None
) -> None:
    """Everybody belongs to every unit here, so that nothing but a rule or a seal hides anybody."""
    who = Principal(READER, "Anna", frozenset({Role.RECEPTION}), own)
    told: list[PersonFacts] = []
    async with transaction(pool, Scope.SYSTEM) as tx:
        await tx.execute("UPDATE exclusion SET ended_at = now() WHERE ended_at IS NULL")
        for sealed_for, kinds in people:
            person = uuid4()
            sealed = None if sealed_for is None else sorted(sealed_for)
            await tx.execute(FILL, person, sealed, [NORD, SUD, DATC])
            for kind in set(kinds) - {"none"}:
                staff = uuid4() if kind == "another's" else READER
                await tx.execute(RULE, person, staff, kind == "ended")
            excluded = "mine" in kinds
            told.append(PersonFacts(person, sealed_for=sealed_for, excluded=excluded))
    there = {each.id for each in told if access.may_find(each, who, AT)}
    asked = [each.id for each in told]
    async with transaction(pool, scope_of(who)) as tx:
        for widened in ([], [NORD, SUD, DATC]):
            await widen(tx, widened)
            rows = await tx.fetch("SELECT id FROM person WHERE id = ANY($1)", asked)
            assert {row["id"] for row in rows} == (
                there if own != frozenset() or widened else set()
            )
        async with everywhere(tx):
            rows = await tx.fetch("SELECT id FROM person WHERE id = ANY($1)", asked)
            assert {row["id"] for row in rows} == there


@pytest.fixture
def no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application has forgotten the rules and the seals."""
    monkeypatch.setattr(access, "is_there", lambda *_: True)
    monkeypatch.setattr(access, "may_know", lambda *_: True)


@pytest_asyncio.fixture
async def house(serving: Serving) -> House:
    return await house_of(serving)


async def knows(house: House, who: Asker, person: str, contact: str) -> set[str]:
    """Where somebody learns of a person or of their contact."""
    asked = {
        "data": await who.post(f"/api/people/{person}/data"),
        "page": await who.client.get(f"/units/{NORD}/people/{person}"),
        "search": await who.client.post(
            f"/api/units/{NORD}/people/search", json={"telephone": TELEPHONE}
        ),
        "correct": await who.post(f"/api/people/{person}/correct", language="ca"),
    }
    found = {
        name for name, answer in asked.items() if "Roca" in answer.text or person in answer.text
    }
    asked = {
        "contact": await who.client.get(f"/api/contacts/{contact}"),
        "queue": await who.client.get(f"/api/units/{NORD}/queue"),
        "triage": await who.post(f"/api/contacts/{contact}/triage", level="urgent"),
        "call": await who.post(f"/api/units/{NORD}/desks/1/call-next"),
    }
    return found | {name for name, answer in asked.items() if contact in answer.text}


@pytest.mark.usefixtures("no_rules")
async def test_the_wall_holds_where_the_application_forgot_the_rules(house: House) -> None:
    person = await house.person()
    contact = await house.contact(person)
    await house.desk(house.berta)
    everything = {"data", "page", "search", "correct", "contact", "queue", "triage"}
    assert await knows(house, house.anna, person, contact) == everything
    await house.exclude(person, house.berta)
    assert await knows(house, house.berta, person, contact) == set()
    await house.rows("UPDATE person SET sealed = true, sealed_for = $1", [SUD])
    of_contact = {"contact", "queue", "triage"}
    assert await knows(house, house.anna, person, contact) == of_contact
