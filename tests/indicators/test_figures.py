"""Figures equal what a plain reader counts, whatever the contacts are."""

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain import Counts, Grain, day_bounds, figures, instant, steps
from services.indicators.queries import Asked, calls_of_day, stretches
from services.indicators.queries.tallies import Tally, tally
from shared.db import Tx
from tests.fixtures.cities import NORD, SUD
from tests.indicators.contacts import MORNING, a_contact, after, keep

HOUR = timedelta(hours=1)
WAITS = [0, 1, 19, 20, 21, 60, 61.5, 600, 3599.999999]


async def of_the_hour(tx: Tx, **asked: object) -> object:
    total, _ = await stretches(tx, Asked(MORNING, MORNING + HOUR, 20, **asked), [MORNING])
    return total


async def test_offered_are_the_answered_the_abandoned_and_those_still_here(tx: Tx) -> None:
    await keep(
        tx, [a_contact(), a_contact(leaves=True), a_contact(waits=None), a_contact(serves=None)]
    )
    total = await of_the_hour(tx)
    assert (total.offered, total.answered, total.abandoned) == (4, 2, 1)
    assert total.handling_mean == 300


async def test_means_ranks_and_levels_are_those_of_a_plain_count(tx: Tx) -> None:
    await keep(tx, [a_contact(after(n), waits=wait) for n, wait in enumerate(WAITS)])
    await keep(tx, [a_contact(waits=wait, leaves=True) for wait in (5, 20, 90)])
    total = await of_the_hour(tx)
    waits = total.wait_seconds
    assert waits.mean == pytest.approx(sum(WAITS) / len(WAITS), rel=1e-15)
    for percent, told in ((50, waits.p50), (90, waits.p90), (95, waits.p95)):
        assert told == sorted(WAITS)[math.ceil(percent * len(WAITS) / 100) - 1]
    assert waits.max == max(WAITS)
    level = total.service_level
    assert level.answered_of_answered == 4 / 9
    assert level.answered_or_abandoned_of_offered == 6 / 12
    assert level.answered_of_offered == 4 / 12
    assert level.answered_of_offered_less_short == 4 / 10
    assert total.abandoned_wait_mean == pytest.approx(115 / 3)


async def test_what_was_undone_counts_nowhere(tx: Tx) -> None:
    await keep(tx, [a_contact(state="voided", waits=None)])
    assert (await of_the_hour(tx)).offered == 0


async def test_a_contact_counts_at_the_unit_and_door_by_which_it_came(tx: Tx) -> None:
    passed = a_contact()
    await keep(tx, [passed.model_copy(update={"unit": SUD}), a_contact(door="phone")])
    assert (await of_the_hour(tx, units=[NORD])).offered == 2
    assert (await of_the_hour(tx, units=[SUD])).offered == 0
    assert (await of_the_hour(tx, door="phone")).offered == 1


async def test_only_a_greater_version_changes_a_fact(tx: Tx) -> None:
    first = a_contact(waits=None, version=1)
    newer = a_contact(waits=7, version=5, contact_id=first.contact_id)
    late = a_contact(waits=99, version=4, contact_id=first.contact_id)
    for event in (first, newer, newer, late, first):
        await keep(tx, [event])
    await keep(tx, [late, first])
    assert (await of_the_hour(tx)).wait_seconds.max == 7
    assert await tally(tx, "desk") == Tally(contacts=1, versions=5)


async def test_intervals_add_up_and_hold_only_what_came_in_them(tx: Tx) -> None:
    start, end = day_bounds(date(2026, 3, 2))
    came = [start, after(899, start), after(900, start), after(23 * 3600, start), after(-1, end)]
    await keep(tx, [a_contact(at) for at in came])
    for grain, expected in ((Grain.QUARTER, [2, 1, 1, 1]), (Grain.HOUR, [3, 2]), (Grain.DAY, [5])):
        total, rows = await stretches(tx, Asked(start, end, 20), steps(start, end, grain))
        assert [row.figures.offered for row in rows if row.figures.offered] == expected
        assert total.offered == 5


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 3, 2), 24)]
)
async def test_a_day_with_a_change_of_hour_is_whole(tx: Tx, day: date, hours: int) -> None:
    start, end = day_bounds(day)
    assert end - start == hours * HOUR
    assert len(steps(start, end, Grain.HOUR)) == hours
    await keep(tx, [a_contact(start + n * HOUR, door="phone") for n in range(hours)])
    report = await calls_of_day(tx, day, 20)
    assert report.figures.offered == hours
    assert sum(hour.offered for hour in report.by_hour) == hours
    told = {hour.hour: hour.offered for hour in report.by_hour}
    assert told.get(2) == {23: None, 25: 2, 24: 1}[hours]


async def test_a_day_without_calls_says_nothing_but_zeros(tx: Tx) -> None:
    report = await calls_of_day(tx, date(2026, 3, 2), 20)
    assert (report.figures.offered, report.by_hour) == (0, [])
    assert report.figures.wait_seconds.mean is None
    assert report.figures.service_level.answered_of_offered is None
    assert report.figures.handling_mean is None


def test_an_instant_without_offset_is_madrids_and_the_first_of_two() -> None:
    assert instant(datetime(2026, 7, 1, 10)) == datetime(2026, 7, 1, 8, tzinfo=UTC)  # noqa: DTZ001
    assert instant(datetime(2026, 10, 25, 2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # noqa: DTZ001


@given(
    answered=st.integers(0, 50),
    abandoned=st.integers(0, 50),
    share=st.floats(0, 1),
    other=st.floats(0, 1),
)
def test_shares_lie_between_none_and_all(
    answered: int, abandoned: int, share: float, other: float
) -> None:
    counts = Counts(
        offered=answered + abandoned,
        answered=answered,
        abandoned=abandoned,
        answered_within=int(answered * share),
        abandoned_within=int(abandoned * other),
    )
    level = figures(counts, 20).service_level
    told = [
        level.answered_of_answered,
        level.answered_or_abandoned_of_offered,
        level.answered_of_offered,
        level.answered_of_offered_less_short,
    ]
    assert all(value is None or 0 <= value <= 1 for value in told)
    assert (level.answered_of_answered is None) == (answered == 0)
