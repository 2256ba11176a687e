"""Facts of pending calls, appointments and paper: the newest version, whatever the order."""

import random
from collections.abc import Sequence
from itertools import permutations
from urllib.parse import urlsplit

import asyncpg
import pytest

from services.indicators import reactions, store
from shared import db
from shared.contracts import Event
from shared.contracts.gateway import Interpreter, Matter, PendingCallChanged
from shared.db import Tx
from shared.migrations import folders_of, grant, migrate
from tests.fixtures.cities import DATC, NORD
from tests.fixtures.databases import Database, as_owner, seeing_everything
from tests.indicators.contacts import (
    MORNING,
    a_contact,
    a_gap,
    a_pending_call,
    after,
    an_appointment,
    hear,
    passed_on,
    told,
)

TABLES = ("pending_call_fact", "appointment_fact", "paper_gap_fact", "contact_fact")


def histories() -> list[Event]:
    """Three versions each of a pending call, an appointment, a gap and a contact."""
    call, visit, gap, contact = a_pending_call(), an_appointment(), a_gap(MORNING), a_contact()
    later = [{"version": 2}, {"version": 3}]
    events: list[Event] = [call, visit, gap, contact]
    events += [call.model_copy(update=each | {"ended_at": after(60)}) for each in later]
    events += [visit.model_copy(update=each | {"moves": each["version"]}) for each in later]
    events += [gap.model_copy(update=each | {"ended_at": after(60)}) for each in later]
    events += [contact.model_copy(update={"version": 4})]
    return events


async def rows(tx: Tx) -> list[Sequence[object]]:
    return [list(await tx.fetch(f"SELECT * FROM {table}")) for table in TABLES]


@pytest.mark.parametrize("seed", range(4))
async def test_order_and_doubling_of_events_change_no_fact(tx: Tx, seed: int) -> None:
    events = histories()
    undone = tx.transaction()
    await undone.start()
    await hear(tx, events)
    expected = await rows(tx)
    assert [[row["version"] for row in table] for table in expected] == [[3], [3], [3], [4]]
    await undone.rollback()
    disorder = [*events, *events]
    random.Random(seed).shuffle(disorder)
    await hear(tx, disorder)
    assert await rows(tx) == expected


async def test_of_several_versions_in_one_batch_the_newest_is_kept(tx: Tx) -> None:
    call = a_pending_call()
    newer = call.model_copy(update={"version": 2, "state": "passed"})
    await reactions.keep_pending_calls(tx, told([newer, call]))
    assert await tx.fetchval("SELECT state FROM pending_call_fact") == "passed"


async def test_a_contact_keeps_its_reasons_and_its_interpreter(tx: Tx) -> None:
    matters = (Matter(reason="ECO", outcome="informed"), Matter(reason="HAB"))
    interpreter = Interpreter(asked_at=MORNING, arrived_at=after(600))
    await hear(tx, [a_contact(matters=matters, interpreter=interpreter, entered_later=True)])
    row = await tx.fetchrow("SELECT * FROM contact_fact")
    assert [each["reason"] for each in row["matters"]] == ["ECO", "HAB"]
    assert (row["interpreter_arrived_at"], row["interpreter_left_at"]) == (after(600), None)
    assert row["entered_later"]


async def test_engaged_calls_are_no_attempts(tx: Tx) -> None:
    tries = [{"at": after(n), "result": r} for n, r in enumerate(("engaged", "no_answer"))]
    await hear(tx, [a_pending_call(attempts=tries)])
    assert await tx.fetchval("SELECT attempts FROM pending_call_fact") == 1


async def test_what_was_undone_counts_no_more(tx: Tx) -> None:
    tries = [{"at": after(n), "result": "no_answer"} for n in range(2)]
    call = a_pending_call(attempts=tries[:1])
    over = {"state": "settled", "settled": "reached", "ended_at": after(60)}
    ended = PendingCallChanged(**call.model_dump() | over | {"version": 2, "attempts": tries})
    back = call.model_copy(update={"version": 3, "undone": True})
    for told_in in ([call, ended, back], [back, ended]):
        await hear(tx, told_in)
        row = await tx.fetchrow("SELECT attempts, state, settled, ended_at FROM pending_call_fact")
        assert tuple(row) == (1, "open", None, None)


