"""How often somebody may ask: each is counted alone, and told when there is room again."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest
from fastapi import Request
from fastapi.responses import StreamingResponse

from shared.errors import TooMany
from shared.identity import Principal, Role
from shared.rights import may
from shared.web import Shown, create_service, event_stream, stream_router
from shared.web import rates as web_rates
from shared.web.live import Watcher
from shared.web.rates import MOST_KNOWN, Buckets, Rate, Rates
from tests.fixtures.live import Stream
from tests.fixtures.web import Served, Serving, command
from tests.shared.little_service import TABLE, create_app

SOMEBODY = Principal(uuid4(), "anna", frozenset({Role.RECEPTION}), None)
MACHINE = replace(SOMEBODY, id=uuid4(), machine=True)
FEW = Rate(3, 0.5)


class Clock:
    """Time that passes when the test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def taken(buckets: Buckets, who: object) -> int:
    """How many tokens there are at this moment."""
    for number in range(10_000):
        try:
            buckets.take(who)
        except TooMany:
            return number
    raise AssertionError("no end")


def test_a_bucket_empties_and_fills_again_with_time() -> None:
    clock = Clock()
    buckets = Buckets(FEW, clock)
    assert taken(buckets, "a") == 3
    assert taken(buckets, "b") == 3
    clock.now += 4
    assert taken(buckets, "a") == 2
    clock.now += 1000
    assert taken(buckets, "a") == 3


def test_whoever_is_refused_is_told_the_seconds_until_there_is_room() -> None:
    clock = Clock()
    buckets = Buckets(FEW, clock)
    taken(buckets, "a")
    with pytest.raises(TooMany) as why:
        buckets.take("a")
    assert why.value.seconds == 2
    clock.now += 2
    buckets.take("a")


def test_what_is_put_back_may_be_taken_again() -> None:
    buckets = Buckets(FEW, Clock())
    for _ in range(20):
        buckets.take("a")
        buckets.put_back("a")
    assert taken(buckets, "a") == 3
    buckets.put_back("never seen")
    assert taken(buckets, "never seen") == 3


def test_very_many_addresses_take_little_memory_and_help_nobody_who_asked_often() -> None:
    buckets = Buckets(FEW, Clock())
    assert taken(buckets, "greedy") == 3
    for number in range(5 * MOST_KNOWN):
        buckets.take(number)
        assert len(buckets._full_at) <= MOST_KNOWN
    assert taken(buckets, "greedy") == 0


def test_people_and_machines_are_counted_apart_and_strangers_by_address() -> None:
    rates = Rates()
    for buckets in (rates.people, rates.machines, rates.addresses):
        buckets.rate, buckets.clock = FEW, Clock()
    for who in (SOMEBODY, MACHINE, None):
        for _ in range(3):
            rates.ask("desk_page", who, "192.0.2.1")
        with pytest.raises(TooMany):
            rates.ask("desk_page", who, "192.0.2.1")
    rates.ask("desk_page", replace(SOMEBODY, id=uuid4()), "192.0.2.1")
    rates.ask("desk_page", None, "192.0.2.2")


def test_a_house_with_ipv6_is_one_stranger() -> None:
    rates = Rates(addresses=Buckets(FEW, Clock()))
    for last in range(3):
        rates.ask("sign_in_page", None, f"2001:db8:0:1::{last}")
    with pytest.raises(TooMany):
        rates.ask("sign_in_page", None, "2001:db8:0:1:ffff::1")
    rates.ask("sign_in_page", None, "2001:db8:0:2::1")


def test_a_desk_never_meets_its_rate_and_no_machine_of_ours_does() -> None:
    """Five acts a second for a minute; an exchange's burst; what one process can answer at most."""
    clock = Clock()
    people, machines = Buckets(web_rates.PEOPLE, clock), Buckets(web_rates.MACHINES, clock)
    for _ in range(300):
        clock.now += 0.2
        people.take("desk")
    for second in range(60):
        clock.now += 1
        for _ in range(1000 if second else 5000):
            machines.take("exchange")


@pytest.fixture
async def served(serving: Serving) -> Served:
    running = await serving.serve(create_app(), "shared")
    await running.around.pool.execute(TABLE)
    return running


@pytest.fixture
def few(served: Served) -> Rates:
    """The service's rates, with three at once for everybody."""
    rates = served.around.rates
    for buckets in (rates.people, rates.machines, rates.addresses, *rates.by_route.values()):
        buckets.rate = Rate(3, 0.01)
    return rates


async def statuses(client: httpx2.AsyncClient, path: str, times: int = 4) -> list[int]:
    return [(await client.get(path)).status_code for _ in range(times)]


