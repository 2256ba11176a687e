"""The second wall: PostgreSQL itself hides other units' rows, whatever the application says."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import uuid4

import asyncpg
import pytest

from shared import db
from shared.db import Pool, Scope, transaction
from shared.errors import Unavailable
from shared.identity import Principal, Role
from shared.rights import Rule
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.databases import Database, as_owner, seeing_everything
from tests.shared.tried import IDENTITIES, SERVICES, WAITING, Place, Tried, Who, name_of

THE_TRACE = {"look", "look_rest"}
"""Written by everybody about themselves, read by the officer alone: its rules are its own."""
BY_UNIT = """
SELECT DISTINCT c.oid::regclass::text AS name, c.relrowsecurity AND c.relforcerowsecurity AS walled
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'unit'
"""
WALLED = """
SELECT c.relname FROM pg_class AS c
WHERE c.relnamespace = 'public'::regnamespace AND c.relrowsecurity AND c.relforcerowsecurity
  AND c.relname <> 'person_link' -- of two people: tests/gateway/test_households.py
"""
OF_TABLE = """
SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0
"""
ROLE = """
SELECT rolsuper OR rolbypassrls OR EXISTS (
    SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relnamespace = 'public'::regnamespace
) FROM pg_roles WHERE rolname = current_user
"""
FILLED = """
INSERT INTO person (id, version, name, created_at)
SELECT md5(unit)::uuid, 1, '\\x01', now() FROM unnest($1::text[]) AS unit;
INSERT INTO person_name_key SELECT md5(unit)::uuid, '\\x01' FROM unnest($1::text[]) AS unit;
INSERT INTO person_unit SELECT md5(unit)::uuid, unit, now(), NULL FROM unnest($1::text[]) AS unit;
INSERT INTO exclusion
SELECT gen_random_uuid(), md5(unit)::uuid, gen_random_uuid(), 'declared', gen_random_uuid(), now()
FROM unnest($1::text[]) AS unit;
INSERT INTO declared_conflict (id, staff, declared_at)
SELECT gen_random_uuid(), gen_random_uuid(), now() FROM unnest($1::text[]);
INSERT INTO break_glass (id, person, staff, unit, reason, opened_at, until)
SELECT gen_random_uuid(), md5(unit)::uuid, gen_random_uuid(), unit, 'danger', now(), now()
FROM unnest($1::text[]) AS unit;
INSERT INTO seal_change (id, person, what, before, after, changed_by, at, reason)
SELECT gen_random_uuid(), md5(unit)::uuid, 'sealed', '{}', ARRAY[unit], gen_random_uuid(), now(),
  'risk'
FROM unnest($1::text[]) AS unit;
INSERT INTO person_search (reader, asked, found)
SELECT gen_random_uuid(), '', md5(unit)::uuid FROM unnest($1::text[]) AS unit;
INSERT INTO contact (id, version, door, unit, state, city_version, opened_at, calls, spans)
SELECT md5(unit)::uuid, 1, 'desk', unit, 'waiting', 1, now(), 0, '[]'
FROM unnest($1::text[]) AS unit;
INSERT INTO notice_shown SELECT md5(unit)::uuid, unit, 1, 'ca', now()
FROM unnest($1::text[]) AS unit;
INSERT INTO ticket_link SELECT md5(unit)::bytea, md5(unit)::uuid, unit, now()
FROM unnest($1::text[]) AS unit;
INSERT INTO contact_act (contact, version, act, staff, at, unit)
SELECT md5(unit)::uuid, 1, 'opened', gen_random_uuid(), now(), unit
FROM unnest($1::text[]) AS unit;
INSERT INTO timeline (thing, subject, version, contact, unit, at, told)
SELECT 'contact', md5(unit)::uuid, 1, md5(unit)::uuid, unit, now(), '{}'
FROM unnest($1::text[]) AS unit;
INSERT INTO desk SELECT unit, 1, 'open', now(), NULL, NULL, 1 FROM unnest($1::text[]) AS unit;
INSERT INTO agenda_slot (id, unit, professional, starts_at, minutes, kind)
SELECT md5(unit)::uuid, unit, gen_random_uuid(), now(), 30, 'ordinary'
FROM unnest($1::text[]) AS unit;
INSERT INTO appointment (id, version, unit, slot, professional, kind, state, code, day, language,
  requested_at, booked_at, starts_at, minutes)
