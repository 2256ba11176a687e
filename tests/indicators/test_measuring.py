"""The catalogue's indicators and time released: by versions, never known where a part is not."""

import re
from datetime import date
from typing import Any

import pytest

from services.indicators.domain import (
    Area,
    GroupFigures,
    Handed,
    Sources,
    handed,
    measure,
    met,
    source_of,
    time_use,
)
from services.indicators.domain.figures import Counts, figures
from services.indicators.domain.measuring import FORMULAS, ROUTES
from services.indicators.domain.work import work
from services.indicators.pages.formulas import FORMULAS as WORDS
from services.indicators.queries import Days, Moment, readings, time_used
from shared.city import (
    Direction,
    Formula,
    Indicator,
    IndicatorVersion,
    Measured,
    ReleasedBy,
    Route,
    Target,
    store,
)
from shared.contracts.gateway import Matter, Outcome
from shared.db import Scope, Tx, transaction
from shared.identity import Role
from tests.fixtures.cities import BEGAN, NORD, a_city, same
from tests.fixtures.databases import ROOT
from tests.fixtures.web import Served, Serving
from tests.indicators.contacts import MORNING, a_contact, a_gap, after, an_appointment, beat, hear
from tests.indicators.handed_on import HOUR, a_session, answered
from tests.indicators.standing import standing_at

DAY = 24 * HOUR
HERE = Area(NORD, (NORD,), restricted=True)
MONDAY = Days(date(2026, 3, 2), date(2026, 3, 2))
NOW = after(6 * HOUR)


def a_version(formula: Formula, number: int = 1, **differs: Any) -> IndicatorVersion:
    said = {"since": date(2026, 1, 1), "unit": "share", "additive": False}
    words = {"number": number, "formula": formula, "definition": same("what")}
    return IndicatorVersion(**words | said | differs)


def an_indicator(*versions: IndicatorVersion, code: str = "some") -> Measured:
    return Measured(
        code=code, name=same(code), owner=same("owner"), objectives=("I3.1",), versions=versions
    )


def a_route(code: ReleasedBy, minutes: float = 30) -> Route:
    return Route(code=code, minutes=minutes, name=same(code), assumed=same("a visit"))


ALL_ROUTES = [a_route(code) for code in ReleasedBy]


def a_figure(code: str, formula: str, unit: str = "share", aim: float = 0.8) -> Indicator:
    return Indicator(
        code=code,
        unit=unit,
        source="gateway",
        formula=formula,
        strategy=(),
        name=same(code),
        definition=same("what"),
        target=Target(value=aim, direction=Direction.AT_LEAST, strategy="I2.1"),
    )


def sources(**tallied: dict[str, tuple[int, int]]) -> Sources:
    return Sources(figures(Counts(), 20), work({}, doors=False), handed(tallied))


async def everywhere(tx: Tx, *services: str) -> None:
    """These services were heard since long ago, and are now."""
    for service in services or ("gateway", "referrals", "groups"):
        await beat(tx, after(-30 * DAY), after(-30 * DAY), service)
        await beat(tx, NOW, NOW, service)


A_DAY = [
    a_contact(matters=(Matter(reason="ECO", outcome=Outcome.INFORMED),), reason="ECO"),
    a_contact(
        after(60),
        matters=(Matter(reason="ECO", outcome=Outcome.REDIRECTED),),
        reason="ECO",
        outcome=Outcome.REDIRECTED,
    ),
    an_appointment(state="attended", began_at=MORNING, ended_at=after(1500)),
    an_appointment(after(HOUR), state="attended", ended_at=after(2 * HOUR)),
    an_appointment(after(HOUR), state="missed", ended_at=after(2 * HOUR)),
    answered(HOUR, recognised=True),
    answered(HOUR, no="redirected"),
    answered(3 * HOUR, no="returned"),
    a_session(state="held", attended=6, absent=2, uncounted=1),
    a_session(after(HOUR), state="held"),
]
"""A day of which every route and formula says something."""


def test_every_formula_and_route_of_the_city_folder_is_implemented() -> None:
    assert set(FORMULAS) == set(Formula)
    assert set(ROUTES) == set(ReleasedBy)


