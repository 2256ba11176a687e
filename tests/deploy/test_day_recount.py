"""What those who are played write down, and the recount of it."""

from collections import Counter
from datetime import date
from typing import Any

from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.day.ledger import Figures, Ledger
from deploy.cli.day.recount import Difference, differences
from deploy.cli.day.standing import compared
from shared.contracts.gateway import contact_id

HERE = checked(BARCELONA)
DAY = date(2026, 3, 4)
UNIT = "casc-antic"
BOOKED = {
    "id": "a",
    "unit": UNIT,
    "slot": "s",
    "starts_at": "2026-03-04T10:00:00Z",
    "state": "booked",
}


def contact(**other: Any) -> dict[str, Any]:
    told = {
        "id": "019cadb5-0000-7000-8000-000000000001",
        "code": "B 001",
        "unit": UNIT,
        "door": "desk",
        "state": "waiting",
        "opened_at": "2026-03-04T09:00:00Z",
        "started_at": None,
        "outcome": None,
    }
    return told | other


def figures(ledger: Ledger) -> dict[str, int]:
    return dict(+ledger.figures().get((UNIT, DAY), Counter()))


def test_who_was_served_counts_once_however_often_it_was_written_down() -> None:
    ledger = Ledger(HERE)
    ledger.opened(contact())
    served = {"state": "closed", "started_at": "2026-03-04T09:05:00Z", "outcome": "informed"}
    for state in ({"state": "called"}, served, served):
        ledger.contact(contact(**state))
    assert figures(ledger) == {"opened": 1, "served": 1, "ended: informed": 1}
    assert ledger.unended() == []


def test_a_call_about_an_offered_place_opens_by_itself_and_is_one_to_return() -> None:
    ledger, call = Ledger(HERE), {"id": "o", "unit": UNIT, "first_at": "2026-03-04T10:00:00Z"}
    for _ in range(2):
        ledger.offered(call)
    assert figures(ledger) == {"calls to return": 1}
    again = Ledger(HERE)
    again.offered_before(call)
    again.offered(call)
    assert figures(again) == {}, "it was there before the play"


def test_a_ticket_of_the_kiosk_becomes_the_contact_that_is_called() -> None:
    ledger = Ledger(HERE)
    opened_at = HERE.midnight(DAY)
    ledger.ticket(UNIT, "B 001", opened_at)
    assert figures(ledger) == {"opened": 1}
    ledger.contact(contact(state="missed"))
    assert figures(ledger) == {"opened": 1, "left unserved": 1}


def test_a_ticket_that_nobody_could_read_counts_all_the_same_and_whoever_is_called_once() -> None:
    ledger = Ledger(HERE)
    for _ in range(2):
        ledger.ticket(UNIT, None, HERE.midnight(DAY))
    ledger.contact(contact(state="called"))
    ledger.contact(contact(state="missed"))
    assert figures(ledger) == {"opened": 2, "left unserved": 1}


def test_whoever_is_called_before_their_ticket_is_read_was_not_there_before() -> None:
    ledger = Ledger(HERE)
    ledger.contact(contact(state="called"))
    ledger.ticket(UNIT, "B 001", HERE.midnight(DAY))
    ledger.contact(contact(state="closed", started_at="2026-03-04T09:05:00Z", outcome="informed"))
    assert figures(ledger) == {"opened": 1, "served": 1, "ended: informed": 1}


def test_of_whom_was_there_before_only_what_became_of_them_counts() -> None:
    ledger = Ledger(HERE)
    ledger.contact(contact())
    assert figures(ledger) == {}
    ledger.contact(contact(state="closed", started_at="2026-03-04T09:05:00Z", outcome="call_back"))
    assert figures(ledger) == {"served": 1, "ended: call_back": 1, "calls to return": 1}


def test_a_call_nobody_answered_is_to_be_returned_and_one_that_was_ends_as_the_agent_said() -> None:
    ledger = Ledger(HERE)
    for call in ("lost", "said", "unsaid"):
        ledger.rang(call, UNIT, HERE.midnight(DAY))
    for call in ("said", "unsaid"):
        ledger.answered(call)
    started = {"state": "serving", "started_at": "2026-03-04T09:05:00Z"}
    said = contact(id=str(contact_id("said")), code=None, outcome="resolved", **started)
    ledger.contact(said)
    for call in ("lost", "said", "unsaid"):
        ledger.hung_up(call)
    assert figures(ledger) == {
        "opened": 3,
        "served": 2,
        "left unserved": 1,
        "calls to return": 1,
        "ended: resolved": 1,
        "ended: not_recorded": 1,
    }


def test_what_is_said_of_a_call_counts_though_the_answer_comes_after_it_was_hung_up() -> None:
    ledger = Ledger(HERE)
    for call in ("said", "unsaid"):
        ledger.rang(call, UNIT, HERE.midnight(DAY))
        ledger.answered(call)
        ledger.hung_up(call)
    for call, outcome in (("said", "appointment"), ("unsaid", None)):
        serving = {"state": "serving", "started_at": "2026-03-04T09:05:00Z"}
        ledger.contact(contact(id=str(contact_id(call)), code=None, outcome=outcome, **serving))
    assert figures(ledger) == {
        "opened": 2,
        "served": 2,
        "ended: appointment": 1,
        "ended: not_recorded": 1,
    }


def test_an_appointment_counts_by_the_state_that_it_has() -> None:
    ledger = Ledger(HERE)
    visit = BOOKED
    ledger.appointment(visit)
    ledger.appointment(visit | {"state": "attended"})
    ledger.booked(visit | {"id": "b"})
    assert ledger.figures()[UNIT, DAY] == Counter(
        {"appointments: attended": 1, "appointments: booked": 0}
    )


def test_a_first_visit_with_which_a_referral_was_accepted_counts_once_it_is_booked() -> None:
    ledger = Ledger(HERE)
    ledger.asked_first_visit("s", UNIT, HERE.midnight(DAY))
    assert figures(ledger) == {}
    ledger.appointment(BOOKED)
    ledger.appointment(BOOKED | {"id": "another's", "slot": "t"})
    assert figures(ledger) == {"appointments: booked": 1}


def test_the_recount_names_every_figure_of_which_the_sides_differ() -> None:
    key = (UNIT, DAY)
    done = {key: Counter({"opened": 3, "served": 2})}
    before, after = {key: Counter({"opened": 10})}, {key: Counter({"opened": 12, "served": 2})}
    assert differences(done, before, after) == [Difference(UNIT, DAY, "opened", 3, 2)]
    after[key]["opened"] += 1
    assert differences(done, before, after) == []
    assert differences({}, before, before) == []


def test_what_a_board_does_not_know_is_a_difference_and_never_passed_over() -> None:
    listed = Figures({"referrals to answer": 0, "sessions today": 2})
    shown = {"referrals to answer": None, "sessions today": 2}
    assert compared(UNIT, DAY, listed, shown) == [
        Difference(UNIT, DAY, "referrals to answer", 0, None)
    ]


def test_what_stands_in_the_lists_and_is_not_asked_of_the_board_is_a_difference() -> None:
    listed = Figures({"referrals late": 0, "sessions today": 2})
    assert compared(UNIT, DAY, listed, {"sessions today": 2, "places awaited": 1}) == [
        Difference(UNIT, DAY, "places awaited", 0, 1),
        Difference(UNIT, DAY, "referrals late", 0, None),
    ]