SELECT md5(unit)::uuid, 1, unit, md5(unit)::uuid, gen_random_uuid(), 'ordinary', 'booked',
  '123456', '2026-03-03', 'ca', now(), now(), now(), 30 FROM unnest($1::text[]) AS unit;
INSERT INTO appointment_link SELECT unit::bytea, md5(unit)::uuid, unit, now()
FROM unnest($1::text[]) AS unit;
INSERT INTO appointment_letter (id, appointment, unit, says, due_at)
SELECT md5(unit)::uuid, md5(unit)::uuid, unit, 'booked', now() FROM unnest($1::text[]) AS unit;
INSERT INTO ticket_counter SELECT unit, '2026-03-02', 1 FROM unnest($1::text[]) AS unit;
INSERT INTO call_event SELECT unit, 'rang', now(), unit FROM unnest($1::text[]) AS unit;
INSERT INTO pending_call (id, version, unit, origin, state, first_at, due_at, attempts)
SELECT md5(unit)::uuid, 1, unit, 'missed', 'open', now(), now(), '[]'
FROM unnest($1::text[]) AS unit;
INSERT INTO pending_act (pending_call, version, stands, unit, act, staff, at)
SELECT md5(unit)::uuid, 1, 1, unit, 'calling', gen_random_uuid(), now()
FROM unnest($1::text[]) AS unit;
INSERT INTO caller_number (id, unit, number, number_index, at)
SELECT md5(unit)::uuid, unit, '\\x01', '', now() FROM unnest($1::text[]) AS unit;
INSERT INTO substitute (id, unit, professional, substitute, since, until, set_by)
SELECT md5(unit)::uuid, unit, gen_random_uuid(), gen_random_uuid(), '2026-03-02', '2026-03-03',
  gen_random_uuid()
FROM unnest($1::text[]) AS unit;
INSERT INTO paper_gap SELECT md5(unit)::uuid, 1, unit, now(), NULL, NULL, false
FROM unnest($1::text[]) AS unit;
INSERT INTO paper_block SELECT md5(unit)::uuid, unit, '2026-03-02', 1, 9, now()
FROM unnest($1::text[]) AS unit;
INSERT INTO paper_entry SELECT md5(unit)::uuid, 1, unit, md5(unit)::uuid, md5(unit)::uuid, now()
FROM unnest($1::text[]) AS unit;
INSERT INTO text_call (contact, called_at, unit) SELECT md5(unit)::uuid, now(), unit
FROM unnest($1::text[]) AS unit;
INSERT INTO handed_on (id, version, told, unit, organisation, internal, restricted, sent_at)
SELECT md5(unit)::uuid, 1, 0, unit, 'prism', false, false, now() FROM unnest($1::text[]) AS unit;
INSERT INTO first_visit
SELECT md5(unit)::uuid, 1, unit, md5(unit)::uuid, 'R-7F3K', NULL, now(), NULL
FROM unnest($1::text[]) AS unit;
INSERT INTO group_session SELECT md5(unit)::uuid, 1, 'energy', unit, 'ca', now(), 90, 10, 1, 0, 0,
  'published', true, false FROM unnest($1::text[]) AS unit;
INSERT INTO group_place (id, version, told, unit, session, programme, held_at, starts_at, places,
  restricted, asked_at)
