"""What those who are played write down of referrals and groups, against what is told of them."""

from collections import Counter
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.day import groups, staff
from deploy.cli.day.handing import Handing, Meeting
from deploy.cli.day.ledger import Figures, Ledger
from deploy.cli.day.recount import Difference, begun, differences, figures_of
from tests.deploy.test_day_doors import Colleague, house

HERE = checked(BARCELONA)
DAY = date(2026, 3, 4)
UNIT = "casc-antic"
TEN = datetime.fromisoformat("2026-03-04T10:00:00Z")
SESSION = Meeting("s", UNIT, TEN)
TOLD: dict[str, Any] = {
    "offered": 0,
    "answered": 0,
    "abandoned": 0,
    "work": None,
    "referrals": {"sent": 3, "by_answer": {"accepted": 1, "returned": 1}},
    "groups": {"sessions": 1, "held": 1, "taken": 3, "attended": 2, "absent": 1},
}
"""What the indicators say of the day."""


def place(name: str, state: str) -> dict[str, Any]:
    return {"id": name, "state": state}


def busy() -> Ledger:
    """A day on which a bit of everything is done."""
    ledger = Ledger(HERE)
    handing = ledger.handing
    for _ in range(3):
        handing.sent(UNIT, TEN)
    for answer in ("accepted", "returned"):
        handing.answered(UNIT, TEN, answer)
    handing.published(SESSION)
    handing.stands(place("professional", "enrolled"), SESSION)
    handing.enrolled_themselves(SESSION)
    handing.asked("desk", SESSION)
    handing.seen([place("desk", "enrolled")])
    handing.held(SESSION, ["attended", "attended", "absent"])
    return ledger


def different(ledger: Ledger, told: dict[str, Any] = TOLD) -> list[Difference]:
    return differences(ledger.figures(), {}, {(UNIT, DAY): figures_of(told)})


def handed(handing: Handing) -> dict[str, int]:
    found: Figures = Counter()
    for _, figures in handing.figures():
        found.update(figures)
    return dict(+found)


def test_what_was_done_by_both_doors_is_what_the_indicators_say() -> None:
    assert different(busy()) == []


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        ("referrals sent", 3),
        ("referrals accepted", 1),
        ("referrals returned", 1),
        ("sessions", 1),
        ("sessions held", 1),
        ("places taken", 3),
        ("people attended", 2),
        ("people absent", 1),
    ],
)
def test_a_ledger_with_one_more_of_anything_differs(figure: str, told: int) -> None:
    wrong = busy()
    wrong.handing.done[UNIT, DAY][figure] += 1
    assert different(wrong) == [Difference(UNIT, DAY, figure, told + 1, told)]


@pytest.mark.parametrize("door", ["referrals", "groups"])
def test_a_door_of_which_the_indicators_know_nothing_differs_from_what_was_done(door: str) -> None:
    silent = deepcopy(TOLD) | {door: None}
    lacking = {each.figure.split()[0] for each in different(busy(), silent)}
    expected = {"referrals"} if door == "referrals" else {"sessions", "places", "people"}
    assert lacking == expected


def test_of_sessions_to_come_the_indicators_say_nothing_yet_so_they_are_not_compared() -> None:
    figures = busy().figures()
    assert begun(figures, DAY) == figures
    yesterday = DAY - timedelta(days=1)
    [left] = begun(figures, yesterday).values()
    assert +left == {"referrals sent": 3, "referrals accepted": 1, "referrals returned": 1}


def test_a_place_that_is_given_back_counts_no_more_whoever_had_asked_for_it() -> None:
    handing = Handing(HERE)
    handing.stands(place("ours", "enrolled"), SESSION)
    handing.enrolled_themselves(SESSION)
    for name in ("ours", "of the public page", "before us"):
        handing.found(place(name, "enrolled"), SESSION)
        handing.stands(place(name, "withdrawn"), SESSION)
    [(_, done), *rest] = handing.figures()
    assert done["places taken"] + sum(each["places taken"] for _, each in rest) == -1


def test_whose_offer_is_accepted_has_a_place_and_whose_is_declined_has_none() -> None:
    handing = Handing(HERE)
    for name, became in (("yes", "enrolled"), ("no", "declined")):
        handing.found(place(name, "offered"), SESSION)
        handing.stands(place(name, became), SESSION)
    assert handed(handing) == {"places taken": 1}


def test_of_a_place_asked_for_at_a_desk_its_sheet_says_what_became_and_of_no_other() -> None:
    handing = Handing(HERE)
    handing.asked("desk", SESSION)
    assert handed(handing) == {}
    assert handing.on_sheets() == {SESSION}
    handing.seen([place("desk", "enrolled"), place("somebody else's", "enrolled")])
    assert handed(handing) == {"places taken": 1}


async def test_sessions_before_the_days_that_are_played_are_not_compared() -> None:
    starts = [(TEN + timedelta(days=ahead)).isoformat() for ahead in (-1, 0)]
    told = [
        {"session": {"id": at, "unit": UNIT, "starts_at": at, "state": "published"}, "taken": 2}
        for at in starts
    ]
    of = house((UNIT,))
    of.time.at = TEN - timedelta(days=2)  # type: ignore[attr-defined]
    of.people[staff.facilitator(UNIT)] = Colleague({"/sessions": {"sessions": told}}).played
    await groups.look_at_sessions_to_come(of)
    assert list(of.ledger.figures()) == [(UNIT, DAY)]


async def test_sessions_to_come_that_others_opened_count_as_soon_as_the_indicators_say_them() -> (
    None
):
    def listed(name: str, day: int, state: str = "published") -> dict[str, Any]:
        starts = (TEN + timedelta(days=day)).isoformat()
        session = {"id": name, "unit": UNIT, "starts_at": starts, "state": state}
        return {"session": session, "taken": 2}

    of = house((UNIT,))
    told = [listed("today", 0), listed("off", 1, "cancelled"), listed("to come", 1)]
    of.people[staff.facilitator(UNIT)] = Colleague({"/sessions": {"sessions": told}}).played
    await groups.look_at_sessions_to_come(of)
    tomorrow = DAY + timedelta(days=1)
    assert {key: +each for key, each in of.ledger.figures().items()} == {
        (UNIT, tomorrow): {"sessions": 1, "places taken": 2}
    }
    session = Meeting("to come", UNIT, TEN + timedelta(days=1))
    of.ledger.handing.found(place("theirs", "enrolled"), session)
    of.ledger.handing.stands(place("theirs", "withdrawn"), session)
    assert of.ledger.figures()[UNIT, tomorrow]["places taken"] == 1
