"""Unusual reading is listed for the officer, each with its reason; ordinary reading is not."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.gateway import queries
from services.gateway.domain.surnames import shared_surname
from services.gateway.queries import Asked, Unusual, Why
from shared.audit import Relation
from shared.city import ReadingRules
from shared.db import Pool, Scope, Tx, transaction
from tests.fixtures.cities import DATC, NORD, SUD, a_city
from tests.fixtures.databases import PoolOf
from tests.gateway.scene import NINE, after

ANNA, PERE = uuid4(), uuid4()
NAMES = {ANNA: "Anna Garcia Soler", PERE: "Pere Vila"}
HALF_PAST = after(30)
LONG_AGO = NINE - timedelta(days=90)
LOOK = """
INSERT INTO look (number, at, person, reader, roles, unit, address, act, relation, hash)
SELECT coalesce(max(number), 0) + 1, $1, $2, $3, 'reception', $4, NULL, 'person', $5, ''
FROM look
"""
PERSON = """
INSERT INTO person (id, version, name, created_at) VALUES ($1, 1, '\\x01', $2)
"""


@pytest.fixture
async def tx(pool: Pool, owner_of: PoolOf) -> AsyncIterator[Tx]:
    """Of the owner, who can write looks of any time."""
    async with transaction(await owner_of(pool), Scope.SYSTEM) as owners:
        yield owners


async def a_person(tx: Tx, *units: str) -> UUID:
    """Somebody whom these units have long had to do with."""
    person = uuid4()
    await tx.execute(PERSON, person, NINE)
    for unit in units:
        await tx.execute("INSERT INTO person_unit VALUES ($1, $2, $3)", person, unit, LONG_AGO)
    return person


async def look(
    tx: Tx,
    person: UUID,
    at: datetime = HALF_PAST,
    unit: str | None = NORD,
    who: UUID = ANNA,
    why: Relation = Relation.UNIT,
) -> None:
    """A look of a time that the test chooses, which no chain would take up."""
    await tx.execute(LOOK, at, person, who, unit, why)


async def found(
    tx: Tx, surnames: Mapping[UUID, str] | None = None, most: int = 30
) -> list[Unusual]:
    return (await review(tx, surnames, most)).found


async def review(
    tx: Tx, surnames: Mapping[UUID, str] | None = None, most: int = 30
) -> queries.Review:
    city = a_city()
    rules = city.rules.model_copy(update={"reading": ReadingRules(people_an_hour=most)})
    city = city.model_copy(update={"rules": rules})
    asked = Asked(NINE - timedelta(days=2), NINE + timedelta(days=2), city, NAMES)

    async def said(_tx: Tx, people: Sequence[UUID]) -> Mapping[UUID, str]:
        return {each: name for each, name in (surnames or {}).items() if each in people}

    return await queries.unusual(tx, asked, said)


async def whys(tx: Tx, **options: int) -> list[Why]:
    return [each.why for each in await found(tx, **options)]


async def test_ordinary_reading_is_not_listed(tx: Tx) -> None:
    for minutes in range(40):
        await look(tx, await a_person(tx, NORD, SUD), after(5 * minutes))
    assert await whys(tx) == []


async def test_reading_without_a_relation_is_listed(tx: Tx) -> None:
    person = await a_person(tx, NORD)
    await look(tx, person, after(1), why=Relation.BREAK_GLASS)
    await look(tx, person, after(9), why=Relation.BREAK_GLASS)
    [one] = await found(tx)
    told = (Why.NO_RELATION, ANNA, NORD, person, 1, 2, after(1), after(9))
    assert one == Unusual(*told)


async def test_a_reader_of_another_district_is_listed(tx: Tx) -> None:
    await look(tx, await a_person(tx, SUD))
    assert await whys(tx) == [Why.FAR]


@pytest.mark.parametrize(
    ("unit", "units"),
    [(NORD, (NORD, SUD)), (DATC, (SUD,)), (NORD, ()), (NORD, (DATC,))],
)
async def test_a_reader_is_far_only_from_known_places(
    tx: Tx, unit: str | None, units: tuple[str, ...]
) -> None:
    await look(tx, await a_person(tx, *units), unit=unit)
    assert await whys(tx) == []


async def test_reading_from_nobody_knows_where_is_listed_day_by_day(tx: Tx) -> None:
    person = await a_person(tx, SUD)
    for minutes in (0, 9):
        await look(tx, person, after(minutes), unit=None)
    [one] = await found(tx)
    assert (one.why, one.looks, one.people) == (Why.NOWHERE, 2, 1)


async def test_readers_without_a_surname_are_counted(tx: Tx) -> None:
    person = await a_person(tx, NORD)
    await look(tx, person)
    await look(tx, person, who=uuid4())
    assert (await review(tx)).nameless == 1


async def joined(tx: Tx, person: UUID, unit: str, minutes: int, until: int | None = None) -> None:
    """Anna says that a unit has to do with somebody, and perhaps that it has not after all."""
    times = (after(minutes), None if until is None else after(until))
    await tx.execute(
        "INSERT INTO person_unit VALUES ($1, $2, $3, $4, $5)", person, unit, *times, ANNA
    )


async def a_contact_of(tx: Tx, person: UUID, unit: str, at: datetime) -> None:
    await tx.execute(
        "INSERT INTO contact (id, version, door, unit, state, city_version, opened_at, calls, "
        "spans, person) VALUES ($1, 1, 'desk', $2, 'closed', 1, $3, 0, '[]', $4)",
        *(uuid4(), unit, at, person),
    )


@pytest.mark.parametrize("until", [None, 20])
async def test_nobody_comes_near_by_naming_the_person_themselves(tx: Tx, until: int | None) -> None:
    person = await a_person(tx, SUD)
    await look(tx, person, after(5), why=Relation.SEARCH)
    await joined(tx, person, NORD, 6, until)
    await look(tx, person, after(10), why=Relation.CONTACT)
    assert Why.FAR in await whys(tx)


async def test_who_was_joined_to_the_unit_before_or_by_a_colleague_is_near(tx: Tx) -> None:
    person, other = await a_person(tx, SUD), await a_person(tx, SUD)
    await joined(tx, person, NORD, 6)
    await look(tx, person, after(10))
    await look(tx, other, after(5), who=PERE)
    await joined(tx, other, NORD, 6)
    await look(tx, other, after(10), who=PERE)
    assert await whys(tx) == []


async def test_what_had_ended_before_the_first_look_brings_nobody_near(tx: Tx) -> None:
    person = await a_person(tx, SUD)
    await joined(tx, person, NORD, 6, 8)
    await look(tx, person, after(10), who=PERE)
    assert await whys(tx) == [Why.FAR]


async def test_a_relation_of_the_readers_own_that_was_taken_back_is_listed(tx: Tx) -> None:
    person = await a_person(tx, NORD)
    await joined(tx, person, DATC, 6, 20)
    await look(tx, person, after(5), DATC)
    await look(tx, person, after(10), DATC, why=Relation.CONTACT)
    await look(tx, person, after(10), DATC, who=PERE)
    [one] = await found(tx)
    assert (one.why, one.reader, one.person, one.looks) == (Why.TAKEN_BACK, ANNA, person, 1)


async def test_searches_that_nothing_followed_are_listed_once_a_reader_and_person(tx: Tx) -> None:
    person, came = await a_person(tx, NORD), await a_person(tx, NORD)
    for minutes in (5, 9):
        await look(tx, person, after(minutes), why=Relation.SEARCH)
    await look(tx, came, after(30), why=Relation.SEARCH)
    await a_contact_of(tx, came, NORD, after(29))
    [one] = await found(tx)
    assert (one.why, one.reader, one.person, one.looks) == (Why.SEARCHED, ANNA, person, 2)


@pytest.mark.parametrize(("unit", "later"), [(SUD, 0), (NORD, 25 * 60)])
async def test_a_contact_elsewhere_or_another_day_explains_no_search(
    tx: Tx, unit: str, later: int
) -> None:
    person = await a_person(tx, NORD)
    await look(tx, person, after(5), why=Relation.SEARCH)
    await a_contact_of(tx, person, unit, after(5 + later))
    assert await whys(tx) == [Why.SEARCHED]


async def test_all_candidates_of_a_search_are_explained_by_the_one_who_came(tx: Tx) -> None:
    parent, child = await a_person(tx, NORD), await a_person(tx, NORD)
    for each in (parent, child):
        await look(tx, each, after(5), why=Relation.SEARCH)
    await a_contact_of(tx, child, NORD, after(1))
    assert await whys(tx) == []


async def test_many_people_within_an_hour_are_listed_once_a_reader(tx: Tx) -> None:
    for number in range(8):
        await look(tx, await a_person(tx, NORD), after(20 + number * 10))
    assert await whys(tx, most=6) == []
    [one] = await found(tx, most=5)
    assert (one.why, one.reader, one.people, one.person) == (Why.BULK, ANNA, 6, None)


async def test_one_person_looked_at_often_is_not_bulk(tx: Tx) -> None:
    person = await a_person(tx, NORD)
    for number in range(9):
        await look(tx, person, after(number))
        await look(tx, await a_person(tx, NORD), after(70 * number), DATC)
    assert await whys(tx, most=5) == []


@pytest.mark.parametrize(
    ("at", "unit", "listed"),
    [
        (after(-1), NORD, [Why.CLOSED]),
        (after(0), NORD, []),
        (after(4.5 * 60 - 1), NORD, []),
        (after(4.5 * 60), NORD, [Why.CLOSED]),
        (NINE - timedelta(days=1), NORD, [Why.CLOSED]),
        (after(15 * 60), NORD, [Why.CLOSED]),
        (after(10 * 60), DATC, []),
        (after(15 * 60), None, [Why.NOWHERE]),
    ],
)
async def test_reading_while_the_readers_unit_is_closed_is_listed(
    tx: Tx, at: datetime, unit: str | None, listed: list[Why]
) -> None:
    await look(tx, await a_person(tx, NORD), at, unit)
    assert await whys(tx) == listed


async def test_a_reader_with_the_persons_surname_is_listed(tx: Tx) -> None:
    relative, other = await a_person(tx, NORD), await a_person(tx, NORD)
    for who in (ANNA, PERE):
        await look(tx, relative, who=who)
        await look(tx, other, who=who)
    [one] = await found(tx, {relative: "GARCÍA Puig", other: "Serra"})
    assert (one.why, one.reader, one.person) == (Why.SURNAME, ANNA, relative)


@pytest.mark.parametrize(
    ("staff", "family", "shared"),
    [
        ("Anna Garcia Soler", "Puig Garcia", True),
        ("Anna Garcia-Soler", "soler", True),
        ("Núria Muñoz", "MUNOZ Roca", True),
        ("Anna del Río", "del Valle", False),
        ("Garcia", "Garcia", False),
        ("Anna Roca", "Anna", False),
        (None, "Garcia", False),
        ("Anna Vila i Roca", "Serra i Puig", False),
    ],
)
def test_surnames_are_compared_without_accents_case_and_particles(
    staff: str | None, family: str, shared: bool
) -> None:
    assert shared_surname(staff, family) is shared


async def test_the_officers_own_looks_and_other_days_do_not_count(tx: Tx) -> None:
    person = await a_person(tx, SUD)
    await look(tx, person, after(-60), why=Relation.OFFICER)
    await look(tx, person, NINE - timedelta(days=9), why=Relation.BREAK_GLASS)
    await look(tx, person, NINE + timedelta(days=9), why=Relation.BREAK_GLASS)
    assert await whys(tx) == []


async def test_the_newest_comes_first(tx: Tx) -> None:
    times = (after(5), after(90), after(40))
    for at in times:
        await look(tx, await a_person(tx, NORD), at, why=Relation.BREAK_GLASS)
    assert [each.last for each in await found(tx)] == sorted(times, reverse=True)
    assert all(each.last.tzinfo == UTC for each in await found(tx))
