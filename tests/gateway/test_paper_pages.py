"""Paper mode's pages: a sheet to print, an hour told afterwards, and nothing typed is lost."""

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import httpx2
import pytest

from services.gateway import commands, store
from services.gateway.domain.paper import Block
from services.gateway.domain.pending import pending_id
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import MARIA, somebody
from tests.fixtures.cities import NORD, SUD, a_city, load_city
from tests.fixtures.web import Served, Serving, command
from tests.gateway.kiosk import MONDAY_TEN, standing
from tests.gateway.scene import Staff

BASE = f"/units/{NORD}/paper"
NO_NUMBER = "No se’n sap cap número."
TYPED = {
    "code": "N 002",
    "arrived_at": "10:50",
    "called_at": "10:55",
    "started_at": "10:56",
    "ended_at": "11:05",
    "reasons": ["DEP", "ECO-ALIM"],
    "ending": "informed",
}


@pytest.fixture
async def served(serving: Serving) -> Served:
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    return served


@pytest.fixture
async def client(served: Served) -> httpx2.AsyncClient:
    return await served.signed_in({Role.RECEPTION}, {NORD})


async def sent(client: httpx2.AsyncClient, path: str, **form: object) -> httpx2.Response:
    return await client.post(f"{BASE}/{path}", data=form, headers=command())


def yesterday(served: Served) -> date:
    return a_city().day(served.around.clock.now()) - timedelta(days=1)


async def an_hour(served: Served, client: httpx2.AsyncClient) -> str:
    """An hour on paper yesterday at 10:40, with five codes, told today; its address."""
    day = yesterday(served)
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        await store.paper.add_block(tx, Block(uuid4(), NORD, day, 1, 5), served.around.clock.now())
    hours = {"day": day.isoformat(), "began_at": "10:40", "ended_at": "11:40"}
    answer = await sent(client, "gaps", **hours)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix(f"{BASE}/")


async def test_a_sheet_is_reserved_and_shows_codes_and_empty_times_and_nobody(
    client: httpx2.AsyncClient,
) -> None:
    answer = await sent(client, "blocks", count="12")
    assert answer.status_code == 303
    sheet = await client.get(answer.headers["location"])
    assert re.findall(r">(N [0-9]{3})</th>", sheet.text) == [f"N {n:03}" for n in range(1, 13)]
    for words in ("Hores en paper", "Horas en papel", "Hours on paper", "p-paper"):
        assert words in sheet.text
    listed = await client.get(BASE)
    assert "N 001 – N 012" in listed.text
    opened = await client.post(f"/api/units/{NORD}/contacts", json={}, headers=command())
    assert opened.json()["code"] == "N 013"


async def test_an_hour_is_told_afterwards_and_what_was_written_is_entered(
    served: Served, client: httpx2.AsyncClient
) -> None:
    gap = await an_hour(served, client)
    answer = await sent(client, f"{gap}/entries", **TYPED)
    assert answer.status_code == 303, answer.text
    page = (await client.get(f"{BASE}/{gap}")).text
    assert re.search(r"N 002</th><td>10:50</td><td>10:56</td>", page)
    last = page[page.index('id="entered"') :]
    [form] = re.findall(r'<form[^>]*/entered".*?</form>', page, re.DOTALL)
    assert form in last
    assert "p-btn--go" not in form
    assert "aquestes hores" in form
    assert (await sent(client, f"{gap}/entered")).status_code == 303
    page = (await client.get(f"{BASE}/{gap}")).text
    assert 'action="' + f"{BASE}/{gap}/entries" not in page
    assert (await sent(client, f"{gap}/entries", **TYPED)).status_code == 409


async def test_what_is_wrong_is_said_by_field_and_nothing_that_was_typed_is_lost(
    served: Served, client: httpx2.AsyncClient
) -> None:
    gap = await an_hour(served, client)
    wrong = TYPED | {"code": "N 099", "arrived_at": "10:20", "ended_at": ""}
    answer = await sent(client, f"{gap}/entries", **wrong)
    assert answer.status_code == 422
    summary = answer.text[answer.text.index('id="refused"') :]
    for field in ("code", "arrived_at", "ended_at"):
        assert f'href="#new-{field}"' in summary
        assert f'id="new-{field}-error"' in summary
    for name in ("code", "arrived_at", "called_at", "started_at", "ended_at"):
        assert re.search(f'name="{name}" type="text"[^>]* value="{wrong[name]}"', summary), name
    assert summary.count('value="DEP" selected') == summary.count('value="ECO-ALIM" selected') == 1
    assert (await sent(client, f"{gap}/entries", **TYPED)).status_code == 303


async def test_the_same_form_sent_twice_enters_once(
    served: Served, client: httpx2.AsyncClient
) -> None:
    gap, key = await an_hour(served, client), str(uuid4())
    for _ in range(2):
        answer = await client.post(f"{BASE}/{gap}/entries", data=TYPED | {"idempotency_key": key})
        assert answer.status_code == 303
    assert (await client.get(f"{BASE}/{gap}")).text.count("N 002</th>") == 1


