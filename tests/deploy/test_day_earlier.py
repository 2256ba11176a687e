"""What a demonstration's play finds when it begins: lists that the hours before have filled."""

from collections import Counter
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from deploy.cli.day import answers, before, staff
from deploy.cli.day.__main__ import EARLIER, LEAST, QUEUE, with_earlier
from deploy.cli.day.earlier import leave
from deploy.cli.day.house import House
from deploy.cli.day.plan import plan
from deploy.cli.day.scenarios import ORDINARY
from deploy.cli.day.wishes import Wishes
from deploy.cli.logins import DEMO_CENTRES, PARTNER
from tests.deploy.test_day_doors import (
    CENTRE,
    DAY,
    HERE,
    NUMBERS,
    PLACE,
    SESSION,
    TEN,
    Colleague,
    figures,
    house,
)

TODAY = {"id": SESSION, "unit": CENTRE, "starts_at": TEN.isoformat()}
HELD = {"session": TODAY, "waiting": 1}
WAITS = {"id": "p", "door": "referral", "state": "waiting"}
ANSWERED = {"sent_at": TEN.isoformat(), "answered_at": TEN.isoformat(), "places": [PLACE]}


class Enrolling(Colleague):
    """A professional who gets another place for whomever they enrol."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(told)
        self._ids = count()

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = await super().post(path, body)
        taken = {"id": f"e{next(self._ids)}", "state": "enrolled"}
        return taken if path.endswith("/places") else answer


def centre(*, sessions: list[Any], drafts: list[Any]) -> tuple[House, dict[str, Colleague]]:
    """A centre at which these sessions are held, of which the partner has these drafts."""
    enrolled = [{"id": f"e{n}", "door": "professional", "state": "enrolled"} for n in range(5, 11)]
    openings = {"times": [], "sessions": [{"id": SESSION, "left": 0}]}
    people = {
        staff.facilitator(CENTRE): Colleague(
            {
                "/sessions": {"sessions": sessions},
                "/series": {"sessions": [TODAY]},
                "/places": {"places": [*enrolled, WAITS]},
                "/e5/answer": {"id": "e5", "state": "withdrawn"},
                "/e6/answer": {"id": "e6", "state": "withdrawn"},
                "/e7/answer": {"id": "e7", "state": "withdrawn"},
            }
        ),
        staff.professional(CENTRE, 1): Enrolling({"/openings": openings, "": ANSWERED}),
        staff.partner(PARTNER): Colleague(
            {
                "/send": {"referrals": [{"id": "r", "sent_at": TEN.isoformat()}]},
                "/referrals": {"referrals": drafts, "id": "r"},
                "/places": {"id": "theirs", "state": "enrolled"},
            }
        ),
    }
    return house((CENTRE,), **people), people


async def left(**there: Any) -> tuple[House, dict[str, Counter[str]]]:
    """What everybody did there."""
    of, people = centre(**there)
    unit = HERE.unit(CENTRE)
    assert unit is not None
    await leave(of, unit, PARTNER)
    return of, {
        name.rpartition("-")[2]: Counter(act for act, _ in each.did)
        for name, each in people.items()
    }


async def test_the_hours_before_leave_referrals_at_every_stage_and_sessions_with_people() -> None:
    _, did = await left(sessions=[], drafts=[])
    sent = {"referrals": 8, "send": 7, "call_error": 1, "messages": 1}
    assert did["habitatge"] == sent | {"places": 2}
    assert did["groups"] == {"series": 2, "publish": 2, "answer": 3}
    answers = {"acknowledge": 1, "give_back": 1, "accept": 3, "work_on": 1, "open": 1}
    assert did["1"] == answers | {"places": 5 + 6 + 3, "messages": 1}


async def test_what_they_left_is_written_down_like_everything_that_is_played() -> None:
    of, _ = await left(sessions=[], drafts=[])
    said = {"referrals sent": 6, "referrals accepted": 3, "referrals returned": 1}
    assert figures(of, CENTRE) == said | {"sessions": 2, "places taken": 5 + 6 + 3 - 3 + 1}
    assert [each.id for each in of.ledger.handing.on_sheets()] == [SESSION]


@pytest.mark.parametrize(
    ("sessions", "drafts", "lacking"),
    [
        pytest.param([HELD], [{"unit": CENTRE}], set(), id="all is there"),
        pytest.param([HELD], [], {"habitatge", "1"}, id="referrals are lacking"),
        pytest.param(
            [], [{"unit": CENTRE}], {"groups", "1", "habitatge"}, id="sessions are lacking"
        ),
    ],
)
async def test_only_what_is_lacking_is_left_when_a_play_begins_again(
    sessions: list[Any], drafts: list[Any], lacking: set[str]
) -> None:
    _, did = await left(sessions=sessions, drafts=drafts)
    assert {name for name, acts in did.items() if acts} == lacking


def test_a_play_that_begins_has_people_waiting_and_calls_and_referrals_of_the_hours_before() -> (
    None
):
    now = TEN + timedelta(minutes=40)
    wishes = Wishes(HERE, NUMBERS, ORDINARY, 1, DAY, since=now - QUEUE, spare=1)
    earlier = Wishes(HERE, NUMBERS, ORDINARY, 1, DAY, since=now - EARLIER, spare=1)
    begun = with_earlier(plan(wishes), plan(earlier), now)
    waiting = Counter(each.unit for each in begun.visits if each.at < now)
    shown = [unit.code for unit in HERE.centres[:DEMO_CENTRES]]
    assert all(waiting[unit] >= LEAST for unit in shown)
    assert begun.calls[0].rang < now - QUEUE
    assert begun.referrals[0].at < now - QUEUE
    assert {each for each in begun.visits if each.at >= now - QUEUE} == {*plan(wishes).visits}


async def of_days_before(*, sent: list[Any]) -> tuple[bool, dict[str, Counter[str]]]:
    """Whether the days before left anything, and what everybody did, of a partner with these."""
    of, people = centre(sessions=[], drafts=sent)
    unit = HERE.unit(CENTRE)
    assert unit is not None
    done = await before.leave(of, [unit], PARTNER)
    return done, {
        name.rpartition("-")[2]: Counter(act for act, _ in each.did)
        for name, each in people.items()
    }


async def test_the_days_before_leave_referrals_of_which_one_was_acknowledged() -> None:
    done, did = await of_days_before(sent=[])
    assert done
    assert did["habitatge"] == {"referrals": 2, "send": 2}
    assert did["1"] == {"acknowledge": 1}


async def test_they_leave_nothing_where_the_partner_has_sent_or_written_any() -> None:
    done, did = await of_days_before(sent=[{"unit": CENTRE}])
    assert not done
    assert not any(did.values())


@pytest.mark.parametrize(
    ("days", "sender", "answered"),
    [
        pytest.param(0, PARTNER, True, id="its own of today"),
        pytest.param(4, PARTNER, False, id="its own of days before"),
        pytest.param(4, "cap", True, id="another's"),
    ],
)
async def test_what_the_demonstration_s_partner_sent_before_is_left_to_people(
    days: int, sender: str, answered: bool
) -> None:
    sent = {
        "id": "r",
        "organisation": sender,
        "unit": CENTRE,
        "state": "requested",
        "sent_at": (TEN - timedelta(days=days)).isoformat(),
        "acknowledged_at": None,
        "replaces": None,
    }
    colleague = Colleague({"/referrals": {"referrals": [sent]}, "": ANSWERED})
    of = house((CENTRE,), **{staff.professional(CENTRE, 1): colleague})
    of.spared = PARTNER
    unit = HERE.unit(CENTRE)
    assert unit is not None
    await answers.answer(of, unit, (TEN, TEN + timedelta(days=9)))
    assert bool(colleague.did) == answered
