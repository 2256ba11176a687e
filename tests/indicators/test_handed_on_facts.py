"""Facts of referrals, sessions and places: the newest version, whatever the order."""

import random
from collections.abc import Sequence

import asyncpg
import pytest

from services.indicators import store
from shared import db
from shared.contracts import Event
from shared.db import Tx
from shared.migrations import folders_of, migrate
from tests.fixtures.databases import Database, as_owner, seeing_everything
from tests.indicators.contacts import after, hear
from tests.indicators.handed_on import a_first_visit, a_place, a_referral, a_session

TABLES = {
    "referral_fact": "referral_id",
    "first_visit_fact": "referral_id",
    "session_fact": "session_id",
    "place_fact": "place_id",
}


def histories(chance: random.Random) -> list[Event]:
    """Some of each kind, each told in up to five versions that all say something else."""
    events: list[Event] = []
    for _ in range(6):
        first = [a_referral(), a_first_visit(), a_session(), a_place()]
        events += first
        for version in range(2, chance.randrange(2, 6)):
            at = after(60 * version)
            said = (
                {"answered_at": at, "state": "accepted", "recognised": version % 2 == 0},
                {"unit": f"u{version}"},
                {"taken": version, "attended": version},
                {"places": version, "enrolled_at": at},
            )
            events += [
                each.model_copy(update=differs | {"version": version, "at": at})
                for each, differs in zip(first, said, strict=True)
            ]
    return events


async def rows(tx: Tx) -> list[Sequence[object]]:
    return [
        list(await tx.fetch(f"SELECT * FROM public.{table} ORDER BY {key}"))
        for table, key in TABLES.items()
    ]


@pytest.mark.parametrize("seed", range(8))
async def test_order_and_doubling_of_events_change_no_fact(tx: Tx, seed: int) -> None:
    chance = random.Random(seed)
    events = histories(chance)
    undone = tx.transaction()
    await undone.start()
    await hear(tx, events)
    expected = await rows(tx)
    newest = {event.key + event.topic: 0 for event in events}
    for event in events:
        key = event.key + event.topic
        newest[key] = max(newest[key], event.version)
    told = [row["version"] for table in expected for row in table]  # type: ignore[index]
    assert sorted(told) == sorted(newest.values())
    await undone.rollback()
    disorder = [*events, *events, *chance.sample(events, 9)]
    chance.shuffle(disorder)
    await hear(tx, disorder)
    assert await rows(tx) == expected
    await hear(tx, events)
    assert await rows(tx) == expected


async def test_no_fact_has_a_person_or_what_people_say_on_the_telephone(tx: Tx) -> None:
    for table in TABLES:
        columns = await tx.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0",
            table,
        )
        assert not {"person_id", "code"} & {row["attname"] for row in columns}


async def test_a_rebuild_ends_in_equal_facts(database: Database) -> None:
    place = await database("indicators")
    events = histories(random.Random(1))
    pool = await db.connect(seeing_everything(place), size=1, application="test")
    async with pool.acquire() as tx:
        await hear(tx, events)
        expected = await rows(tx)
        await tx.execute("UPDATE referral_fact SET state = 'failed', answered_at = NULL")
        await tx.execute("UPDATE session_fact SET attended = 99")
    owner = await asyncpg.connect(as_owner(place))
    await db.stay_within(owner, db.Scope.SYSTEM)
    await owner.execute("DELETE FROM place_fact")
    await store.begin_shadow(owner)
    await hear(owner, events)
    async with owner.transaction():
        merged = await store.merge(owner)
    await owner.close()
    async with pool.acquire() as tx:
        assert await rows(tx) == expected
    await pool.close()
    assert (merged.rebuilt, merged.carried_over) == (24, 0)
    assert (merged.corrected, merged.added) == (12, 6)


def test_every_table_of_them_is_rebuilt() -> None:
    assert set(TABLES) <= set(store.rebuilding.SHADOWED)


async def test_no_fact_of_a_restricted_one_says_the_right_door_though_it_was_told_once(
    tx: Tx,
) -> None:
    redirected = {"state": "rejected", "no": "redirected", "elsewhere": "housing"}
    await hear(tx, [a_referral(restricted=secret, **redirected) for secret in (True, False)])
    kept = await tx.fetch("SELECT restricted, elsewhere FROM public.referral_fact")
    assert {each["restricted"]: each["elsewhere"] for each in kept} == {
        True: None,
        False: "housing",
    }


async def test_right_doors_of_restricted_ones_that_were_kept_before_are_forgotten(
    database: Database,
) -> None:
    place = await database("indicators")
    pool = await db.connect(seeing_everything(place), size=1, application="test")
    async with pool.acquire() as tx:
        await hear(tx, [a_referral(restricted=secret) for secret in (True, False)])
        await tx.execute("UPDATE referral_fact SET elsewhere = 'housing'")
    owner = await asyncpg.connect(as_owner(place))
    await owner.execute("DELETE FROM schema_migration WHERE version LIKE '%0014_hidden_doors'")
    applied = await migrate(as_owner(place), folders_of("indicators"))
    forced = await owner.fetchval(
        "SELECT relforcerowsecurity FROM pg_class WHERE oid = 'referral_fact'::regclass"
    )
    await owner.close()
    async with pool.acquire() as tx:
        doors = await tx.fetch("SELECT restricted, elsewhere FROM referral_fact")
    await pool.close()
    assert (applied, forced) == (["indicators/0014_hidden_doors"], True)
    assert {each["restricted"]: each["elsewhere"] for each in doors} == {
        True: None,
        False: "housing",
    }
