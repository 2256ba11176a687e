"""Whom reception sends to a professional today stands in the agenda of that unit."""

import re
from dataclasses import replace
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.domain import care as domain
from services.gateway.domain.refusals import NothingToUndo, NotSentToday, ReceivedAlready
from services.gateway.queries.care import Care
from shared.contracts.gateway import ContactReceived, Matter, Outcome
from shared.db import Tx
from shared.identity import Role
from tests.fixtures.cities import NORD, PRACTICE, SUD, load_city
from tests.fixtures.web import Serving, command
from tests.gateway.appointing import Paula, served
from tests.gateway.keeping import Asker, House, asker, house_of
from tests.gateway.scene import NINE, after, last_told
from tests.gateway.test_access import A_CONTACT

CARE, FOOD, VIOLENCE = "DEP", "ECO-ALIM", "VIO"


@pytest_asyncio.fixture
async def house(serving: Serving) -> House:
    """A house whose reception has a desk open."""
    house = await house_of(serving)
    await house.desk(house.anna)
    return house


async def sent(
    house: House, person: str | None = None, reason: str = CARE, **where: object
) -> tuple[str, str]:
    """Somebody whom Anna sends to a professional: their contact and code."""
    contact = await house.contact(person, reason=reason)
    assert await house.call(house.anna) == contact
    await house.anna.post(f"/api/contacts/{contact}/start")
    path = f"/api/contacts/{contact}/reasons/{reason}/attend-today"
    done = await house.anna.post(path, **({"unit": NORD} | where))
    assert done.status_code == 200, done.text
    return contact, done.json()["code"]


async def listed(asker: Asker, unit: str = NORD, day: str = "") -> str:
    """What the agenda says of whom it was today."""
    page = await asker.client.get(f"/units/{unit}/agenda{day}")
    assert page.status_code == 200, page.text
    return " ".join(re.findall(r'<section[^>]*id="care".*?</section>', page.text, re.DOTALL))


async def test_the_professionals_of_that_unit_see_the_code_since_when_and_how_pressing(
    house: House,
) -> None:
    assert await listed(house.carla) == ""
    _, code = await sent(house, desk=2)
    seen = await listed(house.carla)
    assert code in seen
    assert "Preferent" in seen
    assert "Dependència" not in seen
    assert re.search(r"<time[^>]*>\d\d:\d\d</time>", seen)
    assert await listed(house.carla, day="?day=2026-01-07") == ""


async def test_another_unit_sees_who_was_sent_to_it_and_nobody_else(house: House) -> None:
    _, code = await sent(house, unit=SUD)
    _, other = await sent(house)
    seen = await listed(house.south, SUD)
    assert code in seen
    assert other not in seen
    assert code not in await listed(house.carla)


async def test_a_restricted_one_is_seen_by_the_professionals_who_are_to_attend_it(
    house: House,
) -> None:
    paula = await asker(house.served, Role.PROFESSIONAL, SUD)
    _, code = await sent(house, reason=VIOLENCE, unit=SUD)
    _, own = await sent(house, reason=VIOLENCE)
    assert code not in await listed(house.south, SUD)
    seen = await listed(paula, SUD)
    assert code in seen
    assert own not in seen
    assert own in await listed(house.carla)


async def test_of_a_restricted_one_nobody_knows_who_is_kept_from_the_person(house: House) -> None:
    paula = await asker(house.served, Role.PROFESSIONAL, SUD)
    person = await house.person()
    _, code = await sent(house, person, reason=VIOLENCE, unit=SUD)
    assert code in await listed(paula, SUD)
    assert (await house.exclude(person, paula)).status_code < 300
    assert code not in await listed(paula, SUD)


async def test_who_is_kept_from_the_person_does_not_see_them(house: House) -> None:
    person = await house.person()
    _, code = await sent(house, person)
    assert code in await listed(house.berta)
    await house.exclude(person, house.berta)
    assert code not in await listed(house.berta)
    assert code in await listed(house.carla)


async def test_what_is_undone_is_not_sent(house: House) -> None:
    contact, code = await sent(house)
    assert code in await listed(house.carla)
    assert (await house.anna.post(f"/api/contacts/{contact}/undo")).status_code == 200
    assert code not in await listed(house.carla)


