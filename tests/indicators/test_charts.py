"""The drawn course of a day: bars, lines, and hatched spans where paper left nothing known."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from services.indicators.domain import Area
from services.indicators.pages.charts import arrivals, waits
from services.indicators.queries import Quarter, course
from shared.clock import Clock
from shared.db import Scope, Tx, transaction
from shared.identity import Role
from tests.fixtures.cities import NORD, SUD, a_city, load_city
from tests.fixtures.web import Serving
from tests.indicators.contacts import MORNING, a_contact, a_gap, after, beat, hear

HERE = Area(NORD, (NORD,))
BOTH = Area("city", (NORD, SUD))
QUARTER = 900


def quarters(*known: bool) -> list[Quarter]:
    """From nine on, five came in each and waited ten minutes."""
    return [
        Quarter(MORNING + timedelta(minutes=15 * n), 3, 2, 600.0, 900.0, sure)
        for n, sure in enumerate(known)
    ]


def test_a_time_of_which_nothing_is_known_is_one_span_without_bars_or_lines() -> None:
    day = quarters(True, False, False, True, False)
    drawn = arrivals(day)
    assert drawn is not None
    slots = 18
    spans = [(each.x, each.width, each.since, each.until) for each in drawn.blanks]
    of = [(1, 2), (4, 1)]
    assert spans == [
        (
            round(100 * at / slots, 3),
            round(100 * long / slots, 3),
            after(QUARTER * at),
            after(QUARTER * (at + long)),
        )
        for at, long in of
    ]
    assert [bar.x for bar in drawn.bars] == [round(100 * (at + 0.06) / slots, 3) for at in (0, 3)]
    line = waits(day, 30)
    assert line is not None
    assert line.blanks == drawn.blanks
    assert line.median.count("M") == line.longest.count("M") == 2, "no line leads over a span"


def test_what_was_entered_of_it_later_is_no_measure_of_the_chart() -> None:
    many = [
        replace(quarters(True)[0], known=sure, desk=desk) for sure, desk in ((True, 1), (False, 90))
    ]
    drawn = arrivals(many)
    assert drawn is not None
    assert drawn.top == 4


def test_without_any_known_quarter_there_are_spans_and_no_waits() -> None:
    drawn = arrivals(quarters(False, False))
    assert drawn is not None
    assert (drawn.bars, len(drawn.blanks)) == ((), 1)
    assert waits(quarters(False), 30) is None
    assert arrivals([]) is None


async def test_quarters_are_unknown_that_touch_paper_of_all_units_asked(tx: Tx) -> None:
    await hear(tx, [a_contact(after(2 * QUARTER)), a_gap(after(100), after(QUARTER + 1))])
    now = after(3 * QUARTER - 1)
    told = (await course(tx, now, HERE)).quarters
    assert [(each.start, each.known) for each in told] == [
        (MORNING, False),
        (after(QUARTER), False),
        (after(2 * QUARTER), True),
    ]
    both = (await course(tx, now, BOTH)).quarters
    assert [(each.start, each.known) for each in both] == [(after(2 * QUARTER), True)]


async def test_the_board_hatches_the_time_and_says_it_in_words(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = after(5 * QUARTER)
    monkeypatch.setattr(Clock, "now", lambda _clock: now)
    monkeypatch.setattr(Clock, "real_now", lambda _clock: now)
    served = await serving.service("indicators")
    await load_city(served.around.pool, a_city())
    reader = await served.signed_in({Role.RECEPTION}, {NORD})

    async def charts(*events: object) -> list[str]:
        async with transaction(served.around.pool, Scope.SYSTEM) as tx:
            await beat(tx, now, now)
            await hear(tx, events)
        page = (await reader.get(f"/areas/{NORD}")).text
        return re.findall(
            r'<section class="p-sheet" aria-labelledby="(?:came|waits)">.*?</section>',
            page,
            re.DOTALL,
        )

    for chart in await charts(a_contact(), a_contact(after(4 * QUARTER))):
        assert "hatch" not in chart
        assert "Desconegut" not in chart
    told = await charts(a_gap(after(QUARTER + 60), after(2 * QUARTER + 60)))
    assert len(told) == 2
    for name, chart in zip(("came", "waits"), told, strict=True):
        said = re.search(
            rf'<title id="{name}-d">.* Desconegut, en paper: 09:15–09:45\.</title>', chart
        )
        assert said, chart
        assert re.search(
            r"<figcaption[^>]*>.*Desconegut, en paper: 09:15–09:45\.</figcaption>", chart
        )
        assert chart.count('class="c-gone" x="5.556" y="0" width="11.111"') == 1
        assert f'clip-path="url(#{name}-blank)"' in chart
        assert chart.count("Desconegut: en paper") == 1 + 2, "the key, and two rows of the table"