async def test_each_formula_gives_its_value_with_its_denominator(tx: Tx) -> None:
    await everywhere(tx)
    await hear(tx, A_DAY, NOW)
    asked = [an_indicator(a_version(formula), code=formula) for formula in Formula]
    told = await readings(tx, HERE, asked, MONDAY, Moment(NOW, NOW))
    values = {each.indicator.code: each.value for each in told}
    found = {code: (each.value, each.denominator) for code, each in values.items() if each}
    assert found == {
        "answered_in_time": (None, 0),
        "callbacks_kept": (None, 0),
        "solved_at_gateway": (1 / 2, 2),
        "others_matters": (1 / 2, 2),
        "first_visit_days": (5, 2),
        "missed_appointments": (1 / 3, 3),
        "referrals_acknowledged": (2 / 3, 3),
        "referrals_inappropriate": (2 / 3, 3),
        "group_attendance": (6 / 8, 8),
        "group_minutes_per_person": (90 / 7, 7),
    }


async def test_an_indicator_is_unknown_where_its_own_service_is_never_zero(tx: Tx) -> None:
    await everywhere(tx, "gateway", "groups")
    await hear(tx, A_DAY, NOW)
    asked = [an_indicator(a_version(formula), code=formula) for formula in Formula]
    told = await readings(tx, HERE, asked, MONDAY, Moment(NOW, NOW))
    unknown = {each.indicator.code for each in told if each.value is None}
    assert unknown == {each for each in Formula if source_of(each) == "referrals"}
    for days in (
        Days(date(2026, 3, 3), date(2026, 3, 4)),
        Days(date(2026, 1, 5), date(2026, 1, 6)),
    ):
        told = await readings(tx, HERE, asked[-1:], days, Moment(NOW, NOW))
        assert [each.value for each in told] == [None]


async def test_of_a_day_that_was_over_before_a_silence_everything_is_known(tx: Tx) -> None:
    await everywhere(tx)
    await hear(tx, A_DAY, NOW)
    asked = [an_indicator(a_version(Formula.GROUP_ATTENDANCE))]
    later = Moment(after(5 * DAY), after(5 * DAY))
    sunday = Days(date(2026, 3, 1), date(2026, 3, 1))
    for days, known in ((sunday, True), (MONDAY, False)):
        [told] = await readings(tx, HERE, asked, days, later)
        assert told.trust.known is known


async def test_a_changed_definition_measures_its_own_days_and_no_others(tx: Tx) -> None:
    await everywhere(tx)
    await hear(tx, [*A_DAY, a_session(after(-DAY), state="held", attended=1, absent=3)], NOW)
    first = a_version(Formula.GROUP_ATTENDANCE)
    second = a_version(Formula.GROUP_MINUTES_PER_PERSON, 2, since=date(2026, 3, 2))
    both = Days(date(2026, 3, 1), date(2026, 3, 2))
    told = await readings(tx, HERE, [an_indicator(first, second)], both, Moment(NOW, NOW))
    assert [(each.version.number, each.days.first, each.days.last) for each in told] == [
        (1, date(2026, 3, 1), date(2026, 3, 1)),
        (2, date(2026, 3, 2), date(2026, 3, 2)),
    ]
    assert [each.value and each.value.value for each in told] == [1 / 4, 90 / 7]
    before = Days(date(2025, 12, 1), date(2025, 12, 31))
    assert await readings(tx, HERE, [an_indicator(first)], before, Moment(NOW, NOW)) == []


def test_a_target_is_met_on_its_own_side() -> None:
    aims = {way: Target(value=0.5, direction=way, strategy="I3.1") for way in Direction}
    told = {way: a_version(Formula.CALLBACKS_KEPT, target=aim) for way, aim in aims.items()}
    assert [met(told[Direction.AT_LEAST], each) for each in (0.4, 0.5, None)] == [False, True, None]
    assert [met(told[Direction.AT_MOST], each) for each in (0.6, 0.5)] == [False, True]
    assert met(a_version(Formula.CALLBACKS_KEPT), 0.4) is None