async def care(
    asker: Asker, contact: str, act: str = "receive", unit: str = NORD
) -> httpx2.Response:
    """A professional receives them, or takes that back."""
    return await asker.post(f"/api/units/{unit}/care/{contact}/{act}")


async def test_the_wait_is_from_being_sent_to_being_received_and_unknown_before(tx: Tx) -> None:
    await load_city(tx)
    anna, contact = await served(tx, CARE)
    here = commands.Destination(NORD)
    await commands.attend_today(tx, contact, CARE, here, anna.by(10))
    paula = Paula()

    async def seen() -> Care:
        who, today = paula.at(NINE).who, NINE.date()
        [one] = await queries.care_of_day(tx, NORD, today, who, after(60))
        return one

    assert ((await seen()).received_at, (await seen()).waited_seconds) == (None, None)
    received = await commands.receive_today(tx, NORD, contact, paula.at(after(22)))
    assert (await seen()).waited_seconds == 12 * 60
    assert ((await seen()).received_at, (await seen()).received_by) == (after(22), paula.id)
    assert await last_told(tx, received) is ContactReceived
    with pytest.raises(ReceivedAlready):
        await commands.receive_today(tx, NORD, contact, Paula().at(after(23)))
    with pytest.raises(NothingToUndo):
        await commands.not_received(tx, NORD, contact, paula.at(after(33)))
    await commands.not_received(tx, NORD, contact, paula.at(after(32)))
    assert ((await seen()).received_at, (await seen()).received_by) == (None, None)
    with pytest.raises(NotSentToday):
        await commands.receive_today(tx, NORD, contact, paula.at(after(24 * 60)))


async def test_received_is_said_once_however_often_it_is_sent(house: House) -> None:
    contact, _ = await sent(house)
    assert "Encara no" in await listed(house.carla)
    once, url = command(), f"/api/units/{NORD}/care/{contact}/receive"
    done = await house.carla.client.post(url, headers=once)
    assert done.status_code == 200, done.text
    assert done.json().keys() == {"contact", "version", "code", "received_at"}
    assert (await house.carla.client.post(url, headers=once)).json() == done.json()
    seen = await listed(house.carla)
    assert "Rebut a les" in seen
    assert "ha esperat" in seen
    assert f'care/{contact}/receive"' not in seen
    refused = await care(house.berta, contact)
    assert refused.json()["type"].endswith("received-already")
    told = "SELECT FROM outbox_pending WHERE type = 'gateway.contact_received.v1'"
    assert len(await house.rows(told)) == 1


async def test_who_was_not_received_yet_stands_first_and_has_the_key(house: House) -> None:
    first, code = await sent(house)
    _, other = await sent(house)
    seen = await listed(house.carla)
    assert seen.index(code) < seen.index(other)
    assert (await care(house.carla, first)).status_code == 200
    seen = await listed(house.carla)
    assert seen.index(other) < seen.index(code)
    [keyed] = re.findall(r"<li>(?:(?!</li>).)*data-key=\"r\".*?</li>", seen, re.DOTALL)
    assert other in keyed
    assert "data-key" not in await listed(house.anna), "reception does not receive"


async def test_the_desk_that_sent_them_sees_that_they_were_received(house: House) -> None:
    contact, code = await sent(house, unit=SUD)
    paula = await asker(house.served, Role.PROFESSIONAL, SUD)

    async def at_desk() -> str:
        page = (await house.anna.client.get(f"/units/{NORD}/desk")).text
        [found] = re.findall(r'<section[^>]*id="sent".*?</section>', page, re.DOTALL)
        return str(found)

    assert code in await at_desk()
    assert "Encara no" in await at_desk()
    assert (await care(paula, contact, unit=SUD)).status_code == 200
    assert "Rebut a les" in await at_desk()
    assert "Encara no" not in await at_desk()
    assert (await care(paula, contact, "undo", unit=SUD)).status_code == 200
    assert "Encara no" in await at_desk()
    again = await paula.form(f"/units/{SUD}/agenda/care/{contact}/receive")
    assert (again.status_code, "agenda?day=" in again.headers["location"]) == (303, True)
    assert "Rebut a les" in await at_desk()


