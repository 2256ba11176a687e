"""What is played at several doors at once: offers, places of referrals, referrals of desks."""

import asyncio
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, cast
from urllib.parse import parse_qs

import httpx2
import pytest

from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.day import (
    agenda,
    answers,
    callbacks,
    came_back,
    catalogue,
    kiosk,
    outcomes,
    play,
    staff,
)
from deploy.cli.day.clock import Time
from deploy.cli.day.handed import Enrolment
from deploy.cli.day.house import House
from deploy.cli.day.ledger import Ledger
from deploy.cli.day.numbers import Numbers, read
from deploy.cli.day.people import Line, Pass, Person
from deploy.cli.day.plan import plan
from deploy.cli.day.planned import Fate
from deploy.cli.day.play import Act
from deploy.cli.day.scenarios import ORDINARY
from deploy.cli.day.wishes import Wishes
from shared.city import Unit
from shared.contracts.gateway import Door, Outcome

HERE, NUMBERS = checked(BARCELONA), read()
DAY, CENTRE, OTHER = date(2026, 3, 4), "casc-antic", "roquetes"
TEN = HERE.midnight(DAY) + timedelta(hours=10)
SESSION = "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c70"
PLACE = {"id": "p", "session": SESSION, "held_at": CENTRE, "starts_at": TEN.isoformat()}
CONTACT = {
    "id": "019cadb5-0000-7000-8000-000000000001",
    "code": "B 001",
    "unit": CENTRE,
    "centre": CENTRE,
    "reason": "housing",
    "state": "closed",
    "opened_at": TEN.isoformat(),
    "started_at": TEN.isoformat(),
    "outcome": "referred",
}


class Hours:
    """A clock on which all waiting takes no time but the clock's own."""

    def __init__(self) -> None:
        self.at = TEN

    def now(self) -> datetime:
        return self.at

    async def until(self, at: datetime) -> None:
        self.at = max(self.at, at)

    async def sleep(self, length: timedelta) -> None:
        self.at += length

    def asking(self) -> Any:
        return nullcontext()


class Colleague:
    """Somebody who is told what was prepared, by how a path ends, and remembers what they did."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told
        self.did: list[tuple[str, dict[str, Any]]] = []
        self.paths: list[str] = []

    def _answer(self, path: str) -> Any:
        return next((said for end, said in self._told.items() if path.endswith(end)), {})

    async def get(self, path: str, **_query: str) -> Any:
        return self._answer(path)

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        self.did.append((path.rpartition("/")[2], body or {}))
        self.paths.append(path)
        return self._answer(path)

    @property
    def played(self) -> Person:
        return cast(Person, self)


def house(
    centres: tuple[str, ...] = (CENTRE, OTHER), numbers: Numbers = NUMBERS, **people: Colleague
) -> House:
    """A day of these centres, with these people at work."""
    wishes = Wishes(HERE, numbers, ORDINARY, 1, DAY, frozenset(centres))
    time = cast(Time, Hours())
    line = Line("http://portes", httpx2.MockTransport(lambda _: httpx2.Response(500)), time)
    made = House(plan(wishes), line, {}, time, Ledger(HERE))
    made.people.update({name: each.played for name, each in people.items()})
    return made


def sure(part: str, **certain: float) -> Numbers:
    """The city's numbers, some of them certain."""
    return NUMBERS.model_copy(update={part: getattr(NUMBERS, part).model_copy(update=certain)})


def figures(of: House, unit: str) -> dict[str, int]:
    return dict(+of.ledger.figures()[unit, DAY])


async def test_whoever_is_offered_a_place_is_called_and_says_yes_or_no_to_it() -> None:
    call = {"id": "c", "origin": "offer", "place": "p", "attempts": []}
    told = {"/pending": {"calls": [{"call": call}]}, "/places/p": PLACE}
    numbers = sure("callbacks", reached=1)
    for accepts, said in ((1, "accepted"), (0, "declined")):
        colleague = Colleague(told)
        groups = numbers.groups.model_copy(update={"accepts": accepts})
        of = house(numbers=numbers.model_copy(update={"groups": groups}))
        await callbacks.call_one(of, colleague.played, CENTRE)
        assert colleague.did == [("call", {}), ("offer", {"answer": said})]
        assert [each.id for each in of.ledger.handing.on_sheets()] == [SESSION]


async def test_a_referral_is_accepted_with_a_place_where_one_is_left_and_is_written_down() -> None:
    referral = {
        "id": "r",
        "unit": CENTRE,
        "state": "requested",
        "organisation": CENTRE,
        "replaces": None,
        "acknowledged_at": None,
        "sent_at": (TEN - timedelta(days=40)).isoformat(),
        "answered_at": TEN.isoformat(),
        "places": [PLACE],
    }
    full = {"id": "full", "left": 0}
    told = {
        "/referrals": {"referrals": [referral]},
        "/openings": {"times": [], "sessions": [full, {"id": SESSION, "left": 2}]},
        "/r": referral,
        "/accept": referral,
    }
    colleague, name = Colleague(told), staff.professional(CENTRE, 1)
    of = house(numbers=sure("referrals", in_group=1, incomplete=0), **{name: colleague})
    unit = HERE.unit(CENTRE)
    assert unit is not None
    await answers.answer(of, unit, (TEN, TEN + timedelta(minutes=1)))
    assert colleague.did == [("accept", {"session": SESSION})]
    assert figures(of, CENTRE) == {"referrals accepted": 1}
    of.ledger.handing.seen([{"id": "p", "state": "enrolled"}])
    assert figures(of, CENTRE) == {"referrals accepted": 1, "places taken": 1}


