"""Facts of pending calls, appointments and paper: the newest version, whatever the order."""

import random
from collections.abc import Sequence

import pytest

from services.indicators import reactions, store
from shared.contracts import Event
from shared.contracts.gateway import Interpreter, Matter, PendingCallChanged
from shared.db import Tx
from tests.indicators.contacts import (
    MORNING,
    a_contact,
    a_gap,
    a_pending_call,
    after,
    an_appointment,
    hear,
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


def test_every_taken_table_is_rebuilt() -> None:
    shadowed = set(store.rebuilding.SHADOWED)
    assert set(TABLES) <= shadowed