MIGRATED = "indicators/0015_passed_calls"
WHERE = "SELECT unit, passed_from, passed_at FROM pending_call_fact"


async def where(tx: Tx, events: Sequence[Event]) -> tuple[object, ...]:
    """Where it is, where it was before and when it passed, of a call of which this was heard."""
    undone = tx.transaction()
    await undone.start()
    await hear(tx, events)
    found = await tx.fetchrow(WHERE)
    await undone.rollback()
    return tuple(found or ())


async def test_a_call_that_passed_knows_from_where_and_when_in_whatever_order_it_is_told(
    tx: Tx,
) -> None:
    call, passed = passed_on(600)
    tried = passed.model_copy(update={"version": 3, "at": after(900)})
    for told_in in permutations([call, passed, tried]):
        assert await where(tx, [*told_in, told_in[0]]) == (NORD, DATC, after(600))


async def test_one_that_was_taken_back_never_left_and_passes_anew(tx: Tx) -> None:
    call, passed = passed_on(600)
    back = call.model_copy(update={"version": 3, "at": after(700), "undone": True})
    anew = passed.model_copy(update={"version": 4, "at": after(900)})
    for told_in in permutations([call, passed, back]):
        assert await where(tx, told_in) == (DATC, None, None)
    for told_in in permutations([call, passed, back, anew]):
        assert await where(tx, told_in) == (NORD, DATC, after(900))


async def test_of_one_batch_every_version_says_where_it_was(tx: Tx) -> None:
    await reactions.keep_pending_calls(tx, told(reversed(passed_on(600))))
    assert tuple(await tx.fetchrow(WHERE) or ()) == (NORD, DATC, after(600))


async def test_of_years_only_the_versions_of_the_calls_that_are_told_are_read(tx: Tx) -> None:
    await tx.execute(
        """INSERT INTO pending_unit_fact SELECT md5(n::text)::uuid, version, $1, now()
        FROM generate_series(1, 30000) AS n, generate_series(1, 3) AS version""",
        NORD,
    )
    await hear(tx, [a_pending_call() for _ in range(20)])
    calls = [
        row["pending_id"] for row in await tx.fetch("SELECT pending_id FROM pending_call_fact")
    ]
    told_in = await tx.fetch(f"EXPLAIN {store.passing.PASSED}", calls)
    assert "Seq Scan on pending_unit_fact" not in "\n".join(row[0] for row in told_in)


async def test_of_a_call_kept_before_that_the_unit_that_was_known_is_the_one_where_it_opened(
    database: Database,
) -> None:
    place = await database("indicators")
    owner = await asyncpg.connect(as_owner(place))
    folders = folders_of("indicators")
    migration = (folders[-1] / "0015_passed_calls.sql").read_text()
    await owner.execute(migration.split("-- migrate:down")[1])
    await owner.execute("DELETE FROM schema_migration WHERE version LIKE '%0015_passed_calls'")
    call, passed = passed_on(600)
    pool = await db.connect(seeing_everything(place), size=1, application="test")
    async with pool.acquire() as tx:
        await store.keep_pending_calls(tx, [call])
    assert await migrate(as_owner(place), folders) == [MIGRATED]
    await grant(as_owner(place), folders, urlsplit(place).username or "", "indicators")
    await owner.close()
    async with pool.acquire() as tx:
        await hear(tx, [passed])
        assert tuple(await tx.fetchrow(WHERE) or ()) == (NORD, DATC, after(600))
    await pool.close()


def test_every_taken_table_is_rebuilt() -> None:
    shadowed = set(store.rebuilding.SHADOWED)
    assert {*TABLES, "pending_unit_fact"} <= shadowed