SELECT md5(unit)::uuid, 0, 1, unit, md5(unit)::uuid, 'energy', unit, now(), 1, false, now()
FROM unnest($1::text[]) AS unit;
INSERT INTO wait_promise SELECT md5(unit)::uuid, unit, 'ordinary', now(), 1, 1, 60, 600
FROM unnest($1::text[]) AS unit
"""
FACTS = """
INSERT INTO contact_fact (contact_id, version, door, unit, opened_unit, state, city_version,
                          opened_at, since, spans)
SELECT md5(unit)::uuid, 1, 'desk', unit, unit, 'waiting', 1, now(), now(), '[]'
FROM unnest($1::text[]) AS unit;
INSERT INTO desk_fact SELECT unit, 1, 1, 'open', now() FROM unnest($1::text[]) AS unit;
INSERT INTO pending_call_fact
SELECT md5(unit)::uuid, 1, unit, 'requested', NULL, NULL, 'open', false, now(), now(), 0
FROM unnest($1::text[]) AS unit;
INSERT INTO pending_unit_fact SELECT md5(unit)::uuid, 1, unit, now()
FROM unnest($1::text[]) AS unit;
INSERT INTO appointment_fact
SELECT md5(unit)::uuid, 1, unit, 'ordinary', 'booked', NULL, false, now(), now(), now(), 30,
       NULL, NULL, 0
FROM unnest($1::text[]) AS unit;
INSERT INTO paper_gap_fact SELECT md5(unit)::uuid, 1, unit, now(), NULL, NULL, false
FROM unnest($1::text[]) AS unit;
INSERT INTO referral_fact
SELECT md5(unit)::uuid, 1, unit, 'partner', false, 'ECO', NULL, false, 'requested', 'receiver',
       now(), now(), now(), now(), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false
FROM unnest($1::text[]) AS unit;
INSERT INTO first_visit_fact SELECT md5(unit)::uuid, 1, unit, false, now(), now()
FROM unnest($1::text[]) AS unit;
INSERT INTO session_fact
SELECT md5(unit)::uuid, 1, md5(unit)::uuid, 'welcome', unit, 'ca', 'complement', now(), 90, 12,
       0, 0, 0, 'published', true, true, false
FROM unnest($1::text[]) AS unit;
INSERT INTO place_fact
SELECT md5(unit)::uuid, 1, md5(unit)::uuid, 'welcome', unit, now(), 'public', 1, 'enrolled',
       now(), false
FROM unnest($1::text[]) AS unit
"""
SESSIONS = """
INSERT INTO group_series SELECT md5(unit)::uuid, unit, 'energy', 'once', gen_random_uuid(), now()
FROM unnest($1::text[]) AS unit;
INSERT INTO group_session (id, version, series, unit, programme, language, mode, room, starts_at,
  minutes, capacity, facilitators, needs, public, restricted, walk_in, state)
SELECT md5(unit)::uuid, 1, md5(unit)::uuid, unit, 'energy', 'ca', 'substitute', 'Aula', now(), 90,
  9, '{}', '{}', true, false, false, 'published' FROM unnest($1::text[]) AS unit;
INSERT INTO place (id, version, session, unit, door, places, state, since, asked_at, language)
SELECT md5(unit)::uuid, 1, md5(unit)::uuid, unit, 'public', 1, 'enrolled', now(), now(), 'ca'
FROM unnest($1::text[]) AS unit;
INSERT INTO attendee (id, unit, name) SELECT md5(unit)::uuid, unit, '\\x01'
FROM unnest($1::text[]) AS unit;
INSERT INTO place_link SELECT unit::bytea, md5(unit)::uuid, unit, now()
FROM unnest($1::text[]) AS unit;
INSERT INTO place_letter (id, place, unit, says, due_at)
SELECT md5(unit)::uuid, md5(unit)::uuid, unit, 'enrolled', now() FROM unnest($1::text[]) AS unit
"""
ROWS = {"gateway": FILLED, "groups": SESSIONS, "indicators": FACTS}
"""A row of each unit in every walled table."""
ITS_ROWS = {
    service: rows.count("INSERT INTO ") - rows.count("INSERT INTO exclusion")
    for service, rows in ROWS.items()
}
"""How many tables that is; its owner sees exclusions, so that two functions can answer by them."""
ONLY_ADDED = {"call_event", "caller_number", "desk_fact", "notice_shown", "pending_unit_fact"}
ONLY_ADDED |= {"ticket_link", "appointment_link", "place_link"}
"""Nothing in them is ever changed."""
OFFICERS = {"break_glass", "declared_conflict", "person_search", "seal_change"}
"""Seen by whoever did it and by the whole city's officer or the service, whatever the unit."""