def test_nothing_to_measure_is_no_value() -> None:
    for formula in Formula:
        assert measure(a_version(formula), sources()).value is None


async def test_time_released_is_counted_by_route_beside_time_used(tx: Tx) -> None:
    await everywhere(tx)
    await hear(tx, A_DAY, NOW)
    told = await time_used(tx, HERE, ALL_ROUTES, MONDAY, Moment(NOW, NOW))
    minutes = {
        each.route.code: (each.number, each.spent, each.estimate) for each in told.use.routes
    }
    assert minutes == {
        "solved_at_gateway": (1, 0, 30),
        "redirected_at_gateway": (1, 0, 30),
        "informed_in_group": (7, 90, 120),
        "recognised": (1, 0, 30),
        "redirected_referrals": (1, 0, 30),
    }
    assert told.use.estimate == 240
    assert (told.use.used.visits, told.use.used.sessions, told.use.used.total) == (25, 180, 205)
    assert (told.timed, told.told) == ((1, 2), (1, 2))


def test_a_session_of_few_people_takes_more_time_than_it_releases() -> None:
    few = Handed(
        handed({}).referrals,
        GroupFigures(1, 12, 1, 1, 90, 1, 90, attended=1, absent=0, present=1),
        handed({}).visits,
    )
    of = Sources(figures(Counts(), 20), work({}, doors=False), few)
    known = dict.fromkeys(("gateway", "referrals", "groups"), True)
    [group] = time_use([a_route(ReleasedBy.INFORMED_IN_GROUP)], of, known).routes
    assert group.estimate == -60


@pytest.mark.parametrize("silent", ["gateway", "referrals", "groups"])
async def test_the_sum_is_unknown_where_a_part_is(tx: Tx, silent: str) -> None:
    await everywhere(tx, *{"gateway", "referrals", "groups"} - {silent})
    await hear(tx, [] if silent == "gateway" else A_DAY, NOW)
    told = await time_used(tx, HERE, ALL_ROUTES, MONDAY, Moment(NOW, NOW))
    assert told.use.estimate is None
    assert {each.number is None for each in told.use.routes} == {True, False}
    assert (told.use.used.total is None) == (silent != "referrals")


async def test_a_day_on_paper_is_unknown_at_the_gateway_and_a_part_of_it_is_said(tx: Tx) -> None:
    await everywhere(tx)
    await hear(tx, A_DAY, NOW)
    await hear(tx, [a_gap(after(HOUR), after(2 * HOUR))], NOW)
    told = await time_used(tx, HERE, ALL_ROUTES, MONDAY, Moment(NOW, NOW))
    assert told.paper
    assert told.use.estimate == 240
    await hear(tx, [a_gap(after(-DAY), after(2 * DAY))], NOW)
    told = await time_used(tx, HERE, ALL_ROUTES, MONDAY, Moment(NOW, NOW))
    assert (told.use.estimate, told.use.used.visits, told.use.used.sessions) == (None, None, 180)


