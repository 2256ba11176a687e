"""What was done today, on the board: reasons and outcomes as bars, and the day's other figures."""

import re
from typing import Any

import pytest

from services.indicators.domain import Area
from services.indicators.queries import done
from shared.contracts.gateway import RESTRICTED, Interpreter, Matter, Outcome, ToldWait
from shared.db import Scope, Tx, transaction
from shared.identity import Role
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.web import Served, Serving
from tests.indicators.contacts import (
    MORNING,
    a_contact,
    a_gap,
    a_pending_call,
    after,
    an_appointment,
    beat,
    hear,
    keep,
    reached,
)
from tests.indicators.standing import standing_at

NOW = after(7200)
HERE = Area(NORD, (NORD,), restricted=True)
LEADERS = Area(NORD, (NORD,))
DAY = 86_400


def of(reason: str, outcome: Outcome | None = Outcome.INFORMED, **differs: Any) -> Any:
    matters = (Matter(reason=reason, outcome=outcome, at=differs.pop("ended", None)),)
    return a_contact(reason=reason, outcome=outcome, matters=matters, **differs)


async def test_it_is_of_the_civil_day_and_the_units_up_to_the_instant(tx: Tx) -> None:
    there = Interpreter(asked_at=MORNING, arrived_at=after(60))
    await hear(
        tx,
        [
            of("ECO", interpreter=there),
            of("ECO", came=after(600)),
            of("ECO", came=after(-DAY)),
            of("ECO", unit=SUD),
            an_appointment(state="attended", ended_at=after(1800)),
            reached(900),
        ],
    )
    told = [(await done(tx, after(n), HERE, None)).work for n in (359, 360, 600, 1800)]
    assert [each.by_reason for each in told] == [{"ECO": 1}, {"ECO": 1}, {"ECO": 2}, {"ECO": 2}]
    assert [each.by_outcome for each in told] == [{}, *[{"informed": n} for n in (1, 1, 2)]]
    assert [each.reasons_by_outcome for each in told] == [each.by_outcome for each in told]
    assert [each.solved for each in told] == [0, 1, 1, 2]
    minutes = [each.interpreters.minutes for each in told if each.interpreters]
    assert minutes == [0, 5, 5, 5]
    assert [each.visits.first for each in told if each.visits] == [0, 0, 0, 1]
    assert [each.callbacks.kept for each in told if each.callbacks] == [0, 0, 0, 1]


async def test_a_reason_that_ended_before_the_contact_has_its_outcome_from_then_on(tx: Tx) -> None:
    await keep(tx, [of("ECO", ended=after(120))])
    told = [(await done(tx, after(n), HERE, None)).work for n in (119, 120)]
    assert [each.reasons_by_outcome for each in told] == [{}, {"informed": 1}]


async def test_no_restricted_contact_is_in_it_for_who_only_leads_not_even_of_a_past_day(
    tx: Tx,
) -> None:
    await keep(tx, [of(RESTRICTED), of("ECO")])
    for at in (NOW, after(3 * DAY)):
        here, leads = [(await done(tx, at, area, None)).work for area in (HERE, LEADERS)]
        assert (leads.by_reason or {}).get(RESTRICTED) is None
        assert (here.by_reason or {}).get(RESTRICTED) == (1 if at == NOW else None)
    assert leads.by_reason == {}
    past = (await done(tx, after(8 * 3600), LEADERS, None)).work
    assert (past.by_reason, past.by_outcome) == ({"ECO": 1}, {"informed": 1})


