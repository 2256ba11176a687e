"""Hours on paper by machine: the same commands and rules as on the pages."""

from typing import Any

import httpx2
import pytest
import pytest_asyncio

from shared.identity import Role
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.web import Serving, command
from tests.gateway.kiosk import MONDAY_TEN, Standing, standing

PAPER = f"/api/units/{NORD}/paper"
CUT, BACK = "2026-03-02T09:10:00+01:00", "2026-03-02T09:50:00+01:00"
WRITTEN = {
    "code": "N 001",
    "door": "kiosk",
    "reasons": [{"reason": "DEP"}],
    "arrived_at": "2026-03-02T09:15:00+01:00",
    "started_at": "2026-03-02T09:20:00+01:00",
    "ended_at": "2026-03-02T09:30:00+01:00",
    "ending": "informed",
}


@pytest_asyncio.fixture
async def here(serving: Serving) -> Standing:
    """A centre, on a Monday at ten."""
    return await standing(serving)


@pytest_asyncio.fixture
async def desk(here: Standing) -> httpx2.AsyncClient:
    return await here.served.signed_in({Role.RECEPTION}, {NORD})


async def does(client: httpx2.AsyncClient, path: str, body: Any = None) -> dict[str, Any]:
    answer = await client.post(f"{PAPER}{path}", json=body or {}, headers=command())
    assert answer.is_success, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def gap(client: httpx2.AsyncClient, ended: str | None = BACK, began: str = CUT) -> str:
    made = await does(client, "/gaps", {"began_at": began, "ended_at": ended})
    return f"/gaps/{made['id']}"


async def test_a_block_tells_its_codes_and_the_counter_gives_them_to_nobody(
    here: Standing, desk: httpx2.AsyncClient
) -> None:
    block = await does(desk, "/blocks", {"count": 3})
    assert (block["unit"], block["day"]) == (NORD, "2026-03-02")
    assert block["codes"] == ["N 001", "N 002", "N 003"]
    assert "N 004" in (await here.ticket()).text
    later = await does(desk, "/blocks", {"count": 1, "day": "2026-03-03"})
    assert later["day"] == "2026-03-03"
    told = (await desk.get(PAPER)).json()
    assert [each["codes"] for each in told["blocks"]] == [later["codes"], block["codes"]]


@pytest.mark.parametrize("body", [{"count": 0}, {"count": 201}, {}, {"count": 1, "name": "x"}])
async def test_a_block_that_cannot_be_is_refused(
    desk: httpx2.AsyncClient, body: dict[str, Any]
) -> None:
    answer = await desk.post(f"{PAPER}/blocks", json=body, headers=command())
    assert answer.status_code == 422
    assert (await desk.get(PAPER)).json() == {"gaps": [], "blocks": []}


async def test_what_was_written_becomes_a_contact_with_its_true_times(
    desk: httpx2.AsyncClient,
) -> None:
    await does(desk, "/blocks", {"count": 2})
    of = await gap(desk)
    entered = await does(desk, f"{of}/entries", WRITTEN)
    assert (entered["code"], entered["door"], entered["state"]) == ("N 001", "kiosk", "closed")
    assert entered["opened_at"] == "2026-03-02T08:15:00Z"
    assert (entered["wait_seconds"], entered["service_seconds"]) == (300, 600)
    assert [(each["reason"], each["outcome"]) for each in entered["matters"]] == [
        ("DEP", "informed")
    ]
    shown = (await desk.get(f"{PAPER}{of}")).json()
    assert [each["id"] for each in shown["entered"]] == [entered["id"]]
    assert shown["blocks"][0]["codes"] == ["N 001", "N 002"]


@pytest.mark.parametrize(
    ("wrong", "mistakes"),
    [
        ({"code": "N 009"}, {"code": "unknown_code"}),
        ({"arrived_at": "2026-03-02T09:00:00+01:00"}, {"arrived_at": "outside"}),
        ({"ended_at": "2026-03-02T09:16:00+01:00"}, {"ended_at": "order"}),
        ({"started_at": None}, {"started_at": "missing"}),
        ({"ended_at": "2026-03-02T12:00:00+01:00"}, {"ended_at": "future"}),
    ],
)
async def test_what_cannot_be_so_is_told_by_field(
    desk: httpx2.AsyncClient, wrong: dict[str, Any], mistakes: dict[str, str]
) -> None:
    await does(desk, "/blocks", {"count": 2})
    of = await gap(desk)
    answer = await desk.post(f"{PAPER}{of}/entries", json=WRITTEN | wrong, headers=command())
    assert answer.status_code == 422
    told = answer.json()
    assert (told["type"], told["mistakes"]) == ("/problems/not-as-on-paper", mistakes)
    assert (await desk.get(f"{PAPER}{of}")).json()["entered"] == []


