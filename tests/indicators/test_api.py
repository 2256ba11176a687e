"""The indicators' HTTP API: shapes, scopes, refusals."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.contracts.gateway import DeskState
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.cities import DATC, NORD, SUD, a_city, load_city
from tests.fixtures.web import Serving
from tests.indicators.contacts import a_contact, a_gap, after, beat, hear, keep, keep_desk

SHAPE = {
    "day": "2026-03-02",
    "offered": 0,
    "answered": 0,
    "abandoned": 0,
    "wait_seconds": {"mean": None, "p50": None, "p90": None, "p95": None, "max": None},
    "handling_seconds": {"mean": None},
    "abandoned_wait_seconds": {"mean": None},
    "service_level": {
        "within_seconds": 20.0,
        "answered_of_answered": None,
        "answered_or_abandoned_of_offered": None,
        "answered_of_offered": None,
        "answered_of_offered_less_short": None,
    },
    "by_hour": [],
}


@pytest.fixture
async def indicators(serving: Serving):
    served = await serving.service("indicators")
    await load_city(served.around.pool, a_city())
    return served


async def test_a_day_without_calls_has_exactly_the_documented_shape(indicators) -> None:
    manager = await indicators.signed_in({Role.MANAGER})
    told = (await manager.get("/api/reports/calls?day=2026-03-02")).json()
    assert told == SHAPE
    assert list(told) == list(SHAPE)


async def test_a_total_over_all_units_is_refused_to_who_sees_only_some(indicators) -> None:
    manager = await indicators.signed_in({Role.MANAGER}, {NORD})
    for path in ("reports/calls?day=2026-03-02", "reports/load?at=2026-03-02T10:00", "tally"):
        assert (await manager.get(f"/api/{path}")).status_code == 403


async def test_a_reader_sees_their_own_units_and_others_are_absent(indicators) -> None:
    async with transaction(indicators.around.pool, Scope.SYSTEM) as tx:
        await keep(tx, [a_contact(), a_contact(unit=SUD)])
    reader = await indicators.signed_in({Role.RECEPTION}, {NORD})
    of_city = await reader.get("/api/areas/city/figures?from=2026-03-02&grain=day")
    assert of_city.json()["total"]["offered"] == 1
    for area in (SUD, DATC, "district-02", "nowhere"):
        assert (await reader.get(f"/api/areas/{area}/board")).status_code == 404
        assert (await reader.get(f"/areas/{area}")).status_code == 404
        assert (await reader.get(f"/areas/{area}/figures")).status_code == 404
    assert (await reader.get("/api/areas/district-01/board")).status_code == 200


async def test_what_was_never_heard_is_null_and_not_zero(indicators) -> None:
    manager = await indicators.signed_in({Role.MANAGER})
    told = (await manager.get("/api/areas/city/board")).json()
    assert (told["freshness"], told["load"], told["by_unit"]) == ("unknown", None, None)
    async with transaction(indicators.around.pool, Scope.SYSTEM) as tx:
        now = indicators.around.clock.real_now()
        await beat(tx, now, now)
    told = (await manager.get("/api/areas/city/board")).json()
    assert (told["freshness"], told["load"]["waiting"]) == ("live", 0)


async def test_intervals_are_paged(indicators) -> None:
    manager = await indicators.signed_in({Role.MANAGER})
    url = "/api/areas/city/figures?from=2026-03-02&grain=quarter&limit=40"
    starts = []
    while url:
        answer = await manager.get(url)
        starts += [each["start"] for each in answer.json()["intervals"]]
        url = answer.links.get("next", {}).get("url")
    assert len(set(starts)) == len(starts) == 96


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-03-02&to=2026-03-01",
        "from=2024-01-01&to=2026-01-01",
        "from=nonsense",
        "grain=day",
    ],
)
async def test_a_period_that_is_none_is_refused_without_echo(indicators, query: str) -> None:
    manager = await indicators.signed_in({Role.MANAGER})
    answer = await manager.get(f"/api/areas/city/figures?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "nonsense" not in answer.text


async def test_definitions_are_listed_and_reception_is_shown_pages(indicators) -> None:
    reader = await indicators.signed_in({Role.RECEPTION}, {NORD})
    assert (await reader.get("/api/indicators")).json()["indicators"] is not None
    assert (await reader.get("/")).headers["location"] == f"/areas/{NORD}"
    for page in (f"/areas/{NORD}", f"/areas/{NORD}/figures", "/definitions"):
        assert (await reader.get(page)).status_code == 200


async def test_a_managers_way_to_the_hours_on_paper_is_on_the_centres_board(indicators) -> None:
    manager, reader = [
        await indicators.signed_in({r}, {NORD}) for r in (Role.MANAGER, Role.RECEPTION)
    ]
    link = f'href="/gateway/units/{NORD}/paper"'
    assert link in (await manager.get(f"/areas/{NORD}")).text
    assert link not in (await manager.get("/areas/city")).text
    assert link not in (await reader.get(f"/areas/{NORD}")).text, "theirs is at the desk"


async def test_the_past_before_any_data_is_null_and_the_future_is_refused(indicators) -> None:
    manager = await indicators.signed_in({Role.MANAGER})
    told = (await manager.get("/api/areas/city/board?at=1990-01-01T10:00")).json()
    assert (told["freshness"], told["load"]) == ("unknown", None)
    assert "Desconegut" in (await manager.get("/areas/city?at=1990-01-01T10:00")).text
    for path in ("/api/areas/city/board", "/areas/city"):
        assert (await manager.get(f"{path}?at=2999-01-01T10:00")).status_code == 422


def empty_words(page: str) -> list[str]:
    """What would be said of a place where nobody is, and desks drawn shut."""
    words = (
        "No espera ningú",
        "no espera ningú",
        "No s’atén ningú",
        "no ha vingut",
        "p-door--shut",
    )
    return [each for each in words if each in page]


async def test_a_unit_of_which_nothing_is_known_looks_unknown_and_not_empty(indicators) -> None:
    reader = await indicators.signed_in({Role.RECEPTION}, {NORD})
    never_heard = (await reader.get(f"/areas/{NORD}")).text
    async with transaction(indicators.around.pool, Scope.SYSTEM) as tx:
        now = indicators.around.clock.real_now()
        await beat(tx, now, now)
    quiet = (await reader.get(f"/areas/{NORD}")).text
    long_ago = (await reader.get(f"/areas/{NORD}?at=1990-01-01T10:00")).text
    assert len(empty_words(quiet)) >= 4
    assert "p-unknown" not in quiet
    for page in (never_heard, long_ago):
        assert empty_words(page) == []
        assert page.count('class="p-unknown"') == 7
    assert (
        "No se sap res d’aquell temps"
        in (await reader.get(f"/areas/{NORD}/figures?day=1990-01-01")).text
    )


async def test_a_unit_that_had_not_been_heard_is_left_out_and_said_so(indicators) -> None:
    manager = await indicators.signed_in({Role.MANAGER})
    async with transaction(indicators.around.pool, Scope.SYSTEM) as tx:
        await keep(tx, [a_contact(waits=None)])
    told = (await manager.get("/api/areas/city/board?at=2026-03-02T09:01")).json()
    assert told["by_unit"][NORD]["waiting"] == 1
    assert told["by_unit"][SUD] is None
    page = (await manager.get("/areas/city?at=2026-03-02T09:01")).text
    assert page.count("p-cell--unknown") == len([u for u in told["by_unit"].values() if not u])
    assert "<small>+ ?</small>" in page


REFERRALS_AND_GROUPS = 6
"""Figures of services that were never heard."""


async def test_of_desks_that_were_never_heard_nothing_is_said_though_people_came(
    indicators,
) -> None:
    manager = await indicators.signed_in({Role.MANAGER})
    async with transaction(indicators.around.pool, Scope.SYSTEM) as tx:
        await keep(tx, [a_contact(waits=None)])
    when = "at=2026-03-02T09:01"
    told = (await manager.get(f"/api/areas/{NORD}/board?{when}")).json()
    assert told["load"]["waiting"] == 1
    assert told["load"]["desks_open"] is None
    page = (await manager.get(f"/areas/{NORD}?{when}")).text
    assert page.count("p-fig--unknown") == 1 + REFERRALS_AND_GROUPS
    assert 'class="p-desks"' not in page
    async with transaction(indicators.around.pool, Scope.SYSTEM) as tx:
        await keep_desk(tx, 1, DeskState.OPEN, datetime(2026, 3, 2, 8, tzinfo=UTC))
    told = (await manager.get(f"/api/areas/city/board?{when}")).json()
    assert told["load"]["desks_open"] == 1
    [nord] = [unit for unit in a_city().units if unit.code == NORD]
    assert f"de {nord.desks}" in (await manager.get(f"/areas/city?{when}")).text


async def test_a_stale_city_looks_stale_in_every_tile_and_cell(indicators) -> None:
    manager = await indicators.signed_in({Role.MANAGER})
    async with transaction(indicators.around.pool, Scope.SYSTEM) as tx:
        long_ago = indicators.around.clock.real_now() - timedelta(minutes=1)
        await beat(tx, long_ago, long_ago)
    page = (await manager.get("/areas/city")).text
    for kind in ("p-dist", "p-cell"):
        drawn = page.count(f'class="{kind} ') + page.count(f'class="{kind}"')
        assert drawn == page.count(f'class="{kind} {kind}--stale"') > 1


async def test_a_time_on_paper_is_unknown_and_its_day_says_what_is_known(indicators) -> None:
    manager = await indicators.signed_in({Role.MANAGER})
    came = datetime(2026, 3, 2, 9, 50, tzinfo=UTC)
    until = came + timedelta(minutes=60)
    async with transaction(indicators.around.pool, Scope.SYSTEM) as tx:
        gap = a_gap(came - timedelta(minutes=10), until)
        await hear(tx, [gap, a_contact(), a_contact(came, entered_later=True)])
    asked = f"/api/areas/{NORD}/figures?from=2026-03-02&limit=100&grain="
    hours = (await manager.get(asked + "hour")).json()
    unknown = [each for each in hours["intervals"] if each["known"] == "unknown"]
    assert [each["start"][11:16] for each in unknown] == ["09:00", "10:00"]
    assert all(each["offered"] is each["work"] is None for each in unknown)
    quarters = (await manager.get(asked + "quarter")).json()["intervals"]
    assert sum(each["known"] == "unknown" for each in quarters) == 6
    [day] = (await manager.get(asked + "day")).json()["intervals"]
    for told in (day, hours["total"]):
        assert (told["known"], told["offered"]) == ("part", 2)
        assert told["work"]["entered_later"] == 1
        [paper] = told["paper"]
        assert (paper["unit"], paper["until"][:16]) == (NORD, "2026-03-02T10:50")
    city = (await manager.get(asked.replace(NORD, "city") + "hour")).json()["intervals"]
    assert [each["known"] for each in city].count("part") == 2


@pytest.mark.parametrize("area", ["city", "district-01"])
async def test_a_board_begins_with_what_asks_for_an_act_and_ends_with_what_goes_well(
    indicators, area: str
) -> None:
    manager = await indicators.signed_in({Role.MANAGER})
    async with transaction(indicators.around.pool, Scope.SYSTEM) as tx:
        await keep(tx, [a_contact(waits=None), a_contact(after(-7200), waits=None, unit=SUD)])
    page = (await manager.get(f"/areas/{area}?at=2026-03-02T09:05:00")).text
    marks = ("p-figs--act", "p-figs--doors", 'id="came"', "p-figs--calm", 'id="band-well"')
    places = [page.index(mark) for mark in marks]
    assert places == sorted(places)
    if area == "city":
        assert places[0] < page.index('id="band-hand"') < places[1]
    figures = page[places[0] : places[1]]
    act = ("waiting", "longest_wait", "desks_open", "pending_overdue")
    assert [code for code in act if f"definitions?area={area}#{code}" in figures] == list(act)
    assert figures.count('class="p-fig__name"') == len(act)