@pytest.mark.parametrize("share", [1, 0])
async def test_for_a_share_of_those_who_missed_their_first_visit_another_time_is_chosen(
    share: float,
) -> None:
    kept = {
        "id": "kept",
        "unit": CENTRE,
        "state": "in_progress",
        "organisation": OTHER,
        "acknowledged_at": TEN.isoformat(),
        "sent_at": TEN.isoformat(),
        "needs_time": False,
    }
    missed, time = kept | {"id": "missed", "needs_time": True}, TEN + timedelta(days=2)
    free = {"slot": "s", "starts_at": time.isoformat(), "kind": "first_visit"}
    told = {
        "/referrals": {"referrals": [kept, missed]},
        f"/units/{CENTRE}/openings": {"times": [free], "sessions": []},
    }
    colleague, name = Colleague(told), staff.professional(CENTRE, 1)
    of = house(numbers=sure("referrals", chosen_again=share), **{name: colleague})
    unit = HERE.unit(CENTRE)
    assert unit is not None
    await answers.answer(of, unit, (TEN, TEN + timedelta(minutes=1)))
    chosen = ["/referrals/api/referrals/missed/openings"] if share else []
    assert colleague.paths == chosen
    assert [said for _, said in colleague.did] == [{"slot": "s"}] * int(share)
    assert list(of.ledger.first_visits) == ["s"] * int(share), "the gateway says at the end"


async def test_where_no_time_is_free_nothing_is_chosen_for_who_missed_the_first_visit() -> None:
    missed = {
        "id": "missed",
        "unit": CENTRE,
        "state": "in_progress",
        "organisation": OTHER,
        "sent_at": TEN.isoformat(),
        "acknowledged_at": TEN.isoformat(),
        "needs_time": True,
    }
    told = {"/referrals": {"referrals": [missed]}, "/openings": {"times": [], "sessions": []}}
    colleague, name = Colleague(told), staff.professional(CENTRE, 1)
    of = house(numbers=sure("referrals", chosen_again=1), **{name: colleague})
    unit = HERE.unit(CENTRE)
    assert unit is not None
    await answers.answer(of, unit, (TEN, TEN + timedelta(minutes=1)))
    assert colleague.did == []


async def test_a_desk_refers_to_another_centre_that_is_played_and_the_referral_counts_there() -> (
    None
):
    colleague, of = Colleague({"/refer": CONTACT}), house()
    fate = Fate("housing", timedelta(minutes=5), Outcome.REFERRED)
    await outcomes.end(of, colleague.played, CONTACT, fate)
    assert colleague.did == [("refer", {"unit": OTHER})]
    assert figures(of, OTHER) == {"referrals sent": 1}


async def test_where_no_other_centre_is_played_a_desk_informs_instead_of_referring() -> None:
    colleague, of = Colleague({"/close": CONTACT | {"outcome": "informed"}}), house((CENTRE,))
    fate = Fate("housing", timedelta(minutes=5), Outcome.REFERRED)
    await outcomes.end(of, colleague.played, CONTACT, fate)
    assert colleague.did == [("close", {"outcome": Outcome.INFORMED})]
    assert "referrals sent" not in figures(of, CENTRE)


async def test_what_a_unit_sent_and_got_back_is_taken_up_there_once_somebody_has_time_for_it() -> (
    None
):
    sent = {"answered_at": None, "no": None, "taken_up_at": None}
    returned = {"no": "returned", "answered_at": TEN.isoformat(), "taken_up_at": None}
    listed = [
        sent | {"id": "open"},
        returned | {"id": "now"},
        returned | {"id": "done", "taken_up_at": TEN.isoformat()},
    ]
    name = staff.professional(CENTRE, 1)
    colleague = Colleague({"/sent-referrals": {"referrals": listed}})
    of = house(numbers=sure("referrals", taken_up_hours=1, varies=0.001), **{name: colleague})
    unit = HERE.unit(CENTRE)
    assert unit is not None
    await came_back.see_to(of, unit, name, (TEN, TEN + timedelta(minutes=60)))
    assert colleague.did == []
    await came_back.see_to(of, unit, name, (TEN, TEN + timedelta(hours=2)))
    assert set(colleague.paths) == {"/referrals/api/referrals/now/acts/take_up"}


def test_at_every_unit_that_refers_somebody_sees_to_what_came_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: dict[str, str] = {}

    def see_to(of: House, unit: Unit, name: str, _hours: object) -> Act:
        seen[unit.code] = name
        return of.time.sleep(timedelta(0))

    monkeypatch.setattr(play.came_back, "see_to", see_to)
    for act in play.acts(house((CENTRE, "DATC"))):
        act.close()
    assert seen == {CENTRE: staff.professional(CENTRE, 1), "DATC": staff.door("DATC")}