@pytest.fixture
async def indicators(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The day as it is heard at three, with a small catalogue."""
    served = await standing_at(NOW, serving, monkeypatch)
    aim = Target(value=0.9, direction=Direction.AT_LEAST, strategy="I2.1")
    attended = an_indicator(a_version(Formula.GROUP_ATTENDANCE, target=aim), code="attended")
    inapt = an_indicator(a_version(Formula.REFERRALS_INAPPROPRIATE), code="inapt")
    figures = (a_figure("level", "A / offered"), a_figure("theirs", "100 % <b> of %(all)s"))
    figures += (a_figure("minutes", "long", "minutes", 1800.5),)
    said = {"measured": (attended, inapt), "released": tuple(ALL_ROUTES), "indicators": figures}
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        await store.put(tx, a_city("Other").model_copy(update=said), BEGAN)
        await everywhere(tx, "gateway", "groups")
        await hear(tx, A_DAY, NOW)
    return served


async def test_the_pages_show_values_targets_and_what_is_unknown(indicators: Served) -> None:
    manager = await indicators.signed_in({Role.MANAGER}, {NORD})
    page = (await manager.get(f"/areas/{NORD}/indicators")).text
    rows = dict(re.findall(r'<th scope="row"><a href="[^"]*#m-(\w+)">.*?</th>(.*?)</tr>', page))
    assert "75 %" in rows["attended"]
    assert "No assolit" in rows["attended"]
    assert "Desconegut" in rows["inapt"]
    assert 'id="m-attended"' in (await manager.get(f"/definitions?area={NORD}")).text


async def test_targets_are_said_as_figures_are_shares_as_percent_and_points_as_read(
    indicators: Served,
) -> None:
    manager = await indicators.signed_in({Role.MANAGER}, {NORD})
    page = (await manager.get(f"/definitions?area={NORD}")).text
    shown = dict(
        re.findall(r'<section [^>]*id="([\w-]+)".*?(com a mínim .*?)</dd>', page, re.DOTALL)
    )
    assert shown["level"] == "com a mínim 80 %"
    assert shown["m-attended"] == "com a mínim 90 %"
    assert shown["minutes"] == "com a mínim 1.800,5"


async def test_how_a_figure_is_worked_out_is_said_in_the_readers_language(
    indicators: Served,
) -> None:
    manager = await indicators.signed_in({Role.MANAGER}, {NORD})
    page = (await manager.get(f"/definitions?area={NORD}")).text
    shown = dict(re.findall(r'<section [^>]*id="([\w-]+)".*?(<code.*?</code>)', page, re.DOTALL))
    assert shown["level"] == "<code>A / rebuts</code>"
    assert shown["theirs"] == '<code lang="en">100 % &lt;b&gt; of %(all)s</code>'
    assert shown["m-attended"].startswith("<code>persones que han vingut / persones inscrites")


def test_the_docs_say_of_each_formula_what_the_page_says() -> None:
    page = (ROOT / "docs" / "indicators.md").read_text()
    said = dict(re.findall(r"^\| `(\w+)` \| (.*?) \| (?:gateway|referrals|groups) \|$", page, re.M))
    assert said == {str(code): words for code, words in WORDS.items()}
    assert WORDS.keys() == set(Formula)


async def test_no_released_minute_is_shown_without_the_word_estimate(indicators: Served) -> None:
    manager = await indicators.signed_in({Role.MANAGER}, {NORD})
    page = (await manager.get(f"/areas/{NORD}/time")).text
    released = page[page.index('aria-labelledby="released"') : page.index('aria-labelledby="used"')]
    for line in re.findall(r"<(?:li|p)\b.*?</(?:li|p)>", released, re.DOTALL):
        assert "estimació" in line
    assert "Desconegut" in released
    assert "25 min" in page
    told = (await manager.get(f"/api/areas/{NORD}/time")).json()
    assert told["released"]["estimate"] is True
    assert told["released"]["estimated_minutes"] is None
    assert told["used"]["minutes"] == 205


async def test_the_api_tells_indicators_of_a_period_and_refuses_a_bad_one(
    indicators: Served,
) -> None:
    manager = await indicators.signed_in({Role.MANAGER}, {NORD})
    address = f"/api/areas/{NORD}/indicators"
    attended, inapt = (await manager.get(address)).json()["indicators"]
    assert (attended["value"], attended["denominator"], attended["met"]) == (0.75, 8, False)
    assert (inapt["value"], inapt["freshness"]) == (None, "unknown")
    for wrong in ("from=2026-03-02&to=2026-03-01", "from=2026-03-02&to=2028-01-01"):
        refused = await manager.get(f"{address}?{wrong}")
        assert refused.json()["type"].endswith("bad-period")
    refused = await manager.get(f"/areas/{NORD}/time?first=2026-03-02&last=2026-03-01")
    assert refused.status_code == 422
    figures_told = (await manager.get(f"/api/areas/{NORD}/figures?from=2026-03-02")).json()
    assert figures_told["total"]["groups"]["attended_share"] == 0.75
    assert figures_told["total"]["referrals"] is None
    page = (await manager.get(f"/areas/{NORD}/figures?day=2026-03-02")).text
    assert re.search(r'id="referrals">[^<]*</h2><p class="p-unknown">', page)
    assert re.search(r'id="groups">.*6 / 8', page, re.DOTALL)
