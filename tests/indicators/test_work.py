"""Levels, reasons, outcomes, interpreters, promises to call back and first visits, counted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.indicators.domain import Gap, Grain, Known, Work, known
from services.indicators.queries import Asked, gaps, on_paper, works
from shared.contracts.gateway import RESTRICTED, Interpreter, Level, Matter, Settled, ToldWait
from shared.db import Tx
from tests.fixtures.cities import DATC, NORD, SUD
from tests.indicators.contacts import (
    MORNING,
    a_contact,
    a_gap,
    a_pending_call,
    after,
    an_appointment,
    hear,
    keep,
    passed_on,
    reached,
)

HOUR = 3600
LATE = after(100 * HOUR)
A_WAIT = ToldWait(least_seconds=60, most_seconds=120)


async def of_day(tx: Tx, now: datetime = LATE, **differs: Any) -> Work:
    asked = Asked(MORNING, after(10 * HOUR), 20.0, units=(NORD,), restricted=True)
    asked = Asked(**{name: getattr(asked, name) for name in asked.__slots__} | differs)
    total, hours = await works(tx, asked, [after(n * HOUR) for n in range(10)], now)
    assert sum(sum(each.by_level.values()) for each in hours) == sum(total.by_level.values())
    return total


async def test_contacts_count_by_level_and_outcome_and_their_reasons_each_by_its_own(
    tx: Tx,
) -> None:
    two = (Matter(reason="ECO", outcome="informed"), Matter(reason="HAB", outcome="appointment"))
    await keep(
        tx,
        [
            a_contact(reason="ECO", matters=two),
            a_contact(level=Level.URGENT, reason="ECO", matters=two[:1]),
            a_contact(level=None, waits=None),
        ],
    )
    told = await of_day(tx)
    assert told.by_level == {"none": 1, "ordinary": 1, "urgent": 1}
    assert told.by_outcome == {"informed": 2}
    assert told.by_reason == {"ECO": 2, "HAB": 1}
    assert told.reasons_by_outcome == {"appointment": 1, "informed": 2}


@pytest.mark.parametrize(
    ("outcome", "other", "solved"),
    [
        ("informed", None, 1),
        ("resolved", "informed", 1),
        ("informed", "redirected", 0),
        ("informed", "referred", 0),
        ("resolved", "appointment", 0),
        ("redirected", None, 0),
        ("call_back", None, 0),
    ],
)
async def test_solved_at_the_gateway_is_whoever_needed_nobody_else(
    tx: Tx, outcome: str, other: str | None, solved: int
) -> None:
    matters = [Matter(reason="A", outcome=outcome)]
    matters += [Matter(reason="B", outcome=other)] if other else []
    await keep(tx, [a_contact(outcome=outcome, reason="A", matters=tuple(matters))])
    told = await of_day(tx)
    assert (told.solved, told.ended, told.solved_share) == (solved, 1, float(solved))


async def test_whoever_kept_an_appointment_takes_nothing_from_what_is_solved_at_the_gateway(
    tx: Tx,
) -> None:
    kept = (Matter(reason="A", outcome="attended"),)
    both = (*kept, Matter(reason="B", outcome="informed"))
    await keep(
        tx,
        [
            a_contact(outcome="attended", reason="A", matters=kept),
            a_contact(outcome="attended", reason="A", matters=both),
            a_contact(outcome="attended", reason=None),
            a_contact(outcome="informed", reason="A"),
            a_contact(outcome="redirected", reason="A"),
        ],
    )
    told = await of_day(tx)
    assert (told.solved, told.ended, told.solved_share) == (1, 2, 0.5)
    assert told.by_outcome["attended"] == 3


async def test_without_a_recorded_outcome_nothing_is_said_of_solving(tx: Tx) -> None:
    await keep(
        tx, [a_contact(outcome="not_recorded"), a_contact(leaves=True), a_contact(waits=None)]
    )
    told = await of_day(tx)
    assert (told.solved, told.ended, told.solved_share) == (0, 0, None)


async def test_interpreters_minutes_run_from_asking_to_arriving_to_leaving_or_the_end(
    tx: Tx,
) -> None:
    there = Interpreter(asked_at=MORNING, arrived_at=after(90))
    gone = Interpreter(asked_at=MORNING, arrived_at=after(60), left_at=after(180))
    awaited = Interpreter(asked_at=MORNING)
    await keep(tx, [a_contact(interpreter=each) for each in (there, gone, awaited)])
    told = (await of_day(tx)).interpreters
    assert told is not None
    assert (told.contacts, told.wait_minutes, told.minutes) == (3, 2.5, 4.5 + 2)


async def test_what_older_facts_did_not_keep_is_unknown_and_not_zero(tx: Tx) -> None:
    await keep(tx, [a_contact(reason="ECO")])
    assert (await of_day(tx)).by_reason == {"ECO": 1}
    await tx.execute("UPDATE contact_fact SET matters = NULL, entered_later = NULL")
    told = await of_day(tx)
    assert (told.by_reason, told.reasons_by_outcome, told.interpreters) == (None, None, None)
    assert told.reasons_unknown == 1


async def test_a_promise_is_kept_by_reaching_them_in_time_and_decided_at_the_latest_when_due(
    tx: Tx,
) -> None:
    await hear(
        tx,
        [
            reached(HOUR),
            reached(HOUR + 1),
            a_pending_call(due=2 * HOUR),
            a_pending_call(due=3 * HOUR, state="passed"),
            a_pending_call(state="closed", settled="in_vain", ended_at=after(60)),
            reached(60, settled="arrived"),
            reached(60, state="closed", settled="mistake"),
            reached(60, origin="message", settled="answered"),
            reached(60, origin="offer", settled="over"),
        ],
    )
    early, later = [(await of_day(tx, after(n * HOUR))).callbacks for n in (1, 3)]
    assert early is not None
    assert later is not None
    assert (early.opened, early.kept, early.due) == (9, 1, 3)
    assert (later.opened, later.kept, later.due, later.share) == (9, 1, 5, 0.2)


async def test_a_promise_counts_where_the_call_was_when_decided_and_a_new_call_where_it_came(
    tx: Tx,
) -> None:
    late = passed_on(2 * HOUR, due=HOUR)
    in_time, passed = passed_on(HOUR, due=2 * HOUR)
    over = {"ended_at": after(1.5 * HOUR), "settled": Settled.REACHED}
    kept = passed.model_copy(update={"version": 3, **over})
    taken_back, gone = passed_on(HOUR / 2, due=HOUR)
    back = taken_back.model_copy(update={"version": 3, "at": after(2 * HOUR), "undone": True})
    await hear(tx, [*late, in_time, passed, kept, taken_back, gone, back])
    for units, counted in (
        ((DATC,), (3, 0, 2)),
        ((NORD,), (0, 1, 1)),
        ((NORD, DATC), (3, 1, 3)),
    ):
        told = (await of_day(tx, units=units)).callbacks
        assert told is not None
        assert (told.opened, told.kept, told.due) == counted, units


async def test_a_first_visit_counts_where_it_takes_place_in_civil_days_since_asking(
    tx: Tx,
) -> None:
    before = datetime(2026, 3, 1, 22, 59, tzinfo=UTC)
    asked = (before, before + timedelta(minutes=1), MORNING - timedelta(days=10))
    visits = [an_appointment(state="attended", requested_at=each) for each in asked]
    others = [an_appointment(state="attended", kind="ordinary"), an_appointment(state="missed")]
    await hear(tx, [*visits, *others, an_appointment(LATE, state="attended")])
    told = (await of_day(tx)).visits
    assert told is not None
    assert told.by_state == {"attended": 4, "missed": 1}
    assert (told.first, told.days_median) == (3, 1)
    assert told.days_mean == pytest.approx(11 / 3)


async def test_of_one_door_calls_to_return_and_visits_are_unknown(tx: Tx) -> None:
    await hear(tx, [reached(60), an_appointment(), a_contact()])
    told = await of_day(tx, door="desk")
    assert (told.by_outcome, told.callbacks, told.visits) == ({"informed": 1}, None, None)


async def test_who_only_leads_hears_that_there_was_a_restricted_contact_and_nothing_more(
    tx: Tx,
) -> None:
    whose = a_contact(
        level=Level.URGENT,
        reason=RESTRICTED,
        matters=(Matter(reason="ECO", outcome="informed"), Matter(reason=RESTRICTED)),
        interpreter=Interpreter(asked_at=MORNING),
        entered_later=True,
    )
    here = a_contact(reason=RESTRICTED, waits=None)
    its = whose.contact_id
    await hear(
        tx,
        [
            whose,
            here,
            reached(60, contact_id=its),
            reached(60, restricted=True),
            an_appointment(contact_id=its),
            an_appointment(restricted=True),
        ],
    )
    leads = await of_day(tx, restricted=False, over=LATE)
    assert leads.by_reason == {RESTRICTED: 1}
    assert leads.by_level == leads.by_outcome == leads.reasons_by_outcome == {}
    assert (leads.ended, leads.solved, leads.entered_later) == (0, 0, 0)
    assert leads.interpreters is None or leads.interpreters.contacts == 0
    assert leads.callbacks is not None
    assert leads.visits is not None
    assert (leads.callbacks.opened, leads.callbacks.due, leads.visits.by_state) == (0, 0, {})
    door = await of_day(tx)
    assert door.by_reason == {"ECO": 1, RESTRICTED: 2}
    assert door.callbacks is not None
    assert door.callbacks.kept == 2


def test_paper_leaves_quarters_and_hours_unknown_and_of_a_day_a_part() -> None:
    def how(gap: Gap, grain: Grain, units: tuple[str, ...] = (NORD,)) -> Known:
        return known([gap], units, (MORNING, after(HOUR)), grain)

    inside = Gap(NORD, after(600), after(660))
    assert how(inside, Grain.QUARTER) == how(inside, Grain.HOUR) == Known.UNKNOWN
    assert how(inside, Grain.DAY) == Known.PART
    assert how(inside, Grain.HOUR, (NORD, SUD)) == Known.PART
    assert how(Gap(NORD, after(-60), None), Grain.DAY) == Known.UNKNOWN
    for gap in (Gap(NORD, after(-60), MORNING), Gap(NORD, after(HOUR), None)):
        assert how(gap, Grain.QUARTER) == Known.WHOLE


async def test_gaps_are_those_that_touch_the_time_and_were_not_withdrawn(tx: Tx) -> None:
    await hear(
        tx,
        [
            a_gap(after(600), after(4200)),
            a_gap(after(700), withdrawn=True),
            a_gap(after(800), unit=SUD),
            a_gap(after(9000)),
        ],
    )
    assert await gaps(tx, [NORD], MORNING, after(HOUR)) == [Gap(NORD, after(600), after(4200))]
    assert await gaps(tx, [NORD], after(4200), after(9000)) == []
    instants = [await on_paper(tx, [NORD], after(n)) for n in (599, 600, 4200, 9000, 99999)]
    assert instants == [{}, {NORD: after(600)}, {}, {NORD: after(9000)}, {NORD: after(9000)}]


@pytest.mark.parametrize(("waited", "inside"), [(59.9, 0), (60, 1), (90, 1), (120, 1), (120.1, 0)])
async def test_a_wait_is_as_told_from_the_least_to_the_most_both_included(
    tx: Tx, waited: float, inside: int
) -> None:
    await keep(tx, [a_contact(waits=waited, told_wait=A_WAIT)])
    told = (await of_day(tx)).waits_as_told
    assert (told.told, told.served, told.inside, told.share) == (1, 1, inside, float(inside))


async def test_of_waits_as_told_who_was_told_none_does_not_count_and_nobody_has_no_share(
    tx: Tx,
) -> None:
    await keep(tx, [a_contact(), a_contact(leaves=True, waits=90, told_wait=A_WAIT)])
    told = (await of_day(tx)).waits_as_told
    assert (told.told, told.served, told.inside, told.share) == (1, 0, 0, None)


async def test_a_wait_that_ended_later_is_not_yet_known_to_be_as_told(tx: Tx) -> None:
    await keep(tx, [a_contact(waits=90, told_wait=A_WAIT)])
    assert (await of_day(tx, after(89))).waits_as_told.served == 0
    assert (await of_day(tx, after(90))).waits_as_told.inside == 1