async def fill(pool: Pool, service: str, *units: str) -> None:
    async with transaction(pool, Scope.SYSTEM) as tx:
        for statement in ROWS[service].split(";\n"):
            await tx.execute(statement, list(units))


@pytest.fixture(params=sorted(ROWS))
async def place(request: pytest.FixtureRequest, database: Database) -> tuple[str, str]:
    """A service, and the address of its database with a row of each of two centres."""
    dsn = await database(request.param)
    pool = await db.connect(dsn, size=1)
    await fill(pool, request.param, NORD, SUD)
    await pool.close()
    return request.param, dsn


@pytest.fixture
async def pool(place: tuple[str, str]) -> AsyncIterator[Pool]:
    """One connection of the service's user, for all."""
    opened = await db.connect(place[1], size=1)
    yield opened
    await opened.close()


async def seen(tx: db.Tx) -> dict[str, int]:
    """How many rows of each walled table are seen."""
    names = [row["relname"] for row in await tx.fetch(WALLED)]
    return {name: await tx.fetchval(f'SELECT count(*) FROM "{name}"') for name in names}


@pytest.mark.parametrize("service", SERVICES)
async def test_every_table_with_a_unit_is_walled_for_its_owner_too(
    service: str, database: Database
) -> None:
    connection = await asyncpg.connect(await database(service))
    rows = await connection.fetch(BY_UNIT)
    assert {row["name"] for row in rows if not row["walled"]} <= THE_TRACE
    assert not await connection.fetchval(ROLE), "the service's user must not own or bypass"
    await connection.close()


async def test_without_a_scope_nothing_is_seen_not_even_by_the_owner(
    place: tuple[str, str], pool: Pool
) -> None:
    service, dsn = place
    owner = await asyncpg.connect(as_owner(dsn))
    nothing = dict.fromkeys(await seen(owner), 0)
    assert len(nothing) == ITS_ROWS[service]
    assert await seen(owner) == nothing
    await owner.close()
    async with pool.acquire() as connection:
        assert await seen(connection) == nothing
    async with transaction(pool, Scope.NOTHING) as tx:
        assert await seen(tx) == nothing


async def test_a_scope_sees_its_own_units_and_the_whole_city_all(
    place: tuple[str, str], pool: Pool
) -> None:
    async with transaction(pool, Scope.SYSTEM) as tx:
        assert set((await seen(tx)).values()) == {2}
    async with transaction(pool, Scope.of([NORD])) as tx:
        rows = await seen(tx)
        assert {rows[name] for name in rows.keys() - OFFICERS} == {1}
        assert all(rows[name] == 0 for name in rows.keys() & OFFICERS)
        for name in [row["name"] for row in await tx.fetch(BY_UNIT)]:
            if name not in THE_TRACE | OFFICERS:
                assert await tx.fetchval(f"SELECT unit FROM {name}") == NORD
    async with transaction(pool, Scope(None, None, None)) as tx:
        assert set((await seen(tx)).values()) == {2}
    async with transaction(pool, Scope(frozenset({"*", "'", '"', "\\", "},{", NORD[:-1]}))) as tx:
        assert set((await seen(tx)).values()) == {0}


