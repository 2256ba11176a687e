"""The demonstration's player: people take tickets, are given appointments and called back."""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from deploy.cli.player import appointments, callbacks, reception
from deploy.cli.player.door import Door, Refused
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.cities import NORD, a_city, load_city
from tests.fixtures.web import Served, Serving
from tests.gateway.kiosk import MONDAY_TEN, play

HERE = a_city()
CITY = reception.folder(HERE)
NEWEST = "SELECT * FROM contact ORDER BY id DESC LIMIT 1"


class Fate(random.Random):
    """A chance that is known: always this share, and of a choice the one at this place."""

    def __init__(self, share: float = 0.5, place: int = 0) -> None:
        super().__init__()
        self.share, self.place = share, place

    def random(self) -> float:
        return self.share

    def choice(self, seq: Any) -> Any:
        return seq[self.place]

    def choices(self, population: Any, *_: object, **__: object) -> list[Any]:
        return [population[self.place]]


@pytest_asyncio.fixture
async def gateway(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Served:
    """A gateway on a Monday at ten; nobody has to wait until time passes."""
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    await play(served, MONDAY_TEN)

    async def at_once(_seconds: float) -> None: ...

    for room in (reception, callbacks):
        monkeypatch.setattr(room, "asyncio", type("Time", (), {"sleep": at_once}))
    return served


async def door(gateway: Served, role: Role = Role.RECEPTION) -> Door:
    """A colleague of the centre who is played; a receptionist has the second desk."""
    client = await gateway.machine({role}, {NORD})
    colleague = Door(client, client.headers["authorization"].removeprefix("Bearer "))
    if role is Role.RECEPTION:
        await colleague.post(f"/api/units/{NORD}/desks/2/open")
    return colleague


async def rows(gateway: Served, statement: str) -> list[dict[str, Any]]:
    async with transaction(gateway.around.pool, Scope.SYSTEM) as tx:
        return [dict(row) for row in await tx.fetch(statement)]


async def one_served(
    gateway: Served,
    colleague: Door,
    monkeypatch: pytest.MonkeyPatch,
    ending: Sequence[str],
    language: int = 0,
) -> dict[str, Any]:
    """Somebody with a ticket of the kiosk is served to that end."""
    monkeypatch.setattr(reception, "OUTCOMES", ending)
    await reception.take_ticket(colleague, NORD, CITY, Fate(place=language))
    called = await colleague.post(f"/api/units/{NORD}/desks/2/call-next")
    await reception.attend(colleague, called["contact"], CITY, Fate())
    [contact] = await rows(gateway, NEWEST)
    return contact


async def times(gateway: Served) -> None:
    """A professional keeps times open."""
    unit = HERE.unit(NORD)
    assert unit is not None
    colleague = await door(gateway, Role.PROFESSIONAL)
    await appointments.open_times(colleague, unit, HERE, MONDAY_TEN)


async def test_a_ticket_of_the_kiosk_has_a_language_and_gets_its_reason_when_served(
    gateway: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague = await door(gateway)
    contact = await one_served(gateway, colleague, monkeypatch, ("informed",))
    assert (contact["door"], contact["state"], contact["outcome"]) == (
        "kiosk",
        "closed",
        "informed",
    )
    assert (contact["ways"]["language"], contact["interpreter"]) == ("ca", None)
    assert contact["reason"] == CITY.reasons[0]


@pytest.mark.parametrize("state", ["called", "serving"])
async def test_whoever_an_ended_play_left_at_the_desk_is_served_to_the_end(
    gateway: Served, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    colleague = await door(gateway)
    monkeypatch.setattr(reception, "OUTCOMES", ("informed",))
    await reception.go_on(colleague, NORD, 2, CITY, Fate())
    await reception.ask(colleague, NORD, CITY, Fate())
    called = await colleague.post(f"/api/units/{NORD}/desks/2/call-next")
    if state == "serving":
        await colleague.post(f"/api/contacts/{called['contact']['id']}/start")
    await reception.go_on(colleague, NORD, 1, CITY, Fate())
    assert [row["state"] for row in await rows(gateway, NEWEST)] == [state]
    await reception.go_on(colleague, NORD, 2, CITY, Fate())
    assert [row["state"] for row in await rows(gateway, NEWEST)] == ["closed"]


async def test_who_speaks_another_language_is_served_with_an_interpreter(
    gateway: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = await one_served(gateway, await door(gateway), monkeypatch, ("resolved",), -1)
    assert contact["ways"]["language"] == CITY.tongues[-1]
    assert contact["interpreter"]["arrived_at"]
    assert contact["state"] == "closed"


async def test_an_appointment_is_given_in_the_next_free_time_and_else_they_are_informed(
    gateway: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague = await door(gateway)
    first = await one_served(gateway, colleague, monkeypatch, ("appointment",))
    assert first["outcome"] == "informed"
    await times(gateway)
    second = await one_served(gateway, colleague, monkeypatch, ("appointment",))
    assert (second["state"], second["outcome"]) == ("closed", "appointment")
    [visit] = await rows(gateway, "SELECT * FROM appointment")
    assert (visit["contact"], visit["state"]) == (second["id"], "booked")
    [soonest] = await rows(
        gateway,
        f"SELECT min(starts_at) FROM agenda_slot WHERE starts_at > '{MONDAY_TEN.isoformat()}'",
    )
    assert visit["starts_at"] == soonest["min"]


async def test_times_that_could_not_be_opened_are_opened_later(
    gateway: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague = await door(gateway, Role.PROFESSIONAL)
    said: list[str] = []

    async def deaf(path: str, body: object = None) -> None:
        raise Refused

    async def again(_seconds: float) -> None:
        said.append("again")
        monkeypatch.setattr(colleague, "post", Door.post.__get__(colleague))
        if len(said) > 1:
            raise asyncio.CancelledError

    async def now() -> datetime:
        return MONDAY_TEN

    monkeypatch.setattr(colleague, "post", deaf)
    monkeypatch.setattr(appointments, "asyncio", type("Time", (), {"sleep": again}))
    with pytest.raises(asyncio.CancelledError):
        await appointments.keep_open(colleague, HERE.unit(NORD), HERE, now)
    [slots] = await rows(gateway, "SELECT count(*) FROM agenda_slot")
    assert slots["count"] > 0


@pytest.mark.parametrize(
    ("share", "states"),
    [
        (0.5, ["booked", "arrived", "arrived", "arrived", "attended"]),
        (0.9, ["booked", "booked", "booked", "missed", "missed"]),
    ],
    ids=["comes", "stays away"],
)
async def test_people_come_a_little_before_and_are_seen_or_stay_away_and_are_given_up(
    gateway: Served, monkeypatch: pytest.MonkeyPatch, share: float, states: list[str]
) -> None:
    colleague = await door(gateway)
    await times(gateway)
    await one_served(gateway, colleague, monkeypatch, ("appointment",))
    [visit] = await rows(gateway, "SELECT starts_at, minutes FROM appointment")
    begins, lasts = visit["starts_at"], timedelta(minutes=visit["minutes"])
    chance = Fate(share)
    fate: tuple[random.Random, set[str]] = (chance, set())
    told = []
    for at in (
        begins - appointments.EARLY - timedelta(minutes=1),
        begins - appointments.EARLY + timedelta(minutes=1),
        begins,
        begins + appointments.GIVEN_UP,
        begins + max(lasts, appointments.GIVEN_UP),
    ):
        await play(gateway, at)
        await appointments.look(colleague, NORD, at, fate)
        told += [row["state"] for row in await rows(gateway, "SELECT state FROM appointment")]
        chance.share = 0 if at > begins - appointments.EARLY else share
    assert told == states
    kept = await rows(gateway, "SELECT outcome FROM contact WHERE appointment_at IS NOT NULL")
    assert [row["outcome"] for row in kept] == (["attended"] if "attended" in states else [])


async def test_whoever_asked_for_it_is_called_back_until_reached_or_left_to_a_person(
    gateway: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague, caller = await door(gateway), await door(gateway, Role.PROFESSIONAL)
    await one_served(gateway, colleague, monkeypatch, ("call_back",))
    open_calls = "SELECT state, attempts, settled FROM pending_call"
    monkeypatch.setattr(callbacks, "RESULTS", {"no_answer": 1})
    due = [
        await callbacks.call_one(caller, NORD, Fate()) for _ in range(callbacks.MOST_ATTEMPTS + 1)
    ]
    assert due == [*[1] * callbacks.MOST_ATTEMPTS, 0]
    [call] = await rows(gateway, open_calls)
    assert (call["state"], len(call["attempts"])) == ("open", callbacks.MOST_ATTEMPTS)
    monkeypatch.setattr(callbacks, "RESULTS", {"reached": 1})
    await one_served(gateway, colleague, monkeypatch, ("call_back",))
    await callbacks.call_one(caller, NORD, Fate())
    settled = [row["settled"] for row in await rows(gateway, open_calls)]
    assert sorted(map(str, settled)) == ["None", "reached"]
    [contact] = await rows(gateway, NEWEST)
    assert (contact["door"], contact["state"], contact["outcome"]) == (
        "phone",
        "closed",
        "informed",
    )


def test_chances_are_shares_of_a_whole() -> None:
    for shares in (reception.LANGUAGES, callbacks.RESULTS):
        assert sum(shares.values()) == pytest.approx(1)