async def test_nothing_personal_can_be_sent_in_the_place_of_a_code(
    desk: httpx2.AsyncClient,
) -> None:
    of = await gap(desk)
    for strange in ({"code": MARIA.name}, {"name": MARIA.name}):
        answer = await desk.post(f"{PAPER}{of}/entries", json=WRITTEN | strange, headers=command())
        assert answer.status_code == 422
        assert MARIA.name not in answer.text
        assert answer.json()["type"] == "/problems/invalid"


async def test_sent_again_it_is_one_contact_and_a_code_is_entered_once(
    desk: httpx2.AsyncClient,
) -> None:
    await does(desk, "/blocks", {"count": 2})
    of = await gap(desk)
    once = command()
    first, again = [
        await desk.post(f"{PAPER}{of}/entries", json=WRITTEN, headers=once) for _ in range(2)
    ]
    assert first.json() == again.json()
    other = await desk.post(f"{PAPER}{of}/entries", json=WRITTEN, headers=command())
    assert other.json()["mistakes"] == {"code": "used"}


async def test_whom_the_gap_caught_gets_a_true_end(
    here: Standing, desk: httpx2.AsyncClient
) -> None:
    await here.ticket()
    await here.plays(MONDAY_TEN.replace(hour=11))
    made = await does(desk, "/gaps", {"began_at": "2026-03-02T10:30:00+01:00", "ended_at": None})
    of = f"/gaps/{made['id']}"
    [waits] = (await desk.get(f"{PAPER}{of}")).json()["caught"]
    ended = await does(
        desk,
        f"{of}/contacts/{waits['id']}/end",
        {
            "started_at": "2026-03-02T10:40:00+01:00",
            "ended_at": "2026-03-02T10:50:00+01:00",
            "ending": "resolved",
        },
    )
    assert (ended["state"], ended["outcome"], ended["service_seconds"]) == (
        "closed",
        "resolved",
        600,
    )
    assert (await desk.get(f"{PAPER}{of}")).json()["caught"] == []


async def test_a_true_end_may_have_an_outcome_for_each_open_reason(
    here: Standing, desk: httpx2.AsyncClient
) -> None:
    opened = {"reason": "DEP"}
    made = await desk.post(f"/api/units/{NORD}/contacts", json=opened, headers=command())
    contact = made.json()["id"]
    more = await desk.post(
        f"/api/contacts/{contact}/reasons", json={"reason": "ECO-ALIM"}, headers=command()
    )
    assert more.is_success, more.text
    await here.plays(MONDAY_TEN.replace(hour=11))
    of = await gap(desk, None, "2026-03-02T10:30:00+01:00")
    said = {
        "started_at": "2026-03-02T10:40:00+01:00",
        "ended_at": "2026-03-02T10:50:00+01:00",
        "ending": "informed",
        "reasons": [{"reason": "ECO-ALIM", "outcome": "resolved"}],
    }
    strange = said | {"reasons": [{"reason": "NOTHING", "outcome": "resolved"}]}
    address = f"{of}/contacts/{contact}/end"
    answer = await desk.post(f"{PAPER}{address}", json=strange, headers=command())
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/no-such-matter")
    ended = await does(desk, address, said)
    outcomes = [(each["reason"], each["outcome"]) for each in ended["matters"]]
    assert outcomes == [("DEP", "informed"), ("ECO-ALIM", "resolved")]


async def test_hours_end_are_all_entered_or_never_were(desk: httpx2.AsyncClient) -> None:
    of = await gap(desk, None)
    early = await desk.post(f"{PAPER}{of}/entered", headers=command())
    assert (early.status_code, early.json()["type"]) == (409, "/problems/gap-over")
    assert (await does(desk, f"{of}/end", {"ended_at": BACK}))["ended_at"] == "2026-03-02T08:50:00Z"
    over = await does(desk, f"{of}/entered")
    assert over["entered_at"] is not None
    overlap = await desk.post(f"{PAPER}/gaps", json={"began_at": CUT}, headers=command())
    assert overlap.json()["type"] == "/problems/gaps-overlap"
    again = await does(desk, "/gaps", {"began_at": BACK})
    assert (await does(desk, f"/gaps/{again['id']}/end"))["ended_at"] is not None
    assert (await does(desk, f"/gaps/{again['id']}/withdraw"))["withdrawn"]
    told = (await desk.get(PAPER)).json()["gaps"]
    assert [(each["id"], each["withdrawn"]) for each in told] == [
        (again["id"], True),
        (over["id"], False),
    ]


async def test_paper_of_another_unit_is_absent(here: Standing, desk: httpx2.AsyncClient) -> None:
    of = await gap(desk)
    other = await here.served.signed_in({Role.RECEPTION}, {SUD})
    theirs = PAPER.replace(NORD, SUD)
    for client, path in ((other, PAPER), (other, PAPER + of), (other, theirs + of)):
        assert (await client.get(path)).status_code == 404
    for step in ("/end", "/entered", "/withdraw"):
        answer = await other.post(f"{theirs}{of}{step}", json={}, headers=command())
        assert answer.status_code == 404
    kiosk = await here.served.signed_in({Role.KIOSK}, {NORD})
    assert (await kiosk.get(PAPER)).status_code == 403