async def test_nothing_is_written_beyond_the_scope(place: tuple[str, str], pool: Pool) -> None:
    service, _ = place
    for statement in ROWS[service].split(";\n"):
        if "INTO person (" in statement:
            continue  # somebody new is of no unit yet
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(pool, Scope.of([NORD])) as tx:
                await tx.execute(statement, ["css-est"])
    async with transaction(pool, Scope.of([NORD])) as tx:
        for name in await seen(tx):
            has_unit = await tx.fetchval(
                "SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = $1::text::regclass "
                "AND attname = 'unit')",
                name,
            )
            if has_unit and name not in ONLY_ADDED | OFFICERS:
                done = await tx.execute(f"UPDATE {name} SET unit = unit WHERE unit = $1", SUD)
                assert done == "UPDATE 0", name


async def test_nobody_sees_whom_others_looked_for_not_even_within_the_whole_city(
    database: Database,
) -> None:
    pool = await db.connect(await database("gateway"), size=1)
    await fill(pool, "gateway", NORD, SUD)
    async with transaction(pool, Scope.SYSTEM) as tx:
        reader = await tx.fetchval("SELECT reader FROM person_search LIMIT 1")
    count = "SELECT count(*) FROM person_search"
    for units in (None, frozenset({NORD})):
        for who, seen_rows in ((reader, 1), (uuid4(), 0)):
            async with transaction(pool, Scope(units, who)) as tx:
                assert await tx.fetchval(count) == seen_rows
    await pool.close()


PERSON_OF_SUD = "SELECT count(*) FROM person WHERE id = md5($1)::uuid"


@pytest.mark.parametrize(
    "tie",
    [
        "INSERT INTO person_unit SELECT md5($1)::uuid, $2, now(), NULL",
        "UPDATE contact SET person = md5($1)::uuid WHERE unit = $2",
        "INSERT INTO break_glass (id, person, staff, unit, reason, opened_at, until) "
        "SELECT md5($1)::uuid, md5($1)::uuid, md5('staff')::uuid, $2, 'danger', now(), "
        "now() + interval '1 hour'",
    ],
    ids=["unit", "contact", "break-glass"],
)
async def test_a_person_is_seen_through_a_unit_a_contact_or_break_glass(
    database: Database, tie: str
) -> None:
    pool = await db.connect(await database("gateway"), size=1)
    await fill(pool, "gateway", NORD, SUD)
    async with transaction(pool, Scope.SYSTEM) as tx:
        me = await tx.fetchval("SELECT md5('staff')::uuid")
    scope = Scope(frozenset({NORD}), me)
    async with transaction(pool, scope) as tx:
        assert await tx.fetchval(PERSON_OF_SUD, SUD) == 0
    async with transaction(pool, Scope.SYSTEM) as tx:
        await tx.execute(tie, SUD, NORD)
    async with transaction(pool, scope) as tx:
        assert await tx.fetchval(PERSON_OF_SUD, SUD) == 1
    await pool.close()


async def use(pool: Pool, table: str, unit: str, chance: random.Random) -> None:
    """Look a few times within a unit's scope, and fail now and then."""
    async with transaction(pool, Scope(frozenset({unit}), uuid4())) as tx:
        for _ in range(3):
            units = await tx.fetch(f"SELECT unit FROM {table}")
            assert [row["unit"] for row in units] == [unit]
            await tx.execute("SELECT pg_sleep(0.002)")
        if chance.random() < 0.3:
            raise ArithmeticError


async def is_clean(pool: Pool) -> bool:
    """Whether the connection, as its next user gets it, has no scope."""
    async with pool.acquire() as connection:
        rows = set((await seen(connection)).values())
        setting = "SELECT coalesce(current_setting($1, true), '')"
        left = {await connection.fetchval(setting, name) for name in Scope.SYSTEM.settings()}
    return (rows, left) == ({0}, {""})


