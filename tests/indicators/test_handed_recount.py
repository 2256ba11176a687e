"""Figures of referrals, groups and visits equal a recount from the events, in disorder."""

import json
import random
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest

from services.indicators.domain import Grain, Handed, steps
from services.indicators.queries import Asked, handeds
from shared.contracts import Event
from shared.db import Tx
from tests.fixtures.cities import NORD, SUD
from tests.indicators.contacts import after, an_appointment, hear
from tests.indicators.handed_on import HOUR, a_referral, a_session
from tests.journeys import recount_handed

START, END = after(-9 * HOUR), after(15 * HOUR)
NOW = after(6 * HOUR)


def a_day(chance: random.Random) -> list[Event]:
    """Referrals, sessions and visits of two units' day, each told in two versions."""
    events: list[Event] = []
    for _ in range(50):
        sent = after(chance.randrange(-12 * HOUR, 9 * HOUR))
        referral = a_referral(sent, organisation=chance.choice(["housing", "health"]))
        answered = after(chance.randrange(8 * HOUR), sent)
        no = chance.choice([None, None, "returned", "redirected", "refused"])
        said = chance.choice(
            [
                {"answered_at": answered, "no": no, "recognised": chance.random() < 0.5},
                {"answered_at": answered, "acknowledged_at": after(HOUR, sent)},
                {"acknowledged_at": after(3 * HOUR, sent)},
                {"ended_at": answered, "state": "cancelled"},
                {"ended_at": answered, "state": "entered_in_error"},
            ]
        )
        session = a_session(after(chance.randrange(-9 * HOUR, 15 * HOUR)), taken=5)
        held = chance.choice(
            [
                {
                    "state": "held",
                    "attended": 4,
                    "absent": 1,
                    "uncounted": chance.choice([None, 3]),
                },
                {"state": "held"},
                {"state": "cancelled"},
                {"taken": 7},
            ]
        )
        visit = an_appointment(sent, unit=chance.choice([NORD, SUD]))
        came = {"state": "attended", "ended_at": after(1800, sent)}
        came |= chance.choice([{}, {"began_at": after(chance.randrange(2000), sent)}])
        events += [referral, session, visit]
        events += [
            type(each)(**each.model_dump() | differs | {"version": 2})
            for each, differs in ((referral, said), (session, held), (visit, came))
        ]
    return events


def plain(told: Handed) -> dict[str, Any]:
    """The service's figures in the recount's shape."""
    names = ("sent", "late", "answered", "recognised", "acknowledged", "to_acknowledge")
    of, visits = told.referrals, told.visits
    partners = {code: (each.answered, each.noes) for code, each in of.by_partner.items()}
    return {name: getattr(of, name) for name in names} | {
        "by_answer": of.by_answer,
        "by_partner": partners,
        "groups": asdict(told.groups),
        "visits": (visits.attended, visits.timed, visits.minutes),
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_figures_of_every_grain_equal_the_recount_in_disorder(tx: Tx, seed: int) -> None:
    chance = random.Random(seed)
    events = a_day(chance)
    facts = [json.loads(each.model_dump_json()) for each in events]
    messy = [*events, *chance.sample(events, 60)]
    chance.shuffle(messy)
    await hear(tx, messy)
    for grain in Grain:
        starts = steps(START, END, grain)
        asked = Asked(START, END, 20.0, units=(NORD, SUD), restricted=True)
        total, each = await handeds(tx, asked, starts, NOW)
        assert plain(total) == recount_handed.count(facts, START, END, NOW)
        ends = [*starts[1:], END]
        for told, start, end in zip(each, starts, ends, strict=True):
            assert plain(told) == recount_handed.count(facts, start, end, NOW), (grain, start)
    assert total.referrals.late
    assert total.groups.present


async def test_of_restricted_ones_nothing_is_counted_for_who_only_leads(tx: Tx) -> None:
    await hear(
        tx,
        [
            a_referral(restricted=True),
            a_session(restricted=True, state="held", attended=3),
            an_appointment(restricted=True, state="attended"),
        ],
    )
    for restricted, counted in ((False, 0), (True, 1)):
        asked = Asked(START, END, 20.0, units=(NORD,), restricted=restricted)
        told, _ = await handeds(tx, asked, [START], END + timedelta(days=90))
        found = (told.referrals.sent, told.groups.held, told.visits.attended)
        assert found == (counted, counted, counted)