async def test_only_professionals_of_that_unit_who_may_know_receive_them(house: House) -> None:
    paula = await asker(house.served, Role.PROFESSIONAL, SUD)
    person = await house.person()
    contact, _ = await sent(house, person, reason=VIOLENCE)
    assert (await care(house.anna, contact)).status_code == 403
    assert (await care(paula, contact)).status_code in (403, 404)
    assert (await care(paula, contact, unit=SUD)).status_code == 404, "not sent there"
    await house.exclude(person, house.carla)
    assert (await care(house.carla, contact)).status_code == 404
    assert (await care(house.berta, contact)).status_code == 200


async def test_that_they_were_received_is_the_professionals_to_take_back_and_leaves_no_trace_then(
    house: House,
) -> None:
    contact, code = await sent(house, unit=SUD)
    paula = await asker(house.served, Role.PROFESSIONAL, SUD)
    assert (await care(paula, contact, unit=SUD)).status_code == 200
    refused = await house.anna.post(f"/api/contacts/{contact}/undo")
    assert refused.json()["type"].endswith("nothing-to-undo")
    assert (await care(paula, contact, "undo", unit=SUD)).json()["received_at"] is None
    assert (await house.anna.post(f"/api/contacts/{contact}/undo")).status_code == 200
    assert code not in await listed(paula, SUD), "the desk takes back that it sent them"


def test_taking_back_is_of_what_was_said_last_alone() -> None:
    matters = tuple(
        Matter(
            reason=reason, outcome=Outcome.SAME_DAY_CARE, at=after(0), care_unit=NORD,
            received_at=after(minute),
        )
        for reason, minute in (("DEP", 1), ("ECO", 32))
    )  # fmt: skip
    taken, _ = domain.take_back(replace(A_CONTACT, matters=matters), NORD, at=after(33))
    assert [each.received_at for each in taken.matters] == [after(1), None]


async def test_of_who_was_sent_to_two_units_each_says_who_received_them_there(tx: Tx) -> None:
    await load_city(tx)
    anna, contact = await served(tx, CARE)
    await commands.add_reason(tx, contact, FOOD, anna.by(9))
    for reason, unit in ((CARE, NORD), (FOOD, SUD)):
        await commands.attend_today(tx, contact, reason, commands.Destination(unit), anna.by(10))
    north, south = Paula(), Paula(frozenset({SUD}))
    await commands.receive_today(tx, NORD, contact, north.at(after(20)))
    await commands.receive_today(tx, SUD, contact, south.at(after(21)))

    async def received(unit: str, by: Paula) -> list[object]:
        who, today = by.at(NINE).who, NINE.date()
        return [each.received_by for each in await queries.care_of_day(tx, unit, today, who, NINE)]

    assert await received(NORD, north) == [north.id]
    assert await received(SUD, south) == [south.id]
    await commands.not_received(tx, NORD, contact, north.at(after(22)))
    assert await received(NORD, north) == [None]
    assert await received(SUD, south) == [south.id], "the other unit's stays"


async def test_who_practises_receives_whom_the_practice_desk_sent(tx: Tx) -> None:
    await load_city(tx)
    anna, contact = await served(tx, CARE, unit=PRACTICE)
    here = commands.Destination(PRACTICE)
    await commands.attend_today(tx, contact, CARE, here, anna.by(10))
    who, today = Paula(frozenset({PRACTICE})).at(NINE).who, NINE.date()
    await tx.execute("UPDATE contact SET invented = 'x' WHERE id = $1", contact)
    assert len(await queries.care_of_day(tx, PRACTICE, today, who, after(20))) == 1


async def test_of_whoever_was_sent_on_paper_nobody_says_that_they_still_wait(house: House) -> None:
    contact, code = await sent(house)
    _, waits = await sent(house)
    written = (
        "UPDATE contact SET matters = jsonb_set(matters, '{0,on_paper}', 'true') WHERE id = $1"
    )
    await house.rows(written, UUID(contact))
    at_desk = (await house.anna.client.get(f"/units/{NORD}/desk")).text
    for page in (await listed(house.carla), at_desk[at_desk.index('id="sent"') :]):
        [known, unknown] = re.findall(r"<li>.*?</li>", page, re.DOTALL)[:2]
        assert waits in known, "who is known to wait stands before"
        assert "Encara no" in known
        assert code in unknown
        assert "Encara no" not in unknown
        assert "No se sap" in unknown
    assert (await care(house.carla, contact)).status_code == 200
    assert "No se sap" not in await listed(house.carla), "then it is known"