async def test_too_many_requests_are_a_clear_problem_with_the_time_to_wait(
    served: Served, few: Rates
) -> None:
    anna = await served.signed_in({Role.RECEPTION}, {"css-nord"})
    machine = await served.machine({Role.RECEPTION}, {"css-nord"})
    for client in (anna, machine):
        assert await statuses(client, "/api/units/css-nord") == [200, 200, 200, 429]
    answer = await anna.post("/api/things", json={"name": "x"}, headers=command())
    assert answer.status_code == 429
    assert answer.json()["type"] == "/problems/too-many-requests"
    assert 0 < int(answer.headers["retry-after"]) <= 100
    assert await served.around.pool.fetchval("SELECT count(*) FROM thing") == 0
    other = await served.signed_in({Role.RECEPTION}, {"css-nord"})
    assert await statuses(other, "/api/units/css-nord", 1) == [200]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ca", "Podràs continuar d’aquí a"),
        ("es", "Podrás continuar dentro de"),
        ("en", "You can go on in"),
    ],
)
async def test_people_get_a_page_that_says_when_they_can_go_on(
    served: Served, few: Rates, language: str, words: str
) -> None:
    stranger = await served.nobody()
    told = {"accept-language": language, "referer": f"{stranger.headers['origin']}/sign-in"}
    assert await statuses(stranger, "/sign-in") == [200, 200, 200, 429]
    answer = await stranger.post("/language", data={"language": "en"}, headers=told)
    assert answer.status_code == 429
    assert words in answer.text
    assert "retry-after" in answer.headers


async def test_wrong_keys_and_cookies_are_counted_by_address(served: Served, few: Rates) -> None:
    stranger = await served.nobody()
    for number in range(3):
        told = {"authorization": f"Bearer portes_{number}"}
        assert (await stranger.get("/api/units/css-nord", headers=told)).status_code == 401
    told = {"cookie": "portes_session=guessed"}
    assert (await stranger.get("/api/units/css-nord", headers=told)).status_code == 429


async def test_links_tokens_and_the_provider_have_rates_of_their_own(
    served: Served, few: Rates
) -> None:
    stranger = await served.nobody()
    assert await statuses(stranger, "/sign-in/provider") == [404, 404, 404, 429]
    form = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
    tokens = [(await stranger.post("/oauth/token", data=form)).status_code for _ in range(4)]
    assert tokens == [401, 401, 401, 429]
    logout = [(await stranger.post("/sign-in/provider/logout")).status_code for _ in range(4)]
    assert logout == [404, 404, 404, 429]
    assert await statuses(stranger, "/sign-in", 3) == [200, 200, 200]
    gateway = {"new_password_page", "set_new_password", "ticket_page"}
    gateway |= {"appointment_page", "appointment_change", "kiosk_check_in"}
    gateway |= {"open_page_enrol", "place_page", "place_page_answer"}  # of the groups
    assert web_rates.BY_ROUTE.keys() - gateway <= served.around.policy.keys()


streams = stream_router()


@streams.get("/api/quiet")
async def quiet(request: Request) -> StreamingResponse:
    async def load(_pool: object, keys: list[str]) -> dict[str, int]:
        return dict.fromkeys(keys, 1)

    watcher: Watcher[str, int] = Watcher(load, timedelta(milliseconds=50))  # type: ignore[arg-type]
    return event_stream(request, watcher, "here", Shown(lambda _: {"part": "x"}))


async def test_nobody_holds_more_streams_open_than_a_few(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_rates, "OPEN_STREAMS", 2)
    rules = {"quiet": may("Listen", frozenset(Role))}
    app = create_service("groups", title="Quiet", description="", routers=[streams], policy=rules)
    served = await serving.serve(app, "shared")
    anna, other = [await served.signed_in({Role.RECEPTION}, {"css-nord"}) for _ in range(2)]
    cookies = dict(anna.cookies)
    async with Stream(app, "/api/quiet", {}, cookies) as one:
        await one.heard(b"event: part")
        async with Stream(app, "/api/quiet", {}, cookies) as two:
            await two.heard(b"event: part")
            refused = await anna.get("/api/quiet")
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
            async with Stream(app, "/api/quiet", {}, dict(other.cookies)) as theirs:
                await theirs.heard(b"event: part")
        async with Stream(app, "/api/quiet", {}, cookies) as three:
            await three.heard(b"event: part")
            # opened at the same moment as another: it was let in, and is one too many
            monkeypatch.setattr(web_rates.Rates, "room", lambda *_: True)
            async with Stream(app, "/api/quiet", {}, cookies) as four:
                await asyncio.wait_for(four.ended, 5)
    assert served.around.rates.streams == {}