async def test_a_manager_may_and_those_of_other_units_and_roles_find_nothing(
    served: Served, client: httpx2.AsyncClient
) -> None:
    gap = await an_hour(served, client)
    manager = await served.signed_in({Role.MANAGER}, {NORD})
    assert (await sent(manager, f"{gap}/entries", **TYPED)).status_code == 303
    elsewhere = await served.signed_in({Role.RECEPTION}, {SUD})
    assert (await elsewhere.get(f"{BASE}/{gap}")).status_code == 404
    assert (await elsewhere.get(f"/units/{SUD}/paper/{gap}")).status_code == 404
    professional = await served.signed_in({Role.PROFESSIONAL}, {NORD})
    assert (await professional.get(f"{BASE}/{gap}")).status_code == 403


@pytest.mark.parametrize("form", [{}, {"began_at": "25:99"}, {"began_at": "10:40", "day": "x"}])
async def test_strange_words_in_its_forms_are_refused_and_repeated_only_on_their_page(
    client: httpx2.AsyncClient, form: dict[str, str]
) -> None:
    answer = await sent(client, "gaps", **form)
    assert answer.status_code == 422
    assert 'id="refused"' in answer.text
    assert "<b>" not in (await client.get(BASE)).text


async def test_who_was_caught_with_several_reasons_has_an_outcome_for_each(
    serving: Serving,
) -> None:
    here = await standing(serving)
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    api = f"/api/units/{NORD}/contacts"
    contact = (await client.post(api, json={"reason": "DEP"}, headers=command())).json()["id"]
    await here.plays(MONDAY_TEN.replace(hour=11))
    gap = (await sent(client, "gaps", began_at="10:30")).headers["location"]
    gap = gap.removeprefix(f"{BASE}/")
    assert "outcomes-0" not in _caught(await client.get(f"{BASE}/{gap}"))
    more = {"reason": "ECO-ALIM"}
    await client.post(f"/api/contacts/{contact}/reasons", json=more, headers=command())
    part = _caught(await client.get(f"{BASE}/{gap}"))
    assert re.findall(r'name="reasons" value="([^"]*)"', part) == ["DEP", "ECO-ALIM"]
    own = {"reasons": ["DEP", "ECO-ALIM"], "outcomes": ["", "resolved"], "ending": "informed"}
    answer = await sent(client, f"{gap}/contacts/{contact}/end", **own, ended_at="x")
    assert answer.status_code == 422
    assert _caught(answer).count('value="resolved" selected') == 1
    times = {"started_at": "10:40", "ended_at": "10:50"}
    answer = await sent(client, f"{gap}/contacts/{contact}/end", **own, **times)
    assert answer.status_code == 303, answer.text
    ended = (await client.get(f"/api/contacts/{contact}")).json()["matters"]
    assert [each["outcome"] for each in ended] == ["informed", "resolved"]


@pytest.mark.parametrize("telephone", [None, MARIA.telephone])
async def test_where_to_call_whom_it_caught_is_asked_where_no_number_is_known_as_at_the_desk(
    serving: Serving, telephone: str | None
) -> None:
    here = await standing(serving)
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    contact = (await client.post(f"/api/units/{NORD}/contacts", json={}, headers=command())).json()[
        "id"
    ]
    known = {"name": MARIA.name} | ({"telephone": telephone} if telephone else {})
    person = await client.post(f"/api/units/{NORD}/people", json=known, headers=command())
    named = {"person": person.json()["id"]}
    await client.post(f"/api/contacts/{contact}/person", json=named, headers=command())
    await here.plays(MONDAY_TEN.replace(hour=11))
    gap = (await sent(client, "gaps", began_at="10:30")).headers["location"]
    gap = gap.removeprefix(f"{BASE}/")
    part = _caught(await client.get(f"{BASE}/{gap}"))
    assert (NO_NUMBER in part) is (telephone is None)
    times = {"started_at": "10:40", "ended_at": "10:50"}
    said = {"ending": "call_back", "safe_contact": "yes", "telephone": somebody(9).telephone}
    answer = await sent(client, f"{gap}/contacts/{contact}/end", **said, **times)
    assert answer.status_code == 303, answer.text
    entry = pending_id(UUID(contact))
    number = await client.post(f"/api/pending/{entry}/number", headers=command())
    assert number.json()["number"] == somebody(9).called


def _caught(page: httpx2.Response) -> str:
    """The part of those who were there when it began."""
    return page.text[page.text.index('id="caught"') : page.text.index('id="enter"')]


async def test_a_name_as_a_code_is_no_code(served: Served, client: httpx2.AsyncClient) -> None:
    gap = await an_hour(served, client)
    answer = await sent(client, f"{gap}/entries", **TYPED | {"code": MARIA.name[:40]})
    assert answer.status_code == 422
    assert 'id="new-code-error"' in answer.text


async def test_while_the_unit_works_on_paper_its_desk_says_so(
    served: Served, client: httpx2.AsyncClient
) -> None:
    words = "La unitat treballa en paper"
    assert words not in (await client.get(f"/units/{NORD}/desk")).text
    now = served.around.clock.now()
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        began = now - timedelta(minutes=1)
        await commands.declare_gap(tx, NORD, began, None, Staff().at(now))
    assert words in (await client.get(f"/units/{NORD}/desk")).text


async def test_the_desk_says_that_today_has_no_sheet_until_one_is_reserved(
    client: httpx2.AsyncClient,
) -> None:
    words = "encara no hi ha cap full de codis"
    assert words in (await client.get(f"/units/{NORD}/desk")).text
    await sent(client, "blocks", count="2")
    assert words not in (await client.get(f"/units/{NORD}/desk")).text
