"""Plans of days: the same for the same seed, of the city's numbers, and otherwise by scenario."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.day import staff
from deploy.cli.day.handed import after_open_time, referrals, sessions
from deploy.cli.day.numbers import read
from deploy.cli.day.plan import Plan, plan
from deploy.cli.day.scenarios import ORDINARY
from deploy.cli.day.wishes import Wishes
from deploy.local.command import Problem
from shared.contracts.gateway import Outcome

HERE, NUMBERS = checked(BARCELONA), read()
WEDNESDAY = date(2026, 3, 4)
SEEDS = st.integers(0, 10**9)
FEW = settings(max_examples=2, deadline=None)


@cache
def planned(seed: int = 1, scenario: str | None = None, day: date = WEDNESDAY) -> Plan:
    return plan(Wishes(HERE, NUMBERS, NUMBERS.scenario(scenario), seed, day))


def at(one: Plan, centre: str) -> Counter[str]:
    return Counter(each.fate.reason for each in one.visits if each.unit == centre)


@given(SEEDS)
@FEW
def test_the_same_seed_makes_the_same_day_and_another_another(seed: int) -> None:
    wishes = Wishes(HERE, NUMBERS, ORDINARY, seed, WEDNESDAY)
    assert plan(wishes) == plan(wishes)
    assert plan(wishes).visits != plan(replace(wishes, seed=seed + 1)).visits


@given(SEEDS)
@FEW
def test_an_ordinary_wednesday_lies_within_the_city_s_numbers(seed: int) -> None:
    day = plan(Wishes(HERE, NUMBERS, ORDINARY, seed, WEDNESDAY))
    assert 40 <= len(day.visits) / len(HERE.centres) <= 60
    assert 1300 <= len(day.calls) <= 3000
    answered = [each for each in day.calls if each.answered is not None]
    assert 0.85 <= len(answered) / len(day.calls) <= 0.99
    minutes = [each.fate.service.total_seconds() / 60 for each in day.visits]
    assert 6 <= mean(minutes) <= 9.5
    urgent = sum(each.fate.outcome is Outcome.SAME_DAY_CARE for each in day.visits)
    assert 0.02 <= urgent / len(day.visits) <= 0.08


@given(SEEDS, st.sampled_from(["casc-antic", "roquetes", "les-corts"]))
@FEW
def test_a_centre_s_day_is_the_same_whichever_other_centres_are_played(
    seed: int, centre: str
) -> None:
    everywhere = Wishes(HERE, NUMBERS, ORDINARY, seed, WEDNESDAY)
    alone = plan(replace(everywhere, units=frozenset({centre})))
    assert alone.visits == tuple(v for v in plan(everywhere).visits if v.unit == centre)
    assert not alone.calls


@given(SEEDS)
@FEW
def test_people_come_while_their_centre_is_open_and_calls_are_in_order(seed: int) -> None:
    day = plan(Wishes(HERE, NUMBERS, ORDINARY, seed, WEDNESDAY))
    for visit in day.visits:
        unit = HERE.unit(visit.unit)
        assert unit is not None
        assert HERE.is_open(unit, visit.at)
    for call in day.calls:
        known = [call.rang, call.queued, call.answered, call.hung_up]
        times = [each for each in known if each is not None]
        assert times == sorted(times)


def test_no_agent_has_two_calls_at_once() -> None:
    last: dict[int, datetime] = {}
    answered = [(c.answered, c.agent, c.hung_up) for c in planned().calls if c.answered and c.agent]
    assert len({agent for _, agent, _ in answered}) > 20
    for at, agent, until in sorted(answered):
        assert last.get(agent, at) <= at
        last[agent] = until


def test_part_of_a_day_is_that_part_of_it() -> None:
    whole = planned()
    ten = HERE.midnight(WEDNESDAY) + timedelta(hours=10)
    part = plan(replace(whole.wishes, since=ten, until=ten + timedelta(hours=1)))
    end = ten + timedelta(hours=1)
    assert part.visits == tuple(v for v in whole.visits if ten <= v.at < end)


def test_on_a_holiday_nothing_happens() -> None:
    day = planned(day=date(2026, 12, 25))
    assert (day.visits, day.calls, day.shifts, day.starts) == ((), (), (), None)


def test_a_desk_left_to_people_takes_its_share_of_those_who_come() -> None:
    spared = plan(replace(planned().wishes, spare=1))
    assert {each.desk for each in spared.shifts if each.unit == "casc-antic"} == {2, 3}
    assert len(spared.visits) < 0.75 * len(planned().visits)


def test_every_scenario_but_those_of_clock_and_agenda_changes_the_plan() -> None:
    elsewhere = {"silent-feed", "backlog", "tuesday", "thursday"}
    for name in set(NUMBERS.scenarios) - elsewhere:
        other, ordinary = planned(scenario=name), planned()
        assert replace(other, wishes=ordinary.wishes) != ordinary, name


@given(SEEDS)
@FEW
def test_partners_send_within_the_city_s_numbers_and_some_of_it_wrong(seed: int) -> None:
    sent = referrals(Wishes(HERE, NUMBERS, ORDINARY, seed, WEDNESDAY))
    assert 90 <= len(sent) <= 165
    assert {each.sender for each in sent} <= set(NUMBERS.referrals.senders)
    assert 0.03 <= sum(each.wrong for each in sent) / len(sent) <= 0.3
    assert all(each.taken_back is None or each.taken_back > each.at for each in sent)


def test_the_housing_office_sends_more_that_is_no_matter_of_ours_and_nobody_else_does() -> None:
    def wrong(name: str | None, sender: str) -> int:
        wishes = Wishes(HERE, NUMBERS, NUMBERS.scenario(name), 1, WEDNESDAY)
        sent = (each for seed in range(5) for each in referrals(replace(wishes, seed=seed)))
        return sum(each.wrong for each in sent if each.sender == sender)

    assert wrong("wrong-sender", "oficina-habitatge") > wrong(None, "oficina-habitatge")
    for sender in ("oac", "cap", "saier"):
        assert wrong("wrong-sender", sender) == wrong(None, sender)


def test_a_centre_holds_sessions_on_two_days_of_a_week_while_it_is_open() -> None:
    wishes = planned().wishes
    monday = WEDNESDAY - timedelta(days=2)
    for unit in HERE.centres:
        held = [s for d in range(7) for s in sessions(wishes, unit, monday + timedelta(days=d))]
        assert len(held) == 2
        for each in held:
            starts = HERE.midnight(each.day) + timedelta(hours=each.hour)
            assert HERE.is_open(unit, starts)


def test_an_answer_is_due_after_so_much_of_the_centre_s_opening_time() -> None:
    unit = HERE.unit("casc-antic")
    assert unit is not None
    noon = HERE.midnight(WEDNESDAY) + timedelta(hours=12)
    assert after_open_time(HERE, unit, noon, timedelta(hours=1)) == noon + timedelta(hours=1)
    # Wednesday to half past one, Thursday from three in the afternoon
    later = after_open_time(HERE, unit, noon, timedelta(hours=2))
    assert later == HERE.midnight(WEDNESDAY) + timedelta(days=1, hours=15, minutes=30)


def test_after_a_holiday_half_as_many_again_come_and_call_and_fewer_are_answered() -> None:
    monday = WEDNESDAY + timedelta(days=5)
    ordinary, after = planned(day=monday), planned(1, "monday-after-holidays", monday)
    assert len(after.visits) / len(ordinary.visits) == pytest.approx(1.5, abs=0.1)
    assert len(after.calls) / len(ordinary.calls) == pytest.approx(1.5, abs=0.1)

    def answered(day: Plan) -> float:
        return sum(each.answered is not None for each in day.calls) / len(day.calls)

    assert answered(after) < answered(ordinary) - 0.1


def test_on_a_thursday_centres_are_shut_in_the_morning_while_most_calls_come() -> None:
    thursday = planned(1, "thursday", WEDNESDAY + timedelta(days=1))
    three = HERE.midnight(thursday.wishes.day) + timedelta(hours=15)
    assert min(each.at for each in thursday.visits) >= three
    assert sum(each.rang < three for each in thursday.calls) > 0.65 * len(thursday.calls)


def test_two_are_absent_from_one_centre_and_as_many_come() -> None:
    short, centre = planned(1, "two-absent"), "sant-marti-la-verneda"
    assert {each.desk for each in short.shifts if each.unit == centre} == {1, 2}
    assert short.visits == planned().visits


def test_after_a_fire_the_emergency_centre_hands_forty_people_over_to_one_centre() -> None:
    burnt, ordinary = planned(1, "fire"), planned()
    handed = [each for each in burnt.referrals if each not in ordinary.referrals]
    assert {(each.sender, each.unit, each.reason) for each in handed} == {
        ("cuesb", "besos-maresme", "emergency")
    }
    assert len({each.number for each in handed}) == 40
    opens = HERE.instant(burnt.wishes.day, time(9))
    assert all(opens <= each.at <= opens + timedelta(hours=1) for each in handed)
    assert list(burnt.referrals) == sorted(burnt.referrals, key=lambda each: each.at)
    assert burnt.visits == ordinary.visits
    wished = {each.name for each in staff.everybody(burnt.wishes)}
    assert staff.partner("cuesb") in wished


def test_on_the_day_of_an_eviction_six_cases_come_to_one_centre() -> None:
    evicted = at(planned(1, "eviction-day"), "roquetes")
    evicted.subtract(at(planned(), "roquetes"))
    assert +evicted == {"eviction-within-15-days": 6}


def test_groups_first_gives_places_instead_of_appointments_at_one_centre_alone() -> None:
    def outcomes(name: str, centre: str) -> Counter[Outcome]:
        visits = planned(1, name).visits
        return Counter(each.fate.outcome for each in visits if each.unit == centre)

    on, off = outcomes("vine-on", "casc-antic"), outcomes("vine-off", "casc-antic")
    assert off[Outcome.GROUP_PLACE] == 0
    assert on[Outcome.APPOINTMENT] < off[Outcome.APPOINTMENT]
    assert on.total() == off.total()
    assert outcomes("vine-on", "roquetes") == outcomes("vine-off", "roquetes")


def test_a_backlog_of_2015_has_no_time_free_for_weeks() -> None:
    backlog = NUMBERS.scenario("backlog")
    assert (backlog.given_until("vall-dhebron"), backlog.given_until("les-corts")) == (57, 31)
    assert ORDINARY.given_until("les-corts") == 0


def test_every_name_in_the_numbers_is_one_of_the_city_s() -> None:
    reasons = {code for each in NUMBERS.reasons for code in each.codes}
    reasons |= {*NUMBERS.urgent.codes, *NUMBERS.preferential.codes, *NUMBERS.deliveries}
    for code in reasons | set(NUMBERS.short):
        assert HERE.reason(code), code
    for scenario in NUMBERS.scenarios.values():
        parts = (scenario.absent, scenario.surge, scenario.groups_first)
        for centre in {each.centre for each in parts if each} | set(scenario.waits_days) - {
            "other"
        }:
            assert HERE.unit(centre), centre


def test_a_scenario_that_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(Problem, match="eviction-day"):
        NUMBERS.scenario("doomsday")