async def test_somebody_without_any_account_enrols_on_the_public_page_and_has_a_place() -> None:
    sent: dict[str, list[str]] = {}

    def public(request: httpx2.Request) -> httpx2.Response:
        assert not {"authorization", "cookie"} & set(request.headers)
        if request.url.path == "/groups/catalogue.json":
            coming = {"id": SESSION, "unit": CENTRE, "starts_at": tomorrow.isoformat()}
            over = coming | {"id": "over", "starts_at": TEN.isoformat()}
            elsewhere = coming | {"id": "elsewhere", "unit": OTHER}
            return httpx2.Response(200, json={"sessions": [over, elsewhere, coming]})
        if request.method == "GET":
            form = f'<form action="{request.url.path}"><input name="key" value="k"></form>'
            return httpx2.Response(200, text=f'<form action="/other"></form>{form}')
        sent.update(parse_qs(request.content.decode()))
        return httpx2.Response(303, headers={"location": f"{request.url.path}?done=enrolled"})

    tomorrow, of = TEN + timedelta(days=1), house()
    of.line.transport = httpx2.MockTransport(public)
    of.plan = replace(of.plan, enrolled_themselves=(Enrolment(CENTRE, TEN),))
    unit = HERE.unit(CENTRE)
    assert unit is not None
    await catalogue.come(of, unit)
    assert (sent["key"], sent["places"]) == (["k"], ["1"])
    taken = {key: +each for key, each in of.ledger.figures().items()}
    assert taken == {(CENTRE, DAY + timedelta(days=1)): {"places taken": 1}}


async def test_whoever_checks_in_at_the_kiosk_and_cannot_read_the_ticket_counts_as_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def gone_on(*_: object) -> None:
        return None

    monkeypatch.setattr(agenda.kiosk, "check_in", gone_on)
    came = CONTACT | {"state": "waiting", "door": "kiosk", "started_at": None, "outcome": None}
    door = Colleague({"/appointments/a": {"arrival": came["id"]}, came["id"]: came})
    screen = Colleague({})
    of = house((CENTRE,), **{staff.door(CENTRE): door, staff.kiosk(CENTRE): screen})
    visit = {"id": "a", "unit": CENTRE, "code": "K 7"}
    await agenda._check_in(of, visit, by_kiosk=True)
    of.ledger.contact(CONTACT | {"outcome": "attended"})
    assert figures(of, CENTRE) == {"opened": 1, "served": 1, "ended: attended": 1}


class OneScreen:
    """A kiosk's pages, which know whoever touched the first one last, and nobody before them."""

    def __init__(self) -> None:
        self.visit = 0

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(0.001)
        path, visit = request.url.path, request.url.params.get("visit")
        if path.endswith("/kiosk"):
            self.visit += 1
            return httpx2.Response(200, text=f'<a href="{path}/ca?visit={self.visit}">')
        if request.method == "POST":
            there = "ticket" if visit == str(self.visit) else "kiosk"
            return httpx2.Response(303, headers={"location": f"/gateway/{there}?visit={visit}"})
        here = f"{path}/appointment?visit={visit}"
        form = f'<form action="{path}?visit={visit}"></form><b class="p-slip"><b>B 00{visit}</b>'
        return httpx2.Response(200, text=f'<a href="{here}">{form}')


async def test_at_a_kiosk_who_comes_second_waits_until_the_first_has_their_ticket() -> None:
    of = house((CENTRE,))
    of.line.transport = httpx2.MockTransport(OneScreen())
    screen = Person(of.line, Pass("kiosk", "key", machine=True))
    of.people[staff.kiosk(CENTRE)] = screen
    [ticket] = [each for each in of.plan.visits if each.door is Door.KIOSK][:1]
    codes = await asyncio.gather(
        kiosk.check_in(of, CENTRE, "111111"),
        kiosk.take(of, replace(ticket, language="ca")),
        kiosk.check_in(of, CENTRE, "222222"),
    )
    assert codes == ["B 001", "B 002", "B 003"]
    assert of.line.refusals == {}


async def test_who_has_the_first_appointment_of_the_day_does_not_come_before_the_doors_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    came: list[datetime] = []

    async def check_in(of: House, *_: object, **__: object) -> None:
        came.append(of.time.now())

    monkeypatch.setattr(agenda, "_check_in", check_in)
    opens = TEN + timedelta(hours=1)
    visit = {
        "id": "a",
        "unit": CENTRE,
        "slot": "s",
        "starts_at": opens.isoformat(),
        "began_at": opens.isoformat(),
        "minutes": 20,
        "kind": "ordinary",
        "state": "booked",
        "arrival": None,
    }
    colleague = Colleague({"/appointments/a": visit, "/attend": visit})
    of = house((CENTRE,), sure("agenda", missed=0, early_minutes=30))
    await agenda._visit(of, colleague.played, visit, opens)
    assert came == [opens]