@pytest.fixture
async def indicators(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Served:
    return await standing_at(NOW, serving, monkeypatch)


async def part(served: Served, *events: Any, beats: Any = NOW, role: Role = Role.RECEPTION) -> str:
    """The part of the board that tells what was done, after these were heard."""
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        await beat(tx, beats, beats)
        await hear(tx, events)
    reader = await served.signed_in({role}, {NORD})
    page = (await reader.get(f"/areas/{NORD}")).text
    [found] = re.findall(r'data-live-part="done".*?<div class="p-stack">', page, re.DOTALL)
    return str(found)


async def test_the_most_frequent_are_drawn_and_the_table_has_all(indicators: Served) -> None:
    many = [of(f"R{n}", came=after(60 * each)) for n in range(8) for each in range(n + 1)]
    told = await part(indicators, *many, of("HAB", Outcome.APPOINTMENT))
    reasons = told[told.index('id="reasons"') : told.index('id="levels"')]
    bars = re.findall(r"<li><span>(\w+)</span>.*?<b>(\d+)</b>.*?<rect width=\"(\d+)\"", reasons)
    assert bars == [
        (f"R{n}", f"{n + 1}", f"{round(100 * (n + 1) / 8)}") for n in (7, 6, 5, 4, 3, 2)
    ]
    rows = re.findall(r'<tr><th scope="row">(\w+)</th><td class="num">(\d+)</td>', reasons)
    assert len(rows) == 9
    assert sum(int(number) for _, number in rows) == 37
    levels = told[told.index('id="levels"') : told.index('id="outcomes"')]
    assert "Fins ara han vingut 37 persones." in levels
    for code in ("by_level", "by_reason", "by_outcome", "solved_at_gateway", "callbacks_kept"):
        assert f'/definitions?area={NORD}#{code}"' in told
    for code in ("interpreter_minutes", "first_visit_days", "waits_as_told"):
        assert f'/definitions?area={NORD}#{code}"' in told
    assert "36 de 37 contactes acabats" in told
    assert "97 <small>%</small>" in told


async def test_nothing_to_measure_is_no_zero_and_unkept_is_unknown(indicators: Served) -> None:
    empty = await part(indicators)
    figures = re.findall(r'<span class="p-fig__n">(.*?)</span></span>|>(\d+) <small>', empty)
    assert [number for _, number in figures if number] == ["0"], "minutes of interpreters alone"
    assert empty.count("Cap fins ara, avui.") == 3
    async with transaction(indicators.around.pool, Scope.SYSTEM) as tx:
        await keep(tx, [a_contact()])
        await tx.execute("UPDATE contact_fact SET matters = NULL")
    old = await part(indicators)
    assert "p-fig--unknown" in old
    assert old.count("Encara no es guardava.") == 2
    assert "%</small>" in old


async def test_on_paper_it_is_unknown_and_afterwards_says_that_it_is_a_part(
    indicators: Served,
) -> None:
    gap = a_gap(after(600))
    during = await part(indicators, of("ECO"), gap)
    assert (during.count("p-fig--unknown"), during.count('class="p-unknown"')) == (5, 3)
    assert "p-hbars" not in during
    over = gap.model_copy(update={"version": 2, "ended_at": after(1200)})
    later = await part(indicators, over)
    assert "p-fig--unknown" not in later
    assert later.count("Només la part d’avui que se sap.") == 3


async def test_a_silent_source_shows_the_numbers_as_stopped(indicators: Served) -> None:
    told = await part(indicators, of("ECO"), beats=after(7200 - 60))
    assert told.count("p-fig--stale") == 5
    assert told.count("Aturada: ") == 8


async def test_leaders_are_shown_no_restricted_reason(indicators: Served) -> None:
    events = (of(RESTRICTED), of("ECO"))
    door = await part(indicators, *events)
    leader = await part(indicators, role=Role.MANAGER)
    assert "Restringit" in door
    assert "Restringit" not in leader
    assert ">ECO<" in leader or "ECO" in leader


async def test_each_figure_of_the_day_shows_its_own_numbers(indicators: Served) -> None:
    waits = [  # one waits as long as they were told, two do not, a fourth is not served yet
        a_contact(waits=wait, serves=None, told_wait=ToldWait(least_seconds=0, most_seconds=100))
        for wait in (60, 200, 300, None)
    ]
    spoken = a_contact(
        came=after(60),
        serves=600,
        interpreter=Interpreter(asked_at=after(60), arrived_at=after(300), left_at=after(720)),
    )
    calls = [reached(900), *(a_pending_call(due_at=after(1000)) for _ in range(2))]
    visit = an_appointment(state="attended", ended_at=after(1800))
    told = await part(indicators, *waits, spoken, *calls, visit)
    found = re.findall(
        r'#([a-z_]+)">.*?p-fig__n">([^<]*)<small>([^<]*)</small>.*?p-fig__sub">([^<]*)<',
        told,
        re.DOTALL,
    )
    shown = {
        code: (number.strip(), unit, " ".join(sub.split())) for code, number, unit, sub in found
    }
    assert shown["waits_as_told"] == ("33", "%", "1 de 3 ateses a qui es va dir l'espera")
    assert shown["callbacks_kept"] == ("33", "%", "1 de 3 trucades que vencien")
    assert shown["interpreter_minutes"][:2] == ("7", "min")
    assert shown["interpreter_minutes"][2].startswith("4 min")
    assert shown["first_visit_days"][:2] == ("5", "dies")