async def test_a_pooled_connection_never_carries_a_scope_to_its_next_user(
    place: tuple[str, str], pool: Pool
) -> None:
    chance = random.Random(7)
    table = {"gateway": "desk", "groups": "group_series", "indicators": "desk_fact"}[place[0]]

    async def use_and_be_cut_off(unit: str) -> None:
        task = asyncio.create_task(use(pool, table, unit, chance))
        await asyncio.sleep(chance.random() * 0.02)
        if chance.random() < 0.6:
            task.cancel()
        with suppress(asyncio.CancelledError, ArithmeticError, Unavailable):
            await task

    for turn in range(60):
        await asyncio.gather(*(use_and_be_cut_off((NORD, SUD)[(turn + n) % 2]) for n in range(3)))
        assert await is_clean(pool)


async def leaks(tried: Tried, who: Who, pool: Pool) -> list[str]:
    """What somebody learns of the other centre or changes there, by asking every route for it."""
    found: list[str] = []
    known = await tried.signed_in(who)
    for name, method, path in tried.requests():
        if name in {"sign_out", "choose_unit", "static"}:
            continue
        before = await state(tried, pool)
        answer = await tried.ask(known, (name, method, path), tried.other)
        assert answer.status < 500, (name, answer.status)
        if await state(tried, pool) != before:
            found.append(f"{name} changes")
        elif any(secret in answer.body for secret in secrets(tried.other, path)):
            found.append(f"{name} shows")
    return found


def secrets(place: Place, path: str) -> list[bytes]:
    """What tells of the other centre; a person's id does not where the address names it."""
    them = IDENTITIES[place.unit]
    waiting = WAITING[place.unit]
    known = [f'"waiting":{waiting}', f'"offered":{waiting}', f'class="num">{waiting}<']
    known += [place.contact, them.name, them.masked.name]
    known += [them.telephone, them.telephone_said, them.masked.telephone]
    known += [] if "{person" in path else [place.person]
    return [str(each).encode() for each in known if each]


async def state(tried: Tried, pool: Pool) -> list[str]:
    """Everything of the other centre and its person in every walled table, as text."""
    names = sorted(row["relname"] for row in await pool.fetch(WALLED))
    found = []
    for name in set(names) - THE_TRACE:
        theirs = [f"{column} = ${place}" for column, place in await _ties(pool, name)]
        if theirs:
            rows = f'SELECT t::text FROM "{name}" AS t WHERE {" OR ".join(theirs)}'
            them = (SUD, tried.other.person, tried.other.contact)
            asked = f"SELECT $1::text, $2::uuid, $3::uuid, array(({rows} ORDER BY 1))"
            found.append(f"{name}: {(await pool.fetchrow(asked, *them))[3]}")
    assert len(found) >= 2
    return sorted(found)


async def _ties(pool: Pool, table: str) -> list[tuple[str, int]]:
    """By which of its columns a row is of a unit, a person or a contact."""
    columns = {row["attname"] for row in await pool.fetch(OF_TABLE, table)}
    tied = {"unit": 1, "opened_unit": 1, "person": 2, "contact": 3}
    if table == "person":
        tied["id"] = 2
    if table == "desk":
        del tied["contact"]
    return [(column, place) for column, place in tied.items() if column in columns]


@pytest.fixture
def no_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application lets everything pass."""
    monkeypatch.setattr(Rule, "check", lambda *_: None)
    monkeypatch.setattr(Principal, "require", lambda *_: None)
    monkeypatch.setattr(Principal, "sees", lambda *_: True)


@pytest.mark.usefixtures("no_checks")
@pytest.mark.parametrize("role", [Role.RECEPTION, Role.MANAGER, Role.TELEPHONY, Role.PARTNER])
@pytest.mark.parametrize(
    "tried",
    [(service, walled) for service in sorted(ROWS) for walled in (True, False)],
    indirect=True,
    scope="session",
    ids=name_of,
)
async def test_the_wall_holds_where_the_application_checks_nothing(
    tried: Tried, role: Role
) -> None:
    address = seeing_everything(tried.dsn) if tried.walled else tried.dsn
    pool = await db.connect(address, size=1)
    found = await leaks(tried, Who(role), pool)
    await pool.close()
    assert (found == []) == tried.walled, found
